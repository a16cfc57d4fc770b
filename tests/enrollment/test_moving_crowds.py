"""Many people in one migration: stops at the same time, messages that are leaving, retired ends."""

import time
from datetime import timedelta

import pytest
from django.db import transaction

from enrollment import moving, stops
from enrollment.models import (
    Enrollment,
    ExitReason,
    Migration,
    MigrationState,
    Notice,
    PauseReason,
    PersonFate,
)
from enrollment.moving import work as worker
from enrollment.services import pause
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member, system
from tenancy.scope import scope
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import approve, armed_only, reload, touches
from tests.enrollment.test_moving import (
    THANKS,
    by,
    carried_out,
    crowd,
    next_version,
    person,
    planned,
    reload_with_contact,
    sent,
    steps_of,
    stored,
)
from tests.world import World

__all__ = ["sent"]


def begun(world: World, migration: Migration) -> Migration:
    with transaction.atomic():
        moving.start(migration, **by(world, "other_admin"))
    return migration


def version_of(row: Enrollment) -> object:
    return reload(row).version_id


def test_a_stop_that_holds_several_people_and_a_move_do_not_lock_each_other_out(
    stage: World, version: Version
) -> None:
    crowd(stage, version, 4)
    target = next_version(stage, version)
    migration = begun(stage, planned(stage, version, target, share=100, hold_minutes=0))
    people = in_their_order(migration)

    def move() -> None:
        with scope(stage.workspace.pk):
            moving.run(migration.pk)

    first, last = people[0], people[-1]
    with transaction.atomic():
        stops.lock_for(last)
        mover = in_thread(move)
        until = time.monotonic() + 10
        while version_of_elsewhere(stage, people[2]) != target.pk and time.monotonic() < until:
            time.sleep(0.05)
        stops.exit_enrollment(
            first, reason=ExitReason.OPTED_OUT, evidence="signal", actor=system("test")
        )
    mover.join(30)
    assert not mover.is_alive()
    assert [version_of(row) for row in people] == [target.pk] * 4
    assert [each.state for each in touches(first)] == []
    assert reload(first).exit_reason == ExitReason.OPTED_OUT


def in_their_order(migration: Migration) -> list[Enrollment]:
    """The people of a migration as the worker takes them."""
    with transaction.atomic():
        rows = migration.people.select_related("enrollment__contact").order_by("pk")
        return [each.enrollment for each in rows]


def version_of_elsewhere(world: World, row: Enrollment) -> object:
    """What another connection sees, since ours is in a transaction."""
    seen: list[object] = []

    def look() -> None:
        with scope(world.workspace.pk):
            seen.append(version_of(row))

    in_thread(look).join(10)
    return seen[0]


def test_people_whose_message_is_leaving_do_not_keep_the_others_waiting(
    stage: World, version: Version, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "CHUNK", 2)
    people = crowd(stage, version, 6)
    leaving, others = people[:3], people[3:]
    for row in leaving:
        approve(stage, row)
        clock.advance(timedelta(minutes=30))
        armed_only(row)
    target = next_version(stage, version)
    migration = begun(stage, planned(stage, version, target, share=100, hold_minutes=0))
    moving.run(migration.pk)
    assert [version_of(row) for row in others] == [target.pk] * 3
    assert [person(migration, row).fate for row in leaving] == [PersonFate.WAITS] * 3


def test_the_dry_run_says_when_a_paused_person_would_go_on(
    stage: World, version: Version, sent: Enrollment
) -> None:
    with transaction.atomic():
        pause(reload_with_contact(sent), reason=PauseReason.MANUAL, actor=member(stage.rep))
    intro, *rest = steps_of(version)
    migration = planned(stage, version, next_version(stage, version, intro, THANKS, *rest))
    said = person(migration, sent).after
    begun(stage, migration)
    moving.run(migration.pk)
    (touch,) = [each for each in touches(sent) if each.state == "planned"]
    assert (touch.step.key, touch.held) == ("thanks", True)
    assert (said["step"], said["due_at"]) == ("thanks", touch.due_at.isoformat())


def test_a_migration_does_not_widen_to_a_version_that_was_retired(
    stage: World, version: Version
) -> None:
    crowd(stage, version, 4)
    target = next_version(stage, version)
    migration = begun(stage, planned(stage, version, target, share=25, hold_minutes=60))
    moving.run(migration.pk)
    next_version(stage, version)
    clock.advance(timedelta(minutes=61))
    moving.run(migration.pk)
    assert stored(migration).state == MigrationState.STOPPED
    with transaction.atomic():
        assert Enrollment.objects.filter(version=target).count() == 1
        assert Notice.objects.filter(member=stage.admin, tone="bad").exists()


def test_whoever_waits_for_the_end_is_told_where_it_ended(
    stage: World, version: Version, sent: Enrollment
) -> None:
    migration = carried_out(stage, planned(stage, version, next_version(stage, version)))
    with transaction.atomic():
        moving.roll_back(migration, reason="Wrong words.", **by(stage, "other_admin"))
    moving.run(migration.pk)
    with transaction.atomic():
        told = list(Notice.objects.filter(member=stage.admin).order_by("pk"))
    assert [each.body for each in told] == [
        "“Outbound”, version 1 to 2: 1 person moved.",
        "“Outbound”, version 1 to 2: 1 person is back.",
    ]
