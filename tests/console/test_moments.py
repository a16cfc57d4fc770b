"""How a moment reads, in one zone and in two."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.components.moments import as_zone, duration_text, in_zone, two_zones

NINE_IN_BERLIN = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Apia"])


def test_the_viewers_time_comes_first_and_the_contacts_second() -> None:
    text = two_zones(NINE_IN_BERLIN, "Europe/Berlin", "UTC", NINE_IN_BERLIN)
    assert text == "Mon 23 Nov, 09:00 CET · 08:00 UTC"


def test_another_day_in_the_contacts_zone_is_named() -> None:
    evening = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
    text = two_zones(evening, "Europe/Berlin", "Asia/Tokyo", evening)
    assert text == "Mon 23 Nov, 21:00 CET · Tue 24 Nov, 05:00 JST"


def test_two_zones_with_the_same_clock_are_shown_once() -> None:
    text = two_zones(NINE_IN_BERLIN, "Europe/Berlin", "Europe/Paris", NINE_IN_BERLIN)
    assert text == "Mon 23 Nov, 09:00 CET"


def test_the_year_is_shown_unless_it_is_this_one() -> None:
    assert in_zone(NINE_IN_BERLIN, "UTC", datetime(2027, 1, 2, tzinfo=UTC)).startswith(
        "Mon 23 Nov 2026"
    )


def test_a_zone_that_has_only_a_number_is_written_as_an_offset() -> None:
    assert in_zone(NINE_IN_BERLIN, "Asia/Dubai", NINE_IN_BERLIN) == "Mon 23 Nov, 12:00 UTC+4"
    assert in_zone(NINE_IN_BERLIN, "Asia/Kathmandu", NINE_IN_BERLIN).endswith("13:45 UTC+5:45")


@pytest.mark.parametrize("name", ["Mars/Olympus", "../etc/passwd", "Europe", "a\0b"])
def test_a_zone_that_nobody_knows_is_shown_as_utc(name: str) -> None:
    assert as_zone(name) is UTC


@given(st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), ZONES, ZONES)
def test_the_contacts_clock_is_always_in_the_text(
    naive: datetime, viewer: str, contact: str
) -> None:
    moment = naive.replace(tzinfo=UTC)
    local = moment.astimezone(ZoneInfo(contact))
    assert f"{local:%H:%M}" in two_zones(moment, viewer, contact)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (130, "2 min"),
        (7_800, "2 h 10 min"),
        (86_400, "1 d"),
        (187_200, "2 d 4 h"),
        (-7_200, "-2 h"),
    ],
)
def test_a_span_is_told_in_its_largest_units(seconds: int, text: str) -> None:
    assert duration_text(timedelta(seconds=seconds)) == text
