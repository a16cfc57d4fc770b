"""New people a day: a limit of the sequence, by the day of the workspace."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from enrollment import limits
from enrollment.models import IntentState
from sequences.models import Version
from sequences.plans import Plan
from tenancy import clock
from tests.enrollment.test_races import at_once
from tests.enrollment.trials import first_touch, intent_of, people, published
from tests.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TWO = Plan(new_a_day=2)


@pytest.fixture
def version(in_acme: World) -> Version:
    return published(in_acme)


def starts(version: Version, at: datetime, plan: Plan = TWO) -> bool:
    return limits.take_start(version, plan, at)


def test_as_many_as_the_limit_start_in_a_day(version: Version) -> None:
    assert [starts(version, NOON) for _ in range(3)] == [True, True, False]
    assert limits.starts_full(version, TWO, NOON)
    assert not limits.starts_full(version, TWO, NOON + timedelta(days=1))


def test_without_a_limit_nobody_waits(version: Version) -> None:
    assert all(starts(version, NOON, Plan()) for _ in range(5))
    assert not limits.starts_full(version, Plan(), NOON)


def test_the_day_ends_at_midnight_of_the_workspace(version: Version) -> None:
    """Berlin is an hour ahead in March: the next day begins at 23:00 UTC."""
    late = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)
    assert [starts(version, late) for _ in range(3)] == [True, True, False]
    assert starts(version, late + timedelta(minutes=1))
    assert limits.next_start_day(late) == late + timedelta(minutes=1)


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 28, 23), (10, 24, 25)])
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(
    version: Version, month: int, day: int, hours: int
) -> None:
    begins = limits.next_start_day(datetime(2026, month, day, 12, tzinfo=UTC))
    assert limits.next_start_day(begins) - begins == timedelta(hours=hours)


def test_a_version_that_replaces_another_goes_on_with_the_count(
    in_acme: World, version: Version
) -> None:
    assert [starts(version, NOON) for _ in range(2)] == [True, True]
    version.pk = in_acme.workspace.pk
    assert not starts(version, NOON)


def test_another_sequence_counts_for_itself(in_acme: World, version: Version) -> None:
    assert [starts(version, NOON) for _ in range(3)] == [True, True, False]
    other = published(in_acme, name="Other", motion="inbound")
    assert starts(other, NOON)


def test_a_first_message_starts_somebody_once(in_acme: World, version: Version) -> None:
    (row,) = people(in_acme, version, 1)
    touch = first_touch(row)
    assert limits.is_start(touch)
    intent_of(touch, IntentState.RETURNED)
    assert not limits.is_start(touch)


def test_a_follow_up_starts_nobody(in_acme: World, version: Version) -> None:
    (row,) = people(in_acme, version, 1)
    assert not limits.is_start(first_touch(row, first=False))


def test_who_waits_is_told_the_name_of_the_limit() -> None:
    assert limits.starts_cause(TWO) == (
        "waits: the limit of 2 new people a day of this sequence is reached"
    )


def test_many_at_once_never_overshoot(stage: World) -> None:
    with transaction.atomic():
        version = published(stage)

    def start() -> bool:
        with transaction.atomic():
            return starts(version, clock.now(), Plan(new_a_day=3))

    assert sum(at_once(stage, start, 8)) == 3
