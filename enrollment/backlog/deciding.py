"""What a release plan does with one touch of the backlog. Pure: ages go in, a fate comes out."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """The kinds of touches that are decided on together, in the order in which they get days:
    what was begun goes on before somebody new begins."""

    FOLLOW_UP = "follow_up"
    FIRST = "first"
    TASK = "task"
    WAIT = "wait"


class How(StrEnum):
    """When what stays in the plan is due."""

    NOW = "now"
    SPREAD = "spread"
    SHIFT = "shift"


class Stale(StrEnum):
    """What becomes of touches that are too old."""

    PERSON = "person"
    SEND = "send"
    SKIP = "skip"
    END = "end"


class Fate(StrEnum):
    """What becomes of one touch."""

    MOVE = "move"
    LEAVE = "leave"
    PERSON = "person"
    REVIEW = "review"
    SKIP = "skip"
    END = "end"


# What a person may choose: hours of lateness, and days since the approval.
STALE_HOURS = (24, 48, 72, 168, 336)
REVIEW_DAYS = (7, 14, 30)
MOST_DAYS = 60


@dataclass(frozen=True)
class Choice:
    """What was chosen for one group. `stale_hours` counts for SKIP and END; a person decides on
    what is later than the workspace allows. `review_days` 0 asks for no new review."""

    how: How = How.NOW
    days: int = 1
    stale: Stale = Stale.PERSON
    stale_hours: int = 72
    review_days: int = 0

    def to_json(self) -> dict[str, Any]:
        """The form that `choice_of` reads."""
        return {
            "how": self.how.value,
            "days": self.days,
            "stale": self.stale.value,
            "stale_hours": self.stale_hours,
            "review_days": self.review_days,
        }


def choice_of(stored: Mapping[str, Any]) -> Choice:
    """A stored choice; what is not there is the safe default. ValueError for unknown words."""
    plain = Choice()
    return Choice(
        How(stored.get("how", plain.how)),
        int(stored.get("days", plain.days)),
        Stale(stored.get("stale", plain.stale)),
        int(stored.get("stale_hours", plain.stale_hours)),
        int(stored.get("review_days", plain.review_days)),
    )


def part_of(kind: str, *, automatic: bool, first: bool) -> Part:
    """The part of a touch of this kind."""
    if kind == "wait":
        return Part.WAIT
    if not automatic:
        return Part.TASK
    return Part.FIRST if first else Part.FOLLOW_UP


def fate_of(
    part: Part, choice: Choice, late_hours: float, approved_days: float, most_hours: int
) -> Fate:
    """What becomes of a touch: `late_hours` after it was first due, its approval `approved_days`
    old (0 without one), in a workspace that sends nothing later than `most_hours`."""
    if part == Part.WAIT:
        return Fate.LEAVE
    if choice.stale == Stale.SKIP and late_hours >= choice.stale_hours:
        return Fate.SKIP
    if choice.stale == Stale.END and late_hours >= choice.stale_hours:
        return Fate.END
    if part != Part.TASK and choice.stale == Stale.PERSON and late_hours >= most_hours:
        return Fate.PERSON
    if part == Part.FIRST and choice.review_days and approved_days >= choice.review_days:
        return Fate.REVIEW
    return Fate.MOVE
