"""Sending hours as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from console.forms.windows import WindowError, lines, posted, read
from sequences.cadence import Window


@st.composite
def stored_windows(draw: st.DrawFn) -> list[dict[str, int | str]]:
    """One or two stretches on some weekdays, in the stored form."""
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    blocks: list[dict[str, int | str]] = []
    for day in days:
        hours = sorted(draw(st.sets(st.integers(0, 23), min_size=4, max_size=4)))
        blocks += [
            {"weekday": day, "start": f"{hours[0]:02}:15", "end": f"{hours[1]:02}:00"},
            {"weekday": day, "start": f"{hours[2]:02}:30", "end": f"{hours[3]:02}:00"},
        ]
    return Window.parse(blocks).to_json()


@given(stored_windows())
def test_hours_come_back_as_they_were_stored(window: list[dict[str, int | str]]) -> None:
    assert read(lines(window)) == window


def test_no_hours_are_no_window() -> None:
    assert read([""] * 7) == [] and lines([]) == [""] * 7


@pytest.mark.parametrize("typed", ["9:00-17:00", " 09:00 – 17:00 ", "09:00 to 17:00"])
def test_hours_may_be_typed_in_several_ways(typed: str) -> None:
    assert read([typed, *[""] * 6]) == [{"weekday": 0, "start": "09:00", "end": "17:00"}]


def test_a_day_may_end_at_midnight() -> None:
    assert read(["20:00-24:00", *[""] * 6])[0]["end"] == "24:00"


def test_a_line_that_cannot_be_read_names_its_day() -> None:
    with pytest.raises(WindowError, match="Wednesday") as error:
        read(["", "", "all day", "", "", "", ""])
    assert error.value.day == 2


@pytest.mark.parametrize("typed", ["17:00-09:00", "09:00-12:00, 11:00-13:00", "25:00-26:00"])
def test_impossible_hours_are_refused(typed: str) -> None:
    with pytest.raises(WindowError):
        read([typed, *[""] * 6])


def test_a_form_without_the_lines_is_read_as_closed() -> None:
    assert posted({"window_0": "09:00-10:00"}) == ["09:00-10:00", *[""] * 6]
