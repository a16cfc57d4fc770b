"""WIRE: stream, look once more, write the dot, wait for the answer."""

import time
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from django.db import DatabaseError, connection

from enrollment.channels import smtp
from enrollment.channels.dialog import Envelope
from enrollment.channels.lines import Delivered, Parcel
from enrollment.channels.relay import Provider, Texter
from enrollment.dispatch import by_provider, texts
from enrollment.dispatch.arm import Armed
from enrollment.dispatch.results import Result
from enrollment.models import SendIntent
from tenancy import scope
from tenancy.statements import array, look

# What has to hold whenever a dot or a request is written: each person's gate is as it was when
# arming, nobody paused them, and no switch closed meanwhile.
STANDS = """
    gate.epoch = intent.gate_epoch AND enrollment.state = 'active'
    AND installation.paused_at IS NULL AND NOT installation.restore_hold
    AND NOT EXISTS (
        SELECT 1 FROM enrollment_controlgate AS switch
        WHERE switch.workspace_id = intent.workspace_id
            AND switch.ref IN (intent.workspace_id, touch.sequence_id, intent.mailbox_id)
    )
"""
# Each row is sought by its own key, once its intent is known. Without `OFFSET 0` the conditions on
# states choose the way, and those are so rare in the statistics that whole workspaces were walked.
LOOKED_AT = """
SELECT intent.id, clock_timestamp()
FROM unnest(%s::uuid[]) AS asked (id)
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_sendintent WHERE id = asked.id OFFSET 0
    ) AS intent
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_touch WHERE id = intent.touch_id OFFSET 0
    ) AS touch
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_enrollment WHERE id = touch.enrollment_id OFFSET 0
    ) AS enrollment
    CROSS JOIN LATERAL (
        SELECT * FROM enrollment_recipientgate
        WHERE workspace_id = intent.workspace_id AND address_key = intent.address_key OFFSET 0
    ) AS gate
    JOIN tenancy_installation AS installation ON installation.id = 1
"""
# One statement for all whose dot is about to be written, started at most 50 ms before it: the
# intent is still ours, and the deadline has not passed.
_LOOK = f"""
{LOOKED_AT}
WHERE intent.outcome = 'armed' AND touch.state = 'armed' AND touch.fence = intent.fence
    AND intent.deadline_at > clock_timestamp() AND {STANDS}
"""
log = structlog.get_logger(__name__)


@dataclass(eq=False)
class _Sent:
    """An armed message on its way, and in whose workspace its answer is recorded."""

    armed: Armed
    workspace_id: UUID
    until: float


Answered = tuple[SendIntent, Result]


def transmit(armed: Sequence[Armed]) -> dict[UUID, list[Answered]]:
    """Send armed messages, outside any transaction; the answers by workspace, those among them
    that come late from messages of former calls."""
    here = scope.current_workspace_id()
    answers: dict[UUID, list[Answered]] = defaultdict(list)
    parcels: list[Parcel] = []
    letters: list[tuple[Provider | Texter, _Sent]] = []
    for each in armed:
        sent = _Sent(each, here, time.monotonic() + _seconds(each.intent))
        if isinstance(each.outlet, Provider | Texter):
            letters.append((each.outlet, sent))
        else:
            parcels.append(Parcel(each.outlet, _envelope(each), sent.until, sent))
    for sent, result in by_provider.deliver(letters, _look):
        answers[here].append((sent.armed.intent, result))
    return _answers(smtp.deliver(parcels, _look_at_parcels), answers)


def collect(seconds: float) -> dict[UUID, list[Answered]]:
    """The answers that come late, by workspace; waits so long for them at most."""
    return _answers(smtp.collect(seconds), defaultdict(list))


def _look_at_parcels(parcels: Sequence[Parcel]) -> Mapping[Parcel, datetime]:
    seen = _look([each.ref for each in parcels])
    return {each: seen[each.ref] for each in parcels if each.ref in seen}


def _look(asked: Sequence[_Sent]) -> Mapping[_Sent, datetime]:
    ours = {each.armed.intent.pk: each for each in asked}
    to_numbers = any(isinstance(each.armed.outlet, Texter) for each in asked)
    return {ours[pk]: seen_at for pk, seen_at in last_look(ours, to_numbers=to_numbers).items()}


def last_look(intents: Collection[UUID], *, to_numbers: bool = False) -> dict[UUID, datetime]:
    """Which of these intents of the open scope may have their dot now, and when that was seen;
    `to_numbers` asks for the stops of telephone numbers as well."""
    return seen(_LOOK + texts.STOPS if to_numbers else _LOOK, intents)


def seen(statement: str, intents: Collection[UUID]) -> dict[UUID, datetime]:
    """What a last look answers: those that may leave, and when that was seen."""
    try:
        return dict(look(statement, array(intents)))
    except DatabaseError:
        # Whoever cannot see writes no dot.
        log.exception("last look failed", count=len(intents))
        connection.close_if_unusable_or_obsolete()
        return {}


def _seconds(intent: SendIntent) -> float:
    return (intent.deadline_at - intent.armed_at).total_seconds()


def _envelope(armed: Armed) -> Envelope:
    return Envelope(armed.return_path, armed.recipient, armed.wire, armed.copies)


def _answers(
    found: Sequence[Delivered], answers: dict[UUID, list[Answered]]
) -> dict[UUID, list[Answered]]:
    for each in found:
        sent = each.parcel.ref
        result = Result(each.receipt, each.dot_at, each.looked_at)
        answers[sent.workspace_id].append((sent.armed.intent, result))
    return answers
