"""Local times, windows and delays: never early, never outside, exactly once."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequences.cadence import (
    OFFICE_HOURS,
    Block,
    CadenceError,
    Delay,
    DelayUnit,
    Due,
    StepTiming,
    Window,
    due_after,
    forecast,
    is_open,
    latest_useful,
    next_in_window,
)

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = [
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
        "Asia/Beirut",
        "Australia/Sydney",
        "Australia/Lord_Howe",
        "Pacific/Auckland",
    )
]
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def wall(moment: datetime, zone: ZoneInfo = BERLIN) -> str:
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}"


moments = st.integers(0, 7 * 365 * 24 * 3600 * 1000).map(
    lambda count: utc("2024-01-01T00:00") + timedelta(milliseconds=count)
)
zones = st.sampled_from(ZONES)
delays = st.builds(Delay, st.integers(0, 40), st.sampled_from(DelayUnit))
closed = st.frozensets(st.dates(date(2024, 1, 1), date(2030, 12, 31)), max_size=5)
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


def lies_inside(moment: datetime, zone: ZoneInfo, window: Window) -> bool:
    """By the clock on the wall alone; a repeated hour belongs to what was open before it."""
    local = moment.astimezone(zone)
    return bool(local.fold) or any(
        block.weekday == local.weekday()
        and block.start <= local.time() < (time.max if block.end == time() else block.end)
        for block in window.blocks
    )


@given(windows())
def test_a_window_survives_being_stored(window: Window) -> None:
    assert Window.parse(window.to_json()) == window


# The next opening


def test_a_moment_inside_the_window_stays() -> None:
    due = next_in_window(utc("2025-06-02T10:00"), BERLIN, OFFICE_HOURS)
    assert due == Due(utc("2025-06-02T10:00"), "inside the window")


def test_a_friday_evening_waits_for_monday_morning() -> None:
    due = next_in_window(utc("2025-05-30T18:00"), BERLIN, OFFICE_HOURS)
    assert due.at == utc("2025-06-02T07:00")
    assert due.cause == "waits for window Mon 09:00 Europe/Berlin"


def test_the_end_of_a_block_is_outside_it() -> None:
    assert not is_open(utc("2025-06-02T15:00"), BERLIN, OFFICE_HOURS)
    assert is_open(utc("2025-06-02T14:59"), BERLIN, OFFICE_HOURS)


def test_a_closed_date_is_skipped_and_named() -> None:
    holiday = frozenset({date(2025, 6, 9)})
    due = next_in_window(utc("2025-06-08T18:00"), BERLIN, OFFICE_HOURS, holiday)
    assert wall(due.at) == "Tue 2025-06-10 09:00"
    assert "2025-06-09 is a closed date" in due.cause


def test_a_window_that_daylight_saving_skips_opens_a_week_later() -> None:
    window = Window((Block(6, time(2, 10), time(2, 50)),))
    due = next_in_window(utc("2025-03-29T12:00"), BERLIN, window)
    assert wall(due.at) == "Sun 2025-04-06 02:10"


def test_a_year_of_closed_dates_ends_in_a_clear_error() -> None:
    year = frozenset(date(2025, 1, 1) + n * DAY for n in range(500))
    with pytest.raises(CadenceError, match="No time to send"):
        next_in_window(utc("2025-01-02T00:00"), BERLIN, OFFICE_HOURS, year)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(CadenceError, match="needs a time zone"):
        next_in_window(datetime.fromisoformat("2025-01-01"), BERLIN, OFFICE_HOURS)


@given(moments, zones, windows(), closed)
def test_the_next_opening_is_never_early_and_never_outside(
    moment: datetime, zone: ZoneInfo, window: Window, dates: frozenset[date]
) -> None:
    due = next_in_window(moment, zone, window, dates)
    assert due.at >= moment
    assert lies_inside(due.at, zone, window)
    assert due.at.astimezone(zone).date() not in dates or due.at.astimezone(zone).fold


@given(moments, zones, windows(), st.integers(0, 60 * 24 * 8))
def test_a_later_now_never_gives_an_earlier_opening(
    moment: datetime, zone: ZoneInfo, window: Window, minutes: int
) -> None:
    later = next_in_window(moment + minutes * MINUTE, zone, window)
    assert next_in_window(moment, zone, window).at <= later.at


@given(moments, zones, windows())
def test_nothing_is_open_before_the_next_opening(
    moment: datetime, zone: ZoneInfo, window: Window
) -> None:
    due = next_in_window(moment, zone, window)
    steps = [moment + (due.at - moment) * part / 20 for part in range(20)]
    assert due.at == moment or not any(is_open(step, zone, window) for step in steps)


# Delays


def test_a_delay_in_days_keeps_the_wall_time_across_a_clock_change() -> None:
    due = due_after(utc("2025-03-28T09:30"), Delay(3, DelayUnit.DAYS), BERLIN, OFFICE_HOURS)
    assert wall(due.at) == "Mon 2025-03-31 10:30"
    assert due.cause == "3 days later, inside the window"


def test_a_delay_that_ends_on_a_saturday_waits_for_monday() -> None:
    due = due_after(utc("2025-06-05T08:00"), Delay(2, DelayUnit.DAYS), BERLIN, OFFICE_HOURS)
    assert wall(due.at) == "Mon 2025-06-09 09:00"


def test_working_days_pass_over_weekends_and_closed_dates() -> None:
    due = due_after(
        utc("2025-06-05T08:00"),
        Delay(2, DelayUnit.WORKING_DAYS),
        BERLIN,
        OFFICE_HOURS,
        closed_dates=frozenset({date(2025, 6, 9)}),
    )
    assert wall(due.at) == "Tue 2025-06-10 10:00"


def test_hours_are_elapsed_time_across_a_clock_change() -> None:
    always = Window(tuple(Block(day, time(), time()) for day in range(7)))
    due = due_after(utc("2025-03-30T00:30"), Delay(2, DelayUnit.HOURS), BERLIN, always)
    assert due.at == utc("2025-03-30T02:30")


def test_no_delay_in_a_repeated_hour_does_not_turn_back() -> None:
    always = Window(tuple(Block(day, time(), time()) for day in range(7)))
    anchor = utc("2025-10-26T01:30")
    assert due_after(anchor, Delay(0, DelayUnit.DAYS), BERLIN, always).at == anchor


@pytest.mark.parametrize("amount", [-1, 731])
def test_an_impossible_delay_is_refused(amount: int) -> None:
    with pytest.raises(CadenceError):
        Delay(amount, DelayUnit.DAYS)


@given(moments, delays, zones, windows(), keys, closed)
@settings(max_examples=200)
def test_a_due_moment_is_never_early_and_never_outside(
    anchor: datetime,
    delay: Delay,
    zone: ZoneInfo,
    window: Window,
    key: bytes,
    dates: frozenset[date],
) -> None:
    due = due_after(anchor, delay, zone, window, spread_key=key, closed_dates=dates)
    days = (due.at.astimezone(zone).date() - anchor.astimezone(zone).date()).days
    assert due.at >= anchor
    assert lies_inside(due.at, zone, window)
    assert days >= delay.amount or delay.unit in (DelayUnit.MINUTES, DelayUnit.HOURS)


@given(moments, delays, zones, keys)
def test_the_spread_is_small_and_always_the_same(
    anchor: datetime, delay: Delay, zone: ZoneInfo, key: bytes
) -> None:
    plain = due_after(anchor, delay, zone, OFFICE_HOURS)
    spread = due_after(anchor, delay, zone, OFFICE_HOURS, spread_key=key)
    assert plain.at <= spread.at <= plain.at + 20 * MINUTE
    assert spread == due_after(anchor, delay, zone, OFFICE_HOURS, spread_key=key)


def test_the_spread_in_the_last_half_second_of_a_block_is_not_early() -> None:
    anchor = utc("2025-06-02T14:59:59.5")
    now = Delay(0, DelayUnit.MINUTES)
    assert due_after(anchor, now, BERLIN, OFFICE_HOURS, spread_key=b"k").at >= anchor


def test_a_crowd_is_spread_over_the_opening() -> None:
    anchor = utc("2025-05-31T12:00")
    now = Delay(0, DelayUnit.MINUTES)
    dues = {
        due_after(anchor, now, BERLIN, OFFICE_HOURS, spread_key=str(n).encode()).at
        for n in range(100)
    }
    assert len(dues) > 80


@given(moments, st.integers(0, 600), keys)
def test_the_spread_keeps_order_to_the_end_of_a_block(
    anchor: datetime, seconds: int, key: bytes
) -> None:
    now = Delay(0, DelayUnit.MINUTES)
    later = anchor + timedelta(seconds=seconds)
    dues = [
        due_after(moment, now, BERLIN, OFFICE_HOURS, spread_key=key).at
        for moment in (anchor, later)
    ]
    assert dues == sorted(dues)


# Timelines

TIMINGS = [
    StepTiming("intro", Delay(0, DelayUnit.DAYS)),
    StepTiming("call", Delay(1, DelayUnit.DAYS)),
    StepTiming("proof", Delay(1, DelayUnit.DAYS)),
    StepTiming("break-up", Delay(4, DelayUnit.DAYS)),
]


def test_a_forecast_names_the_day_or_the_wait_of_each_step() -> None:
    dues = forecast(TIMINGS, utc("2025-06-04T08:00"), BERLIN, OFFICE_HOURS)
    assert [(wall(due.at), due.cause) for due in dues] == [
        ("Wed 2025-06-04 10:00", "day 1, inside the window"),
        ("Thu 2025-06-05 10:00", "day 2, inside the window"),
        ("Fri 2025-06-06 10:00", "day 3, inside the window"),
        ("Tue 2025-06-10 10:00", "day 7, inside the window"),
    ]


def test_a_slipped_step_moves_the_later_ones() -> None:
    dues = forecast(
        TIMINGS[2:], utc("2025-06-06T08:00"), BERLIN, OFFICE_HOURS, day_one=date(2025, 6, 4)
    )
    assert [wall(due.at) for due in dues] == ["Mon 2025-06-09 09:00", "Fri 2025-06-13 09:00"]
    assert [due.cause for due in dues][1] == "day 10, inside the window"


@given(st.lists(delays, max_size=6), moments, zones, windows(), keys)
def test_a_forecast_keeps_the_order_of_its_steps(
    amounts: list[Delay], start: datetime, zone: ZoneInfo, window: Window, key: bytes
) -> None:
    steps = [StepTiming(str(number), delay) for number, delay in enumerate(amounts)]
    dues = [due.at for due in forecast(steps, start, zone, window, spread_key=key)]
    assert dues == sorted(dues)
    assert len(dues) == len(steps)


def test_the_latest_useful_moment_is_the_due_moment_and_its_lateness() -> None:
    assert latest_useful(utc("2025-06-04T08:00"), DAY) == utc("2025-06-05T08:00")


def test_a_lateness_of_nothing_is_refused() -> None:
    with pytest.raises(CadenceError, match="maximum lateness"):
        latest_useful(utc("2025-06-04T08:00"), timedelta(0))
