"""People move from one version to another: nothing twice, nothing left out, all of it said."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import manual, moving, stops
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    Migration,
    MigrationPerson,
    MigrationState,
    Notice,
    PauseReason,
    PersonFate,
    Touch,
)
from enrollment.services import pause
from sequences import services
from sequences.models import Version
from sequences.plans import StepInput
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, armed_only, enrol, reload, send, touches, work
from tests.enrollment.test_races import at_once
from tests.world import World, contact

FOOTER = "\n\n{{ sender_name }}\n{{ postal_address }}\nUnsubscribe: {{ unsubscribe_url }}"
THANKS = StepInput("task", "thanks", instructions="Say thank you.")


def by(world: World, name: str = "admin") -> dict[str, Any]:
    seat = getattr(world, name)
    return {"seat": seat, "actor": member(seat)}


def next_version(world: World, version: Version, *steps: StepInput) -> Version:
    """The next version of the sequence with these steps, approved by the second admin."""
    with transaction.atomic():
        draft = services.new_draft(version.sequence, **by(world))
        plan = replace(services.plan_of(draft), steps=steps) if steps else services.plan_of(draft)
        draft = services.save_draft(draft, plan, **by(world))
        draft = services.submit(draft, **by(world))
        return services.approve(draft, **by(world, "other_admin"))


def steps_of(version: Version) -> list[StepInput]:
    with transaction.atomic():
        return list(services.plan_of(version).steps)


def planned(world: World, source: Version, target: Version, **more: Any) -> Migration:
    """A migration whose dry run is done."""
    with transaction.atomic():
        migration = moving.create(reload(source), target, **by(world), **more)
    moving.run(migration.pk)
    return stored(migration)


def stored(migration: Migration) -> Migration:
    with transaction.atomic():
        row: Migration = Migration.objects.get(pk=migration.pk)
    return row


def carried_out(world: World, migration: Migration) -> Migration:
    """The whole way: the first share, the watching, everybody."""
    with transaction.atomic():
        moving.start(migration, **by(world, "other_admin"))
    moving.run(migration.pk)
    clock.advance(timedelta(minutes=migration.hold_minutes + 1))
    moving.run(migration.pk)
    return stored(migration)


def person(migration: Migration, enrollment: Enrollment) -> MigrationPerson:
    with transaction.atomic():
        return MigrationPerson.objects.get(migration=migration, enrollment=enrollment)


def open_keys(enrollment: Enrollment) -> list[str]:
    return [each.step.key for each in touches(enrollment) if each.state in ("planned", "due")]


def actions(enrollment: Enrollment) -> list[str]:
    with transaction.atomic():
        return [entry.action for entry in Entry.objects.for_enrollment(enrollment.pk)]


@pytest.fixture
def sent(active: Enrollment, sink: Sink) -> Enrollment:
    """Peter has had the first message; his LinkedIn step is planned."""
    work()
    return active


def test_the_dry_run_names_the_next_touch_before_and_after_and_moves_nobody(
    stage: World, version: Version, sent: Enrollment
) -> None:
    intro, connect, *rest = steps_of(version)
    target = next_version(stage, version, intro, THANKS, connect, *rest)
    migration = planned(stage, version, target)
    seen = person(migration, sent)
    assert (seen.fate, seen.before["step"], seen.after["step"]) == ("moves", "connect", "thanks")
    assert reload(sent).version_id == version.pk
    assert open_keys(sent) == ["connect"]


def test_who_is_moved_gets_the_next_step_and_nothing_twice(
    stage: World, version: Version, sent: Enrollment, sink: Sink
) -> None:
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = carried_out(stage, planned(stage, version, target))
    assert migration.state == MigrationState.DONE
    moved = reload(sent)
    assert (moved.version_id, moved.state) == (target.pk, EnrollmentState.ACTIVE)
    assert open_keys(sent) == ["connect"]
    clock.advance(timedelta(days=1))
    work()
    assert len(sink.accepted) == 1


def test_a_step_that_waits_as_long_as_before_keeps_its_moment(
    stage: World, version: Version, sent: Enrollment
) -> None:
    (before,) = [each for each in touches(sent) if each.state == "planned"]
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = planned(stage, version, target, share=100, hold_minutes=0)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    (after,) = [each for each in touches(sent) if each.state == "planned"]
    assert (after.step.version_id, after.due_at) == (target.pk, before.due_at)


def test_a_move_is_in_the_trail_of_each_person(
    stage: World, version: Version, sent: Enrollment
) -> None:
    target = next_version(stage, version, *steps_of(version), THANKS)
    carried_out(stage, planned(stage, version, target))
    assert "enrollment.moved" in actions(sent)


def test_who_waits_for_review_gets_a_review_of_the_new_words(
    stage: World, version: Version, waiting: Enrollment
) -> None:
    intro, *rest = steps_of(version)
    target = next_version(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    former = reload(waiting).review_id
    carried_out(stage, planned(stage, version, target))
    moved = reload(waiting)
    assert (moved.version_id, moved.state) == (target.pk, EnrollmentState.AWAITING_REVIEW)
    assert moved.review_id != former


def test_an_approved_first_message_that_has_not_left_is_reviewed_again(
    stage: World, version: Version, active: Enrollment, sink: Sink
) -> None:
    intro, *rest = steps_of(version)
    target = next_version(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    carried_out(stage, planned(stage, version, target))
    work()
    assert reload(active).state == EnrollmentState.AWAITING_REVIEW
    assert sink.accepted == []


def test_after_the_new_review_the_new_words_leave_once(
    stage: World, version: Version, active: Enrollment, sink: Sink
) -> None:
    intro, *rest = steps_of(version)
    target = next_version(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    carried_out(stage, planned(stage, version, target))
    approve(stage, active)
    clock.advance(timedelta(minutes=30))
    work()
    work()
    assert [b"Good day." in raw for raw in sink.raw] == [True]


def test_a_task_in_hand_stays_and_the_flow_goes_on_in_the_new_version(
    stage: World, version: Version, sent: Enrollment, sink: Sink
) -> None:
    clock.advance(timedelta(hours=1))
    work()
    (task,) = [each for each in touches(sent) if each.state == "due"]
    intro, connect, *rest = steps_of(version)
    target = next_version(stage, version, intro, connect, THANKS, *rest)
    carried_out(stage, planned(stage, version, target))
    manual.complete(reload(task), note="Connected.", actor=member(stage.rep))
    assert open_keys(sent) == ["thanks"]


def crowd(world: World, version: Version, count: int) -> list[Enrollment]:
    with transaction.atomic():
        people: list[Contact] = [
            contact(f"p{number}@initech.example", owner=world.rep) for number in range(count)
        ]
    first = enrol(world, version, *people)
    with transaction.atomic():
        return list(Enrollment.objects.filter(version=version).order_by("pk")) or [first]


def test_a_first_share_moves_alone_until_it_was_watched(stage: World, version: Version) -> None:
    crowd(stage, version, 10)
    target = next_version(stage, version)
    migration = planned(stage, version, target, share=20, hold_minutes=60)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    moving.run(migration.pk)
    with transaction.atomic():
        assert Enrollment.objects.filter(version=target).count() == 2
    clock.advance(timedelta(minutes=61))
    moving.run(migration.pk)
    with transaction.atomic():
        assert Enrollment.objects.filter(version=target).count() == 10


def test_a_threshold_that_is_passed_stops_the_rest_and_tells_the_owner(
    stage: World, version: Version
) -> None:
    crowd(stage, version, 10)
    target = next_version(stage, version)
    migration = planned(stage, version, target, share=20)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    with transaction.atomic():
        moved = Enrollment.objects.filter(version=target).select_related("contact").first()
        assert moved is not None
        stops.stop_address(
            moved.contact.email_base,
            cause=ExitReason.COMPLAINED,
            evidence="signal",
            actor=system("test"),
        )
    moving.run(migration.pk)
    stopped = reload(migration)
    assert stopped.state == MigrationState.STOPPED
    assert stopped.note == "1 of the first 2 people complained (50.0 %, limit 0.1 %)."
    with transaction.atomic():
        assert Notice.objects.filter(member=stage.admin, tone="bad").exists()


def test_rolled_back_everybody_is_where_they_were(
    stage: World, version: Version, sent: Enrollment
) -> None:
    (before,) = [each for each in touches(sent) if each.state == "planned"]
    intro, connect, *rest = steps_of(version)
    target = next_version(stage, version, intro, THANKS, connect, *rest)
    migration = planned(stage, version, target, hold_minutes=0)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    with transaction.atomic():
        moving.roll_back(reload(migration), reason="Wrong words.", **by(stage, "other_admin"))
    moving.run(migration.pk)
    back = reload(sent)
    assert (reload(migration).state, back.version_id) == (MigrationState.ROLLED_BACK, version.pk)
    (after,) = [each for each in touches(sent) if each.state == "planned"]
    assert (after.step_id, after.due_at) == (before.step_id, before.due_at)


def test_who_has_had_something_of_the_new_version_is_not_moved_back(
    stage: World, version: Version, sent: Enrollment, sink: Sink
) -> None:
    intro, *rest = steps_of(version)
    more = StepInput("email", "more", subject="More", text="More." + FOOTER)
    target = next_version(stage, version, intro, more, *rest)
    migration = carried_out(stage, planned(stage, version, target))
    clock.advance(timedelta(hours=1))
    work()
    assert len(sink.accepted) == 2
    with transaction.atomic():
        moving.roll_back(migration, reason="Late.", **by(stage, "other_admin"))
    moving.run(migration.pk)
    seen = person(migration, sent)
    assert (seen.fate, seen.reason) == ("stays", "has had something of the new version")
    assert reload(sent).version_id == target.pk


def test_who_ended_meanwhile_stays_with_the_reason(
    stage: World, version: Version, sent: Enrollment
) -> None:
    target = next_version(stage, version)
    migration = planned(stage, version, target)
    with transaction.atomic():
        stops.exit_enrollment(
            reload_with_contact(sent),
            reason=ExitReason.REPLIED,
            evidence="signal",
            actor=system("test"),
        )
    carried_out(stage, migration)
    assert person(migration, sent).fate == PersonFate.STAYS
    assert reload(sent).version_id == version.pk


def reload_with_contact(row: Enrollment) -> Enrollment:
    found: Enrollment = Enrollment.objects.select_related("contact").get(pk=row.pk)
    return found


def test_a_second_run_does_nothing_twice(stage: World, version: Version, sent: Enrollment) -> None:
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = carried_out(stage, planned(stage, version, target))
    moving.run(migration.pk)
    with transaction.atomic():
        assert Touch.objects.filter(enrollment=sent, state="planned").count() == 1
    assert actions(sent).count("enrollment.moved") == 1


def test_only_the_approved_version_of_the_same_sequence_is_a_target(
    stage: World, version: Version, sent: Enrollment
) -> None:
    target = next_version(stage, version)
    with transaction.atomic(), pytest.raises(Refused, match="approved version"):
        moving.create(target, reload(version), **by(stage))


def test_a_rep_plans_no_migration(stage: World, version: Version, sent: Enrollment) -> None:
    target = next_version(stage, version)
    with transaction.atomic(), pytest.raises(Refused, match="may not"):
        moving.create(reload(version), target, **by(stage, "rep"))


def test_nothing_starts_before_the_dry_run_is_done(
    stage: World, version: Version, sent: Enrollment
) -> None:
    target = next_version(stage, version)
    with transaction.atomic():
        migration = moving.create(reload(version), target, **by(stage))
    with transaction.atomic(), pytest.raises(Refused, match="dry run is not done"):
        moving.start(migration, **by(stage, "other_admin"))


def test_whose_message_is_leaving_moves_when_its_outcome_is_known(
    stage: World, version: Version, active: Enrollment, sink: Sink
) -> None:
    armed = armed_only(active)
    target = next_version(stage, version, *steps_of(version), THANKS)
    migration = planned(stage, version, target)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    moving.run(migration.pk)
    assert (person(migration, active).fate, reload(active).version_id) == ("waits", version.pk)
    send(armed)
    moving.run(migration.pk)
    assert (person(migration, active).fate, reload(active).version_id) == ("moved", target.pk)
    assert len(sink.accepted) == 1


def test_two_workers_move_everybody_once(stage: World, version: Version) -> None:
    people = crowd(stage, version, 8)
    migration = planned(stage, version, next_version(stage, version), share=100, hold_minutes=0)
    with transaction.atomic():
        moving.start(migration, **by(stage, "other_admin"))
    at_once(stage, lambda: moving.run(migration.pk), 2)
    moving.run(migration.pk)
    assert [actions(each).count("enrollment.moved") for each in people] == [1] * 8


def test_a_paused_person_moves_and_stays_paused(
    stage: World, version: Version, sent: Enrollment
) -> None:
    with transaction.atomic():
        pause(reload_with_contact(sent), reason=PauseReason.MANUAL, actor=member(stage.rep))
    target = next_version(stage, version, *steps_of(version), THANKS)
    carried_out(stage, planned(stage, version, target))
    moved = reload(sent)
    assert (moved.state, moved.version_id) == (EnrollmentState.PAUSED, target.pk)
    assert [each.held for each in touches(sent) if each.state == "planned"] == [True]


def test_who_has_had_everything_ends_with_nothing_planned(
    stage: World, version: Version, sent: Enrollment
) -> None:
    target = next_version(stage, version, steps_of(version)[0])
    carried_out(stage, planned(stage, version, target))
    assert reload(sent).version_id == target.pk
    assert open_keys(sent) == []


def test_a_map_can_be_changed_until_it_starts(
    stage: World, version: Version, sent: Enrollment
) -> None:
    intro, connect, *rest = steps_of(version)
    target = next_version(stage, version, intro, replace(connect, key="hello"), *rest)
    migration = planned(stage, version, target)
    assert migration.step_map["connect"] == "hello"
    without = {**migration.step_map, "connect": ""}
    with transaction.atomic():
        moving.change_map(migration, without, **by(stage))
    moving.run(migration.pk)
    assert person(migration, sent).fate == "moves"
    carried_out(stage, reload(migration))
    with transaction.atomic(), pytest.raises(Refused, match="has started"):
        moving.change_map(reload(migration), without, **by(stage))
