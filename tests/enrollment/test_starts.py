"""New people a day: a limit of the sequence, by the day of the workspace."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from enrollment import limits
from enrollment.models import Enrollment, IntentState, Touch
from sequences.models import Version
from tenancy import clock
from tenancy.models import Workspace
from tests.enrollment.test_races import at_once
from tests.enrollment.trials import first_touch, intent_of, people, published
from tests.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def version(in_acme: World) -> Version:
    return published(in_acme, new_a_day=2)


def starts(version: Version, at: datetime) -> bool:
    """Whether somebody new may start then; takes a place."""
    limit = limit_of(version, at)
    return limit is None or limits.take_one(limit.key, limit.cap)


def limit_of(version: Version, at: datetime) -> limits.Limit | None:
    """The day's limit of new people."""
    workspace = Workspace.objects.get()
    row = Enrollment(version=version, sequence_id=version.sequence_id, workspace=workspace)
    return limits.of_starts(Touch(enrollment=row), at)


def test_as_many_as_the_limit_start_in_a_day(version: Version) -> None:
    assert [starts(version, NOON) for _ in range(3)] == [True, True, False]
    assert starts(version, NOON + timedelta(days=1))


def test_without_a_limit_nobody_waits(in_acme: World) -> None:
    assert limit_of(published(in_acme), NOON) is None


def test_the_day_ends_at_midnight_of_the_workspace(version: Version) -> None:
    """Berlin is an hour ahead in March: the next day begins at 23:00 UTC."""
    late = datetime(2026, 3, 2, 22, 59, tzinfo=UTC)
    assert [starts(version, late) for _ in range(3)] == [True, True, False]
    assert starts(version, late + timedelta(minutes=1))
    assert limits.next_start_day(Workspace.objects.get(), late) == late + timedelta(minutes=1)


@pytest.mark.parametrize(("month", "day", "hours"), [(3, 28, 23), (10, 24, 25)])
def test_a_day_on_which_the_clocks_change_is_shorter_or_longer(
    version: Version, month: int, day: int, hours: int
) -> None:
    workspace = Workspace.objects.get()
    begins = limits.next_start_day(workspace, datetime(2026, month, day, 12, tzinfo=UTC))
    assert limits.next_start_day(workspace, begins) - begins == timedelta(hours=hours)


def test_a_version_that_replaces_another_goes_on_with_the_count(
    in_acme: World, version: Version
) -> None:
    assert [starts(version, NOON) for _ in range(2)] == [True, True]
    later = published(in_acme, new_a_day=2, name="Newer", motion="partner")
    later.sequence = version.sequence
    assert not starts(later, NOON)


def test_another_sequence_counts_for_itself(in_acme: World, version: Version) -> None:
    assert [starts(version, NOON) for _ in range(3)] == [True, True, False]
    other = published(in_acme, name="Other", motion="inbound", new_a_day=2)
    assert starts(other, NOON)


def test_a_first_message_starts_somebody_once(in_acme: World, version: Version) -> None:
    (row,) = people(in_acme, version, 1)
    touch = first_touch(row)
    assert limits.is_start(touch, limits.begun([touch]))
    intent_of(touch, IntentState.RETURNED)
    assert not limits.is_start(touch, limits.begun([touch]))


def test_a_follow_up_starts_nobody(in_acme: World, version: Version) -> None:
    (row,) = people(in_acme, version, 1)
    assert not limits.is_start(first_touch(row, first=False), ())


def test_who_waits_is_told_the_name_of_the_limit(version: Version) -> None:
    limit = limit_of(version, NOON)
    assert limit is not None
    assert limit.cause == "waits: the limit of 2 new people a day of this sequence is reached"


def test_many_at_once_never_overshoot(stage: World) -> None:
    with transaction.atomic():
        version = published(stage, new_a_day=3)

    def start() -> bool:
        with transaction.atomic():
            return starts(version, clock.now())

    assert sum(at_once(stage, start, 8)) == 3
