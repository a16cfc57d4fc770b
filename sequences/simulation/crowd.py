"""Many people at once on one clock: whoever is due first is served first, as far as limits allow.

Where the engine would let a touch wait, it waits here, with the same words. The order of equals is
that of the people given, so the same question has the same answer.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush
from uuid import UUID

from sequences.cadence import Due, Hours, due_after, next_in_window
from sequences.plans import Plan
from sequences.quotas import Quota
from sequences.simulation.canary import FirstFew, Stand
from sequences.simulation.figures import Figures, Result
from sequences.simulation.journey import End, Passage
from sequences.simulation.people import Person
from sequences.simulation.queues import DAY, Box, Daily, Shared, Workload
from sequences.simulation.reviewing import Queue, reviewed
from sequences.simulation.route import Route
from sequences.simulation.traveller import NO_DELAY, Reached, Traveller
from sequences.simulation.world import Sender, World
from sequences.spacing import TURN, Line, cause

Note = Callable[[Person, Passage], object]
FOLLOW_UP, FIRST = 0, 1
MOMENT = timedelta(minutes=1)
NO_LIMIT = 10**9
STARTS_FULL = "waits: the limit of {} new people a day of this sequence is reached"


def simulate(
    plan: Plan, people: Sequence[Person], world: World, note: Note | None = None
) -> Result:
    """Run the plan over all these people. `note` gets every passage with its person, in the order
    of time. CadenceError when nobody could ever be reviewed.

    10,000 people and ten steps take a few seconds: `tests/benchmarks/simulate.py` measures it.
    """
    return _Crowd(plan, people, world, note).run()


class _Crowd:
    """The people, the limits, and the list of what is to be looked at next."""

    def __init__(
        self, plan: Plan, people: Sequence[Person], world: World, note: Note | None
    ) -> None:
        self.world, self.note = world, note
        self.people, queue = _after_review(plan, people, world)
        self.figures = Figures(plan, world, self.people, queue)
        self.canary = FirstFew(plan.canary if world.canary else None, _new(people))
        groups: dict[Hours, int] = {}
        self.groups = [groups.setdefault(each.hours, len(groups)) for each in self.people]
        self.hours = list(groups)
        route = Route(plan, world.patience)
        self.travellers = [
            Traveller(
                route, person, world.behaviour, self._noting(person), world.dates, world.decided
            )
            for person in self.people
        ]
        starts = STARTS_FULL.format(plan.new_a_day)
        self.starts = Daily(plan.new_a_day or NO_LIMIT, world.zone, starts)
        self.boxes = {key: _box(each) for key, each in world.senders.items()}
        self.lines = {key: _line(each, world) for key, each in world.senders.items() if each.gap}
        self.shared: dict[Quota, Shared] = {}
        self.of_pair: dict[tuple[str, str], Sequence[Shared]] = {}
        self.loads = {
            key: Workload(each.limit, world.zone, each.taken) for key, each in world.owners.items()
        }
        self.todo: list[tuple[datetime, int, datetime, int]] = []
        # Limits that somebody waits for or has waited for; in the list they have negative numbers.
        self.asked: list[Daily] = []

    def run(self) -> Result:
        """Serve everybody until nothing is left to happen."""
        for number in range(len(self.travellers)):
            self._push(number)
        end = self.world.start + self.world.horizon * DAY
        while self.todo and self.todo[0][0] < end:
            at, rank, _, number = heappop(self.todo)
            if number < 0:
                self._new_day(-number - 1, at)
                continue
            traveller = self.travellers[number]
            box = self._box(traveller) if rank == FOLLOW_UP else None
            if box is not None:
                box.expected[box.day(traveller.at)] -= 1
            if at < traveller.at:
                traveller.hear(at)
                self._next(number, traveller)
            else:
                self._serve(number, traveller)
        self._stop(end)
        return self.figures.result()

    def _stop(self, end: datetime) -> None:
        """Whoever is not through by now still waits."""
        for traveller in self.travellers:
            if traveller.end is None:
                left = "answers may still come" if traveller.key is None else "steps are left"
                why = f"not over within {self.world.horizon} days"
                self.figures.over(End("", end, f"{why}: {traveller.waits_for or left}"))

    def _serve(self, number: int, traveller: Traveller) -> None:
        reached = traveller.reach()
        if reached is Reached.MESSAGE:
            if not self._message(number, traveller):
                return
        elif reached is Reached.TASK:
            self._task(traveller)
        self._next(number, traveller)

    def _next(self, number: int, traveller: Traveller) -> None:
        if traveller.end is not None:
            self.canary.ended(number, traveller.end.reason, traveller.end.at)
            self.figures.over(traveller.end)
        else:
            self._push(number)

    def _message(self, number: int, traveller: Traveller) -> bool:
        """Send, or let it wait; False when it waits in a queue that brings it back."""
        rank, at = self._rank(traveller), traveller.at
        stand = self.canary.stand(at) if rank == FIRST else Stand.GO
        if stand is Stand.STOP:
            traveller.halt(self.canary.cause)
            return True
        if stand is Stand.WAIT:
            traveller.wait(Due(self._after_watch(traveller), self.canary.cause))
            return True
        limits = self._limits(traveller, rank)
        for limit in limits:
            if limit.limit < 1:
                traveller.halt(limit.cause(limit.day(at)))
                return True
            if not limit.has_room(limit.day(at), rank):
                self._queue(limit, number, traveller, rank)
                return False
        if (turn := self._turn(traveller)) is not None:
            traveller.wait(turn)
            return True
        if rank == FIRST:
            self.canary.take(number, at)
        for limit in limits:
            limit.used[limit.day(at)] += 1
        traveller.send()
        return True

    def _limits(self, traveller: Traveller, rank: int) -> list[Daily]:
        """All that the next message takes of, in the order in which they are waited for."""
        found: list[Daily] = [self.starts] if rank == FIRST else []
        if (box := self._sends(traveller)) is not None:
            found.append(box)
        return [*found, *self._quotas(traveller)]

    def _quotas(self, traveller: Traveller) -> Sequence[Shared]:
        step, person = traveller.place.step, traveller.person
        # A text message goes to no domain.
        pair = self.world.mailbox_of(step, person), "" if step.kind == "sms" else person.domain
        if pair not in self.of_pair:
            found = sorted(self.world.quotas(*pair), key=lambda each: each.hourly)
            spent = self.world.spent
            self.of_pair[pair] = [
                self.shared.setdefault(each, Shared(each, spent)) for each in found
            ]
        return self.of_pair[pair]

    def _turn(self, traveller: Traveller) -> Due | None:
        """Until when a message waits for its turn at its mailbox; None when it leaves now."""
        step, person, now = traveller.place.step, traveller.person, traveller.at
        line = self.lines.get(self.world.mailbox_of(step, person))
        if line is None:
            return None

        def opening(moment: datetime) -> datetime:
            opens = next_in_window(moment, person.hours).at
            return moment if opens <= moment else self._open(traveller, moment)

        seed = UUID(bytes=hashlib.sha256(person.key + traveller.place.spread).digest()[:16])
        has_turn = traveller.waits_for.startswith(TURN)
        at = line.ask(seed, now, has_turn=has_turn, opening=opening)
        return Due(at, cause(line.gap)) if at else None

    def _after_watch(self, traveller: Traveller) -> datetime:
        return self._open(traveller, self.canary.until or traveller.at)

    def _open(self, traveller: Traveller, moment: datetime) -> datetime:
        """A moment of the person's hours, from `moment` on."""
        person, place = traveller.person, traveller.place
        return due_after(moment, NO_DELAY, person.hours, spread_key=person.key + place.spread).at

    def _task(self, traveller: Traveller) -> None:
        load = self.loads.get(traveller.person.owner)
        at = traveller.at
        latest = min(traveller.place.gives_up(at), at + self.world.horizon * DAY) + MOMENT
        begin = load.slot(at, traveller.person.hours, latest) if load else at
        if begin > at:
            traveller.wait_for_owner(load.limit if load else 0)
        traveller.work(begin)

    def _queue(self, limit: Daily, number: int, traveller: Traveller, rank: int) -> None:
        group = self.groups[number]
        limit.put((rank, traveller.due, number), group, self.hours[group])
        self._expect_day(limit, traveller.at)

    def _expect_day(self, limit: Daily, now: datetime) -> None:
        """Look at the queue again when the limit's next day begins."""
        if limit.place is None:
            limit.place = len(self.asked)
            self.asked.append(limit)
        begins = limit.begin(limit.after(limit.day(now)))
        if limit.scheduled != begins:
            limit.scheduled = begins
            heappush(self.todo, (begins, -1, begins, -limit.place - 1))

    def _new_day(self, place: int, now: datetime) -> None:
        limit = self.asked[place]
        for number, due in limit.release(limit.day(now)):
            self.travellers[number].wait(due)
            self._push(number)
        if limit:
            self._expect_day(limit, now)

    def _push(self, number: int) -> None:
        traveller = self.travellers[number]
        rank = self._rank(traveller)
        box = self._box(traveller) if rank == FOLLOW_UP else None
        if box is not None:
            box.expected[box.day(traveller.at)] += 1
        heappush(self.todo, (traveller.wakes, rank, traveller.due, number))

    def _rank(self, traveller: Traveller) -> int:
        return FOLLOW_UP if traveller.has_begun else FIRST

    def _box(self, traveller: Traveller) -> Daily | None:
        """The mailbox whose room the next step takes."""
        if traveller.key is None or not traveller.place.automatic:
            return None
        return self._sends(traveller)

    def _sends(self, traveller: Traveller) -> Daily | None:
        return self.boxes.get(self.world.mailbox_of(traveller.place.step, traveller.person))

    def _noting(self, person: Person) -> Callable[[Passage], None]:
        figures, note = self.figures, self.note

        def noting(passage: Passage) -> None:
            figures.count(person, passage)
            if note is not None:
                note(person, passage)

        return noting


def _new(people: Sequence[Person]) -> int:
    return sum(not person.in_flight for person in people)


def _box(sender: Sender) -> Box:
    return Box(sender.limit, sender.ramp, sender.taken)


def _line(sender: Sender, world: World) -> Line:
    free_at = sender.free_at or world.start
    return Line(sender.gap, free_at, free_at)


def _after_review(plan: Plan, people: Sequence[Person], world: World) -> tuple[list[Person], Queue]:
    """The people, each starting when the first message has been approved; a plan that sends
    nothing has none to approve."""
    new = sorted((each for each in people if not each.in_flight), key=lambda each: each.start)
    messages = any(step.leaves_by_itself for step in plan.steps)
    if world.reviewing is None or not messages:
        return list(people), Queue()
    moments, queue = reviewed([each.start for each in new], world.reviewing)
    approved = {each.id: replace(each, start=at) for each, at in zip(new, moments, strict=True)}
    return [approved.get(each.id, each) for each in people], queue
