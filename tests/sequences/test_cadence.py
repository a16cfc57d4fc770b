"""Windows, delays and gaps: never early, never outside, never on a day off, always in order."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sequences.cadence import (
    Block,
    CadenceError,
    Delay,
    DelayUnit,
    Due,
    Hours,
    StepTiming,
    Window,
    due_after,
    forecast,
    is_open,
    latest_useful,
    next_in_window,
)
from sequences.calendars import closures
from tests.sequences.clocks import (
    ALWAYS,
    DAY,
    MINUTE,
    any_hours,
    delays,
    hours,
    keys,
    moments,
    moments_near_a_change,
    utc,
    wall,
    windows,
)

OFFICE = hours()
NOW = Delay(0, DelayUnit.MINUTES)


def lies_inside(moment: datetime, open_hours: Hours) -> bool:
    """By the clock on the wall alone; a repeated hour belongs to what was open before it."""
    local = moment.astimezone(open_hours.zone)
    return bool(local.fold) or any(
        block.weekday == local.weekday()
        and block.start <= local.time() < (time.max if block.end == time() else block.end)
        for block in open_hours.window.blocks
    )


def on_a_day_off(moment: datetime, open_hours: Hours) -> bool:
    local = moment.astimezone(open_hours.zone)
    return bool(open_hours.closures.why(local.date())) and not local.fold


@given(windows())
def test_a_window_survives_being_stored(window: Window) -> None:
    assert Window.parse(window.to_json()) == window


# The next opening


def test_a_moment_inside_the_window_stays() -> None:
    due = next_in_window(utc("2025-06-02T10:00"), OFFICE)
    assert due == Due(utc("2025-06-02T10:00"), "inside the window")


def test_a_friday_evening_waits_for_monday_morning() -> None:
    due = next_in_window(utc("2025-05-30T18:00"), OFFICE)
    assert due.at == utc("2025-06-02T07:00")
    assert due.cause == "waits for window Mon 09:00 Europe/Berlin"


def test_the_end_of_a_block_is_outside_it() -> None:
    assert not is_open(utc("2025-06-02T15:00"), OFFICE)
    assert is_open(utc("2025-06-02T14:59"), OFFICE)


def test_a_public_holiday_is_passed_over_and_named() -> None:
    german = closures(country="DE", region="", observe=True, own=())
    due = next_in_window(utc("2028-12-24T18:00"), replace(OFFICE, closures=german))
    assert due.at == utc("2028-12-27T08:00")
    assert due.cause == (
        "waits for window Wed 09:00 Europe/Berlin (Mon 25 Dec is Christmas Day in Germany)"
    )


def test_a_closed_date_is_passed_over_and_named() -> None:
    due = next_in_window(utc("2025-06-08T18:00"), hours(closed=[date(2025, 6, 9)]))
    assert wall(due.at) == "Tue 2025-06-10 09:00"
    assert due.cause.endswith("(Mon 9 Jun is a closed date: Company day)")


def test_a_closed_date_that_is_over_is_no_reason_to_wait() -> None:
    due = next_in_window(utc("2025-06-09T18:00"), hours(closed=[date(2025, 6, 9)]))
    assert due.cause == "waits for window Tue 09:00 Europe/Berlin"


def test_a_window_that_daylight_saving_skips_opens_a_week_later() -> None:
    window = Window((Block(6, time(2, 10), time(2, 50)),))
    due = next_in_window(utc("2025-03-29T12:00"), hours(window=window))
    assert wall(due.at) == "Sun 2025-04-06 02:10"


def test_a_year_of_closed_dates_ends_in_a_clear_error() -> None:
    year = hours(closed=[date(2025, 1, 1) + n * DAY for n in range(500)])
    with pytest.raises(CadenceError, match="No time to send"):
        next_in_window(utc("2025-01-02T00:00"), year)
    with pytest.raises(CadenceError, match="no working day"):
        due_after(utc("2025-01-02T00:00"), Delay(1, DelayUnit.WORKING_DAYS), year)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(CadenceError, match="needs a time zone"):
        next_in_window(datetime.fromisoformat("2025-01-01"), OFFICE)


@pytest.mark.parametrize("wrong", [{"spread": -MINUTE}, {"gap": -MINUTE}])
def test_a_negative_spread_or_gap_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CadenceError, match="cannot be negative"):
        replace(OFFICE, **wrong)


@given(moments, any_hours)
def test_the_next_opening_is_never_early_never_outside_and_never_on_a_day_off(
    moment: datetime, each: Hours
) -> None:
    due = next_in_window(moment, each)
    assert due.at >= moment
    assert lies_inside(due.at, each) and not on_a_day_off(due.at, each)


@given(moments, any_hours, st.integers(0, 60 * 24 * 8))
def test_a_later_now_never_gives_an_earlier_opening(
    moment: datetime, each: Hours, minutes: int
) -> None:
    later = next_in_window(moment + minutes * MINUTE, each)
    assert next_in_window(moment, each).at <= later.at


@given(moments, any_hours)
def test_nothing_is_open_before_the_next_opening(moment: datetime, each: Hours) -> None:
    due = next_in_window(moment, each)
    steps = [moment + (due.at - moment) * part / 20 for part in range(20)]
    assert due.at == moment or not any(is_open(step, each) for step in steps)


# Delays


def test_a_delay_in_days_keeps_the_wall_time_across_a_clock_change() -> None:
    due = due_after(utc("2025-03-28T09:30"), Delay(3, DelayUnit.DAYS), OFFICE)
    assert wall(due.at) == "Mon 2025-03-31 10:30"
    assert due.cause == "3 days later, inside the window"


def test_a_delay_that_ends_on_a_saturday_waits_for_monday() -> None:
    due = due_after(utc("2025-06-05T08:00"), Delay(2, DelayUnit.DAYS), OFFICE)
    assert wall(due.at) == "Mon 2025-06-09 09:00"


def test_working_days_pass_over_weekends_and_closed_dates() -> None:
    monday_off = hours(closed=[date(2025, 6, 9)])
    due = due_after(utc("2025-06-05T08:00"), Delay(2, DelayUnit.WORKING_DAYS), monday_off)
    assert wall(due.at) == "Tue 2025-06-10 10:00"


def test_a_saturday_counts_as_the_beginning_of_the_next_working_day() -> None:
    due = due_after(utc("2025-06-07T08:00"), Delay(1, DelayUnit.WORKING_DAYS), OFFICE)
    assert wall(due.at) == "Tue 2025-06-10 09:00"


def test_hours_are_elapsed_time_across_a_clock_change() -> None:
    due = due_after(utc("2025-03-30T00:30"), Delay(2, DelayUnit.HOURS), hours(window=ALWAYS))
    assert due.at == utc("2025-03-30T02:30")


def test_no_delay_in_a_repeated_hour_does_not_turn_back() -> None:
    anchor = utc("2025-10-26T01:30")
    assert due_after(anchor, Delay(0, DelayUnit.DAYS), hours(window=ALWAYS)).at == anchor


def test_days_after_a_repeated_hour_count_from_its_end() -> None:
    due = due_after(utc("2025-10-26T01:10"), Delay(1, DelayUnit.DAYS), hours(window=ALWAYS))
    assert wall(due.at) == "Mon 2025-10-27 03:00"


@pytest.mark.parametrize("amount", [-1, 731])
def test_an_impossible_delay_is_refused(amount: int) -> None:
    with pytest.raises(CadenceError):
        Delay(amount, DelayUnit.DAYS)


def test_nothing_is_due_before_the_start_and_the_cause_says_so() -> None:
    due = due_after(utc("2025-06-02T08:00"), NOW, OFFICE, not_before=utc("2025-06-03T22:00"))
    assert wall(due.at) == "Wed 2025-06-04 09:00"
    assert due.cause == (
        "waits for the start on Wed 4 Jun, then for window Wed 09:00 Europe/Berlin"
    )


@given(moments, delays, any_hours, keys, moments)
@settings(max_examples=200)
def test_a_due_moment_is_never_early_never_outside_and_never_on_a_day_off(
    anchor: datetime, delay: Delay, each: Hours, key: bytes, start: datetime
) -> None:
    due = due_after(anchor, delay, each, spread_key=key, not_before=start)
    days = (due.at.astimezone(each.zone).date() - anchor.astimezone(each.zone).date()).days
    assert due.at >= max(anchor, start)
    assert lies_inside(due.at, each) and not on_a_day_off(due.at, each)
    assert days >= delay.amount or delay.unit in (DelayUnit.MINUTES, DelayUnit.HOURS)


@given(moments, delays, any_hours, keys, st.integers(0, 60 * 24 * 4))
@settings(max_examples=200)
@example(utc("2025-06-06T15:00"), Delay(1, DelayUnit.WORKING_DAYS), OFFICE, b"", 60 * 17)
def test_a_later_anchor_never_gives_an_earlier_moment(
    anchor: datetime, delay: Delay, each: Hours, key: bytes, minutes: int
) -> None:
    first, second = (
        due_after(moment, delay, each, spread_key=key).at
        for moment in (anchor, anchor + minutes * MINUTE)
    )
    assert first <= second


@given(moments_near_a_change(), delays, windows(), st.integers(0, 180))
@settings(max_examples=300)
def test_order_is_kept_through_every_clock_change(
    near: tuple[ZoneInfo, datetime], delay: Delay, window: Window, minutes: int
) -> None:
    zone, anchor = near
    each = replace(OFFICE, zone=zone, window=window)
    later = due_after(anchor + minutes * MINUTE, delay, each)
    assert due_after(anchor, delay, each).at <= later.at


# Gaps


def test_a_gap_moves_a_step_on_and_is_named() -> None:
    last = utc("2025-06-02T08:00")
    due = due_after(last, Delay(2, DelayUnit.HOURS), hours(gap=24), last_touch=last)
    assert wall(due.at) == "Tue 2025-06-03 10:00"
    assert due.cause == "waits 24 hours after the touch before"


def test_after_the_gap_the_window_counts() -> None:
    last = utc("2025-06-06T14:00")
    due = due_after(last, NOW, hours(gap=2), last_touch=last)
    assert wall(due.at) == "Mon 2025-06-09 09:00"
    assert due.cause == (
        "waits 2 hours after the touch before, then for window Mon 09:00 Europe/Berlin"
    )


def test_without_a_gap_the_touch_before_changes_nothing() -> None:
    moment = utc("2025-06-02T08:00")
    assert due_after(moment, NOW, OFFICE, last_touch=moment) == due_after(moment, NOW, OFFICE)


@given(moments, delays, any_hours, keys, st.integers(0, 10 * 24 * 60))
def test_a_gap_is_always_kept(
    anchor: datetime, delay: Delay, each: Hours, key: bytes, minutes: int
) -> None:
    last = anchor + minutes * MINUTE
    due = due_after(anchor, delay, each, spread_key=key, last_touch=last)
    assert not each.gap or due.at >= last + each.gap


# Spread


@given(moments, delays, any_hours, keys, st.integers(0, 90))
def test_the_spread_is_small_and_always_the_same(
    anchor: datetime, delay: Delay, each: Hours, key: bytes, minutes: int
) -> None:
    each = replace(each, spread=minutes * MINUTE)
    plain = due_after(anchor, delay, each)
    spread = due_after(anchor, delay, each, spread_key=key)
    assert plain.at <= spread.at <= plain.at + each.spread
    assert spread == due_after(anchor, delay, each, spread_key=key)


@pytest.mark.parametrize("second", ["59.5", "59.999999"])
@pytest.mark.parametrize("key", [b"a", b"b", b"c", b"d"])
def test_the_spread_in_the_last_moment_of_a_block_stays_in_it(second: str, key: bytes) -> None:
    anchor = utc(f"2025-06-02T14:59:{second}")
    due = due_after(anchor, NOW, OFFICE, spread_key=key)
    assert anchor <= due.at < utc("2025-06-02T15:00")


def test_a_crowd_is_spread_over_the_opening() -> None:
    anchor = utc("2025-05-31T12:00")
    dues = {due_after(anchor, NOW, OFFICE, spread_key=str(n).encode()).at for n in range(100)}
    assert len(dues) > 80


@given(moments, st.integers(0, 600), keys)
def test_the_spread_keeps_order_to_the_end_of_a_block(
    anchor: datetime, seconds: int, key: bytes
) -> None:
    later = anchor + timedelta(seconds=seconds)
    dues = [due_after(moment, NOW, OFFICE, spread_key=key).at for moment in (anchor, later)]
    assert dues == sorted(dues)


# Timelines

TIMINGS = [
    StepTiming("intro", Delay(0, DelayUnit.DAYS)),
    StepTiming("call", Delay(1, DelayUnit.DAYS)),
    StepTiming("proof", Delay(1, DelayUnit.DAYS)),
    StepTiming("break-up", Delay(4, DelayUnit.DAYS)),
]


def test_a_forecast_names_the_day_or_the_wait_of_each_step() -> None:
    dues = forecast(TIMINGS, utc("2025-06-04T08:00"), OFFICE)
    assert [(wall(due.at), due.cause) for due in dues] == [
        ("Wed 2025-06-04 10:00", "day 1, inside the window"),
        ("Thu 2025-06-05 10:00", "day 2, inside the window"),
        ("Fri 2025-06-06 10:00", "day 3, inside the window"),
        ("Tue 2025-06-10 10:00", "day 7, inside the window"),
    ]


def test_a_slipped_step_moves_the_later_ones() -> None:
    dues = forecast(TIMINGS[2:], utc("2025-06-06T08:00"), OFFICE, day_one=date(2025, 6, 4))
    assert [wall(due.at) for due in dues] == ["Mon 2025-06-09 09:00", "Fri 2025-06-13 09:00"]
    assert [due.cause for due in dues][1] == "day 10, inside the window"


def test_steps_of_one_moment_stand_a_gap_apart() -> None:
    steps = [StepTiming(key, NOW) for key in ("intro", "call")]
    dues = forecast(steps, utc("2025-06-04T08:00"), hours(gap=3))
    assert [wall(due.at)[-5:] for due in dues] == ["10:00", "13:00"]


def test_a_wait_is_no_touch_and_asks_for_no_gap() -> None:
    pause = StepTiming("pause", Delay(1, DelayUnit.DAYS), touches=False)
    steps = [StepTiming("intro", NOW), pause, StepTiming("call", NOW)]
    dues = forecast(steps, utc("2025-06-04T08:00"), hours(gap=4))
    assert [wall(due.at) for due in dues[1:]] == ["Thu 2025-06-05 10:00"] * 2


@given(st.lists(delays, max_size=6), moments, any_hours, keys)
def test_a_forecast_keeps_the_order_of_its_steps_and_their_gaps(
    amounts: list[Delay], start: datetime, each: Hours, key: bytes
) -> None:
    steps = [StepTiming(str(number), delay) for number, delay in enumerate(amounts)]
    dues = [due.at for due in forecast(steps, start, each, spread_key=key)]
    assert len(dues) == len(steps)
    assert all(b - a >= each.gap for a, b in pairwise(dues))


def test_the_latest_useful_moment_is_the_due_moment_and_its_lateness() -> None:
    assert latest_useful(utc("2025-06-04T08:00"), DAY) == utc("2025-06-05T08:00")


def test_a_lateness_of_nothing_is_refused() -> None:
    with pytest.raises(CadenceError, match="maximum lateness"):
        latest_useful(utc("2025-06-04T08:00"), timedelta(0))
