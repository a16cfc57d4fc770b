"""One turn of one stream: connect if need be, fetch what is new, and wait to be told of more."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from enrollment.incoming import opening
from enrollment.incoming.faults import Broken, Fault
from enrollment.incoming.session import Session
from enrollment.models.senders import BY_API
from signals.streams import apis, keeping, polling
from signals.streams.jobs import Job, job

# Seconds after which a turn ends at the next mail; the others have theirs.
LONGEST = 40.0
# Seconds after which nothing is waited for any more, so that a mail that was begun in time is had.
LAST = 100.0


@dataclass(frozen=True)
class Turn:
    """How it ended. `session` is to be used in the next turn. `is_waiting` says that its server
    tells of new mail by itself now; `has_more`, that there is some already. `is_ours` is over when
    the account is gone or another process fetches its mail."""

    session: Session | None = None
    is_waiting: bool = False
    has_more: bool = False
    fault: Fault | None = None
    is_ours: bool = True


def turn(
    stream_id: UUID, session: Session | None, keeper: str, is_stopped: Callable[[], bool]
) -> Turn:
    """Fetch the mail of one stream, in its workspace's scope and outside a transaction. Raises
    django.db.Error when the database is away; the session is closed then."""
    began = time.monotonic()

    def is_over() -> bool:
        return is_stopped() or time.monotonic() > began + LONGEST

    try:
        work = job(stream_id)
        if work is None or not keeping.renew(stream_id, keeper):
            _close(session)
            return Turn(is_ours=False)
        if work.account.kind in BY_API:
            _close(session)
            return Turn(has_more=not apis.poll(work, is_over, began + LAST))
        made, is_whole = _polled(work, session, is_over, began + LAST)
        return _waiting(made) if is_whole else Turn(made, has_more=True)
    except Fault as fault:
        keeping.note_failure(stream_id, fault)
        return Turn(fault=fault)
    except BaseException:
        _close(session)
        raise


def _polled(
    work: Job, session: Session | None, is_over: Callable[[], bool], until: float
) -> tuple[Session, bool]:
    """A connection that has waited may have ended unseen; then a new one has its chance."""
    if session is not None:
        try:
            session.hurry(until)
            session.end_idle()
            return session, polling.poll(work, session, is_over)
        except Broken:
            session.close()
        except BaseException:
            session.close()
            raise
    made = opening.opened(work.account, until)
    try:
        return made, polling.poll(work, made, is_over)
    except BaseException:
        made.close()
        raise


def _waiting(session: Session) -> Turn:
    """All is read; that waiting fails is no failure, for the next turn connects anew."""
    if not session.offers_idle:
        return Turn(session)
    try:
        has_more = session.begin_idle()
    except Fault:
        session.close()
        return Turn()
    return Turn(session, is_waiting=True, has_more=has_more)


def _close(session: Session | None) -> None:
    if session is not None:
        session.close()
