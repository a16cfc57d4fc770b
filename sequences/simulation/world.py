"""What holds many people up at once: limits of sending, reviewers, and owners of tasks.

Days of a mailbox are those of its counter (UTC); all others are days of the workspace's zone.
`taken` is what others have planned for a day already.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sequences.cadence import Hours
from sequences.plans import Patience, StepInput
from sequences.quotas import Quota
from sequences.ramps import Ramp, cap
from sequences.simulation.people import Behaviour, Person, Silent
from sequences.simulation.route import NO_DATES, USUAL, Dates

HORIZON = 366
NOTHING: Mapping[date, int] = MappingProxyType({})


def _nothing() -> Mapping[date, int]:
    return NOTHING


def no_quotas(mailbox: str, domain: str) -> Sequence[Quota]:
    """No limit but those of mailboxes."""
    return ()


@dataclass(frozen=True, slots=True)
class Sender:
    """A mailbox and how many messages it may send in a day, fewer while it grows; between two of
    them lies a `gap`, and none may leave before `free_at`."""

    id: str
    label: str
    limit: int
    taken: Mapping[date, int] = field(default_factory=_nothing)
    ramp: Ramp | None = None
    gap: timedelta = timedelta()
    free_at: datetime | None = None

    def most(self, day: date) -> int:
        """How many on this day."""
        return cap(self.limit, self.ramp, day)


@dataclass(frozen=True, slots=True)
class Owner:
    """Who does the manual steps, and how many in a day; 0 is no limit."""

    id: str
    label: str
    limit: int = 0
    taken: Mapping[date, int] = field(default_factory=_nothing)

    def most(self, day: date) -> int:
        """How many on this day."""
        return self.limit


@dataclass(frozen=True, slots=True)
class Reviewing:
    """How fast first messages are reviewed: `a_day` in all, in these hours; `waiting` are in the
    queue already, and come first."""

    a_day: int
    hours: Hours
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class World:
    """Everything besides the plan and the people; the clock begins at `start` and runs for
    `horizon` days. No reviewing: approved at once. `canary` False: the canary send of this version
    has passed already. `addresses` lead from the own sender of a step to a mailbox (its id);
    `competing` are the days on which other sequences touch somebody, by the person's id;
    `patience` is the workspace's. `quotas` answers which shared limits a message from a mailbox
    (its id) to a domain takes of; `spent` is what others take of them, by the counter's key.
    `decided` are the signals on which somebody decides, where usually they end."""

    start: datetime
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    dates: Dates = NO_DATES
    senders: Mapping[str, Sender] = field(default_factory=dict)
    quotas: Callable[[str, str], Sequence[Quota]] = no_quotas
    spent: Mapping[str, int] = field(default_factory=dict)
    addresses: Mapping[str, str] = field(default_factory=dict)
    owners: Mapping[str, Owner] = field(default_factory=dict)
    reviewing: Reviewing | None = None
    canary: bool = True
    competing: Mapping[str, frozenset[date]] = field(default_factory=dict)
    behaviour: Behaviour = field(default_factory=Silent)
    horizon: int = HORIZON
    patience: Patience = USUAL
    decided: frozenset[str] = frozenset()

    def mailbox_of(self, step: StepInput, person: Person) -> str:
        """From whose mailbox (its id) a step goes to a person."""
        if not step.sender:
            return person.mailbox
        return self.addresses.get(step.sender.lower(), person.mailbox)
