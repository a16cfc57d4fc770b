"""When a step is due: pure decisions about local time, sending windows and delays.

Every moment that goes in is an aware datetime, and every one that comes out is in UTC; a person's
hours are an argument, and so is the present. Nothing here reads a clock, a database or a setting.
"""

from sequences.cadence.delays import Delay, DelayUnit
from sequences.cadence.due import (
    Due,
    StepTiming,
    after_open_time,
    due_after,
    forecast,
    is_open,
    latest_useful,
    next_in_window,
    step_spread,
)
from sequences.cadence.hours import NO_CLOSURES, SPREAD, Closures, Hours
from sequences.cadence.window import OFFICE_HOURS, WEEKDAYS, Block, Window
from sequences.cadence.zones import (
    CadenceError,
    ZoneError,
    resolve_local,
    zone_or_error,
    zone_or_utc,
)

__all__ = [
    "NO_CLOSURES",
    "OFFICE_HOURS",
    "SPREAD",
    "WEEKDAYS",
    "Block",
    "CadenceError",
    "Closures",
    "Delay",
    "DelayUnit",
    "Due",
    "Hours",
    "StepTiming",
    "Window",
    "ZoneError",
    "after_open_time",
    "due_after",
    "forecast",
    "is_open",
    "latest_useful",
    "next_in_window",
    "resolve_local",
    "step_spread",
    "zone_or_error",
    "zone_or_utc",
]
