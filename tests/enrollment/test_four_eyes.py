"""Four eyes hold when several decide at the same moment, and what leaves is what was approved."""

import threading
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from audit.transitions import perform
from compliance import finding_waivers, reviews
from compliance.models import Review
from contacts.models import Contact
from enrollment import first_touch, rewording
from enrollment.dispatch import arm
from enrollment.models import Enrollment, Mailbox
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance import policies
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import enrol, in_hand, intents, pass_time, reload, touches, work
from tests.world import World, draft

Work = Callable[[], Any]
PATIENCE = 20
DECISIONS = ("review.approve", "review.request_changes", "review.reject")


def together(world: World, *works: Work) -> list[Any]:
    """Run the works in connections of their own from the same moment; errors are results too."""
    barrier = threading.Barrier(len(works))
    found: list[Any] = [None] * len(works)

    def run(number: int, act: Work) -> None:
        with scope(world.workspace.pk):
            barrier.wait(PATIENCE)
            try:
                found[number] = act()
            except Refused as refusal:
                found[number] = refusal

    threads = [in_thread(partial(run, number, act)) for number, act in enumerate(works)]
    for thread in threads:
        thread.join(PATIENCE)
    return found


def review_of(enrollment: Enrollment) -> Review:
    """The review that decides about an enrollment now."""
    with transaction.atomic():
        review: Review = Review.objects.get(pk=Enrollment.objects.get(pk=enrollment.pk).review_id)
    return review


def approves(review: Review, by: Membership) -> Work:
    return lambda: first_touch.approve(
        review, seat=by, actor=member(by), seen_hash=review.content_hash
    )


def sends_back(review: Review, by: Membership) -> Work:
    return lambda: first_touch.request_changes(review, seat=by, actor=member(by), reason="Too long")


def decisions(review: Review) -> list[str]:
    """What the audit says was decided on a review."""
    with transaction.atomic():
        rows = Entry.objects.filter(target_id=str(review.pk), action__in=DECISIONS)
        return list(rows.values_list("action", flat=True))


# Several at once


def test_of_two_reviewers_and_a_barred_one_exactly_one_reviewer_decides(
    stage: World, waiting: Enrollment
) -> None:
    review = review_of(waiting)
    people = (stage.reviewer, stage.manager, stage.admin)
    results = together(stage, *(approves(review, by) for by in people))
    assert [isinstance(each, Review) for each in results].count(True) == 1
    assert isinstance(results[2], Refused)
    assert review_of(waiting).decided_by_id in {stage.reviewer.pk, stage.manager.pk}
    assert decisions(review) == ["review.approve"]


def test_whoever_wrote_it_is_refused_also_when_alone(stage: World, waiting: Enrollment) -> None:
    (result,) = together(stage, approves(review_of(waiting), stage.admin))
    assert isinstance(result, Refused)
    assert result.code == "four_eyes"


@transaction.atomic
def edited_by(world: World, editor: Membership) -> Version:
    """An approved version that somebody edited between its author's first and last words."""
    version = draft(world.admin)
    version.editors = [world.admin.pk, editor.pk]
    version.save()
    by, now = world.other_admin, clock.now()
    version = perform(version, "submit", actor=member(world.admin), by=world.admin, at=now)
    done: Version = perform(version, "approve", actor=member(by), by=by, at=now)
    return done


@pytest.mark.parametrize("asked_again", [False, True])
def test_whoever_edited_the_copy_in_between_neither_decides_nor_accepts_findings(
    stage: World, peter: Contact, asked_again: bool
) -> None:
    row = enrol(stage, edited_by(stage, stage.manager), peter)
    if asked_again:
        rewording.resubmit(row, seat=stage.rep, actor=member(stage.rep), subject="Other words")
    review = review_of(row)
    (result,) = together(stage, approves(review, stage.manager))
    assert isinstance(result, Refused) and result.code == "four_eyes"
    assert "wrote this message" in finding_waivers.obstacle(review, stage.manager)


def test_approving_and_sending_back_at_once_is_one_of_the_two(
    stage: World, waiting: Enrollment
) -> None:
    review = review_of(waiting)
    results = together(stage, approves(review, stage.reviewer), sends_back(review, stage.manager))
    assert [isinstance(each, Review) for each in results].count(True) == 1
    assert len(decisions(review)) == 1
    approved = review_of(waiting).state == "approved"
    assert (reload(waiting).state == "active", bool(touches(waiting))) == (approved, approved)


def test_approving_and_taking_back_at_once_sends_nothing(
    stage: World, waiting: Enrollment, sink: Sink
) -> None:
    review = review_of(waiting)
    back = member(stage.rep)
    together(
        stage,
        approves(review, stage.reviewer),
        lambda: reviews.withdraw(review, actor=back, reason="Wrong person"),
    )
    pass_time(stage, hours=1)
    assert review_of(waiting).state == "withdrawn"
    assert sink.accepted == []


