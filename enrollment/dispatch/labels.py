"""When each message was looked at and when its dot was written; and whether it left after a stop.

Between a last look and its dot a stop can commit. What leaves then is nobody's fault and has to be
known: it is labelled with the time by which its dot was later than the stop. Where nobody noted
the dot, a stop before the last moment at which a server can have taken it labels it as well.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from enrollment.dispatch import texts
from enrollment.dispatch.results import Result
from enrollment.evidence import looking
from enrollment.models import EnrollmentState, SendIntent
from tenancy import clock
from tenancy.scope import current_workspace_id
from tenancy.statements import document, rows, save_many

COLUMNS = ("looked_at", "dot_at", "left_after_stop", "overlap_ms")
# Stops of the person; switches that are still closed; pauses, of those who do not go on. Whoever
# closes a switch or pauses has waited for the arming, so only what is later than that counts.
_STOPS = """
SELECT mine.id, min(stop.at)
FROM json_to_recordset(%(mine)s::json) AS mine (
        id uuid, key text, epoch int, armed_at timestamptz, left_by timestamptz,
        refs uuid[], enrollment_id uuid, rests boolean
    )
    CROSS JOIN LATERAL (
        SELECT at FROM enrollment_stoprecord
        WHERE workspace_id = %(here)s AND address_key = mine.key AND epoch > mine.epoch
        UNION ALL
        SELECT closed_at FROM enrollment_controlgate
        WHERE workspace_id = %(here)s AND ref = ANY(mine.refs) AND closed_at >= mine.armed_at
        UNION ALL
        SELECT paused_at FROM tenancy_installation WHERE id = 1 AND paused_at >= mine.armed_at
        UNION ALL
        SELECT recorded_at FROM audit_entry
        WHERE mine.rests AND workspace_id = %(here)s AND enrollment_id = mine.enrollment_id
            AND action = 'enrollment.pause' AND recorded_at >= mine.armed_at
    ) AS stop (at)
WHERE stop.at <= mine.left_by
GROUP BY mine.id
"""


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
        intent.left_after_stop = intent.pk in _stops_before({intent: last})


def keep(results: Mapping[SendIntent, Result]) -> None:
    """As `put`, and store them."""
    save_many(put(results), COLUMNS)


def _stops_before(left: Mapping[SendIntent, datetime]) -> dict[UUID, datetime]:
    """When the first stop after the arming of each had committed, where that was before it left."""
    if not left:
        return {}
    here = current_workspace_id()
    asked = [_asked(intent, here, left_by) for intent, left_by in left.items()]
    of_people = dict(rows(_STOPS, mine=document(asked), here=here))
    return of_people | texts.stopped_before(left)


def _asked(intent: SendIntent, here: UUID, left_by: datetime) -> dict[str, Any]:
    touch = intent.touch
    return {
        "id": intent.pk,
        "key": intent.address_key,
        "epoch": intent.gate_epoch,
        "armed_at": intent.armed_at,
        "left_by": left_by,
        "refs": [here, touch.sequence_id, intent.mailbox_id],
        "enrollment_id": touch.enrollment_id,
        "rests": touch.enrollment.state != EnrollmentState.ACTIVE,
    }
