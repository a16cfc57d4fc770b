"""Moments as people read them: in the viewer's zone and, where one is concerned, the contact's.

Pure. Moments are aware datetimes; zones are IANA names or `tzinfo`. A name that no longer exists
is shown in UTC, and said to be UTC, because a page must not fail over a stale setting.
"""

from datetime import UTC, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

Zone = tzinfo | str | None


def as_zone(zone: Zone, fallback: tzinfo = UTC) -> tzinfo:
    """The zone itself; `fallback` for none, UTC for a name that nobody knows."""
    if isinstance(zone, tzinfo):
        return zone
    if not zone:
        return fallback
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        return UTC


def zone_label(local: datetime) -> str:
    """Short name of the zone at that moment: "CET", or "UTC+4" where the zone has only a number."""
    name = local.tzname() or "UTC"
    if name[0] not in "+-":
        return name
    minutes = int((local.utcoffset() or timedelta()).total_seconds()) // 60
    sign, (hours, rest) = "-" if minutes < 0 else "+", divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}" + (f":{rest:02d}" if rest else "")


def day_text(local: datetime, now: datetime | None = None) -> str:
    """ "Mon 23 Nov", with the year unless it is the year of `now`."""
    year = "" if now and now.astimezone(local.tzinfo).year == local.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year}"


def hour_text(local: datetime) -> str:
    """ "09:00 CET"."""
    return f"{local:%H:%M} {zone_label(local)}"


def in_zone(moment: datetime, zone: Zone, now: datetime | None = None) -> str:
    """ "Mon 23 Nov, 09:00 CET"."""
    local = moment.astimezone(as_zone(zone))
    return f"{day_text(local, now)}, {hour_text(local)}"


def two_zones(
    moment: datetime, viewer: Zone, contact: Zone = None, now: datetime | None = None
) -> str:
    """ "Mon 23 Nov, 09:00 CET · 08:00 UTC": the viewer first, then the contact.

    The contact's part is left out where both clocks read the same, and carries its own day where
    the days differ.
    """
    here = moment.astimezone(as_zone(viewer))
    there = moment.astimezone(as_zone(contact, as_zone(viewer)))
    text = in_zone(moment, viewer, now)
    if here.utcoffset() == there.utcoffset():
        return text
    same_day = here.date() == there.date()
    return f"{text} · {hour_text(there) if same_day else in_zone(moment, contact, now)}"


def duration_text(span: timedelta) -> str:
    """The largest units of a span: "3 d 4 h", "2 h 10 min", "12 min", "40 s"; "-12 min" if past."""
    seconds = int(abs(span).total_seconds())
    sign = "-" if span < timedelta() and seconds else ""
    minutes, hours, days = seconds // 60, seconds // 3_600, seconds // 86_400
    if days:
        return sign + _two(days, "d", hours % 24, "h")
    if hours:
        return sign + _two(hours, "h", minutes % 60, "min")
    return sign + (f"{minutes} min" if minutes else f"{seconds} s")


def _two(large: int, unit: str, small: int, part: str) -> str:
    return f"{large} {unit} {small} {part}" if small else f"{large} {unit}"
