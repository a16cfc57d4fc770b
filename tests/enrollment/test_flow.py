"""Ways through a version: what applies, what is skipped, where a jump leads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.transitions import perform
from compliance.models import Review
from contacts.conditions import Operator
from contacts.models import Contact
from enrollment import first_touch, housekeeping, manual, planning, progress
from enrollment.dispatch import arm
from enrollment.models import Activity, Enrollment, Touch
from sequences import flow
from sequences.models import Version
from sequences.plans import Jump, Track
from sequences.plans.vocabulary import TASK_OUTCOMES
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.ids import uuid7
from tests.enrollment.sink import Sink
from tests.enrollment.stage import (
    approve,
    asks,
    email,
    enrol,
    in_hand,
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    touches,
    trail,
    work,
)
from tests.world import World

GERMAN = asks("contact.country", "DE")
NOT_OPENED = asks("step.intro.opened", operator=Operator.IS_EMPTY)


def change(person: Contact, **fields: Any) -> None:
    """The contact's fields change, as by an import."""
    with transaction.atomic():
        Contact.objects.filter(pk=person.pk).update(**fields, updated_at=clock.now())


def opened(enrollment: Enrollment, touch: Touch) -> None:
    """The person opens a message."""
    with transaction.atomic():
        Activity.objects.create(
            contact_id=enrollment.contact_id,
            enrollment=enrollment,
            touch=touch,
            kind="opened",
            at=clock.now(),
            signal_id=uuid7(),
        )


def do(world: World, enrollment: Enrollment, **said: Any) -> None:
    """The rep does the task that is due."""
    task = next(touch for touch in touches(enrollment) if touch.state == "due")
    manual.complete(task, note="", actor=member(world.rep), **said)


