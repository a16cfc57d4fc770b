"""What the reaction table says, done: to the sequences of the person and of their colleagues. The
number of the table is kept with the signal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from compliance.models import SuppressionReason
from enrollment import detours, planning, returning
from enrollment.models import Enrollment, ExitReason, NextAction
from sequences import pauses, timetable
from sequences.cadence import Hours
from sequences.plans.document import Track
from signals import endings, waits
from signals.cases import Case, Effect, counted, locked, of_colleagues
from signals.kinds import HUMAN, Kind
from signals.models import Signal, SignalState
from signals.reaction_table import Does, Line, Others, Topic, topic_of
from tenancy.reading import own_workspace, read_related

#: How each topic ends, and what follows; without an entry the exit's own rule says it.
ENDS: Mapping[Topic, tuple[ExitReason, NextAction | None]] = {
    Topic.NOT_NOW: (ExitReason.REPLIED, NextAction.RECYCLE),
    Topic.WRONG_PERSON: (ExitReason.DISQUALIFIED, NextAction.HAND_OVER),
    Topic.LEFT_COMPANY: (ExitReason.DISQUALIFIED, NextAction.HAND_OVER),
    Topic.MEETING_BOOKED: (ExitReason.MEETING_BOOKED, None),
}
_BARS: Mapping[Topic, Effect] = {
    Topic.OPT_OUT: endings.bars(SuppressionReason.OPT_OUT, ExitReason.OPTED_OUT),
    Topic.COMPLAINT: endings.bars(SuppressionReason.COMPLAINT, ExitReason.COMPLAINED),
}


@dataclass(frozen=True)
class Done:
    """What was done, as sentences; `asks`: the signal waits for a person's decision."""

    effect: str
    asks: bool = False


def react(case: Case, kind: Kind, *, decided: bool = False) -> Done:
    """Do what the table says of a kind, in the motion of the sequence that was answered. What a
    person has decided is not asked of them again: a line that waits for a decision ends then, or
    pauses for an absence.

    Only for kinds with a line in the table that may be chosen, and for the two that bar.
    """
    topic = topic_of(kind, case.said)
    assert topic is not None, "kinds without a topic have effects of their own"
    line = case.table.line(topic, _motion(case))
    case.keep(table=case.table.number)
    if topic in _BARS:
        told = [_BARS[topic](case), _others(case, line)]
        _amend(case, topic)
        return Done(" ".join(filter(None, told)))
    rows = locked(case)
    does = line.does
    if decided and does is Does.DECIDE:
        does = Does.PAUSE if topic is Topic.AUTO_REPLY else Does.EXIT
    told = [_ACTS[does](case, topic, rows), _others(case, line)]
    _amend(case, topic)
    return Done(" ".join(filter(None, told)), asks=does is Does.DECIDE)


def decided(kind: Kind) -> Effect:
    """The effect of what a person says that a signal is."""
    return lambda case: react(case, kind, decided=True).effect


def _motion(case: Case) -> str:
    """The motion that was answered, whether it runs or not; "" where nobody knows."""
    rows = Enrollment.objects.filter(pk=case.signal.enrollment_id)
    found: str | None = rows.values_list("sequence__motion", flat=True).first()
    return found or ""


def _ended(case: Case, topic: Topic, rows: Sequence[Enrollment]) -> str:
    reason, follows = ENDS.get(topic, (ExitReason.REPLIED, None))
    if follows is NextAction.RECYCLE and _has_said_more(case):
        follows = NextAction.HAND_OVER
    return endings.told(endings.end(case, rows, reason, follows, _comes_back(case, topic)))


def _amend(case: Case, topic: Topic) -> None:
    """Whom a former answer lets come back: nobody against this one, and of two days the later. An
    automatic answer says nothing against a day that the person has named."""
    if topic is Topic.AUTO_REPLY:
        return
    back = _comes_back(case, topic)
    if topic is Topic.NOT_NOW and not _has_said_more(case):
        if back is not None:
            returning.amend(case.people, back, actor=case.actor, evidence=case.evidence)
        return
    returning.amend(case.people, None, actor=case.actor, evidence=case.evidence)


def _has_said_more(case: Case) -> bool:
    """Whether the same sequence was answered with something else than “not now”, or by a machine
    that the person has left: then a colleague goes on, whichever came first."""
    answers = [kind.value for kind in (HUMAN - {Kind.NOT_NOW}) | {Kind.LEFT_COMPANY}]
    rows = Signal.objects.filter(
        enrollment_id=case.signal.enrollment_id,
        enrollment_id__isnull=False,
        kind__in=answers,
        state__in=(SignalState.APPLIED, SignalState.HELD),
    )
    return bool(rows.exclude(pk=case.signal.pk).exists())


def _hours(case: Case) -> Hours:
    """Where the person is; of the sequence that was answered, else of the workspace."""
    found = read_related(Enrollment, planning.WITH, [case.signal.enrollment_id])
    if found:
        return planning.hours_of(found[0])
    return timetable.hours_of_workspace(own_workspace(), timetable.closed_dates())


def _comes_back(case: Case, topic: Topic) -> datetime | None:
    """The morning of the day that a “not now” names, if it lies ahead."""
    named = case.said.get("return_date")
    if topic is not Topic.NOT_NOW or not named:
        return None
    moment = pauses.morning(date.fromisoformat(named), _hours(case))
    return moment if moment > case.signal.occurred_at else None


def _led(case: Case, topic: Topic, rows: Sequence[Enrollment]) -> str:
    """Lead onto the positive track of the sequence that was answered. The person's others end, and
    it too where it has no such track: they have answered."""
    mine = next((row for row in rows if row.pk == case.signal.enrollment_id), None)
    led = mine and detours.lead(mine, Track.POSITIVE, actor=case.actor, evidence=case.evidence)
    if not led:
        return _ended(case, topic, rows)
    rest = [row for row in rows if row is not mine]
    words = "Goes on with the positive track of the sequence."
    return f"{words} {_ended(case, topic, rest)}" if rest else words


def _held(case: Case, topic: Topic, rows: Sequence[Enrollment]) -> str:
    return f"Holds {counted(waits.hold(case, rows, waits.TO_DECIDE))}. Decide what follows."


def _paused(case: Case, topic: Topic, rows: Sequence[Enrollment]) -> str:
    return waits.away(case, rows)


_ACTS: Mapping[Does, Callable[[Case, Topic, Sequence[Enrollment]], str]] = {
    Does.EXIT: _ended,
    Does.TRACK: _led,
    Does.DECIDE: _held,
    Does.PAUSE: _paused,
}


def _others(case: Case, line: Line) -> str:
    """What happens to colleagues who are in sequences."""
    rows = of_colleagues(case) if line.others is not Others.NOTHING else []
    if line.others is Others.PAUSE:
        did, count = "Paused", waits.wait_for_colleague(case, rows)
    else:
        did, count = "Ended", len(endings.end(case, rows, ExitReason.ACCOUNT_CHANGE))
    if not count:
        return ""
    by = "account" if case.contact.account_id else "domain"
    case.keep(colleagues={"by": by, "count": count})
    return f"{did} {counted(count)} of colleagues, known by their {_EVIDENCE[by]}."


_EVIDENCE = {"account": "company", "domain": "addresses"}
