"""When each message was looked at and when its dot was written; and whether it left after a stop.

Between a last look and its dot a stop can commit. What leaves then is nobody's fault and has to be
known: it is labelled with the time by which its dot was later than the stop. Where nobody noted
the dot, a stop before the last moment at which a server can have taken it labels it as well.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from enrollment.dispatch import texts
from enrollment.dispatch.results import Result
from enrollment.evidence import looking
from enrollment.models import EnrollmentState, SendIntent
from tenancy import clock
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows, save_many

COLUMNS = ("looked_at", "dot_at", "left_after_stop", "overlap_ms")
# Stops of these people, with the epoch that each began; switches, those that are open again too.
# Hardly ever is there one, so it is asked once for all, and matched here.
_STOPS = """
SELECT address_key, epoch, at FROM enrollment_stoprecord
WHERE workspace_id = %(here)s AND address_key = ANY(%(keys)s::text[])
UNION ALL
SELECT ref::text, NULL, closed_at FROM enrollment_controlgate
WHERE workspace_id = %(here)s AND closed_at >= %(since)s
UNION ALL
SELECT ref::text, NULL, closed_at FROM enrollment_pastgate
WHERE workspace_id = %(here)s AND closed_at >= %(since)s
UNION ALL
SELECT %(here)s::text, NULL, paused_at FROM tenancy_installation
WHERE id = 1 AND paused_at >= %(since)s
"""
# Pauses and holds. The trail has a table a month, so it is asked for those alone who rest now, and
# for those of whom it is not known when their message left.
_PAUSES = """
SELECT enrollment_id::text, NULL, recorded_at FROM audit_entry
WHERE workspace_id = %(here)s AND enrollment_id = ANY(%(people)s::uuid[])
    AND action IN ('enrollment.pause', 'enrollment.hold') AND recorded_at >= %(since)s
"""
# Whom or what it stops; the epoch that it began, of a person's; when.
_Stop = tuple[str, int | None, datetime]


def put(results: Mapping[SendIntent, Result]) -> list[SendIntent]:
    """Put the moments and the label on each intent in hand; returns those that have a dot. Their
    `COLUMNS` are to be stored."""
    dots = {row: result.dot_at for row, result in results.items() if result.dot_at is not None}
    stops = _stops_before(dots)
    for intent, dot_at in dots.items():
        intent.looked_at, intent.dot_at = results[intent].looked_at, dot_at
        if (stopped_at := stops.get(intent.pk)) is not None:
            intent.left_after_stop = True
            intent.overlap_ms = int((dot_at - stopped_at).total_seconds() * 1000)
    return list(dots)


def presume(intent: SendIntent) -> None:
    """Put the label on an intent in hand that was taken nobody knows when: a stop that came after
    its arming, and while a server could still take it, may have come before its dot. Nobody knows
    by how much."""
    if intent.dot_at is None:
        last = min(clock.real_now(), intent.deadline_at + looking.relay_gave_up())
        people = [intent.touch.enrollment_id]
        intent.left_after_stop = intent.pk in _stops_before({intent: last}, people)


def keep(results: Mapping[SendIntent, Result]) -> None:
    """As `put`, and store them."""
    save_many(put(results), COLUMNS)


def _stops_before(
    left: Mapping[SendIntent, datetime], besides: Collection[UUID] = ()
) -> dict[UUID, datetime]:
    """When the first stop after the arming of each had committed, where that was before it left.
    The trail is asked about enrollments that rest now, and those `besides`."""
    if not left:
        return {}
    stops = _stops_of(list(left), besides)
    found: dict[UUID, datetime] = {}
    for intent, left_by in left.items() if stops else ():
        times = [stop[2] for stop in stops if _came_between(stop, intent, left_by)]
        if times:
            found[intent.pk] = min(times)
    return found | texts.stopped_before(left)


def _stops_of(intents: Sequence[SendIntent], besides: Collection[UUID]) -> list[_Stop]:
    """All that may have stopped any of them."""
    here, since = current_workspace_id(), min(intent.armed_at for intent in intents)
    keys = array(intent.address_key for intent in intents)
    found: list[Any] = rows(_STOPS, here=here, since=since, keys=keys)
    people = [intent.touch.enrollment for intent in intents]
    asked = {row.pk for row in people if row.state != EnrollmentState.ACTIVE} | {*besides}
    if asked:
        found += rows(_PAUSES, here=here, since=since, people=array(asked))
    return found


def _came_between(stop: _Stop, intent: SendIntent, left_by: datetime) -> bool:
    """Whether a stop is of this message and came before it left. Whoever closes a switch or pauses
    has waited for the arming, so only what is later than that counts."""
    whose, epoch, at = stop
    if at > left_by:
        return False
    if epoch is not None:
        return whose == intent.address_key and epoch > intent.gate_epoch
    touch = intent.touch
    known = (intent.workspace_id, touch.sequence_id, intent.mailbox_id, touch.enrollment_id)
    return at >= intent.armed_at and whose in map(str, known)
