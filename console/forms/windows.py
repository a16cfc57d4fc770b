"""Sending hours as people type them: one line for each weekday, "09:00-12:00, 13:00-17:00"."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from sequences.cadence import WEEKDAYS, CadenceError, Window

_STRETCH = re.compile(r"\s*(\d{1,2}):(\d{2})\s*(?:-|–|to)\s*(\d{1,2}):(\d{2})\s*")
PREFIX = "window_"
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


class WindowError(ValueError):
    """A line that cannot be read; `day` is its weekday, from 0 for Monday, or None."""

    def __init__(self, message: str, day: int | None = None) -> None:
        super().__init__(message)
        self.day = day


def lines(blocks: object) -> list[str]:
    """The seven lines of a stored window; seven empty ones for none."""
    if not blocks:
        return [""] * len(WEEKDAYS)
    window = Window.parse(blocks)
    return [
        ", ".join(block.hours.replace("–", "-") for block in window.on_weekday(day))
        for day in range(len(WEEKDAYS))
    ]


def posted(data: Mapping[str, Any]) -> list[str]:
    """The seven lines of a form, as they were typed."""
    return [str(data.get(f"{PREFIX}{day}", "")) for day in range(len(WEEKDAYS))]


def read(typed: Sequence[str]) -> list[dict[str, int | str]]:
    """The stored form of seven lines; [] when all are empty. WindowError names the day."""
    blocks = [block for day, line in enumerate(typed) for block in _blocks(day, line)]
    if not blocks:
        return []
    try:
        return Window.parse(blocks).to_json()
    except CadenceError as error:
        raise WindowError(str(error)) from error


def _blocks(day: int, line: str) -> list[dict[str, int | str]]:
    return [_block(day, part) for part in line.split(",") if part.strip()]


def _block(day: int, part: str) -> dict[str, int | str]:
    found = _STRETCH.fullmatch(part)
    if found is None:
        raise WindowError(
            f"{DAYS[day]}: “{part.strip()[:40]}” is not a stretch of time. Write 09:00-17:00.", day
        )
    start_hour, start_minute, end_hour, end_minute = found.groups()
    return {
        "weekday": day,
        "start": f"{start_hour:0>2}:{start_minute}",
        "end": f"{end_hour:0>2}:{end_minute}",
    }
