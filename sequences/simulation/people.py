"""Who is simulated, and what they do: nothing, what a script says, or what rates say.

A behaviour is asked when a person reaches a step and answers with happenings: what (a signal such
as reply, an activity such as opened, or a change of fields), when (UTC), and about which step.
The same person with the same behaviour does the same, however often it is asked.
"""

import hashlib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Protocol

from sequences.cadence import Due, Hours
from sequences.experiments import choose
from sequences.plans import Case, Event, StepInput

NO_FIELDS: Mapping[str, str] = MappingProxyType({})
NOBODY: frozenset[str] = frozenset()
FIELDS = "fields"
# What somebody does about a message comes this many minutes to two days after it.
SOON, LATE = 5, 2 * 24 * 60


@dataclass(frozen=True, slots=True)
class Person:
    """One person before the first step, or in flight.

    `key` spreads due moments; the engine uses the enrollment's id, which is not known before
    somebody is enrolled, so the contact's id stands in. `fields` are the facts at `start`, the
    moment from which the first step counts; `domain` is that of their address. `last_touch` is that
    of this sequence, `contacted_at` and `active_at` those of any. `next_key` is the step to go on
    with (None: the first that is not among the `passed`), planned for `due`, else counted from
    `start`. For whom the sequence has `begun` nobody reviews a first message again.
    """

    id: str
    key: bytes
    hours: Hours
    start: datetime
    fields: Mapping[str, str] = field(default_factory=lambda: NO_FIELDS)
    mailbox: str = ""
    owner: str = ""
    sequence: str = ""
    domain: str = ""
    last_touch: datetime | None = None
    contacted_at: datetime | None = None
    active_at: datetime | None = None
    next_key: str | None = None
    due: Due | None = None
    passed: Collection[str] = NOBODY
    begun: bool = False

    @property
    def in_flight(self) -> bool:
        """Whether the sequence has begun for this person."""
        return self.begun or self.due is not None

    def variant_of(self, step: StepInput) -> str:
        """Whose words this person gets, drawn as the engine draws; "" without variants."""
        if not step.variants:
            return ""
        return choose(step.shares, f"{self.sequence}:{step.key}:{self.id}".encode())


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that a person does, or that changes about them."""

    at: datetime
    what: str
    step: str = ""
    fields: Mapping[str, str] = field(default_factory=lambda: NO_FIELDS, compare=False)


@dataclass(frozen=True, slots=True)
class Task:
    """How a manual step goes: done so many minutes after it falls due, with this outcome."""

    minutes: int = 0
    outcome: str = ""


AT_ONCE = Task()


class Behaviour(Protocol):
    """What people do."""

    def begins(self, person: Person) -> Iterable[Happening]:
        """What happens whatever step they are at."""
        ...

    def reached(
        self, person: Person, step: StepInput, at: datetime, *, sent: bool
    ) -> Iterable[Happening]:
        """What follows from reaching a step; `sent` when a message of ours left."""
        ...

    def task(self, person: Person, step: StepInput) -> Task:
        """How a manual step goes."""
        ...


class Silent:
    """Nobody answers, and every task is done when it falls due."""

    def begins(self, person: Person) -> Iterable[Happening]:
        """Nothing."""
        return ()

    def reached(
        self, person: Person, step: StepInput, at: datetime, *, sent: bool
    ) -> Iterable[Happening]:
        """Nothing."""
        return ()

    def task(self, person: Person, step: StepInput) -> Task:
        """Done at once."""
        return AT_ONCE


class Script:
    """What the events of a scripted test say. An event without a step counts from the start."""

    def __init__(self, case: Case, outcomes: Collection[str]) -> None:
        self._events: dict[str, list[Event]] = {}
        self._tasks: dict[str, Task] = {}
        for event in case.events:
            if event.after and event.what in outcomes:
                self._tasks[event.after] = Task(event.minutes, event.what)
            else:
                self._events.setdefault(event.after, []).append(event)

    def begins(self, person: Person) -> Iterable[Happening]:
        """The events that count from the start."""
        return self._after("", person.start)

    def reached(
        self, person: Person, step: StepInput, at: datetime, *, sent: bool
    ) -> Iterable[Happening]:
        """The events that count from this step, whatever became of it."""
        return self._after(step.key, at)

    def task(self, person: Person, step: StepInput) -> Task:
        """The outcome that the script gives, else done at once."""
        return self._tasks.get(step.key, AT_ONCE)

    def _after(self, key: str, at: datetime) -> list[Happening]:
        return [
            Happening(at + timedelta(minutes=each.minutes), each.what, key, each.fields)
            for each in self._events.get(key, ())
        ]


@dataclass(frozen=True, slots=True)
class Rates:
    """What share of messages is answered, in per cent of those sent; drawn by a seed, the person
    and the step, so that a change of one rate moves nobody else."""

    reply: float = 0.0
    opt_out: float = 0.0
    bounce: float = 0.0
    opened: float = 0.0
    meeting: float = 0.0
    seed: int = 0

    def begins(self, person: Person) -> Iterable[Happening]:
        """Nothing happens by itself."""
        return ()

    def reached(
        self, person: Person, step: StepInput, at: datetime, *, sent: bool
    ) -> Iterable[Happening]:
        """What comes of a message; a bounced one is neither opened nor answered."""
        if not sent:
            return []
        draw = hashlib.sha256(b"%d/%b/%b" % (self.seed, person.key, step.key.encode())).digest()
        if _hits(draw[0:4], self.bounce):
            return [Happening(at + timedelta(minutes=1), "bounce_hard", step.key)]
        wait = SOON + int.from_bytes(draw[20:24]) % (LATE - SOON)
        rates = (
            ("opened", self.opened, wait - 1),
            ("reply", self.reply, wait),
            ("meeting_booked", self.meeting, wait),
            ("opt_out", self.opt_out, wait),
        )
        return [
            Happening(at + timedelta(minutes=minutes), what, step.key)
            for place, (what, rate, minutes) in enumerate(rates, 1)
            if _hits(draw[place * 4 : place * 4 + 4], rate)
        ]

    def task(self, person: Person, step: StepInput) -> Task:
        """Done at once."""
        return AT_ONCE


def _hits(draw: bytes, per_cent: float) -> bool:
    return int.from_bytes(draw) * 100 < per_cent * 2**32
