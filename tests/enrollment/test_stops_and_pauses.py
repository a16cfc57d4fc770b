"""Pausing, holding, resuming and stopping, and what follows from each."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import (
    first_touch,
    housekeeping,
    rejudging,
    rewording,
    services,
    stops,
    suppressing,
    timeline,
)
from enrollment.models import Enrollment, ExitReason, Mailbox, PauseReason, Touch
from sequences.models import Motion, Version
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, enrol, pass_time, reload, touches, work
from tests.enrollment.test_four_eyes import review_of
from tests.world import World, approved

TEST = system("test")


def hear() -> None:
    with transaction.atomic():
        Mailbox.objects.update(heard_at=datetime.now(UTC))


def test_a_pause_keeps_everything_back(active: Enrollment, sink: Sink) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=TEST)
    work()
    assert sink.accepted == []


def test_a_pause_with_a_date_ends_by_itself(active: Enrollment, sink: Sink) -> None:
    until = clock.now() + timedelta(days=2)
    services.pause(active, reason=PauseReason.OUT_OF_OFFICE, until=until, actor=TEST)
    housekeeping.keep()
    assert reload(active).state == "paused"
    clock.advance(timedelta(days=2, minutes=1))
    housekeeping.keep()
    clock.advance(timedelta(minutes=30))
    hear()
    work()
    assert len(sink.accepted) == 1


@pytest.mark.parametrize("until", ["0001-01-01", "2020-01-01", "2200-01-01", "9999-12-31"])
def test_nobody_pauses_until_a_day_that_is_none_to_wait_for(active: Enrollment, until: str) -> None:
    moment = datetime.fromisoformat(until).replace(tzinfo=UTC)
    with pytest.raises(Refused, match="next two years"):
        services.pause(active, reason=PauseReason.MANUAL, until=moment, actor=TEST)
    assert reload(active).state == "active"


def test_a_hold_waits_for_a_person(active: Enrollment, sink: Sink) -> None:
    services.hold(active, note="unclear", actor=TEST)
    clock.advance(timedelta(days=1))
    housekeeping.keep()
    work()
    assert (reload(active).state, sink.accepted) == ("on_hold", [])


def test_an_exit_has_one_reason_actor_and_evidence(active: Enrollment) -> None:
    stops.exit_enrollment(active, reason=ExitReason.REPLIED, evidence="signal 1", actor=TEST)
    fresh = reload(active)
    assert (fresh.exit_reason, fresh.exit_actor, fresh.exit_evidence) == (
        "replied",
        "test",
        "signal 1",
    )


def test_stopping_twice_is_one_stop(active: Enrollment, peter: Contact) -> None:
    for _ in range(2):
        stops.stop_address(peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s", actor=TEST)
    with transaction.atomic():
        assert Entry.objects.filter(action="enrollment.exit").count() == 1


def test_an_address_is_stopped_in_every_sequence(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    with transaction.atomic():
        other = approved(stage.admin, stage.other_admin, name="Renewal", motion=Motion.RENEWAL)
        row = Enrollment.objects.create(
            contact=peter,
            sequence_id=other.sequence_id,
            version=other,
            enrolled_by=stage.rep,
            reason="x",
            created_at=clock.now(),
        )
    stopped = stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s", actor=TEST
    )
    assert stopped.exited == 2
    assert reload(row).exit_reason == "opted_out"


def test_a_suppressed_domain_ends_its_people(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    suppressing.suppress_and_stop(
        kind="domain",
        value="initech.example",
        reason="manual",
        source="test",
        actor=member(stage.admin),
    )
    assert reload(active).state == "exited"


def test_who_is_stopped_cannot_be_enrolled_again(
    stage: World, version: Version, active: Enrollment, peter: Contact
) -> None:
    suppressing.suppress_and_stop(
        kind="address",
        value=peter.email,
        reason="opt_out",
        source="test",
        actor=member(stage.admin),
    )
    again = enrol(stage, version, peter)
    assert again.state == "ineligible"


def test_a_task_that_waited_through_a_pause_can_still_be_done(
    active: Enrollment, sink: Sink
) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    until = clock.now() + timedelta(days=9)
    services.pause(active, reason=PauseReason.OUT_OF_OFFICE, until=until, actor=TEST)
    clock.advance(timedelta(days=9, minutes=1))
    housekeeping.keep()
    assert touches(active)[1].state == "due"


def test_an_ended_enrollment_cannot_be_resumed(active: Enrollment) -> None:
    stops.exit_enrollment(active, reason=ExitReason.MANUAL, evidence="s", actor=TEST)
    with pytest.raises(Refused, match="no longer possible"):
        services.resume(active, actor=TEST)


def test_who_never_answers_is_completed_after_listening(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    work()
    with transaction.atomic():
        Touch.objects.filter(enrollment=active, state="planned").delete()
    housekeeping.keep()
    assert reload(active).state == "active"
    clock.advance(timedelta(days=8))
    housekeeping.keep()
    fresh = reload(active)
    assert (fresh.exit_reason, fresh.next_action) == ("completed_no_response", "recycle")


def test_nobody_approves_a_message_that_has_drifted(
    stage: World, waiting: Enrollment, peter: Contact
) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")
    with pytest.raises(Refused, match="changed while you looked"):
        approve(stage, waiting)
    assert touches(waiting) == []


def test_nobody_gets_clean_by_asking_again(stage: World, waiting: Enrollment) -> None:
    rewording.resubmit(waiting, seat=stage.reviewer, actor=member(stage.reviewer))
    with pytest.raises(Refused, match="had a part"):
        approve(stage, waiting)


# A message that goes back to review takes no pause with it: whoever paused it meant the person.


def withdrawn(world: World, enrollment: Enrollment) -> None:
    by = world.rep
    first_touch.withdraw(review_of(enrollment), seat=by, actor=member(by), reason="Not now")
    rewording.resubmit(enrollment, seat=world.rep, actor=member(world.rep))


def drifted(world: World, enrollment: Enrollment) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=enrollment.contact_id).update(first_name="Pete")
        assert first_touch.refresh(enrollment.pk) is not None


def drifted_and_judged(world: World, enrollment: Enrollment) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=enrollment.contact_id).update(first_name="Pete")
        rows = Enrollment.objects.filter(pk=enrollment.pk).select_related("contact", "version")
        rejudging.ask_again(list(rows), actor=TEST, evidence="a record")


def twice(world: World, enrollment: Enrollment) -> None:
    drifted(world, enrollment)
    withdrawn(world, enrollment)


BACK_TO_REVIEW = pytest.mark.parametrize(
    "goes_back", [withdrawn, drifted, drifted_and_judged, twice]
)


@BACK_TO_REVIEW
def test_a_pause_outlasts_a_new_review(
    stage: World, active: Enrollment, sink: Sink, goes_back: Callable[[World, Enrollment], None]
) -> None:
    services.pause(active, reason=PauseReason.MANUAL, note="on holiday", actor=TEST)
    goes_back(stage, active)
    assert reload(active).state == "awaiting_review"
    approve(stage, active)
    pass_time(stage, hours=30)
    fresh = reload(active)
    assert (fresh.state, fresh.pause_reason, fresh.pause_note) == ("paused", "manual", "on holiday")
    assert sink.accepted == []


@BACK_TO_REVIEW
def test_a_pause_with_a_date_outlasts_a_new_review_until_then(
    stage: World, active: Enrollment, sink: Sink, goes_back: Callable[[World, Enrollment], None]
) -> None:
    until = clock.now() + timedelta(days=3)
    services.pause(active, reason=PauseReason.OUT_OF_OFFICE, until=until, actor=TEST)
    goes_back(stage, active)
    approve(stage, active)
    pass_time(stage, days=2)
    assert (reload(active).state, reload(active).pause_until, sink.accepted) == (
        "paused",
        until,
        [],
    )
    pass_time(stage, days=1, minutes=1)
    housekeeping.keep()
    pass_time(stage, hours=1)
    assert len(sink.accepted) == 1


@BACK_TO_REVIEW
def test_a_hold_outlasts_a_new_review(
    stage: World, active: Enrollment, sink: Sink, goes_back: Callable[[World, Enrollment], None]
) -> None:
    services.hold(active, note="", actor=TEST)
    goes_back(stage, active)
    approve(stage, active)
    pass_time(stage, hours=30)
    assert (reload(active).state, sink.accepted) == ("on_hold", [])


def test_a_pause_that_ends_during_the_review_is_over(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    until = clock.now() + timedelta(hours=2)
    services.pause(active, reason=PauseReason.MANUAL, until=until, actor=TEST)
    drifted(stage, active)
    pass_time(stage, hours=3)
    approve(stage, active)
    pass_time(stage, hours=1)
    assert (reload(active).state, reload(active).pause_until) == ("active", None)
    assert len(sink.accepted) == 1


def test_what_was_wrong_with_the_message_is_answered_by_the_next_approval(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    services.pause(active, reason=PauseReason.INCOMPLETE, note="no name", actor=TEST)
    drifted(stage, active)
    approve(stage, active)
    pass_time(stage, hours=1)
    assert len(sink.accepted) == 1


def test_a_resumed_message_in_review_waits_for_the_approval_alone(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=TEST)
    drifted(stage, active)
    services.resume(reload(active), actor=TEST)
    pass_time(stage, hours=1)
    assert (reload(active).state, sink.accepted) == ("awaiting_review", [])
    approve(stage, active)
    pass_time(stage, hours=1)
    assert len(sink.accepted) == 1


def test_a_pause_during_the_review_counts_from_the_approval_on(
    stage: World, waiting: Enrollment, sink: Sink
) -> None:
    services.pause(waiting, reason=PauseReason.MANUAL, note="on holiday", actor=TEST)
    assert reload(waiting).state == "awaiting_review"
    approve(stage, waiting)
    pass_time(stage, hours=30)
    assert (reload(waiting).state, sink.accepted) == ("paused", [])


def test_what_waits_for_review_alone_cannot_be_resumed(waiting: Enrollment) -> None:
    with pytest.raises(Refused, match="no longer possible"):
        services.resume(waiting, actor=TEST)


def test_the_page_says_that_a_message_in_review_is_paused_besides(
    stage: World, active: Enrollment
) -> None:
    until = clock.now() + timedelta(days=3)
    services.pause(active, reason=PauseReason.MANUAL, until=until, note="on holiday", actor=TEST)
    drifted(stage, active)
    with transaction.atomic():
        now = timeline.timeline(reload(active)).now
    assert now.sentence.endswith("It is paused besides: Paused by a person (on holiday).")
    assert now.until == until
