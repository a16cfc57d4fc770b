"""The hours of a week in which messages may leave, in the contact's local time."""

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby, pairwise
from typing import Self
from zoneinfo import ZoneInfo

from sequences.cadence.zones import CadenceError, resolve_local

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MIDNIGHT = time(0, 0)
MAX_BLOCKS = 42
# Some sixty zones over a year of working days; what falls out is computed again.
REMEMBERED = 1 << 14

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True, order=True)
class Block:
    """One stretch of one weekday (0 = Monday); `end` is not part of it, 00:00 ends the day."""

    weekday: int
    start: time
    end: time

    def __post_init__(self) -> None:
        if not 0 <= self.weekday < len(WEEKDAYS):
            raise CadenceError(f"{self.weekday} is not a weekday. Use 0 (Monday) to 6 (Sunday).")
        if self.start.tzinfo or self.end.tzinfo:
            raise CadenceError("The hours of a window are local and carry no time zone.")
        if self.end != MIDNIGHT and self.end <= self.start:
            raise CadenceError(
                f"{WEEKDAYS[self.weekday]} ends at {self.end:%H:%M}, which is not after its start "
                f"at {self.start:%H:%M}. Give a later end, or two blocks around midnight."
            )

    @property
    def hours(self) -> str:
        """For example 09:00-17:00, with 24:00 for a block that ends the day."""
        return f"{self.start:%H:%M}\u2013{_clock(self.end, ends_day=True)}"

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The UTC instants at which the block opens and closes on `day`: once each.

        Both are equal when daylight saving skips the whole block.
        """
        return _instants(self.start, self.end, day, zone)


@dataclass(frozen=True, slots=True)
class Window:
    """The open blocks of a week, in order and without overlap; never empty."""

    blocks: tuple[Block, ...]
    _days: tuple[tuple[Block, ...], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        blocks = tuple(sorted(self.blocks))
        days = range(len(WEEKDAYS))
        by_day = tuple(tuple(b for b in blocks if b.weekday == day) for day in days)
        object.__setattr__(self, "blocks", blocks)
        object.__setattr__(self, "_days", by_day)
        if not self.blocks:
            raise CadenceError("A window needs at least one block of time. Add one.")
        if len(self.blocks) > MAX_BLOCKS:
            raise CadenceError(f"A window has at most {MAX_BLOCKS} blocks. Join some of them.")
        for first, second in pairwise(self.blocks):
            if first.weekday == second.weekday and not _clear(first, second):
                raise CadenceError(
                    f"{WEEKDAYS[first.weekday]} {first.hours} and {second.hours} overlap. "
                    "Join them or move one."
                )

    @classmethod
    def parse(cls, items: object) -> Self:
        """Read `[{"weekday": 0, "start": "09:00", "end": "17:00"}, …]`; "24:00" ends a day.

        CadenceError names the block that is wrong and what to do about it.
        """
        if not isinstance(items, Sequence) or isinstance(items, str | bytes):
            raise CadenceError("A window is a list of blocks, each with a weekday, start and end.")
        if len(items) > MAX_BLOCKS:
            raise CadenceError(f"A window has at most {MAX_BLOCKS} blocks. Join some of them.")
        return cls(tuple(_read_block(number, item) for number, item in enumerate(items, start=1)))

    def to_json(self) -> list[dict[str, int | str]]:
        """The form that `parse` reads."""
        return [
            {
                "weekday": block.weekday,
                "start": _clock(block.start),
                "end": _clock(block.end, ends_day=True),
            }
            for block in self.blocks
        ]

    def on_weekday(self, weekday: int) -> tuple[Block, ...]:
        """The blocks of one weekday, earliest first."""
        return self._days[weekday]

    def __str__(self) -> str:
        """For people: days with the same hours stand together."""
        hours = [
            (weekday, " and ".join(block.hours for block in self.on_weekday(weekday)))
            for weekday in range(len(WEEKDAYS))
        ]
        runs = [(text, [day for day, _ in days]) for text, days in groupby(hours, lambda h: h[1])]
        return ", ".join(f"{_span(days)} {text}" for text, days in runs if text)


@functools.lru_cache(maxsize=REMEMBERED)
def _instants(start: time, end: time, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    last = day + timedelta(days=1) if end == MIDNIGHT else day
    return (
        resolve_local(datetime.combine(day, start), zone),
        resolve_local(datetime.combine(last, end), zone),
    )


def _clear(first: Block, second: Block) -> bool:
    return first.end != MIDNIGHT and first.end <= second.start


def _span(days: list[int]) -> str:
    names = [WEEKDAYS[day] for day in days]
    return names[0] if len(names) == 1 else f"{names[0]}\u2013{names[-1]}"


def _clock(value: time, *, ends_day: bool = False) -> str:
    return "24:00" if ends_day and value == MIDNIGHT else f"{value:%H:%M}"


def _read_block(number: int, item: object) -> Block:
    if not isinstance(item, Mapping) or not {"weekday", "start", "end"} <= item.keys():
        raise CadenceError(f"Block {number} needs a weekday, a start and an end.")
    weekday = item["weekday"]
    if not isinstance(weekday, int) or isinstance(weekday, bool):
        raise CadenceError(f"Block {number} has no known weekday. Use 0 (Monday) to 6 (Sunday).")
    return Block(weekday, _read_time(number, item["start"]), _read_end(number, item["end"]))


def _read_end(number: int, text: object) -> time:
    return MIDNIGHT if text == "24:00" else _read_time(number, text)


def _read_time(number: int, text: object) -> time:
    match = _CLOCK.fullmatch(text) if isinstance(text, str) else None
    if match is None:
        raise CadenceError(f"Block {number} has a time that is not of the form 09:00. Correct it.")
    return time(int(match[1]), int(match[2]))


OFFICE_HOURS = Window(tuple(Block(weekday, time(9), time(17)) for weekday in range(5)))
