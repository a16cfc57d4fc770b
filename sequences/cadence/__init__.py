"""When a step is due: pure decisions about local time, sending windows and delays.

Every moment that goes in or comes out is an aware datetime in UTC; zones and windows are
arguments, and so is the present. Nothing here reads a clock, a database or a setting.
"""

from sequences.cadence.due import (
    Delay,
    DelayUnit,
    Due,
    StepTiming,
    due_after,
    forecast,
    is_open,
    latest_useful,
    next_in_window,
    step_spread,
)
from sequences.cadence.window import OFFICE_HOURS, WEEKDAYS, Block, Window
from sequences.cadence.zones import CadenceError, ZoneError, resolve_local, zone_or_error

__all__ = [
    "OFFICE_HOURS",
    "WEEKDAYS",
    "Block",
    "CadenceError",
    "Delay",
    "DelayUnit",
    "Due",
    "StepTiming",
    "Window",
    "ZoneError",
    "due_after",
    "forecast",
    "is_open",
    "latest_useful",
    "next_in_window",
    "resolve_local",
    "step_spread",
    "zone_or_error",
]
