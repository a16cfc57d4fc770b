"""Every clock change from 2024 to 2030: each day's opening comes once, and days keep wall time."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from sequences.cadence import Block, Delay, DelayUnit, Hours, Window, due_after, next_in_window
from tests.sequences.clocks import ALWAYS, CHANGING, DAY, MINUTE, STEADY, clock_changes, hours

OPENINGS = [time(0, 30), time(1, 30), time(2, 30), time(3, 30)]
NOON = time(12)


def opening_at(start: time, end: time = NOON) -> Window:
    return Window(tuple(Block(weekday, start, end) for weekday in range(7)))


def around(change: date) -> list[date]:
    return [change + count * DAY for count in range(-2, 3)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def fired(days: list[date], each: Hours) -> list[datetime]:
    """The moments at which something that is sent as soon as it may would leave, once a block."""
    moments: list[datetime] = []
    now, end = midnight(days[0], each.zone), midnight(days[-1] + DAY, each.zone)
    while (due := next_in_window(now, each)).at < end:
        moments.append(due.at)
        block = each.window.blocks[0]
        _, closes = block.on(due.at.astimezone(each.zone).date(), each.zone)
        now = closes
    return moments


def is_skipped(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether the clocks jump over this local time."""
    local = datetime.combine(day, clock, zone)
    return local.astimezone(UTC).astimezone(zone).time() != clock


@pytest.mark.parametrize("zone", CHANGING, ids=str)
def test_a_zone_that_changes_its_clocks_does_so_twice_a_year(zone: ZoneInfo) -> None:
    years = [day.year for day in clock_changes(zone)]
    assert all(years.count(year) >= 2 for year in range(2024, 2030))


@pytest.mark.parametrize("zone", STEADY, ids=str)
def test_a_steady_zone_has_no_change(zone: ZoneInfo) -> None:
    assert list(clock_changes(zone)) == []


@pytest.mark.parametrize("zone", CHANGING, ids=str)
@pytest.mark.parametrize("start", OPENINGS, ids=str)
def test_a_window_opens_exactly_once_on_each_day_around_a_change(
    zone: ZoneInfo, start: time
) -> None:
    each = hours(zone, opening_at(start))
    for change in clock_changes(zone):
        days = around(change)
        dates = [moment.astimezone(zone).date() for moment in fired(days, each)]
        assert dates == days


@pytest.mark.parametrize("zone", CHANGING, ids=str)
@pytest.mark.parametrize("start", OPENINGS, ids=str)
def test_it_opens_at_its_wall_time_or_as_the_gap_ends(zone: ZoneInfo, start: time) -> None:
    each = hours(zone, opening_at(start))
    for change in clock_changes(zone):
        for moment in fired(around(change), each):
            local = moment.astimezone(zone)
            before = (moment - MINUTE).astimezone(zone)
            jumped = before.utcoffset() != local.utcoffset() and local.time() > start
            assert local.fold == 0
            assert local.time() == start or jumped


@pytest.mark.parametrize("zone", [*CHANGING, *STEADY], ids=str)
def test_a_short_block_opens_at_most_once_and_is_missed_only_in_a_gap(zone: ZoneInfo) -> None:
    each = hours(zone, opening_at(time(2, 30), time(2, 45)))
    for change in clock_changes(zone) if zone in CHANGING else [date(2026, 3, 29)]:
        days = around(change)
        dates = [moment.astimezone(zone).date() for moment in fired(days, each)]
        assert dates == [day for day in days if not is_skipped(day, time(2, 30), zone)]


@pytest.mark.parametrize("zone", CHANGING, ids=str)
@pytest.mark.parametrize("count", [1, 2, 30])
def test_days_keep_the_wall_time_through_a_change(zone: ZoneInfo, count: int) -> None:
    for change in clock_changes(zone):
        anchor = datetime.combine(change - DAY, NOON, zone).astimezone(UTC)
        due = due_after(anchor, Delay(count, DelayUnit.DAYS), hours(zone, ALWAYS)).at
        assert due.astimezone(zone).replace(tzinfo=None) == datetime.combine(
            change + (count - 1) * DAY, NOON
        )


@pytest.mark.parametrize("zone", CHANGING, ids=str)
@pytest.mark.parametrize("start", OPENINGS, ids=str)
def test_a_touch_a_day_at_that_hour_comes_once_a_day(zone: ZoneInfo, start: time) -> None:
    each, daily = hours(zone, opening_at(start)), Delay(1, DelayUnit.DAYS)
    for change in clock_changes(zone):
        days = around(change)
        moment = next_in_window(midnight(days[0], zone), each).at
        dates = []
        for _ in days:
            dates.append(moment.astimezone(zone).date())
            moment = due_after(moment, daily, each).at
        assert dates == days


@pytest.mark.parametrize("zone", CHANGING, ids=str)
def test_elapsed_hours_are_not_stretched_by_a_change(zone: ZoneInfo) -> None:
    for change in clock_changes(zone):
        anchor = midnight(change, zone) - timedelta(hours=2)
        due = due_after(anchor, Delay(24, DelayUnit.HOURS), hours(zone, ALWAYS)).at
        assert due - anchor == timedelta(hours=24)
