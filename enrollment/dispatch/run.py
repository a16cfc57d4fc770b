"""One worker's turn: claim for the workspaces that are due, and take each touch to its end."""

import time
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction

from enrollment import planning
from enrollment.channels.mail import MessageError
from enrollment.dispatch import arm, check, claim, record, wire
from enrollment.models import PauseReason, Touch
from enrollment.services import pause
from tenancy import clock, turns
from tenancy.scope import current_workspace_id

log = structlog.get_logger(__name__)


def workspace_turn(limit: int = claim.BATCH) -> int:
    """Work on what is due in the open scope; returns how many touches were claimed.

    One that fails is logged and left to its lease: it comes back, and too many attempts end it.
    """
    claimed = claim.claim(limit)
    # A slow server must not let leases run out under us: then others would claim what we hold.
    enough = time.monotonic() + settings.TOUCH_LEASE_SECONDS / 2
    for number, touch_id in enumerate(claimed):
        if time.monotonic() > enough:
            claim.let_go(claimed[number:])
            break
        try:
            one(touch_id)
        except Exception:
            log.exception("touch failed", touch_id=str(touch_id))
    turns.served(current_workspace_id(), planning.next_due_moment)
    return len(claimed)


def one(touch_id: UUID) -> None:
    """Check, arm, wire and record one claimed touch. No transaction is open on the wire."""
    with transaction.atomic():
        touch = claim.load(touch_id)
        ready = check.check(touch)
    if ready is None:
        return
    try:
        armed = arm.arm(ready)
    except ValueError as error:
        # A MessageError says what is wrong; the library's own words may hold the value.
        ours = isinstance(error, MessageError)
        _unwritable(touch, str(error) if ours else "The message cannot be put into bytes.")
        return
    if armed is not None:
        record.record(armed.intent, wire.transmit(armed))


def due_workspaces() -> list[UUID]:
    """Whose turn it is now, the one that waited longest first."""
    return list(turns.due(clock.now()))


def _unwritable(touch: Touch, why: str) -> None:
    with transaction.atomic():
        pause(touch.enrollment, reason=PauseReason.INCOMPLETE, note=why, actor=check.ENGINE)
