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
from tenancy.statements import document, rows, save_many

COLUMNS = ("looked_at", "dot_at", "left_after_stop", "overlap_ms")
# Stops of the person; switches that are still closed. Whoever closes a switch or pauses has waited
# for the arming, so only what is later than that counts.
_STOPS = """
SELECT mine.id, min(stop.at)
FROM json_to_recordset(%(mine)s::json) AS mine (
        id uuid, key text, epoch int, armed_at timestamptz, dot_at timestamptz,
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
        {pauses}
    ) AS stop (at)
WHERE stop.at <= mine.dot_at
GROUP BY mine.id
"""
# Of those who do not go on; the trail has a table a month, so it is asked for them alone.
_PAUSES = """
        UNION ALL
        SELECT recorded_at FROM audit_entry
        WHERE mine.rests AND workspace_id = %(here)s AND enrollment_id = mine.enrollment_id
            AND action = 'enrollment.pause' AND recorded_at >= mine.armed_at
"""


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
    here = current_workspace_id()
    asked = [_asked(intent, here) for intent in intents]
    pauses = _PAUSES if any(each["rests"] for each in asked) else ""
    return dict(rows(_STOPS.format(pauses=pauses), mine=document(asked), here=here))


def _asked(intent: SendIntent, here: UUID) -> dict[str, Any]:
    touch = intent.touch
    return {
        "id": intent.pk,
        "key": intent.address_key,
        "epoch": intent.gate_epoch,
        "armed_at": intent.armed_at,
        "dot_at": intent.dot_at,
        "refs": [here, touch.sequence_id, intent.mailbox_id],
        "enrollment_id": touch.enrollment_id,
        "rests": touch.enrollment.state != EnrollmentState.ACTIVE,
    }
