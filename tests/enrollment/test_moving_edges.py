"""Moves at the edges: jumps, tracks, pauses, tasks in hand, roll-backs after all that."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import transaction

from contacts.conditions import Condition, Conditions, Operator
from contacts.models import Contact
from enrollment import manual, moving
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    Migration,
    MigrationState,
    PauseReason,
)
from enrollment.services import pause, resume
from sequences.models import Version
from sequences.plans import Jump, StepInput
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import (
    approve,
    email,
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    touches,
    work,
)
from tests.enrollment.test_moving import (
    FOOTER,
    THANKS,
    by,
    carried_out,
    crowd,
    next_version,
    open_keys,
    planned,
    reload_with_contact,
    sent,
    steps_of,
    stored,
)
from tests.world import World

__all__ = ["sent"]

ENGINEERS = Conditions((Condition(field="contact.title", operator=Operator.IS, value="Engineer"),))


def rolled_back(world: World, migration_id: object) -> None:
    with transaction.atomic():
        row = moving.roll_back(
            Migration.objects.get(pk=migration_id),
            reason="Wrong words.",
            **by(world, "other_admin"),
        )
    moving.run(row.pk)


def test_what_a_jump_passed_over_does_not_come_back_with_a_move(
    stage: World, peter: Contact, sink: Sink
) -> None:
    jumps = replace(step("task", "t"), jumps=(Jump("late", ENGINEERS),))
    version = live(
        stage, email("intro"), jumps, email("early", days=1), email("late", days=3), mode="smart"
    )
    row = started(stage, version, peter)
    pass_time(stage, minutes=40)
    target = next_version(stage, version, *steps_of(version), THANKS)
    carried_out(stage, planned(stage, version, target))
    assert open_keys(row) == ["late"]


def test_a_pause_before_the_first_message_outlives_a_move(
    stage: World, version: Version, active: Enrollment
) -> None:
    until = clock.now() + timedelta(days=30)
    with transaction.atomic():
        row = reload_with_contact(active)
        pause(row, reason=PauseReason.MANUAL, until=until, actor=member(stage.rep))
    target = next_version(stage, version, *steps_of(version), THANKS)
    carried_out(stage, planned(stage, version, target))
    moved = reload(active)
    assert (moved.state, moved.pause_until) == (EnrollmentState.PAUSED, until)


def test_whoever_holds_a_task_of_the_new_version_is_not_moved_back(
    stage: World, version: Version, sent: Enrollment, sink: Sink
) -> None:
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = carried_out(stage, planned(stage, version, target))
    clock.advance(timedelta(hours=1))
    work()
    assert [each.state for each in touches(sent) if each.step.key == "connect"][-1] == "due"
    rolled_back(stage, migration.pk)
    assert reload(sent).version_id == target.pk
    assert open_keys(sent) == ["connect"]


def test_after_a_kept_task_was_done_a_roll_back_goes_on(
    stage: World, version: Version, sent: Enrollment, sink: Sink
) -> None:
    clock.advance(timedelta(hours=1))
    work()
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = carried_out(stage, planned(stage, version, target))
    (task,) = [each for each in touches(sent) if each.state == "due"]
    manual.complete(task, note="Connected.", actor=member(stage.rep))
    rolled_back(stage, migration.pk)
    assert reload(sent).version_id == version.pk
    assert open_keys(sent) == ["call-1"]


def test_a_task_on_a_side_track_leads_on_along_that_track(
    stage: World, peter: Contact, sink: Sink
) -> None:
    side = [step("task", "p1", track="positive"), step("task", "p2", track="positive")]
    main = [replace(step("task", "t"), jumps=(Jump("p1", ENGINEERS),)), step("task", "m")]
    version = live(stage, email("intro"), *main, *side, mode="smart")
    row = started(stage, version, peter)
    pass_time(stage, minutes=40)
    pass_time(stage, minutes=40)
    (task,) = [each for each in touches(row) if each.state == "due"]
    assert task.step.key == "p1"
    first = StepInput("task", "q1", track="positive", instructions="Before it.")
    turn = replace(main[0], jumps=(Jump("q1", ENGINEERS),))
    target = next_version(stage, version, email("intro"), turn, main[1], first, side[1])
    carried_out(stage, planned(stage, version, target))
    manual.complete(task, note="Done.", actor=member(stage.rep))
    assert open_keys(row) == ["q1"]
    assert "m" not in states(row)


def test_a_stopped_migration_does_not_go_on_to_a_retired_version(
    stage: World, version: Version
) -> None:
    crowd(stage, version, 4)
    target = next_version(stage, version)
    migration = planned(stage, version, target, share=25)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    with transaction.atomic():
        moving.stop(stored(migration), reason="Wait.", **by(stage, "other_admin"))
    next_version(stage, version)
    with transaction.atomic(), pytest.raises(Refused, match="approved version"):
        moving.go_on(stored(migration), reason="Go.", **by(stage, "other_admin"))
    assert stored(migration).state == MigrationState.STOPPED


def test_a_second_migration_keeps_the_first_from_going_on(stage: World, version: Version) -> None:
    crowd(stage, version, 4)
    target = next_version(stage, version)
    first = planned(stage, version, target, share=25)
    with transaction.atomic():
        moving.start(first, **by(stage, "other_admin"))
    moving.run(first.pk)
    with transaction.atomic():
        moving.stop(stored(first), reason="Wait.", **by(stage, "other_admin"))
    second = planned(stage, version, target)
    with transaction.atomic():
        moving.start(second, **by(stage, "other_admin"))
    for verb in (moving.go_on, moving.roll_back):
        with transaction.atomic(), pytest.raises(Refused, match="under way"):
            verb(stored(first), reason="Go.", **by(stage, "other_admin"))


def test_the_first_message_of_a_moved_and_resumed_person_is_reviewed_again(
    stage: World, version: Version, active: Enrollment, sink: Sink
) -> None:
    with transaction.atomic():
        pause(reload_with_contact(active), reason=PauseReason.MANUAL, actor=member(stage.rep))
    intro, *rest = steps_of(version)
    target = next_version(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    carried_out(stage, planned(stage, version, target))
    with transaction.atomic():
        resume(reload_with_contact(active), actor=member(stage.rep))
    clock.advance(timedelta(minutes=30))
    work()
    assert reload(active).state == EnrollmentState.AWAITING_REVIEW
    approve(stage, active)
    clock.advance(timedelta(minutes=30))
    work()
    assert [b"Good day." in raw for raw in sink.raw] == [True]
