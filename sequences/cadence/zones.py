"""Time zones and the one meaning of a local time.

A local time that daylight saving skips means the first instant after the gap; a local time
that happens twice means its first occurrence. So every local time means exactly one instant.
"""

import difflib
import functools
import re
import zoneinfo
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

_ZONE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+-]{0,31}(?:/[A-Za-z0-9_+-]{1,32}){0,2}")
# Files that some systems keep beside the real zones: they differ from machine to machine.
_NOT_ZONES = frozenset({"localtime", "Factory", "posixrules"})
_SECOND = timedelta(seconds=1)


class CadenceError(ValueError):
    """A timing that cannot be used; the message is a sentence for the person who set it."""


class ZoneError(CadenceError):
    """The name is not a time zone that we know."""


@functools.cache
def _zone_names() -> frozenset[str]:
    return frozenset(zoneinfo.available_timezones()) - _NOT_ZONES


def zone_or_error(name: str) -> ZoneInfo:
    """The zone called `name` (IANA, for example Europe/Berlin), or ZoneError.

    Only names on the list of known zones reach the file system, so no name can be a path.
    """
    if not name:
        raise ZoneError("The time zone is missing. Choose one such as Europe/Berlin.")
    if not _ZONE_NAME.fullmatch(name):
        raise ZoneError("This is not the name of a time zone. Choose one such as Europe/Berlin.")
    if name not in _zone_names():
        raise ZoneError(f'There is no time zone "{name}". {_suggestion(name)}')
    return ZoneInfo(name)


def zone_or_utc(name: str) -> ZoneInfo:
    """The zone called `name`; UTC where a stored name cannot be read."""
    try:
        return zone_or_error(name)
    except ZoneError:
        return ZoneInfo("UTC")


def _suggestion(name: str) -> str:
    folded = {known.casefold(): known for known in _zone_names()}
    close = difflib.get_close_matches(name.casefold(), folded, n=1, cutoff=0.75)
    if close:
        return f"Did you mean {folded[close[0]]}?"
    return "Choose one such as Europe/Berlin."


def resolve_local(local: datetime, zone: ZoneInfo) -> datetime:
    """The one UTC instant that the naive wall time `local` means in `zone`.

    In a gap it is the first valid instant after it, in a fold the first occurrence. It never
    decreases as `local` grows. CadenceError for an aware `local` or one outside the calendar.
    """
    if local.tzinfo is not None:
        raise CadenceError("A local time must not carry a time zone of its own.")
    try:
        instant = local.replace(fold=0, tzinfo=zone).astimezone(UTC)
        if instant.astimezone(zone).replace(tzinfo=None) == local.replace(fold=0):
            return instant
        return _end_of_gap(local, zone)
    except OverflowError as error:
        raise CadenceError("This date is outside the calendar. Choose a nearer one.") from error


def _end_of_gap(local: datetime, zone: ZoneInfo) -> datetime:
    """Search, to the second, for the moment at which the clock jumps over `local`."""
    before = local.replace(fold=1, tzinfo=zone).astimezone(UTC).replace(microsecond=0)
    after = local.replace(fold=0, tzinfo=zone).astimezone(UTC).replace(microsecond=0) + _SECOND
    new_offset = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(zone).utcoffset() == new_offset:
            after = middle
        else:
            before = middle
    return after
