"""The demo's clock: it begins in the past before anybody is there, and then only goes on."""

from datetime import UTC, datetime, timedelta

import pytest
from pytest_django import Settings

from tenancy import clock
from tenancy.errors import Refused
from tests.world import World

DAY = timedelta(days=1)


def offset() -> timedelta:
    return clock.now() - datetime.now(UTC)


def test_an_empty_demo_begins_in_the_past(db: None) -> None:
    clock.begin(2 * DAY)
    assert clock.behind() == 2 * DAY
    assert -2 * DAY - DAY / 24 < offset() < -2 * DAY + DAY / 24


def test_it_comes_to_the_present(db: None) -> None:
    clock.begin(2 * DAY)
    clock.advance(clock.behind())
    assert clock.behind() == timedelta()


def test_a_clock_that_is_ahead_is_not_behind(db: None) -> None:
    clock.advance(DAY)
    assert clock.behind() == timedelta()


def test_once_somebody_is_there_it_does_not_go_back(in_acme: World) -> None:
    with pytest.raises(Refused, match="the clock only goes on"):
        clock.begin(DAY)
    assert clock.behind() == timedelta()


def test_it_is_not_turned_back_outside_the_demo(db: None, settings: Settings) -> None:
    settings.DEMO = False
    with pytest.raises(Refused, match="in the demo only"):
        clock.begin(DAY)