def test_approving_while_a_fact_changes_never_sends_the_old_words(
    stage: World, waiting: Enrollment, peter: Contact, sink: Sink
) -> None:
    def change() -> None:
        with transaction.atomic():
            Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")

    together(stage, approves(review_of(waiting), stage.reviewer), change)
    pass_time(stage, hours=1)
    assert sink.accepted == []


# Approval of bytes A never sends bytes B


def another_name(world: World, peter: Contact) -> None:
    Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")


def another_address(world: World, peter: Contact) -> None:
    Contact.objects.filter(pk=peter.pk).update(
        email="p@initech.example", email_normal="p@initech.example", email_base="p@initech.example"
    )


def another_sender(world: World, peter: Contact) -> None:
    Mailbox.objects.update(name="Somebody Else")


def another_sending_address(world: World, peter: Contact) -> None:
    Mailbox.objects.update(address="else@mail.acme.example")


def another_postal_address(world: World, peter: Contact) -> None:
    world.workspace.postal_address = "Acme, 9 Other Street, Shelbyville"
    world.workspace.save()


def the_approver_as_owner(world: World, peter: Contact) -> None:
    Contact.objects.filter(pk=peter.pk).update(owner=world.reviewer)


CHANGES = [
    another_name,
    another_address,
    another_sender,
    another_sending_address,
    another_postal_address,
    the_approver_as_owner,
]
Change = Callable[[World, Contact], None]


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_after_the_approval_makes_it_void(
    stage: World, active: Enrollment, peter: Contact, sink: Sink, change: Change
) -> None:
    before = review_of(active)
    with transaction.atomic():
        change(stage, peter)
    work()
    assert sink.accepted == []
    assert (reload(before).state, reload(active).state) == ("void", "awaiting_review")


def two_stages(world: World) -> None:
    with transaction.atomic():
        claims = policies.group(world, "Claims", world.reviewer, world.other_admin)
        managers = policies.group(world, "Managers", world.manager, world.other_admin)
        policies.in_force(
            world,
            policies.rule("first", {"cause": "always"}, claims.pk),
            policies.rule("second", {"cause": "always"}, managers.pk),
        )


def test_a_stage_signed_by_who_owns_the_contact_by_now_does_not_count(
    stage: World, version: Version, peter: Contact
) -> None:
    two_stages(stage)
    row = enrol(stage, version, peter)
    before = review_of(row)
    approves(before, stage.reviewer)()
    with transaction.atomic():
        the_approver_as_owner(stage, peter)
    with pytest.raises(Refused, match="changed while you looked"):
        approves(review_of(row), stage.manager)()
    assert (reload(before).state, review_of(row).stage) == ("void", 0)


def test_both_stages_of_strangers_count(stage: World, version: Version, peter: Contact) -> None:
    two_stages(stage)
    row = enrol(stage, version, peter)
    approves(review_of(row), stage.reviewer)()
    approves(review_of(row), stage.manager)()
    assert reload(row).state == "active"


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_between_check_and_arm_keeps_the_message_back(
    stage: World, active: Enrollment, peter: Contact, sink: Sink, change: Change
) -> None:
    ready = in_hand()
    with transaction.atomic():
        change(stage, peter)
    assert arm.arm(ready) == []
    work()
    assert sink.accepted == []
    assert reload(active).state == "awaiting_review"


def test_without_a_change_the_same_message_is_armed(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    approved = review_of(active).content_hash
    (armed,) = arm.arm(in_hand())
    assert armed.intent.content_hash == approved


def test_if_arming_did_not_compare_the_old_words_would_leave(
    stage: World, active: Enrollment, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = in_hand()
    with transaction.atomic():
        another_name(stage, peter)
    monkeypatch.setattr(first_touch, "approval_stands", lambda *facts: True)
    assert arm.arm(ready)


def test_a_message_whose_stored_words_were_altered_is_not_armed(
    stage: World, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    def altered(rows: Any) -> Any:
        return {
            pk: replace(content, text=f"{content.text}\nPS: cheaper now")
            for pk, content in contents_of(rows).items()
        }

    contents_of = reviews.contents_of
    monkeypatch.setattr(reviews, "contents_of", altered)
    assert arm.arm(in_hand()) == []


# A new owner has no mailbox of their own here, so nothing would leave.
@pytest.mark.parametrize("change", CHANGES[:-1])
def test_what_is_approved_anew_after_a_change_is_what_leaves(
    stage: World, active: Enrollment, peter: Contact, sink: Sink, change: Change
) -> None:
    with transaction.atomic():
        change(stage, peter)
    work()
    review = review_of(active)
    approves(review, stage.manager)()
    pass_time(stage, hours=1)
    with transaction.atomic():
        stored = reviews.content_of(review)
    (message,), (intent,) = sink.accepted, intents(active)
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == stored.text
    assert intent.content_hash == review.content_hash
