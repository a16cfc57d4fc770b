"""The product's Celery app, with strikes at the points that the environment names.

`celery -A tests.chaos.app worker`. The functions of the engine are wrapped from outside; nothing
in the product knows of it.
"""

import importlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import django
from django.db import OperationalError
from django.db.backends.base.base import BaseDatabaseWrapper

from config.celery import app
from tests.chaos import clocks
from tests.chaos.striking import SERVER_IS_DONE, Orders, ReplyLost, Striker

# Which of the engine's transactions is open: a commit alone does not say what it commits.
_stage: ContextVar[str] = ContextVar("stage", default="")
BEFORE = {"claim": "K0", "arm": "K3", "record": "K8b"}
LOST = {"arm": "K3r", "record": "K9"}

app.conf.task_default_queue = os.environ["CHAOS_QUEUE"]


@contextmanager
def _in_stage(name: str) -> Iterator[None]:
    token = _stage.set(name)
    try:
        yield
    finally:
        _stage.reset(token)


def _staged(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def inside(*args: Any, **more: Any) -> Any:
        with _in_stage(name):
            return work(*args, **more)

    return inside


def _hit_before(striker: Striker, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def struck(*args: Any, **more: Any) -> Any:
        striker.hit(name)
        return work(*args, **more)

    return struck


def _hit_after(striker: Striker, name: str, work: Callable[..., Any]) -> Callable[..., Any]:
    def struck(*args: Any, **more: Any) -> Any:
        found = work(*args, **more)
        striker.hit(name)
        return found

    return struck


def _commits(striker: Striker) -> None:
    commit = vars(BaseDatabaseWrapper)["_commit"]

    def struck(self: Any) -> Any:
        stage = _stage.get()
        if stage in BEFORE:
            striker.hit(BEFORE[stage])
        found = commit(self)
        if stage in LOST:
            _lose_the_reply(striker, LOST[stage], self)
        return found

    _put(BaseDatabaseWrapper, "_commit", struck)


def _lose_the_reply(striker: Striker, name: str, database: Any) -> None:
    try:
        striker.hit(name)
    except ReplyLost as error:
        database.connection.close()
        raise OperationalError("the reply to the commit was lost") from error


def _wire(striker: Striker) -> None:
    from enrollment.channels.dialog import Phase
    from enrollment.channels.post import Post

    go_on = Post._go_on

    def struck(self: Post, line: Any) -> None:
        phase, says = line.dialog.phase, bytes(line.dialog.say)
        if phase == Phase.STREAMING and says and striker.wants("K5"):
            line.sock.send(says[: len(says) // 2])
            striker.strike("K5")
        if phase == Phase.DOTTED and says:
            striker.hit("K11")
        go_on(self, line)
        if phase == Phase.DOTTED and says:
            striker.hit("K6")
            striker.hit("K7", SERVER_IS_DONE)

    _put(Post, "_go_on", struck)


def arrange(striker: Striker, batch: int) -> None:
    """Put the strikes in their places; a turn takes `batch` touches, so that many can be hit."""
    from enrollment.dispatch import arm, check, claim, record, run, wire

    turn = run.workspace_turn
    _put(run, "workspace_turn", lambda: turn(batch))
    _put(claim, "claim", _hit_after(striker, "K1", _staged("claim", claim.claim)))
    for name in ("check", "choose_senders"):
        _put(check, name, _hit_before(striker, "K2", vars(check)[name]))
    _put(arm, "arm", _staged("arm", arm.arm))
    _put(wire, "transmit", _hit_before(striker, "K4", wire.transmit))
    look = vars(wire)["_look_at_parcels"]
    _put(wire, "_look_at_parcels", _hit_before(striker, "K5b", look))
    recorded = _staged("record", record.record_many)
    _put(record, "record_many", _hit_before(striker, "K8", recorded))
    _put(run, "settle", _hit_after(striker, "K10", run.settle))
    _commits(striker)
    _wire(striker)


def _put(place: object, name: str, instead: object) -> None:
    setattr(place, name, instead)


def _begin() -> None:
    """The engine can be imported when Django is ready; Celery would make it so only later."""
    django.setup()
    importlib.import_module("enrollment.tasks")
    orders = Orders.read(os.environ)
    arrange(Striker(orders, os.environ["CHAOS_SEED"]), orders.batch)
    clocks.obey(Path(os.environ["CHAOS_AHEAD"]))


_begin()
