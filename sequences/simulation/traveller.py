"""One person on the way through a plan: decisions by `sequences.flow`, times by the cadence.

Whoever moves the clock asks `reach` at `at`; when it answers MESSAGE or TASK, the message leaves
(`send`), the task is done (`work`), or both wait for something (`wait`).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum, auto

from sequences import flow
from sequences.cadence import CadenceError, Delay, DelayUnit, Due, due_after
from sequences.flow import Action, Arrival
from sequences.patience import nobody_did
from sequences.plans import TaskEnd
from sequences.plans.document import Track
from sequences.simulation.hearing import Hearing
from sequences.simulation.journey import TOUCHING, End, Passage, What
from sequences.simulation.known import Known
from sequences.simulation.people import NO_FIELDS, Behaviour, Person
from sequences.simulation.route import NO_DATES, Dates, Place, Route

MINUTE = timedelta(minutes=1)
NO_DELAY = Delay(0, DelayUnit.MINUTES)
WAITS = "waits"
OVER = "the sequence has ended"
# What a settled step is called when a condition asks for its outcome.
OUTCOMES = {What.JUMPED: "skipped", What.ELAPSED: "done"}
DO = Arrival(Action.DO)
NO_TRACKS: frozenset[str] = frozenset()


class Reached(Enum):
    """What the clock's owner has to do."""

    MESSAGE = auto()
    TASK = auto()
    MOVED = auto()
    OVER = auto()


@dataclass(frozen=True, slots=True)
class _Task:
    """An open task: when it fell due, when somebody would do it, and what would come of it."""

    fell_due: datetime
    done: datetime
    outcome: str


