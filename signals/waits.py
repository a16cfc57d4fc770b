"""Signals that make us wait: pauses that end by themselves, and holds that a person ends.

A hold is stronger than a pause, and of two pauses the longer one stands, so that the same signals
in any order lead to the same wait.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime

from django.db.models import Count, Max, Q
from django.db.models.functions import Coalesce

from enrollment import planning, services
from enrollment.models import Enrollment, EnrollmentState, ExitReason, PauseReason
from sequences import pauses
from signals import endings
from signals.cases import Case, counted, locked
from signals.kinds import Kind
from signals.models import Signal, SignalState

RUNNING = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.ON_HOLD)
UNCLEAR = "An unclear answer came."


def bounced_softly(case: Case) -> str:
    """Wait a day, then two; the third message that is refused for now ends the sequence."""
    rows = locked(case)
    count, last = _soft_bounces(case)
    Enrollment.objects.filter(pk=case.signal.enrollment_id).update(soft_bounces=count)
    mine = [row for row in rows if row.pk == case.signal.enrollment_id]
    if not mine:
        return endings.NOTHING
    until = pauses.refused_until(count, last)
    if until is None:
        return f"Refused {count} times. {endings.told(endings.end(case, mine, ExitReason.BOUNCED))}"
    return _paused(case, mine, PauseReason.SOFT_BOUNCE, lambda _: until)


def _soft_bounces(case: Case) -> tuple[int, datetime]:
    """How many messages were refused for now (two reports of one count once), and the last time."""
    mine = Q(pk=case.signal.pk) | Q(state=SignalState.APPLIED)
    rows = Signal.objects.filter(
        mine, kind=Kind.BOUNCE_SOFT, enrollment_id=case.signal.enrollment_id
    )
    found = rows.aggregate(n=Count(Coalesce("touch_id", "id"), distinct=True), m=Max("occurred_at"))
    return found["n"], found["m"]


def away(case: Case, *, over_hold: bool = False) -> str:
    """Pause until the morning of the working day after the date that the answer names."""
    rows = locked(case)
    named = case.said.get("return_date")
    back = date.fromisoformat(named) if named else None
    since = case.signal.occurred_at

    def until(row: Enrollment) -> datetime:
        return pauses.back_at(back, since, planning.hours_of(row).zone)

    return _paused(case, rows, PauseReason.OUT_OF_OFFICE, until, over_hold=over_hold)


def _paused(
    case: Case,
    rows: Iterable[Enrollment],
    reason: PauseReason,
    until: Callable[[Enrollment], datetime],
    *,
    over_hold: bool = False,
) -> str:
    pauses = {}
    for row in rows:
        moment = min(until(row), case.signal.occurred_at + services.LONGEST_PAUSE)
        if not _yields(row, moment, over_hold):
            continue
        services.pause(row, reason=reason, until=moment, actor=case.actor, evidence=case.evidence)
        pauses[str(row.pk)] = moment.isoformat()
    # What was paused and until when, so that a person can take back exactly this.
    Signal.objects.filter(pk=case.signal.pk).update(reading={**case.said, "pauses": pauses})
    if not pauses:
        return "Changed nothing: no sequence was running, or it waits longer already."
    last = max(pauses.values())
    return f"Paused {counted(len(pauses))} until {last[:10]}."


def _yields(row: Enrollment, until: datetime, over_hold: bool) -> bool:
    """Whether a pause until then holds longer than what holds the enrollment now."""
    if row.pause_reason:
        return row.pause_until is not None and row.pause_until < until
    if row.state == EnrollmentState.ON_HOLD or row.keeps_waiting:
        return over_hold
    return row.state in (EnrollmentState.ACTIVE, EnrollmentState.AWAITING_REVIEW)


def held(case: Case) -> str:
    """Nobody can say what it means: everything of this person waits until somebody has."""
    rows = [row for row in locked(case) if row.state in RUNNING]
    for row in rows:
        if row.state != EnrollmentState.ON_HOLD:
            services.hold(row, note=UNCLEAR, actor=case.actor, evidence=case.evidence)
    return f"Holds {counted(len(rows))}. Say what this is."


def released(case: Case) -> str:
    """Let go what unclear answers hold, unless another one still waits for a person."""
    rows = [row for row in locked(case) if row.pause_note == UNCLEAR]
    others = Signal.objects.filter(contact__in=case.people(), state=SignalState.HELD)
    if others.exclude(pk=case.signal.pk).exists():
        return "Another unclear answer of this person still waits."
    for row in rows:
        services.resume(row, actor=case.actor)
    return f"Resumed {counted(len(rows))}."
