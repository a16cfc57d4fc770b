"""How a mailbox that is new grows to its limit: few messages on its first day, more on each next.

Pure. The engine, release plans and simulations ask the same function for the same day.
"""

from dataclasses import dataclass
from datetime import date, timedelta

FIRST = 10
STEP = 5
# What every sentence of a full mailbox begins with; simulations tell the cause by it.
_FULL = "waits: the mailbox has reached its limit of"


@dataclass(frozen=True, slots=True)
class Ramp:
    """`first` messages on the day `begins` and before it, and `step` more on each day after."""

    begins: date
    first: int = FIRST
    step: int = STEP


def cap(limit: int, ramp: Ramp | None, day: date) -> int:
    """How many messages a mailbox may send on a day, never more than its `limit`."""
    if ramp is None:
        return limit
    return min(limit, ramp.first + ramp.step * max(0, (day - ramp.begins).days))


def grown_on(limit: int, ramp: Ramp) -> date:
    """The first day on which the whole limit may be sent."""
    return ramp.begins + timedelta(days=max(0, -(-(limit - ramp.first) // ramp.step)))


def full(limit: int, most: int) -> str:
    """The sentence for whoever waits for a mailbox that may send `most` on this day."""
    grows = f"; it is new and grows to {limit}" if most < limit else ""
    return f"{_FULL} {most} a day{grows}"