class Traveller:
    """Where one person stands; `at` is the next moment at which something is to be decided."""

    __slots__ = (
        "_been",
        "_due",
        "_hearing",
        "_known",
        "_last_touch",
        "_note",
        "_task",
        "_told",
        "_waits",
        "at",
        "behaviour",
        "dates",
        "end",
        "key",
        "person",
        "route",
    )

    def __init__(
        self,
        route: Route,
        person: Person,
        behaviour: Behaviour,
        note: Callable[[Passage], object],
        dates: Dates = NO_DATES,
        decided: Collection[str] = (),
    ) -> None:
        self.route, self.person, self.behaviour, self.dates = route, person, behaviour, dates
        self._note = note
        self._known = Known(person) if route.asks else None
        self._hearing = Hearing(self._known, person.hours, decided)
        self._task: _Task | None = None
        self._last_touch = person.last_touch
        self._told = False
        self._been = route.tracks_of(person.passed) if person.passed else NO_TRACKS
        self.end: End | None = None
        self._due, self._waits, self.at = Due(person.start, ""), list[str](), person.start
        self.key: str | None = None
        self._start()

    def _start(self) -> None:
        person = self.person
        self._hearing.expect(self.behaviour.begins(person))
        if person.next_key is not None and person.due is not None:
            self._come_to(person.next_key)
            self._fall(person.due)
        else:
            self._go(person.next_key or self.route.first(person.passed), person.start)

    @property
    def place(self) -> Place:
        """The step that is next; KeyError after the last."""
        return self.route.places[self.key or ""]

    @property
    def due(self) -> datetime:
        """When the next step fell due first."""
        return self._due.at

    @property
    def waits_for(self) -> str:
        """The last cause that the next step waited for; "" when it did not wait."""
        return self._waits[-1] if self._waits else ""

    @property
    def has_begun(self) -> bool:
        """Whether a message has left, here or before."""
        return bool(self._hearing.letters) or self.person.in_flight

    @property
    def wakes(self) -> datetime:
        """When something happens next: at `at`, or something that the person does before."""
        return min(self.at, self._hearing.next_at or self.at)

    def hear(self, now: datetime) -> None:
        """Let happen what comes until `now`, which is before `at`."""
        self._live(now)

    def reach(self) -> Reached:
        """Decide at `at`: what happened until then, who leaves, what the step asks."""
        now = self.at
        if self._live(now):
            return Reached.MOVED
        if self.end is None:
            self._look_around(now)
        if self.end is not None:
            return Reached.OVER
        if paused := self._hearing.paused_until(now):
            self._sit_out(*paused)
            return Reached.MOVED
        if self._task is not None:
            self._try_task(self._task, now)
            return Reached.MOVED
        if self.key is None:
            self._leave("completed_no_response", now, "every step is settled")
            return Reached.OVER
        return self._arrive(self.place, now)

    def wait(self, due: Due) -> None:
        """The step cannot be done now; look again at `due`."""
        self.at = max(due.at, self.at)
        self._waits.append(due.cause)

    def wait_for_owner(self, limit: int) -> None:
        """The task is done later, when its owner has time."""
        self._waits.append(f"waits: the owner has {limit} tasks a day already")

    def halt(self, cause: str) -> None:
        """The person waits for somebody's decision, and gets no further."""
        self._leave("", self.at, cause)

    def send(self) -> None:
        """The message has left."""
        self._hearing.letters.append(self.place.step.key)
        self._last_touch = self.at
        if self._known is not None:
            self._known.touched(self.place.step.kind, self.at)
        self._settle(What.SENT, self.at)

    def work(self, begin: datetime) -> None:
        """The task has fallen due; whoever does it has time at `begin`."""
        task = self.behaviour.task(self.person, self.place.step)
        done = max(begin, self.at) + task.minutes * MINUTE
        self._task = _Task(self.at, done, task.outcome or What.DONE.value)
        self._try_task(self._task, self.at)

    def _try_task(self, task: _Task, now: datetime) -> None:
        """Settle the open task when it is time. While the person is away nobody does it, and its
        days count anew from their return."""
        paused = self._hearing.paused
        begin = max(task.fell_due, paused[0]) if paused else task.fell_due
        done, expires = max(task.done, begin), self.place.gives_up(begin)
        if min(done, expires) > now:
            self.at = min(done, expires)
            return
        self._task = None
        if done > expires:
            self._give_up(now)
        else:
            self._done(task.outcome, now)

    def _give_up(self, now: datetime) -> None:
        patience = self.place.patience
        if patience.end == TaskEnd.SKIP:
            self._settle(What.SKIPPED, now, because=nobody_did(patience))
        else:
            self._settle(What.EXPIRED, now)

    def _arrive(self, place: Place, now: datetime) -> Reached:
        arrival = DO
        if not place.plain:
            arrival = flow.arrive(place.step, self._facts(now))
        if arrival.action in (Action.DO, Action.ELAPSE):
            return self._do(place, arrival, now)
        if arrival.action is Action.SKIP:
            self._settle(What.SKIPPED, now, because=arrival.reason)
            return Reached.MOVED
        to = self.route.landing(arrival.to, self.person.passed)
        self._settle(What.JUMPED, now, because=arrival.reason, to=to)
        return Reached.MOVED

    def _do(self, place: Place, arrival: Arrival, now: datetime) -> Reached:
        if arrival.action is Action.ELAPSE:
            self._settle(What.ELAPSED, now)
            return Reached.MOVED
        if place.automatic:
            return Reached.MESSAGE
        self._tell(place, now, sent=False)
        return Reached.TASK

    def _done(self, outcome: str, now: datetime) -> None:
        self._last_touch = now
        if self._known is not None:
            self._known.touched(self.place.step.kind, now)
        self._settle(What.DONE, now, outcome=outcome)

    def _settle(
        self,
        what: What,
        now: datetime,
        *,
        because: str = "",
        outcome: str = "",
        to: str | None = "",
    ) -> None:
        place = self.place
        self._note(
            Passage(
                place.step.key,
                place.number,
                place.step.kind,
                what,
                self._due.at,
                now,
                self._waits[-1] if self._waits else self._due.cause,
                because,
                outcome if outcome != what else "",
                to or "",
                tuple(self._waits),
                self.person.variant_of(place.step) if what in TOUCHING else "",
            )
        )
        if self._known is not None:
            over = what is What.JUMPED and not place.touches
            said = OUTCOMES.get(What.ELAPSED if over else what, what.value)
            self._known.settled(place.step.key, outcome or said)
        if not self._told:
            self._tell(place, now, sent=what is What.SENT)
        self._told = False
        if self._leaves(now):
            return
        jumped = what is What.JUMPED
        self._go(to if jumped else self.route.following(place.step.key, self.person.passed), now)

    def _tell(self, place: Place, now: datetime, *, sent: bool) -> None:
        """Ask once what follows from reaching the step."""
        self._told = True
        self._hearing.expect(self.behaviour.reached(self.person, place.step, now, sent=sent))

    def _go(self, key: str | None, anchor: datetime) -> None:
        """Plan the step `key`, counted from `anchor`; None is the end, after which we listen."""
        self._come_to(key)
        if key is None:
            self._due, self._waits, self.at = Due(anchor, ""), [], anchor + flow.LISTENS
            return
        place = self.place
        try:
            self._fall(self._due_after(place, place.delay, anchor))
        except CadenceError as error:
            self._leave("", anchor, str(error))

    def _come_to(self, key: str | None) -> None:
        self.key = key
        if key is not None and self.place.step.track != Track.MAIN:
            self._been |= {self.place.step.track}

    def _fall(self, due: Due) -> None:
        self._due, self.at = due, due.at
        self._waits = [due.cause] if due.cause.startswith(WAITS) else []

    def _due_after(self, place: Place, delay: Delay, anchor: datetime) -> Due:
        person = self.person
        return due_after(
            anchor,
            delay,
            person.hours,
            spread_key=person.key + place.spread if place.touches and person.key else b"",
            last_touch=self._last_touch if place.touches else None,
            not_before=self.dates.not_before,
        )

    def _sit_out(self, until: datetime, cause: str) -> None:
        """Wait until the pause ends, and then for the window."""
        due = Due(until, cause)
        if self.key is not None and self._task is None and self.place.touches:
            due = Due(self._due_after(self.place, NO_DELAY, until).at, cause)
        self.wait(due)

    def _live(self, now: datetime) -> bool:
        """Let everything happen that comes before `now`, until something leads the person onto
        another track; whether it did. What they do next may be due before the rest comes."""
        ends_at = self.dates.ends_at
        until = now if ends_at is None else min(now, ends_at)
        while self.end is None and (each := self._hearing.next_until(until)):
            found = self._hearing.take(each)
            if found.leads and self._lead(found.leads, each.at):
                return True
            if found.ends:
                self._leave(found.ends, each.at, f"signal: {each.what.replace('_', ' ')}")
            else:
                self._leaves(each.at)
        return False

    def _lead(self, track: Track, now: datetime) -> bool:
        """Go on with the first step of a track; False where there is none, or where the person has
        been on it."""
        key = self.route.entry(track, self.person.passed)
        if key is None or track in self._been:
            return False
        self._task, self._told = None, False
        self._go(key, now)
        self._leaves(now)
        return True

    def _look_around(self, now: datetime) -> None:
        """Whether the person goes no further: the dates, a hold, the version's own ways out."""
        ends_at = self.dates.ends_at
        if ends_at is not None and ends_at <= now:
            self._leave("expired", ends_at, OVER)
        elif self._hearing.held:
            self._stay(now)
        else:
            self._leaves(now)

    def _stay(self, now: datetime) -> None:
        """A person has to decide, which nobody does here; only what comes by itself ends it."""
        while self._live(datetime.max.replace(tzinfo=UTC)):
            pass
        if self.end is None:
            ends_at, held = self.dates.ends_at, self._hearing.held
            if ends_at is None:
                self._leave("", now, held)
            else:
                self._leave("expired", ends_at, OVER)

    def _leaves(self, now: datetime) -> bool:
        if self.route.leaves and self.end is None:
            leaving = flow.leaves(self.route.plan, self._facts(now))
            if leaving is not None:
                self._leave(leaving.reason, now, f"{leaving.name}: {leaving.sentence}")
        return self.end is not None

    def _leave(self, reason: str, at: datetime, because: str) -> None:
        self.end = End(reason, at, because)

    def _facts(self, now: datetime) -> Mapping[str, str]:
        return NO_FIELDS if self._known is None else self._known.at(now)
