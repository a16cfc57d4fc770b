"""Zones and local times: each local time means one instant, whatever the clocks do."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.cadence import CadenceError, ZoneError, resolve_local, zone_or_error
from tests.sequences.clocks import BERLIN, CHANGING, DAY, MINUTE, clock_changes, utc


def local_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_skipped_local_time_is_the_first_instant_after_the_gap() -> None:
    assert resolve_local(local_time("2025-03-30T02:30"), BERLIN) == utc("2025-03-30T01:00")


def test_a_repeated_local_time_is_its_first_occurrence() -> None:
    assert resolve_local(local_time("2025-10-26T02:30"), BERLIN) == utc("2025-10-26T00:30")


def test_a_whole_skipped_day_begins_with_the_next() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert resolve_local(local_time("2011-12-30T09:00"), apia) == utc("2011-12-30T10:00")


@pytest.mark.parametrize("zone", CHANGING, ids=str)
def test_half_past_two_happens_exactly_once_around_every_clock_change(zone: ZoneInfo) -> None:
    changes = list(clock_changes(zone))
    assert len(changes) >= 12
    for change in changes:
        days = [change + n * DAY for n in (-1, 0, 1)]
        fired = [resolve_local(datetime.combine(day, time(2, 30)), zone) for day in days]
        assert [moment.astimezone(zone).date() for moment in fired] == days


@pytest.mark.parametrize("zone", CHANGING, ids=str)
def test_a_minute_by_minute_clock_meets_half_past_two_once_a_day(zone: ZoneInfo) -> None:
    for change in clock_changes(zone):
        target = resolve_local(datetime.combine(change, time(2, 30)), zone)
        start = datetime.combine(change, time(), zone).astimezone(UTC) - 3 * MINUTE
        minutes = [start + n * MINUTE for n in range(26 * 60)]
        assert sum(minute == target for minute in minutes) == 1
        first = next(m for m in minutes if m.astimezone(zone).replace(tzinfo=None) >= _at(change))
        assert target == first


def _at(day: date) -> datetime:
    return datetime.combine(day, time(2, 30))


@given(
    st.datetimes(local_time("2024-01-01T00:00"), local_time("2030-12-01T00:00")),
    st.sampled_from(CHANGING),
    st.integers(0, 3000),
)
def test_local_order_is_kept(local: datetime, zone: ZoneInfo, minutes: int) -> None:
    assert resolve_local(local, zone) <= resolve_local(local + minutes * MINUTE, zone)


EARLIEST, LATEST = local_time("0001-01-01T00:00"), local_time("9999-12-31T23:59")


@pytest.mark.parametrize("local", [LATEST, EARLIEST, utc("2025-01-01T00:00")])
def test_an_impossible_local_time_is_refused(local: datetime) -> None:
    zone = ZoneInfo("Pacific/Auckland" if local == EARLIEST else "America/New_York")
    with pytest.raises(CadenceError):
        resolve_local(local, zone)


@pytest.mark.parametrize("name", ["Europe/Berlin", "UTC", "America/Argentina/Ushuaia"])
def test_a_known_zone_is_found(name: str) -> None:
    assert zone_or_error(name).key == name


@pytest.mark.parametrize(
    "name",
    [
        "",
        "Mars/Olympus",
        "../../etc/passwd",
        "/etc/localtime",
        "Europe/../Europe/Berlin",
        "Europe/Berlin\x00",
        "Europe/Berlin\n",
        "europe/berlin",
        "localtime",
        "posix/Europe/Berlin",
        "Europe",
        "A" * 100_000,
        "CON",
        "\u0415urope/Berlin",
    ],
)
def test_an_unknown_or_hostile_zone_is_refused_with_a_plain_sentence(name: str) -> None:
    with pytest.raises(ZoneError, match=r"[.?]$") as caught:
        zone_or_error(name)
    assert len(str(caught.value)) < 200


def test_a_mistyped_zone_is_answered_with_the_right_one() -> None:
    with pytest.raises(ZoneError, match="Did you mean Europe/Berlin"):
        zone_or_error("europe/berlin")
