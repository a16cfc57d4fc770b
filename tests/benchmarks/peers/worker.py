"""Celery as its first pages teach it: one task for each mail."""

import os

from celery import Celery

app = Celery("peers", broker=os.environ["MAILS_BROKER_URL"])
app.conf.task_ignore_result = True
if os.environ.get("TUNED") == "1":
    app.conf["CELERY_DB_REUSE_MAX"] = 100_000


@app.task(name="send")
def send(letter_id: int) -> None:
    """Loaded late: Celery's Django fix-up sets Django up first."""
    from peers.shop import tasks

    tasks.send(letter_id)
