"""Time zones to choose from."""

from functools import cache
from zoneinfo import available_timezones


@cache
def choices() -> list[tuple[str, str]]:
    """The names that people know: places, and UTC."""
    names = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
    return [(name, name.replace("_", " ")) for name in names]
