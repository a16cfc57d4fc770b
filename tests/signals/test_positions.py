"""Which mails of a folder are new: whatever its numbers do, none is left out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.streams.positions import LEAST, MOST, Known, goes_on, reaches_back

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KNOWN = Known("here", 7, 40)


def test_the_same_numbering_goes_on() -> None:
    assert goes_on(KNOWN, "here", 7, 41)


def test_a_server_that_does_not_say_its_next_number_is_believed() -> None:
    assert goes_on(KNOWN, "here", 7, None)


@pytest.mark.parametrize(
    ("place", "validity", "next_uid"),
    [("elsewhere", 7, 41), ("here", 8, 41), ("here", 7, 40), ("here", 7, 1)],
    ids=["place", "numbering", "one back", "emptied"],
)
def test_whatever_else_has_changed_is_read_anew(place: str, validity: int, next_uid: int) -> None:
    assert not goes_on(KNOWN, place, validity, next_uid)


def test_where_nothing_was_stored_nothing_goes_on() -> None:
    assert not goes_on(Known("here", 7, 0), "here", 7, 1)


def test_after_a_long_silence_all_of_it_is_read() -> None:
    assert reaches_back(NOW, NOW - timedelta(days=30)) < (NOW - timedelta(days=31)).date()


@given(st.none() | st.datetimes(timezones=st.just(UTC)))
def test_how_far_is_read_back_has_bounds(polled_at: datetime | None) -> None:
    day = reaches_back(NOW, polled_at if polled_at is None or polled_at > NOW - MOST else None)
    assert (NOW - MOST - timedelta(days=3)).date() <= day <= (NOW - LEAST).date()
