"""Signals that make us wait: pauses that end by themselves, and holds that a person ends.

A hold is stronger than a pause, and of two pauses the longer one stands, so that the same signals
in any order lead to the same wait.
"""

from collections.abc import Callable, Iterable, Mapping
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
TO_DECIDE = "An answer waits for a decision."
COLLEAGUE = "Somebody at the same company has answered."


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


def away(case: Case, rows: Iterable[Enrollment] | None = None, *, over_hold: bool = False) -> str:
    """Pause until the morning of the working day after the date that the answer names: these
    enrollments, or all of the person."""
    rows = locked(case) if rows is None else rows
    named = case.said.get("return_date")
    back = date.fromisoformat(named) if named else None
    since = case.signal.occurred_at

    def until(row: Enrollment) -> datetime:
        return pauses.back_at(back, since, planning.hours_of(row))

    return _paused(case, rows, PauseReason.OUT_OF_OFFICE, until, over_hold=over_hold)


def _paused(
    case: Case,
    rows: Iterable[Enrollment],
    reason: PauseReason,
    until: Callable[[Enrollment], datetime],
    *,
    over_hold: bool = False,
) -> str:
    paused = pause_until(case, rows, reason, until, over_hold=over_hold)
    # What was paused and until when, so that a person can take back exactly this.
    case.keep(pauses=paused)
    return told(paused)


def pause_until(
    case: Case,
    rows: Iterable[Enrollment],
    reason: PauseReason,
    until: Callable[[Enrollment], datetime],
    *,
    over_hold: bool = False,
) -> dict[str, str]:
    """Pause those whom nothing keeps longer already; each with the moment until which."""
    paused = {}
    for row in rows:
        moment = min(until(row), case.signal.occurred_at + services.LONGEST_PAUSE)
        if not _yields(row, moment, over_hold):
            continue
        services.pause(row, reason=reason, until=moment, actor=case.actor, evidence=case.evidence)
        paused[str(row.pk)] = moment.isoformat()
    return paused


def told(paused: Mapping[str, str]) -> str:
    """What was paused, as a sentence."""
    if not paused:
        return "Changed nothing: no sequence was running, or it waits longer already."
    return f"Paused {counted(len(paused))} until {max(paused.values())[:10]}."


def _yields(row: Enrollment, until: datetime | None, over_hold: bool) -> bool:
    """Whether a pause until then (None: until a person ends it) holds longer than what holds the
    enrollment now."""
    if row.pause_reason:
        return row.pause_until is not None and (until is None or row.pause_until < until)
    if row.state == EnrollmentState.ON_HOLD or row.keeps_waiting:
        return over_hold
    return row.state in (EnrollmentState.ACTIVE, EnrollmentState.AWAITING_REVIEW)


def held(case: Case) -> str:
    """Nobody can say what it means: everything of this person waits until somebody has."""
    return f"Holds {counted(hold(case, locked(case), UNCLEAR))}. Say what this is."


def hold(case: Case, rows: Iterable[Enrollment], note: str) -> int:
    """Hold those of the enrollments that run; how many are on hold then."""
    running = [row for row in rows if row.state in RUNNING]
    for row in running:
        if row.state != EnrollmentState.ON_HOLD:
            services.hold(row, note=note, actor=case.actor, evidence=case.evidence)
    return len(running)


def wait_for_colleague(case: Case, rows: Iterable[Enrollment]) -> int:
    """Pause what runs for colleagues until a person resumes it; how many. A hold is stronger, and
    what a person has paused without a date stays theirs."""
    mine = [row for row in rows if _yields(row, None, over_hold=False)]
    for row in mine:
        services.pause(
            row,
            reason=PauseReason.COLLEAGUE,
            note=COLLEAGUE,
            actor=case.actor,
            evidence=case.evidence,
        )
    return len(mine)


def released(case: Case) -> str:
    """Let go what unclear answers hold, unless another one still waits for a person."""
    rows = [row for row in locked(case) if row.pause_note in (UNCLEAR, TO_DECIDE)]
    others = Signal.objects.filter(contact__in=case.people, state=SignalState.HELD)
    if others.exclude(pk=case.signal.pk).exists():
        return "Another unclear answer of this person still waits."
    for row in rows:
        services.resume(row, actor=case.actor)
    return f"Resumed {counted(len(rows))}."
