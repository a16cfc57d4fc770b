"""A plan made ready for many people: where each step leads, looked up once."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from sequences import flow
from sequences.cadence import Delay
from sequences.patience import ends_at
from sequences.plans import Patience, Plan, StepInput, TaskEnd
from sequences.plans.document import Track
from sequences.simulation.known import asked_of


@dataclass(frozen=True, slots=True)
class Dates:
    """Nothing is due before the first (UTC), and all is over at the second."""

    not_before: datetime | None = None
    ends_at: datetime | None = None


NO_DATES = Dates()
USUAL = Patience()
NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Place:
    """One step with what the way asks of it. `plain`: it is done whatever is known."""

    step: StepInput
    number: int
    delay: Delay
    spread: bytes
    touches: bool
    automatic: bool
    plain: bool
    patience: Patience

    def gives_up(self, begin: datetime) -> datetime:
        """When a task that fell due at `begin` ends undone; never when it waits for a person."""
        waits = self.patience.end == TaskEnd.WAIT
        return NEVER if waits else ends_at(self.patience, begin)


class Route:
    """The places of a plan by key, and the ways between them, decided by `sequences.flow`; `usual`
    is how long a task waits whose step says nothing about it."""

    def __init__(self, plan: Plan, usual: Patience = USUAL) -> None:
        self.plan = plan
        numbered = enumerate(plan.steps, 1)
        self.places = {step.key: _place(step, number, usual) for number, step in numbered}
        self.asks = bool(asked_of(plan))
        self.leaves = bool(plan.exits or plan.goal)
        self._first = flow.first(plan)
        self._following = {key: flow.following(plan, key) for key in self.places}

    def first(self, passed: Collection[str]) -> str | None:
        """Where somebody starts."""
        return flow.first(self.plan, passed) if passed else self._first

    def following(self, key: str, passed: Collection[str]) -> str | None:
        """What comes after a step."""
        return flow.following(self.plan, key, passed) if passed else self._following[key]

    def entry(self, track: Track, passed: Collection[str]) -> str | None:
        """Where somebody comes onto a track whom an answer leads there."""
        steps = (step.key for step in self.plan.steps if step.track == track)
        return next((key for key in steps if key not in passed), None)

    def tracks_of(self, passed: Collection[str]) -> frozenset[str]:
        """The tracks besides the main one on which somebody has been."""
        known = (self.places[key].step.track for key in passed if key in self.places)
        return frozenset(known) - {Track.MAIN}

    def landing(self, to: str, passed: Collection[str]) -> str | None:
        """Where a jump leads."""
        return flow.landing(self.plan, to, passed)


def _place(step: StepInput, number: int, usual: Patience) -> Place:
    return Place(
        step=step,
        number=number,
        delay=step.delay,
        spread=b"/" + step.key.encode(),
        touches=step.kind != "wait",
        automatic=step.leaves_by_itself,
        plain=not step.when and not step.jumps and step.kind != "wait",
        patience=step.patience or usual,
    )
