"""What a simulation adds up to: days, mailboxes, owners, steps, waits, and sentences on them."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sequences.plans import Plan, StepInput
from sequences.simulation.causes import cause_of
from sequences.simulation.journey import End, Passage, What
from sequences.simulation.people import Person
from sequences.simulation.reviewing import Queue
from sequences.simulation.world import World

REASONS_SHOWN = 12


@dataclass
class DayFigures:
    """One day in the workspace's zone: automatic messages, first ones among them, tasks done."""

    messages: int = 0
    first: int = 0
    tasks: int = 0


@dataclass
class StepFigures:
    """What became of a step, by how many people; and why, for those who did not get it."""

    number: int
    key: str
    label: str
    became: Counter[What]
    reasons: Counter[str]
    variants: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Result:
    """All figures. Days of `senders` are UTC, as their counters; all others the workspace's.

    `first_messages` and `approvals` are moments of those who start anew; `same_day` counts touches
    on a day on which another sequence touches the same person, by day.
    """

    plan: Plan
    world: World
    people: int
    new: int
    days: Mapping[date, DayFigures]
    senders: Mapping[str, Counter[date]]
    owners: Mapping[str, Counter[date]]
    steps: Sequence[StepFigures]
    waits: Counter[str]
    ends: Counter[str]
    reasons: Counter[tuple[str, str]]
    reviews: Queue
    approvals: Sequence[datetime]
    first_messages: Sequence[datetime]
    same_day: Counter[date]
    same_day_people: int

    @property
    def touches(self) -> int:
        """Messages and tasks in all."""
        return sum(day.messages + day.tasks for day in self.days.values())

    def peaks(self, count: int = 3) -> list[tuple[date, int]]:
        """The days with the most messages, the fullest first."""
        days = ((day, each.messages) for day, each in self.days.items() if each.messages)
        return sorted(days, key=lambda pair: (-pair[1], pair[0]))[:count]


class Figures:
    """Counts passages as they come."""

    def __init__(self, plan: Plan, world: World, people: Sequence[Person], reviews: Queue) -> None:
        self.plan, self.world, self.reviews = plan, world, reviews
        self.people = len(people)
        new = [each for each in people if not each.in_flight]
        self.approvals = sorted(each.start for each in new)
        self.days: defaultdict[date, DayFigures] = defaultdict(DayFigures)
        self.senders: defaultdict[str, Counter[date]] = defaultdict(Counter)
        self.owners: defaultdict[str, Counter[date]] = defaultdict(Counter)
        self.steps = {
            step.key: StepFigures(number, step.key, step.label, Counter(), Counter())
            for number, step in enumerate(plan.steps, 1)
        }
        self.asked = {step.key: step for step in plan.steps}
        self.waits: Counter[str] = Counter()
        self.ends: Counter[str] = Counter()
        self.reasons: Counter[tuple[str, str]] = Counter()
        self.waiting_for_first = {each.id for each in new}
        self.first: list[datetime] = []
        self.same_day: Counter[date] = Counter()
        self.same_day_people: set[str] = set()

    def count(self, person: Person, passage: Passage) -> None:
        """Add one passage."""
        step = self.steps[passage.step]
        step.became[passage.what] += 1
        if passage.variant:
            step.variants[passage.variant] += 1
        if passage.because:
            step.reasons[passage.because] += 1
        for cause in passage.waits:
            self.waits[cause_of(cause)] += 1
        if not passage.touches:
            return
        day = passage.at.astimezone(self.world.zone).date()
        if passage.what is What.SENT:
            self._sent(self.asked[passage.step], person, passage.at, day)
        else:
            self.days[day].tasks += 1
            self.owners[person.owner][day] += 1
        if day in self.world.competing.get(person.id, ()):
            self.same_day[day] += 1
            self.same_day_people.add(person.id)

    def _sent(self, step: StepInput, person: Person, at: datetime, day: date) -> None:
        self.days[day].messages += 1
        self.senders[self.world.mailbox_of(step, person)][at.date()] += 1
        if person.id in self.waiting_for_first:
            self.waiting_for_first.discard(person.id)
            self.days[day].first += 1
            self.first.append(at)

    def over(self, end: End) -> None:
        """Somebody's way has ended."""
        self.ends[end.reason] += 1
        if not end.reason or end.reason not in PLAIN:
            self.reasons[end.reason, end.because] += 1

    def result(self) -> Result:
        """The figures, finished."""
        return Result(
            plan=self.plan,
            world=self.world,
            people=self.people,
            new=len(self.approvals),
            days=dict(sorted(self.days.items())),
            senders=dict(self.senders),
            owners=dict(self.owners),
            steps=list(self.steps.values()),
            waits=self.waits,
            ends=self.ends,
            reasons=self.reasons,
            reviews=self.reviews,
            approvals=self.approvals,
            first_messages=self.first,
            same_day=self.same_day,
            same_day_people=len(self.same_day_people),
        )


# Ends that explain themselves.
PLAIN = frozenset({"completed_no_response", "replied", "opted_out", "bounced", "meeting_booked"})


def most(counter: Mapping[str, int]) -> list[tuple[str, int]]:
    """The most frequent, and the rest as one."""
    found = sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))
    rest = sum(count for _, count in found[REASONS_SHOWN:])
    return found[:REASONS_SHOWN] + ([("other", rest)] if rest else [])


def span(days: Iterable[date]) -> list[date]:
    """Every day from the first to the last."""
    known = sorted(days)
    if not known:
        return []
    first = known[0].toordinal()
    return [date.fromordinal(number) for number in range(first, known[-1].toordinal() + 1)]
