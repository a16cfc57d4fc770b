"""Telling the log outside what has stopped. At least once: rows know whether they were told.

A stop is told seconds after its commit, never before, so a line always names something that has
happened. What fails stays marked as not logged and is told by the next round.
"""

from django.db import transaction

from compliance.models import NOT_LOGGED, Logged, Suppression
from enrollment.models import StopRecord
from enrollment.restoring import places
from enrollment.restoring.outside import Line, Outside

MOST = 2_000


def tell() -> int:
    """Write what the log does not have yet of the open scope; returns how many lines. Raises
    OSError when the log cannot be written."""
    with transaction.atomic():
        folder = places.outside()
        if folder is None:
            return 0
    told = 0
    while count := _round(folder):
        told += count
    return told


def _round(folder: Outside) -> int:
    with transaction.atomic():
        # Two who tell at once share the work instead of telling it twice.
        stops = list(StopRecord.objects.filter(is_logged=False).select_for_update(skip_locked=True)
                     .order_by("at")[:MOST])  # fmt: skip
        rows = Suppression.objects.filter(NOT_LOGGED).select_for_update(skip_locked=True)
        suppressions = list(rows.order_by("created_at")[:MOST])
        lines = [*map(line_of_stop, stops), *map(line_of_suppression, suppressions)]
        if not lines:
            return 0
        folder.append(lines)
        StopRecord.objects.filter(pk__in=[row.pk for row in stops]).update(is_logged=True)
        for known in Logged:
            ids = [row.pk for row in suppressions if _known(row) == known]
            Suppression.objects.filter(pk__in=ids).update(logged=known)
    return len(lines)


def _known(row: Suppression) -> Logged:
    return Logged.LIFTED if row.lifted_at else Logged.STOPPED


def line_of_stop(row: StopRecord) -> Line:
    """Whom it stopped, by the keyed hash; the one enrollment, if it was one."""
    return {
        "what": "stop",
        "id": str(row.pk),
        "workspace": str(row.workspace_id),
        "at": row.at.isoformat(),
        "key": row.address_key,
        "enrollment": row.enrollment_id and str(row.enrollment_id),
        "cause": row.cause,
    }


def line_of_suppression(row: Suppression) -> Line:
    """What it covers, by the keyed hash, and whether it stands."""
    return {
        "what": "suppression",
        "id": str(row.pk),
        "workspace": str(row.workspace_id),
        "at": row.said_at.isoformat(),
        "kind": row.kind,
        "key": row.key,
        "channel": row.channel,
        "reason": row.reason,
        "until": row.expires_at and row.expires_at.isoformat(),
        "state": _known(row).value,
    }