def test_a_step_that_does_not_apply_is_skipped_and_the_flow_goes_on(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro"), step("call", "german", when=GERMAN), step("task", "note"))
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    assert states(row) == {"intro": "sent", "german": "skipped", "note": "due"}


def test_the_reason_of_a_skip_is_in_the_trail(stage: World, peter: Contact, sink: Sink) -> None:
    row = started(stage, live(stage, step("call", "german", when=GERMAN)), peter)
    pass_time(stage, minutes=1)
    (said,) = trail(row, "touch.skip")
    assert said["cause"] == "not so: country is “DE”"
    assert (said["rule"], said["version"], said["engine"]) == ("condition", 1, flow.ENGINE)
    assert touches(row)[0].note == said["cause"]


def test_conditions_are_judged_when_the_step_is_due_not_when_it_is_planned(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro"), step("call", "german", days=2, when=GERMAN))
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    assert states(row)["german"] == "planned"
    change(peter, country="DE")
    pass_time(stage, days=2, hours=1)
    assert states(row)["german"] == "due"


def test_a_message_that_ceases_to_apply_between_check_and_arm_does_not_leave(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro"), email("more", days=1, when=asks("contact.stage", "new")))
    change(peter, stage="new")
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    clock.advance(timedelta(days=1, hours=1))
    ready = in_hand()
    change(peter, stage="won")
    assert arm.arm(ready) == []
    work()
    assert (states(row)["more"], len(sink.accepted)) == ("skipped", 1)


def test_a_wait_elapses_and_what_follows_counts_from_then(stage: World, peter: Contact) -> None:
    version = live(stage, step("task", "one"), step("wait", "pause", days=3), step("task", "two"))
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    do(stage, row)
    pass_time(stage, days=2)
    assert states(row) == {"one": "done", "pause": "planned"}
    pass_time(stage, days=1, minutes=5)
    assert states(row) == {"one": "done", "pause": "done", "two": "due"}
    assert trail(row, "touch.elapse")[0]["rule"] == "elapsed"


SPLIT = (
    email("intro"),
    step("wait", "look", days=2, jumps=(Jump("nudge", NOT_OPENED),)),
    step("call", "warm", track="positive"),
    step("task", "nudge", track="negative"),
    step("task", "end", track="negative"),
    step("call", "main"),
)


def test_a_jump_lands_on_another_track_and_stays_there(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = started(stage, live(stage, *SPLIT, mode="smart"), peter)
    pass_time(stage, minutes=1)
    pass_time(stage, days=2, minutes=1)
    assert states(row) == {"intro": "sent", "look": "done", "nudge": "due"}
    do(stage, row)
    pass_time(stage, minutes=1)
    assert states(row)["end"] == "due"


def test_who_does_what_the_jump_asks_about_goes_straight_on(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = started(stage, live(stage, *SPLIT, mode="smart"), peter)
    pass_time(stage, minutes=1)
    opened(row, touches(row)[0])
    pass_time(stage, days=2, minutes=1)
    assert states(row) == {"intro": "sent", "look": "done", "main": "due"}


def test_a_jump_is_in_the_trail_with_its_reason_and_its_end(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = started(stage, live(stage, *SPLIT, mode="smart"), peter)
    pass_time(stage, minutes=1)
    pass_time(stage, days=2, minutes=1)
    (said,) = trail(row, "touch.elapse")
    assert (said["rule"], said["to"]) == ("jump", "nudge")
    assert said["cause"] == "goes on with Step 4 (Task): step “intro” was not opened"


def test_a_step_that_leads_elsewhere_is_itself_not_done(stage: World, peter: Contact) -> None:
    version = live(
        stage,
        step("task", "here", jumps=(Jump("there"),)),
        step("task", "between"),
        step("task", "there"),
        mode="smart",
    )
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    assert states(row) == {"here": "skipped", "there": "due"}


def test_nobody_goes_round_even_if_a_plan_had_a_way_back(stage: World, peter: Contact) -> None:
    """Such a plan is refused when it is saved; this one came in by the back door."""
    back = step("task", "two", jumps=(Jump("one"),))
    row = started(stage, live(stage, step("task", "one"), back, mode="smart"), peter)
    pass_time(stage, minutes=1)
    do(stage, row)
    pass_time(stage, minutes=1)
    assert states(row) == {"one": "done", "two": "skipped"}
    pass_time(stage, days=8)
    housekeeping.complete_finished()
    assert reload(row).exit_reason == "completed_no_response"


def test_the_end_of_a_side_track_is_the_end(stage: World, peter: Contact, sink: Sink) -> None:
    row = started(stage, live(stage, *SPLIT, mode="smart"), peter)
    pass_time(stage, minutes=1)
    pass_time(stage, days=2, minutes=1)
    do(stage, row)
    pass_time(stage, minutes=1)
    do(stage, row)
    housekeeping.complete_finished()
    assert reload(row).state == "active"
    pass_time(stage, days=8)
    housekeeping.complete_finished()
    assert reload(row).exit_reason == "completed_no_response"


def test_a_later_step_asks_what_came_of_a_task(stage: World, peter: Contact) -> None:
    meet = step("task", "meet", when=asks("step.ring.outcome", "interested"))
    row = started(stage, live(stage, step("call", "ring"), meet, step("task", "end")), peter)
    pass_time(stage, minutes=1)
    do(stage, row, outcome="no_answer")
    pass_time(stage, minutes=1)
    assert states(row) == {"ring": "done", "meet": "skipped", "end": "due"}
    assert trail(row, "touch.complete")[0]["outcome"] == "no_answer"


def test_an_outcome_that_a_task_cannot_have_is_refused(stage: World, peter: Contact) -> None:
    row = started(stage, live(stage, step("linkedin", "connect")), peter)
    pass_time(stage, minutes=1)
    with pytest.raises(Refused, match="accepted, declined") as refusal:
        do(stage, row, outcome="left_message")
    assert list(refusal.value.fields) == ["outcome"]
    assert states(row) == {"connect": "due"}


def test_conditions_know_every_outcome_that_a_task_can_have() -> None:
    assert {name for names in manual.OUTCOMES.values() for name in names} == set(TASK_OUTCOMES)


def test_the_first_message_that_applies_is_the_one_that_is_reviewed(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("german", when=GERMAN), email("english"))
    row = reload(enrol(stage, version, peter))
    with transaction.atomic():
        assert Review.objects.get(pk=row.review_id).step_key == "english"
    approve(stage, row)
    pass_time(stage, minutes=1)
    assert states(row) == {"german": "skipped", "english": "sent"}
    assert sink.accepted[0]["Subject"] == "About english"


def test_what_was_reviewed_for_another_step_is_never_sent(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("new", days=1, when=asks("contact.stage", "new")), email("old"))
    change(peter, stage="new")
    row = started(stage, version, peter)
    change(peter, stage="known")
    pass_time(stage, days=1, minutes=5)
    fresh = reload(row)
    assert (states(row), sink.accepted) == ({"new": "skipped", "old": "planned"}, [])
    with transaction.atomic():
        assert Review.objects.get(pk=fresh.review_id).step_key == "old"
    assert fresh.state == "awaiting_review"


def test_a_message_that_nobody_foresaw_is_reviewed_before_it_leaves(
    stage: World, peter: Contact, sink: Sink
) -> None:
    """Only a side track has an e-mail, so nothing is reviewed at the enrolment."""
    version = live(
        stage,
        step("call", "ring"),
        step("task", "end", jumps=(Jump("write", asks("step.ring.outcome", "interested")),)),
        email("write", track=Track.POSITIVE.value),
        mode="smart",
    )
    row = started(stage, version, peter)
    assert row.review_id is None
    pass_time(stage, minutes=1)
    do(stage, row, outcome="interested")
    pass_time(stage, minutes=1)
    assert (reload(row).state, sink.accepted) == ("awaiting_review", [])
    approve(stage, row)
    pass_time(stage, minutes=1)
    assert states(row)["write"] == "sent"


def test_facts_take_three_queries_and_the_signals_one(
    stage: World, peter: Contact, django_assert_num_queries: Any
) -> None:
    row = started(stage, live(stage, step("task", "one"), step("task", "two")), peter)
    pass_time(stage, minutes=1)
    with transaction.atomic():
        rows = list(Enrollment.objects.select_related("contact__account"))
        with django_assert_num_queries(3):
            found = progress.facts_of(rows, clock.now())
    assert found[row.pk]["contact.country"] == "US"


def test_what_was_passed_in_another_version_counts_as_an_outcome(
    stage: World, peter: Contact, version: Version
) -> None:
    row = enrol(stage, version, peter)
    row.passed = {"intro": "assumed_sent", "call-1": "connected", "call-2": "due"}
    with transaction.atomic():
        found = progress.facts_of_one(row, clock.now())
    assert found["step.intro.outcome"] == "sent"
    assert (found["step.call-1.outcome"], found["step.call-2.outcome"]) == ("connected", "")


def test_a_moved_person_goes_on_where_the_move_put_them(
    stage: World, peter: Contact, version: Version
) -> None:
    row = enrol(stage, version, peter)
    row.resume_key, row.passed = "follow-up", {"intro": "sent", "follow-up": "sent"}
    with transaction.atomic():
        assert planning.next_key(row) == "call-2"
        planned = planning.plan_next(row, anchor=clock.now(), actor=member(stage.rep))
        assert planned is not None
        assert (planned.step.key, planning.next_key(row)) == ("call-2", "break-up")


def test_planning_twice_plans_once(stage: World, peter: Contact, version: Version) -> None:
    row = enrol(stage, version, peter)
    with transaction.atomic():
        both = [
            planning.plan_step(row, "intro", anchor=clock.now(), actor=member(stage.rep))
            for _ in range(2)
        ]
    assert both[0].pk == both[1].pk
    assert len(trail(row, "touch.planned")) == 1


def test_an_approval_plans_nothing_while_a_task_is_open(stage: World, peter: Contact) -> None:
    row = started(stage, live(stage, step("task", "one"), step("task", "two")), peter)
    pass_time(stage, minutes=1)
    with transaction.atomic():
        first_touch.start(row, clock.now(), member(stage.rep))
    assert states(row) == {"one": "due"}


@transaction.atomic
def moved(row: Enrollment, version: Version, resume_key: str, **passed: str) -> None:
    """A migration has put the person there."""
    Enrollment.objects.filter(pk=row.pk).update(
        version=version, resume_key=resume_key, passed=passed
    )


def test_a_task_that_was_kept_in_a_move_leads_on_in_the_new_version(
    stage: World, peter: Contact
) -> None:
    after = step("task", "meet", when=asks("step.talk.outcome", "interested"))
    old = live(stage, step("call", "ring"), step("task", "end"))
    row = started(stage, old, peter)
    pass_time(stage, minutes=1)
    retire(old)
    moved(row, live(stage, step("call", "talk"), after, name="Next"), "talk", talk="due")
    do(stage, row, outcome="interested")
    pass_time(stage, minutes=1)
    assert states(row) == {"ring": "done", "meet": "due"}
    assert reload(row).passed == {"talk": "interested"}


def test_who_was_moved_to_the_end_completes_after_listening(stage: World, peter: Contact) -> None:
    old = live(stage, email("intro", days=30))
    row = started(stage, old, peter)
    retire(old)
    with transaction.atomic():
        Touch.objects.filter(enrollment=row).delete()
    moved(row, live(stage, step("call", "talk"), name="Next"), "talk", talk="done")
    assert housekeeping.complete_finished() == 0
    pass_time(stage, days=8)
    assert housekeeping.complete_finished() == 1


@transaction.atomic
def retire(version: Version) -> None:
    """Makes room for another version of the motion."""
    by = member(version.author)
    perform(version, "retire", actor=by, at=clock.now())
