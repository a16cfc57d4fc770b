"""Sending windows: how they are read, written and refused."""

from datetime import time

import pytest

from sequences.cadence import OFFICE_HOURS, Block, CadenceError, Window


def test_office_hours_read_like_a_sentence() -> None:
    assert str(OFFICE_HOURS) == "Mon\u2013Fri 09:00\u201317:00"


def test_days_with_different_hours_stand_apart() -> None:
    window = Window((Block(0, time(9), time(12)), Block(0, time(14), time(0))))
    assert str(window) == "Mon 09:00\u201312:00 and 14:00\u201324:00"


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([], "at least one block"),
        ("Mon 9-17", "list of blocks"),
        ([{"weekday": 0, "start": "09:00"}], "Block 1 needs"),
        ([{"weekday": 7, "start": "09:00", "end": "17:00"}], "7 is not a weekday"),
        ([{"weekday": True, "start": "09:00", "end": "17:00"}], "no known weekday"),
        ([{"weekday": 0, "start": "17:00", "end": "09:00"}], "not after its start"),
        ([{"weekday": 0, "start": "09:00", "end": "09:00"}], "not after its start"),
        ([{"weekday": 0, "start": "24:00", "end": "24:00"}], "not of the form"),
        ([{"weekday": 0, "start": "9", "end": "17:00"}], "not of the form"),
        ([{"weekday": 0, "start": "09:00", "end": "25:00"}], "not of the form"),
        ([{"weekday": 0, "start": None, "end": "17:00"}], "not of the form"),
        ([{"weekday": 1, "start": "09:00", "end": "17:00"}] * 2, "overlap"),
        ([{"weekday": 1, "start": "09:00", "end": "17:00"}] * 99, "at most"),
    ],
)
def test_a_wrong_window_is_refused_with_a_plain_sentence(items: object, sentence: str) -> None:
    with pytest.raises(CadenceError, match=sentence):
        Window.parse(items)


def test_a_block_that_ends_the_day_overlaps_a_later_one() -> None:
    with pytest.raises(CadenceError, match="overlap"):
        Window((Block(0, time(20), time(0)), Block(0, time(22), time(23))))


def test_blocks_that_touch_do_not_overlap() -> None:
    assert Window((Block(0, time(9), time(12)), Block(0, time(12), time(17))))
