"""WIRE: stream, look once more, write the dot, wait for the answer."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, connection, transaction

from enrollment.channels import smtp
from enrollment.channels.answers import Receipt
from enrollment.channels.dialog import Envelope
from enrollment.channels.lines import Delivered, Parcel
from enrollment.dispatch.arm import Armed
from enrollment.models import SendIntent
from tenancy import scope
from tenancy.statements import array, rows

# One statement for all whose dot is about to be written, started at most 50 ms before it: each
# person's gate is as it was when arming, no switch closed meanwhile, the intent is still ours, the
# deadline has not passed.
_LOOK = """
SELECT intent.id, clock_timestamp()
FROM unnest(%s::uuid[]) AS asked (id)
    JOIN enrollment_sendintent AS intent USING (id)
    JOIN enrollment_touch AS touch ON touch.id = intent.touch_id
    JOIN enrollment_recipientgate AS gate
        ON gate.workspace_id = intent.workspace_id AND gate.address_key = intent.address_key
    JOIN tenancy_installation AS installation ON installation.id = 1
WHERE intent.outcome = 'armed' AND touch.state = 'armed' AND touch.fence = intent.fence
    AND gate.epoch = intent.gate_epoch
    AND intent.deadline_at > clock_timestamp()
    AND installation.paused_at IS NULL AND NOT installation.restore_hold
    AND NOT EXISTS (
        SELECT 1 FROM enrollment_controlgate AS switch
        WHERE switch.workspace_id = intent.workspace_id
            AND switch.ref IN (intent.workspace_id, touch.sequence_id, intent.mailbox_id)
    )
"""


log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Result:
    """The answer, and by the database's clock the moments of the last look and of the dot; None
    when no dot was written."""

    receipt: Receipt
    dot_at: datetime | None
    looked_at: datetime | None = None


@dataclass(eq=False)
class _Sent(Parcel):
    """A parcel that knows its intent, and in whose workspace its answer is recorded."""

    intent: SendIntent | None = None
    workspace_id: UUID | None = None


Answered = tuple[SendIntent, Result]


def transmit(armed: Sequence[Armed]) -> dict[UUID, list[Answered]]:
    """Send armed messages, outside any transaction; the answers by workspace, those among them
    that come late from messages of former calls."""
    return _answers(smtp.deliver([_parcel(each) for each in armed], last_look))


def collect(seconds: float) -> dict[UUID, list[Answered]]:
    """The answers that come late, by workspace; waits so long for them at most."""
    return _answers(smtp.collect(seconds))


def last_look(parcels: Sequence[Parcel]) -> Mapping[Parcel, datetime]:
    """Which of the parcels of the open scope may have their dot now."""
    ours = {each.intent.pk: each for each in parcels if isinstance(each, _Sent) and each.intent}
    try:
        with transaction.atomic():
            return {ours[pk]: seen_at for pk, seen_at in rows(_LOOK, array(ours))}
    except DatabaseError:
        # Whoever cannot see writes no dot.
        log.exception("last look failed", count=len(parcels))
        connection.close_if_unusable_or_obsolete()
        return {}


def _parcel(armed: Armed) -> _Sent:
    intent = armed.intent
    envelope = Envelope(armed.return_path, armed.recipient, armed.wire, armed.copies)
    left = (intent.deadline_at - intent.armed_at).total_seconds()
    return _Sent(
        smtp.installation(),
        envelope,
        until=time.monotonic() + left,
        intent=intent,
        workspace_id=scope.current_workspace_id(),
    )


def _answers(found: Sequence[Delivered]) -> dict[UUID, list[Answered]]:
    answers: dict[UUID, list[Answered]] = {}
    for each in found:
        sent = each.parcel
        assert isinstance(sent, _Sent) and sent.intent and sent.workspace_id
        result = Result(each.receipt, each.dot_at, each.looked_at)
        answers.setdefault(sent.workspace_id, []).append((sent.intent, result))
    return answers
