"""The Celery app and the whole regular work in one visible table."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
# `setup_database` has looked at the project before; a worker that is started again is to send soon.
os.environ.setdefault("CELERY_SKIP_CHECKS", "1")

app = Celery("seqops")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Each is a nudge: PostgreSQL knows what is due, so a lost or doubled nudge changes nothing.
# `expires` keeps a backlog of nudges from piling up while no worker runs.
app.conf.beat_schedule = {
    name: {"task": task, "schedule": seconds, "options": {"expires": max(10.0, seconds)}}
    for name, task, seconds in (
        ("dispatch due touches", "enrollment.tasks.dispatch_due", 5.0),
        ("say that beat is there", "enrollment.tasks.note_beat", 15.0),
        ("free and doubt", "enrollment.tasks.reap", 15.0),
        ("notice a restore", "enrollment.tasks.watch_restores", 15.0),
        ("log stops outside", "enrollment.tasks.tell_outside", 5.0),
        ("settle unknown sends", "enrollment.tasks.resolve", 15.0),
        ("resume and expire", "enrollment.tasks.keep_house", 30.0),
        ("look at audiences", "enrollment.tasks.look_at_audiences", 30.0),
        ("go on with simulations", "enrollment.tasks.keep_simulations", 60.0),
        ("go on with lists of stops", "enrollment.tasks.resume_stop_lists", 30.0),
        ("check sender records", "enrollment.tasks.check_senders", 3600.0),
        ("keep senders able to send", "enrollment.tasks.keep_senders", 60.0),
        ("judge mailboxes", "enrollment.tasks.judge_mailboxes", 300.0),
        ("apply received signals", "signals.tasks.apply_received", 10.0),
        ("judge hits of links", "signals.tasks.judge_hits", 15.0),
        ("watch answers", "signals.tasks.watch_answers", 60.0),
        ("forget old mail", "signals.tasks.forget_originals", 3600.0),
        ("go on with imports", "signals.tasks.resume_imports", 60.0),
        ("listen to own mailboxes", "signals.tasks.probe_ears", 60.0),
        ("seal the audit trail", "audit.tasks.seal_entries", 30.0),
    )
}
# The Django fix-up closes the connection around every task unless it finds this very key.
app.conf["CELERY_DB_REUSE_MAX"] = 1000
