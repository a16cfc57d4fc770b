"""Taking a first message back: nothing leaves any more, or it is said that it has left."""

import threading
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from compliance.models import Review, ReviewSignature, Signed
from contacts.models import Contact
from enrollment import first_touch, gates, rewording
from enrollment.dispatch import arm
from enrollment.models import Enrollment, Notice, SendIntent, Touch
from sequences.models import Version
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import (
    approve,
    armed_only,
    enrol,
    in_hand,
    intents,
    pass_time,
    reload,
    touches,
)
from tests.enrollment.test_four_eyes import review_of, together
from tests.enrollment.test_races import unlocked
from tests.world import World, contact

ROUNDS = 8


def withdraw(review: Review, by: Membership, reason: str = "Wrong person") -> Review:
    return first_touch.withdraw(review, seat=by, actor=member(by), reason=reason)


def test_a_withdrawn_approval_sends_nothing(stage: World, active: Enrollment, sink: Sink) -> None:
    withdraw(review_of(active), stage.rep)
    pass_time(stage, hours=30)
    assert sink.accepted == []
    assert (reload(active).state, review_of(active).state) == ("awaiting_review", "withdrawn")


def test_what_was_planned_is_held_and_its_lease_let_go(stage: World, active: Enrollment) -> None:
    in_hand()
    withdraw(review_of(active), stage.reviewer)
    (touch,) = touches(active)
    assert (touch.state, touch.held, touch.lease_until) == ("planned", True, None)


def test_a_message_that_waits_is_taken_back_by_its_rep(stage: World, waiting: Enrollment) -> None:
    withdraw(review_of(waiting), stage.rep)
    assert (reload(waiting).state, review_of(waiting).state) == ("awaiting_review", "withdrawn")


def test_what_was_taken_back_leaves_after_a_new_approval_alone(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    withdraw(review_of(active), stage.rep)
    rewording.resubmit(active, seat=stage.rep, actor=member(stage.rep))
    pass_time(stage, hours=1)
    assert sink.accepted == []
    approve(stage, active)
    pass_time(stage, hours=1)
    assert len(sink.accepted) == 1


def test_whoever_withdraws_signs_it_with_a_reason(stage: World, active: Enrollment) -> None:
    withdraw(review_of(active), stage.rep, "Peter has left")
    with transaction.atomic():
        row = ReviewSignature.objects.get(decision=Signed.WITHDRAWN)
    assert (row.member_id, row.reason) == (stage.rep.pk, "Peter has left")


def test_taking_back_needs_a_reason(stage: World, active: Enrollment) -> None:
    with pytest.raises(Refused, match="Say why"):
        withdraw(review_of(active), stage.rep, " ")
    assert reload(active).state == "active"


@pytest.mark.parametrize("name", ["rep", "manager", "reviewer", "admin"])
def test_who_answers_for_it_or_reviews_may_take_it_back(
    stage: World, active: Enrollment, name: str
) -> None:
    assert withdraw(review_of(active), getattr(stage, name)).state == "withdrawn"


@pytest.mark.parametrize("name", ["other_rep", "viewer"])
def test_nobody_else_takes_it_back(stage: World, active: Enrollment, name: str) -> None:
    with pytest.raises(Refused, match="whoever answers"):
        withdraw(review_of(active), getattr(stage, name))
    assert reload(active).state == "active"


def test_a_message_on_its_way_is_not_taken_back(stage: World, active: Enrollment) -> None:
    armed_only(active)
    with pytest.raises(Refused, match=r"is leaving, so it cannot be taken back\. Use Stop"):
        withdraw(review_of(active), stage.rep)


def test_a_message_that_has_left_says_when(stage: World, active: Enrollment, sink: Sink) -> None:
    pass_time(stage)
    assert len(sink.accepted) == 1
    with pytest.raises(Refused, match=r"left on \d\d \w+ at \d\d:\d\d UTC.*Use Stop"):
        withdraw(review_of(active), stage.rep)
    assert review_of(active).state == "approved"


def test_a_review_that_was_replaced_is_not_taken_back(stage: World, active: Enrollment) -> None:
    old = review_of(active)
    withdraw(old, stage.rep)
    rewording.resubmit(active, seat=stage.rep, actor=member(stage.rep))
    with pytest.raises(Refused, match="no longer decides"):
        withdraw(old, stage.rep)


def test_the_rep_learns_that_somebody_else_took_it_back(stage: World, active: Enrollment) -> None:
    withdraw(review_of(active), stage.reviewer)
    with transaction.atomic():
        notice = Notice.objects.get(member=stage.rep)
    assert (notice.title, notice.path) == (
        "A first message was taken back",
        f"enrollments/{active.pk}/",
    )


# A worker has claimed and checked the message and is about to arm it.


def outcome(enrollment: Enrollment, results: list[Any]) -> tuple[bool, bool]:
    """Whether it was armed, and whether a withdrawal committed."""
    return bool(intents(enrollment)), isinstance(results[1], Review)


def test_a_message_in_hand_is_not_armed_after_a_withdrawal(
    stage: World, active: Enrollment
) -> None:
    ready = in_hand()
    withdraw(review_of(active), stage.rep)
    assert arm.arm(ready) == []
    assert intents(active) == []


def test_arming_and_withdrawing_at_once_is_one_of_the_two_every_time(
    stage: World, version: Version
) -> None:
    for number in range(ROUNDS):
        with transaction.atomic():
            person = contact(f"p{number}@initech.example", owner=stage.rep)
        row = enrol(stage, version, person)
        approve(stage, row)
        with transaction.atomic():
            Touch.objects.filter(enrollment=row).update(due_at=row.created_at)
        ready, review = in_hand(), review_of(row)
        results = together(stage, partial(arm.arm, ready), partial(withdraw, review, stage.rep))
        armed, withdrawn = outcome(row, results)
        assert armed != withdrawn, (number, results)


def armed_behind_a_withdrawal(
    stage: World, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> bool:
    """Withdraw in another connection between the checks of an arm and its commit; whether both
    committed."""
    review, ready = review_of(active), in_hand()
    done: list[Review] = []
    threads: list[threading.Thread] = []
    decide = arm._decide

    def back() -> None:
        with scope(stage.workspace.pk), suppress(Refused):
            done.append(withdraw(review, stage.rep))

    def slow(touches: Any) -> Any:
        decided = decide(touches)
        threads.append(in_thread(back))
        threads[0].join(0.7)
        return decided

    monkeypatch.setattr(arm, "_decide", slow)
    assert arm.arm(ready)
    threads[0].join(10)
    with transaction.atomic():
        return bool(done) and SendIntent.objects.filter(outcome="armed").exists()


def test_without_the_gate_a_message_leaves_whose_approval_was_withdrawn(
    stage: World, active: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gates, "lock", unlocked)
    assert armed_behind_a_withdrawal(stage, active, monkeypatch)


def test_with_the_gate_whoever_is_second_is_refused(
    stage: World, active: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not armed_behind_a_withdrawal(stage, active, monkeypatch)
    assert review_of(active).state == "approved"
