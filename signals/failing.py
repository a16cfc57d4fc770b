"""Signals whose effect fails: tried again in growing gaps, and nobody is written to meanwhile.

From the second failure on, what runs for the person is put on hold; the effect takes it from there
when it succeeds. What keeps failing is shown on the operations page until it does.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q, QuerySet

from enrollment import services
from enrollment.models import EnrollmentState
from signals import waits
from signals.cases import Case, locked
from signals.kinds import STOPPING, Kind
from signals.models import Signal, SignalState
from tenancy.actors import Actor

GAPS = tuple(timedelta(seconds=each) for each in (10, 60, 300, 1_800, 7_200, 21_600))
HOLDS_FROM = 2
SHOWS_FROM = 2
STOPS = STOPPING | {Kind.AUTO_REPLY, Kind.BOUNCE_SOFT}
WAITING = (SignalState.RECEIVED, SignalState.MATCHED)
_KEEPS_FAILING = Q(state__in=WAITING, failures__gte=SHOWS_FROM)

log = structlog.get_logger(__name__)


def note(signal: Signal, error: Exception, *, actor: Actor) -> None:
    """Remember that an effect failed and when it is tried again. Never raises: while the database
    is away the sweep finds the signal all the same."""
    try:
        failures = _counted(signal.pk, type(error).__name__)
        if failures >= HOLDS_FROM and signal.kind in STOPS:
            _hold(signal.pk, actor)
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


def release(case: Case) -> None:
    """Before an effect that has failed so far: what is on hold because of that goes on, unless
    another signal of the person keeps failing or waits for a decision. Nothing leaves before the
    effect has committed."""
    if case.signal.failures < HOLDS_FROM:
        return
    rows = [row for row in locked(case) if row.pause_note == waits.FAILED]
    mine = Signal.objects.filter(contact__in=case.people()).exclude(pk=case.signal.pk)
    others = mine.filter(Q(state=SignalState.HELD) | _KEEPS_FAILING)
    if rows and not others.exists():
        for row in rows:
            services.resume(row, actor=case.actor)


@transaction.atomic
def _counted(signal_id: UUID, name: str) -> int:
    rows = Signal.objects.filter(pk=signal_id, state__in=WAITING)
    row = rows.select_for_update(of=("self",)).first()
    if row is None:
        return 0
    gap = GAPS[min(row.failures, len(GAPS) - 1)]
    failures: int = row.failures + 1
    Signal.objects.filter(pk=row.pk).update(
        failures=min(failures, 32_000), failure=name[:80], retry_at=datetime.now(UTC) + gap
    )
    return failures


@transaction.atomic
def _hold(signal_id: UUID, actor: Actor) -> None:
    rows = Signal.objects.select_related("contact").select_for_update(of=("self",))
    row = rows.filter(pk=signal_id, state__in=WAITING).first()
    if row is not None and row.contact is not None:
        case = Case(row, row.contact, actor)
        # Who is paused is not written to, and a hold would forget until when.
        active = [each for each in locked(case) if each.state == EnrollmentState.ACTIVE]
        waits.hold(case, active, waits.FAILED)
