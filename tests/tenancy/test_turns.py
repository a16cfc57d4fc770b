"""Whose turn it is: whoever has little to do never waits for whoever has much."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from enrollment import tasks
from enrollment.dispatch import run
from enrollment.models import Touch
from tenancy import clock, turns
from tenancy.ids import uuid7
from tenancy.models import Turn
from tenancy.scope import scope
from tests.enrollment.conftest import sink
from tests.enrollment.sink import Sink
from tests.enrollment.stage import ALWAYS, email, live, started
from tests.world import World, build_world, contact

__all__ = ["sink"]


def due_now(*ids: UUID) -> None:
    """These have something due; each was served a little later than the one before."""
    Turn.objects.all().delete()
    real = datetime.now(UTC)
    for number, each in enumerate(ids):
        served = real - timedelta(seconds=30 - number)
        Turn.objects.create(
            workspace_id=each, next_due_at=clock.now() - timedelta(hours=1), served_at=served
        )


@pytest.fixture
def three(db: None) -> list[UUID]:
    ids = [uuid7() for _ in range(3)]
    due_now(*ids)
    return ids


def test_each_has_one_turn_and_the_one_served_longest_ago_is_first(three: list[UUID]) -> None:
    assert list(turns.due(clock.now())) == three


def test_who_has_nothing_due_has_no_turn(three: list[UUID]) -> None:
    later = clock.now() + timedelta(hours=1)
    Turn.objects.filter(workspace_id=three[1]).update(next_due_at=later)
    assert list(turns.due(clock.now())) == [three[0], three[2]]


def test_who_falls_due_meanwhile_comes_before_those_served_later(three: list[UUID]) -> None:
    late = uuid7()
    walk = turns.due(clock.now())
    assert next(walk) == three[0]
    Turn.objects.create(
        workspace_id=late,
        next_due_at=clock.now(),
        served_at=datetime.now(UTC) - timedelta(seconds=50),
    )
    assert next(walk) == late


def test_two_who_ask_take_different_turns(three: list[UUID]) -> None:
    mine, theirs = turns.due(clock.now()), turns.due(clock.now())
    assert [next(mine), next(theirs)] == three[:2]


def test_who_was_not_looked_at_for_a_minute_has_a_turn(three: list[UUID]) -> None:
    ago = datetime.now(UTC) - timedelta(seconds=61)
    Turn.objects.filter(workspace_id=three[2]).update(next_due_at=None, served_at=ago)
    assert next(turns.due(clock.now())) == three[2]


def test_a_turn_noted_while_the_clock_was_ahead_silences_nobody(three: list[UUID]) -> None:
    ahead = datetime.now(UTC) + timedelta(hours=1)
    Turn.objects.filter(workspace_id=three[1]).update(served_at=ahead)
    assert list(turns.due(clock.now())) == [three[0], three[2], three[1]]


@pytest.mark.django_db
@given(st.lists(st.integers(0, 4), min_size=10, max_size=30))
def test_however_often_the_others_come_nobody_waits_more_than_one_round(
    order: list[int],
) -> None:
    ids = [uuid7() for _ in range(5)]
    due_now(*ids)
    waited = dict.fromkeys(ids, 0)
    for busy in order:
        # Whoever has much to do is due again at once.
        Turn.objects.filter(workspace_id=ids[busy]).update(next_due_at=clock.now())
        taken = next(turns.due(clock.now()), None)
        waited = {each: 0 if each == taken else n + 1 for each, n in waited.items()}
        assert max(waited.values()) <= len(ids)


@pytest.fixture
def two(transactional_db: None, sink: Sink) -> Iterator[tuple[World, World]]:
    """A with much to send, B with one message; A was served longer ago."""
    built = []
    for slug, many in (("acme", 9), ("globex", 1)):
        world = build_world(slug)
        with scope(world.workspace.pk):
            with transaction.atomic():
                world.workspace.window = ALWAYS
                world.workspace.save()
            version = live(world, email("hello"))
            with transaction.atomic():
                people = [contact(f"p{n}@{slug}.example", owner=world.rep) for n in range(many)]
            for person in people:
                started(world, version, person)
        built.append(world)
    due_now(*(world.workspace.pk for world in built))
    clock.advance(timedelta(minutes=1))
    yield built[0], built[1]


def left(world: World) -> int:
    with scope(world.workspace.pk), transaction.atomic():
        return int(Touch.objects.filter(state="sent").count())


def test_a_workspace_with_much_to_send_gives_way_after_its_turn(
    two: tuple[World, World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "ROUNDS", 1)
    turn = run.workspace_turn
    monkeypatch.setattr(run, "workspace_turn", lambda: turn(2))
    tasks.dispatch_due()
    busy, small = two
    assert (left(small), left(busy)) == (1, 2)
