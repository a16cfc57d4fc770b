"""The rule about hours in which nobody is called or sent a text message.

A number does not tell for certain where it rings. So the hour must be a waking one in every zone
that the person may be in; where that never comes, nobody is called.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from compliance.case import Case
from compliance.rules.permission import SPOKEN
from compliance.rules.rule import Answer, blocked, deferred, passed, rule

OPENS, CLOSES = time(8), time(21)
LOOKS_AHEAD = timedelta(days=3)
DAY = timedelta(days=1)


@rule("Quiet hours", channels=SPOKEN, overridable=True)
def quiet_hours(case: Case) -> Answer:
    """Defer a call or a text message until it is between 08:00 and 21:00 in every zone that the
    person may be in. A wait cannot be overridden; that there is no such hour can."""
    zones = case.person.phone_zones
    if not zones:
        return blocked(
            "Nobody knows in which time zone this telephone rings.",
            "Fill in the number with its country code, or the zone or the country of the contact.",
        )
    opens = next_waking(case.moment, zones)
    if opens is None:
        return blocked(
            f"The number may be in {len(zones)} time zones, and no hour suits all of them.",
            "Find a number that tells where the person is, or ask a manager for an exception.",
            zones=len(zones),
        )
    if opens <= case.moment:
        return passed("It is a waking hour wherever the number may be.", zones=len(zones))
    return deferred(
        f"It is outside 08:00–21:00 in a zone that the number may be in ({_said(zones)}).",
        "It goes on by itself at the next hour that suits.",
        opens,
        zones=len(zones),
    ).final_if(True)


def next_waking(moment: datetime, zones: tuple[str, ...]) -> datetime | None:
    """The first moment from ``moment`` on that is a waking hour in all zones; None when none is.

    An unknown zone is never a waking hour.
    """
    try:
        return _found(moment.astimezone(UTC), [ZoneInfo(zone) for zone in zones])
    except (KeyError, ValueError, OverflowError):
        return None


def _found(at: datetime, places: Sequence[ZoneInfo]) -> datetime | None:
    last = at + LOOKS_AHEAD
    while at <= last:
        later = max(_opening(at, place) for place in places)
        if later == at:
            return at
        at = later
    return None


def _opening(at: datetime, place: ZoneInfo) -> datetime:
    """``at`` itself within the waking hours of a place, else when they begin next."""
    local = at.astimezone(place)
    if OPENS <= local.time() < CLOSES:
        return at
    date = local.date() if local.time() < OPENS else local.date() + DAY
    return datetime.combine(date, OPENS, place).astimezone(UTC)


def _said(zones: tuple[str, ...]) -> str:
    """A few zones by name, many by their number."""
    names = [zone.rpartition("/")[2].replace("_", " ") for zone in zones]
    return ", ".join(names) if len(names) <= 3 else f"one of {len(names)}"
