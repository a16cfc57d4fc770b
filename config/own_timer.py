"""Workers also look by themselves: with the broker or beat gone, touches are late, never lost."""

import threading
from typing import Any

import structlog
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.db import connections

log = structlog.get_logger(__name__)
EVERY_SECONDS = 15.0
_stop = threading.Event()


@worker_init.connect
def look_back(**kwargs: Any) -> None:
    """Before anything is sent: a database that was restored behind our back holds everything."""
    from enrollment import tasks as enrollment

    try:
        enrollment.watch_restores()
    except Exception:
        log.exception("whether the database was restored is not known")
    connections.close_all()


@worker_ready.connect
def start(**kwargs: Any) -> None:
    """Begin to look, in a thread beside the pool."""
    threading.Thread(target=_look_again_and_again, name="own timer", daemon=True).start()


@worker_shutting_down.connect
def stop(**kwargs: Any) -> None:
    """No new round once the worker is asked to end."""
    _stop.set()


def _look_again_and_again() -> None:
    while not _stop.wait(EVERY_SECONDS):
        look()


def look() -> None:
    """One round of everything that a lost nudge could have been about."""
    # Loaded here: the app registry is not complete when Celery loads this module.
    from enrollment import tasks as enrollment
    from signals import tasks as signals

    rounds = (
        enrollment.watch_restores,
        enrollment.tell_outside,
        enrollment.dispatch_due,
        enrollment.reap,
        enrollment.resolve,
        enrollment.keep_house,
        enrollment.look_at_audiences,
        enrollment.keep_simulations,
        enrollment.resume_stop_lists,
        enrollment.keep_senders,
        enrollment.judge_mailboxes,
        signals.apply_received,
        signals.judge_hits,
        signals.resume_imports,
        signals.probe_ears,
    )
    for work in rounds:
        try:
            work()
        except Exception:
            log.exception("own timer failed", task=work.name)
    connections.close_all()
