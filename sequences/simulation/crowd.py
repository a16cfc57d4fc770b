"""Many people at once on one clock: whoever is due first is served first, as far as limits allow.

Where the engine would let a touch wait, it waits here, with the same words. The order of equals is
that of the people given, so the same question has the same answer.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from heapq import heappop, heappush

from sequences.cadence import Due, Hours, due_after
from sequences.plans import Plan
from sequences.simulation.canary import FirstFew, Stand
from sequences.simulation.figures import Figures, Result
from sequences.simulation.journey import End, Passage
from sequences.simulation.people import Person
from sequences.simulation.queues import DAY, Box, Daily, Workload
from sequences.simulation.reviewing import Queue, reviewed
from sequences.simulation.route import Route
from sequences.simulation.traveller import NO_DELAY, Reached, Traveller
from sequences.simulation.world import Sender, World

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
            Traveller(route, person, world.behaviour, self._noting(person), world.dates)
            for person in self.people
        ]
        starts = STARTS_FULL.format(plan.new_a_day)
        self.starts = Daily(plan.new_a_day or NO_LIMIT, world.zone, starts)
        self.boxes = {key: _box(each) for key, each in world.senders.items()}
        self.limits = [self.starts, *self.boxes.values()]
        self.loads = {
            key: Workload(each.limit, world.zone, each.taken) for key, each in world.owners.items()
        }
        self.todo: list[tuple[datetime, int, datetime, int]] = []

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
        box = self._sends(traveller)
        for limit in (self.starts if rank == FIRST else None, box):
            if limit is not None and limit.limit < 1:
                traveller.halt(limit.cause(limit.day(at)))
                return True
            if limit is not None and not limit.has_room(limit.day(at), rank):
                self._queue(limit, number, traveller, rank)
                return False
        if rank == FIRST:
            self.starts.used[self.starts.day(at)] += 1
            self.canary.take(number, at)
        if box is not None:
            box.used[box.day(at)] += 1
        traveller.send()
        return True

    def _after_watch(self, traveller: Traveller) -> datetime:
        person, place = traveller.person, traveller.place
        until = self.canary.until or traveller.at
        return due_after(until, NO_DELAY, person.hours, spread_key=person.key + place.spread).at

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
        begins = limit.begin(limit.day(now) + DAY)
        if limit.scheduled != begins:
            limit.scheduled = begins
            heappush(self.todo, (begins, -1, begins, -self.limits.index(limit) - 1))

    def _new_day(self, place: int, now: datetime) -> None:
        limit = self.limits[place]
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
