"""Zones with their clock changes, moments and hours, for tests of local time."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from sequences.cadence import OFFICE_HOURS, Block, Closures, Delay, DelayUnit, Hours, Window
from sequences.calendars import OwnClosedDate, closures

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
BERLIN = ZoneInfo("Europe/Berlin")
# Change their clocks twice a year, each in a way of its own: Dublin's winter time is the odd one,
# Lord Howe moves by half an hour, Casablanca with Ramadan, Santiago and Cairo at midnight.
CHANGING = [
    ZoneInfo(name)
    for name in (
        "Europe/Berlin",
        "Europe/London",
        "Europe/Dublin",
        "America/New_York",
        "America/Los_Angeles",
        "America/Santiago",
        "America/Havana",
        "Africa/Cairo",
        "Africa/Casablanca",
        "Asia/Beirut",
        "Asia/Jerusalem",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
    )
]
STEADY = [ZoneInfo("America/Sao_Paulo"), ZoneInfo("Asia/Kolkata"), ZoneInfo("Asia/Tehran")]
ALWAYS = Window(tuple(Block(day, time(), time()) for day in range(7)))


def utc(text: str) -> datetime:
    """A moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(moment: datetime, zone: ZoneInfo = BERLIN) -> str:
    """What the clock on the wall shows."""
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}"


def clock_changes(zone: ZoneInfo) -> Iterator[date]:
    """The local dates between 2024 and 2030 on which the zone's offset changes."""
    day = date(2024, 1, 1)
    while day < date(2031, 1, 1):
        start, end = (datetime.combine(d, time(), zone) for d in (day, day + DAY))
        if start.utcoffset() != end.utcoffset():
            yield day
        day += DAY


def shut(days: Iterable[date]) -> Closures:
    """Closed on these days."""
    own = [OwnClosedDate(day, day, "Company day") for day in sorted(days)]
    return closures(country="", region="", observe=False, own=own)


def hours(
    zone: ZoneInfo = BERLIN,
    window: Window = OFFICE_HOURS,
    closed: Iterable[date] = (),
    gap: int = 0,
) -> Hours:
    """Hours with the default spread and a gap in hours."""
    return Hours(zone, window, shut(closed), gap=timedelta(hours=gap))


moments = st.integers(0, 7 * 365 * 24 * 3600 * 1000).map(
    lambda count: utc("2024-01-01T00:00") + timedelta(milliseconds=count)
)
zones = st.sampled_from([*CHANGING, *STEADY])
delays = st.builds(Delay, st.integers(0, 40), st.sampled_from(DelayUnit))
closed_days = st.frozensets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), max_size=5)
keys = st.binary(max_size=8)


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """One or two blocks on some weekdays, to the quarter of an hour, never overlapping."""
    blocks: list[Block] = []
    for weekday in draw(st.sets(st.integers(0, 6), min_size=1)):
        edges = sorted(
            draw(st.sets(st.integers(0, 96), min_size=2, max_size=4).filter(lambda s: len(s) != 3))
        )
        times = [time(edge // 4 % 24, edge % 4 * 15) for edge in edges]
        blocks += [Block(weekday, *pair) for pair in zip(times[::2], times[1::2], strict=True)]
    return Window(tuple(blocks))


any_hours = st.builds(hours, zones, windows(), closed_days, st.sampled_from([0, 0, 1, 24, 100]))


@st.composite
def moments_near_a_change(draw: st.DrawFn) -> tuple[ZoneInfo, datetime]:
    """A zone, and a moment within thirty hours of one of its clock changes."""
    zone = draw(st.sampled_from(CHANGING))
    day = draw(st.sampled_from(list(clock_changes(zone))))
    start = datetime.combine(day, time(), zone).astimezone(UTC) - 3 * timedelta(hours=1)
    return zone, start + timedelta(seconds=draw(st.integers(0, 30 * 3600)))
