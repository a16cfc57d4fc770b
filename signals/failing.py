"""Signals whose effect fails: tried again in growing gaps, and shown on the operations page until
it succeeds. Nobody is written to meanwhile: what was stored holds back (`enrollment.heeding`).
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from signals.models import Signal, SignalState

GAPS = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1_800, 7_200, 21_600))
SHOWS_FROM = 2
WAITING = (SignalState.RECEIVED, SignalState.MATCHED)
_KEEPS_FAILING = Q(state__in=WAITING, failures__gte=SHOWS_FROM)

log = structlog.get_logger(__name__)


def note(signal: Signal, error: Exception) -> None:
    """Remember that an effect failed and when it is tried again. Never raises: while the database
    is away the sweep finds the signal all the same."""
    try:
        _count(signal.pk, type(error).__name__)
    except Exception:
        log.exception("a failing signal was not noted", signal_id=str(signal.pk))


def due(now: datetime) -> Q:
    """The condition of those that may be tried at a moment of real time."""
    return Q(retry_at=None) | Q(retry_at__lte=now)


def failing() -> "QuerySet[Signal]":
    """Signals that have failed more than once and still wait, the oldest first."""
    rows: QuerySet[Signal] = Signal.objects.filter(_KEEPS_FAILING)
    return rows.order_by("received_at", "pk")


@transaction.atomic
def try_now() -> int:
    """Let the next sweep try all that keep failing; how many."""
    return failing().order_by().update(retry_at=None)


@transaction.atomic
def _count(signal_id: UUID, name: str) -> None:
    rows = Signal.objects.filter(pk=signal_id, state__in=WAITING)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return
    gap = GAPS[min(row.failures, len(GAPS) - 1)]
    Signal.objects.filter(pk=row.pk).update(
        failures=min(row.failures + 1, 32_000), failure=name[:80], retry_at=datetime.now(UTC) + gap
    )
