"""The hours of one person: zone, window, days off, spread and gap, as one value."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sequences.cadence.window import Window
from sequences.cadence.zones import CadenceError

SPREAD = timedelta(minutes=20)
NO_GAP = timedelta(0)


class Closures(Protocol):
    """The days on which nothing leaves, whatever the window says."""

    def why(self, day: date) -> str:
        """Why the local date `day` is closed, for example "Good Friday in Germany"; "" is open."""
        ...


class _NoClosures:
    def why(self, _day: date) -> str:
        return ""


NO_CLOSURES: Closures = _NoClosures()


@dataclass(frozen=True, slots=True)
class Hours:
    """When messages may leave to one person.

    `spread` is the most that a fixed random share adds to a due moment, `gap` the least time
    between two touches; 0 is none. CadenceError when either is negative.
    """

    zone: ZoneInfo
    window: Window
    closures: Closures = NO_CLOSURES
    spread: timedelta = SPREAD
    gap: timedelta = NO_GAP

    def __post_init__(self) -> None:
        if self.spread < timedelta(0) or self.gap < timedelta(0):
            raise CadenceError("The spread and the gap cannot be negative. Use 0 for none.")

    def opens_on(self, day: date) -> bool:
        """Whether `day` is a working day: the window has a block on it, and it is not closed."""
        return bool(self.window.on_weekday(day.weekday())) and not self.closures.why(day)
