"""Stages: each is signed by somebody else, of its group, and only the last one approves."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import reviewer_groups, reviews, stages
from compliance.models import Review, ReviewSignature, ReviewState, Signed
from compliance.review_policy import Handling, Routed, Stage
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.messages import pending
from tests.compliance.racing import race
from tests.world import World, contact


def group(world: World, *members: Membership) -> UUID:
    """The group Claims with these people."""
    made = reviewer_groups.create(
        "Claims",
        seat=world.admin,
        actor=member(world.admin),
        members=[each.pk for each in members],
    )
    key: UUID = made.pk
    return key


def staged(world: World, *asked: Stage) -> Review:
    routed = Routed(policy=3, causes=(), handling=Handling.SINGLE, stages=asked, expires_after=None)
    return pending(world, contact(), routed=routed)


def two_stages(world: World) -> Review:
    """Any reviewer within 4 hours, then Claims (the admins) within 8."""
    claims = group(world, world.admin, world.other_admin)
    return staged(
        world, Stage("Any reviewer", None, 4, ""), Stage("Claims", claims, 8, "It claims something")
    )


def approve(review: Review, by: Membership, **more: Any) -> Review:
    said: dict[str, Any] = {"seen_hash": review.content_hash, **more}
    return reviews.approve(review, by=by, actor=member(by), **said)


def test_a_review_without_stages_has_one_of_any_reviewer(in_acme: World) -> None:
    review = pending(in_acme, contact())
    Review.objects.filter(pk=review.pk).update(stages=[])
    done = approve(Review.objects.get(), in_acme.reviewer)
    assert (done.state, stages.of(done)) == (ReviewState.APPROVED, (stages.PLAIN,))


def test_a_signature_before_the_last_stage_approves_nothing(in_acme: World) -> None:
    done = approve(two_stages(in_acme), in_acme.reviewer)
    assert (done.state, done.stage, done.decided_by_id) == (ReviewState.PENDING, 1, None)


def test_the_next_stage_has_its_whole_time(in_acme: World) -> None:
    review = two_stages(in_acme)
    Review.objects.update(reminded_at=clock.now(), escalated_at=clock.now())
    clock.advance(timedelta(hours=3))
    done = approve(review, in_acme.reviewer)
    assert done.due_at - done.stage_at == timedelta(hours=8)
    assert done.stage_at >= review.stage_at + timedelta(hours=3)
    assert (done.reminded_at, done.escalated_at, done.locked_by) == (None, None, None)


def test_the_last_stage_approves(in_acme: World) -> None:
    second = approve(two_stages(in_acme), in_acme.reviewer)
    done = approve(second, in_acme.other_admin, reason="True")
    assert (done.state, done.decided_by_id) == (ReviewState.APPROVED, in_acme.other_admin.pk)


def test_every_signature_is_kept_with_its_stage_and_content(in_acme: World) -> None:
    approve(approve(two_stages(in_acme), in_acme.reviewer), in_acme.admin)
    rows = ReviewSignature.objects.order_by("pk").values_list("stage", "member", "decision")
    assert list(rows) == [
        (0, in_acme.reviewer.pk, Signed.APPROVED),
        (1, in_acme.admin.pk, Signed.APPROVED),
    ]
    assert set(ReviewSignature.objects.values_list("content_hash", flat=True)) == {
        Review.objects.get().content_hash
    }


def test_a_signed_stage_is_on_record(in_acme: World) -> None:
    review = two_stages(in_acme)
    approve(review, in_acme.reviewer)
    entry = Entry.objects.get(action=Action.REVIEW_SIGNED)
    assert (entry.data["stage"], entry.data["content_hash"]) == (0, review.content_hash)


def test_who_is_not_of_the_group_does_not_sign_its_stage(in_acme: World) -> None:
    second = approve(two_stages(in_acme), in_acme.reviewer)
    with pytest.raises(Refused, match=r"This stage is for Claims\.") as refusal:
        approve(second, in_acme.manager)
    assert refusal.value.code == "four_eyes"


def test_who_signed_one_stage_does_not_sign_the_next(in_acme: World) -> None:
    claims = group(in_acme, in_acme.reviewer, in_acme.admin)
    first = staged(
        in_acme, Stage("Any reviewer", None, 4, ""), Stage("Claims", claims, 4, "A claim")
    )
    second = approve(first, in_acme.reviewer)
    with pytest.raises(Refused, match="signed an earlier stage"):
        approve(second, in_acme.reviewer)


@pytest.mark.parametrize("decision", ["request_changes", "reject"])
def test_any_stage_can_end_it(in_acme: World, decision: str) -> None:
    second = approve(two_stages(in_acme), in_acme.reviewer)
    by = in_acme.admin
    done = getattr(reviews, decision)(second, by=by, actor=member(by), reason="No")
    assert done.state != ReviewState.PENDING


def test_what_is_escalated_is_open_to_every_reviewer(in_acme: World) -> None:
    second = approve(two_stages(in_acme), in_acme.reviewer)
    Review.objects.update(escalated_at=clock.now())
    assert approve(second, in_acme.manager).state == ReviewState.APPROVED


def test_an_escalation_lets_no_earlier_signer_sign_again(in_acme: World) -> None:
    second = approve(two_stages(in_acme), in_acme.reviewer)
    Review.objects.update(escalated_at=clock.now())
    with pytest.raises(Refused, match="earlier stage"):
        approve(second, in_acme.reviewer)


def test_a_stage_that_somebody_signed_meanwhile_is_not_signed_for_the_next(in_acme: World) -> None:
    claims = group(in_acme, in_acme.reviewer, in_acme.admin)
    review = staged(in_acme, Stage("Any", None, 4, ""), Stage("Claims", claims, 4, ""))
    approve(review, in_acme.manager)
    review.stage = 0
    with pytest.raises(Refused, match="signed this stage while you looked"):
        approve(review, in_acme.reviewer)


def test_the_obstacles_of_many_take_no_statement_when_all_is_loaded(in_acme: World) -> None:
    approve(two_stages(in_acme), in_acme.reviewer)
    rows = list(Review.objects.select_related("contact").prefetch_related("signatures"))
    groups = reviewer_groups.of_member(in_acme.manager)
    with counted() as seen:
        assert reviews.obstacle(rows[0], in_acme.manager, groups).startswith("This stage is for")
    assert len(seen) == 0


def test_an_approval_needs_to_say_what_was_looked_at(in_acme: World) -> None:
    review = pending(in_acme, contact())
    with pytest.raises(Refused, match="Say which message you looked at") as refusal:
        approve(review, in_acme.reviewer, seen_hash="")
    assert refusal.value.code == "not_looked_at"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_sign_the_same_stage_at_once_one_does(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        review = two_stages(acme)
    results = race(
        acme.workspace.pk,
        lambda: approve(review, acme.reviewer),
        lambda: approve(review, acme.manager),
    )
    assert [isinstance(each, Refused) for each in results].count(True) == 1
    with scope(acme.workspace.pk), transaction.atomic():
        assert Review.objects.get().stage == 1


@pytest.mark.django_db(transaction=True)
def test_if_the_stage_were_not_compared_both_stages_would_be_signed_at_once(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        claims = group(acme, acme.reviewer, acme.manager)
        review = staged(acme, Stage("Any", None, 4, ""), Stage("Claims", claims, 4, ""))
    monkeypatch.setattr(reviews, "_check_stage", lambda fresh, seen: None)
    race(
        acme.workspace.pk,
        lambda: approve(review, acme.reviewer),
        lambda: approve(review, acme.manager),
    )
    with scope(acme.workspace.pk), transaction.atomic():
        assert Review.objects.get().state == ReviewState.APPROVED
