"""What a text holds: facts of the sequence and the plan of a version; and what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sequences.plans import Plan

FORMAT = 1
MAX_BYTES = 1_000_000


@dataclass(frozen=True, slots=True)
class Facts:
    """The sequence itself, which no approval covers. Dates are local dates of the workspace; `pool`
    is the name of the pool of mailboxes that write to its new people, "" for none."""

    name: str
    motion: str = "outbound"
    segment: str = ""
    purpose: str = ""
    campaign_type: str = ""
    persona: str = ""
    buying_stage: str = ""
    starts_on: date | None = None
    ends_on: date | None = None
    entry: str = "one_at_a_time"
    pool: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands in the text, both from 1; `block` when its own lines follow it,
    with the column at which they begin."""

    line: int
    column: int
    block: int = 0


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a text cannot be used: `field` is a path such as `steps.2.subject`, counted from 1 and
    empty for the whole; line and column count from 1, 0 when they are not known."""

    field: str
    message: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"Line {self.line}{column}: {self.message}" if self.line else self.message


class TextError(ValueError):
    """A text that cannot be used, with everything that is wrong with it; never without any."""

    def __init__(self, *faults: Fault) -> None:
        super().__init__(str(faults[0]))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Document:
    """A text that was read and found good. `places` tell where each field stands, by its path."""

    facts: Facts
    plan: Plan
    places: Mapping[str, Place] = field(default_factory=dict, compare=False, repr=False)

    def line(self, path: str) -> int:
        """The line of a field, or of what would hold it; from 1."""
        return nearest(self.places, path).line


def nearest(places: Mapping[str, Place], path: str) -> Place:
    """Where a field stands; one that is not there stands where its owner begins."""
    while path and path not in places:
        path = path.rpartition(".")[0]
    return places.get(path, Place(1, 1))
