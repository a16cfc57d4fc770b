"""When each message was looked at and when its dot was written; and whether it left after a stop.

Between a last look and its dot a stop can commit. What leaves then is nobody's fault and has to be
known: it is labelled with the time by which its dot was later than the stop.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enrollment.dispatch import texts
from enrollment.dispatch.results import Result
from enrollment.models import EnrollmentState, SendIntent
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows, save_many

COLUMNS = ("looked_at", "dot_at", "left_after_stop", "overlap_ms")
# Stops of these people, with the epoch that each began; switches that are still closed. Hardly ever
# is there one, so it is asked once for all, and matched here.
_STOPS = """
SELECT address_key, epoch, at FROM enrollment_stoprecord
WHERE workspace_id = %(here)s AND address_key = ANY(%(keys)s::text[])
UNION ALL
SELECT ref::text, NULL, closed_at FROM enrollment_controlgate
WHERE workspace_id = %(here)s AND closed_at >= %(since)s
UNION ALL
SELECT %(here)s::text, NULL, paused_at FROM tenancy_installation
WHERE id = 1 AND paused_at >= %(since)s
"""
# Pauses of those who do not go on. The trail has a table a month, so it is asked for them alone.
_PAUSES = """
SELECT enrollment_id::text, NULL, recorded_at FROM audit_entry
WHERE workspace_id = %(here)s AND enrollment_id = ANY(%(resting)s::uuid[])
    AND action = 'enrollment.pause' AND recorded_at >= %(since)s
"""
# Whom or what it stops; the epoch that it began, of a person's; when.
_Stop = tuple[str, int | None, datetime]


def put(results: Mapping[SendIntent, Result]) -> list[SendIntent]:
    """Put the moments and the label on each intent in hand; returns those that have a dot. Their
    `COLUMNS` are to be stored."""
    dotted = []
    for intent, result in results.items():
        if result.dot_at is not None:
            intent.looked_at, intent.dot_at = result.looked_at, result.dot_at
            dotted.append(intent)
    stops = _stops_before(dotted) | texts.stopped_before(dotted) if dotted else {}
    for intent in dotted:
        if (stopped_at := stops.get(intent.pk)) is not None and intent.dot_at is not None:
            intent.left_after_stop = True
            intent.overlap_ms = int((intent.dot_at - stopped_at).total_seconds() * 1000)
    return dotted


def keep(results: Mapping[SendIntent, Result]) -> None:
    """As `put`, and store them."""
    save_many(put(results), COLUMNS)


def _stops_before(intents: Sequence[SendIntent]) -> dict[UUID, datetime]:
    """When the first stop after the arming of each had committed, where that was before its dot."""
    stops = _stops_of(intents)
    found: dict[UUID, datetime] = {}
    for intent in intents if stops else ():
        times = [stop[2] for stop in stops if _came_between(stop, intent)]
        if times:
            found[intent.pk] = min(times)
    return found


def _stops_of(intents: Sequence[SendIntent]) -> list[_Stop]:
    """All that may have stopped any of them."""
    here, since = current_workspace_id(), min(intent.armed_at for intent in intents)
    keys = array(intent.address_key for intent in intents)
    found: list[Any] = rows(_STOPS, here=here, since=since, keys=keys)
    people = [intent.touch.enrollment for intent in intents]
    resting = [row.pk for row in people if row.state != EnrollmentState.ACTIVE]
    if resting:
        found += rows(_PAUSES, here=here, since=since, resting=array(resting))
    return found


def _came_between(stop: _Stop, intent: SendIntent) -> bool:
    """Whether a stop is of this message and came before its dot. Whoever closes a switch or pauses
    has waited for the arming, so only what is later than that counts."""
    whose, epoch, at = stop
    if intent.dot_at is None or at > intent.dot_at:
        return False
    if epoch is not None:
        return whose == intent.address_key and epoch > intent.gate_epoch
    touch = intent.touch
    known = (intent.workspace_id, touch.sequence_id, intent.mailbox_id, touch.enrollment_id)
    return at >= intent.armed_at and whose in map(str, known)
