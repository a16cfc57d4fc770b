"""Planted messages: shown to one reviewer, answered at once, and never sent."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.actions import Action
from audit.models import Entry
from compliance import desks, reviews, vault, weighing
from compliance.models import Review, ReviewSignature, ReviewState, Signed
from compliance.planting import Defect
from contacts.models import Contact
from enrollment import first_touch, group_review, planting, rewording
from enrollment.models import Enrollment, Touch
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.console.browsing import browser
from tests.enrollment.sink import Sink
from tests.enrollment.stage import pass_time, reload
from tests.world import World


def original_of(waiting: Enrollment) -> Review:
    with transaction.atomic():
        review: Review = Review.objects.select_related("contact").get(pk=waiting.review_id)
    return review


def plant(stage: World, waiting: Enrollment, by: Membership | None = None) -> Review:
    seat = by or stage.reviewer
    fresh = reload(waiting)
    with transaction.atomic():
        planted = planting.next_for(seat, [original_of(fresh)], actor=member(seat), per_hundred=100)
    assert planted is not None
    return planted


def by(seat: Membership, **more: Any) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat), **more}


def stored(review: Review) -> Review:
    with transaction.atomic():
        row: Review = Review.queue.get(pk=review.pk)
    return row


def actions() -> list[str]:
    with transaction.atomic():
        return list(Entry.objects.order_by("pk").values_list("action", flat=True))


def test_a_planted_message_is_a_copy_with_one_defect(stage: World, waiting: Enrollment) -> None:
    planted, real = plant(stage, waiting), original_of(reload(waiting))
    with transaction.atomic():
        assert reviews.content_of(planted) != reviews.content_of(real)
    assert (planted.contact_id, planted.due_at) == (real.contact_id, real.due_at)
    assert planted.state == ReviewState.PENDING


def test_none_comes_while_the_policy_has_none(stage: World, waiting: Enrollment) -> None:
    seat, rows = stage.reviewer, [original_of(reload(waiting))]
    with transaction.atomic():
        assert planting.next_for(seat, rows, actor=member(seat), per_hundred=0) is None


def test_real_reviews_leave_it_out(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        assert planted.pk not in set(Review.objects.values_list("pk", flat=True))
        assert list(planted.contact.reviews.all()) == [original_of(reload(waiting))]


def test_only_the_reviewer_it_is_for_sees_it(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        assert desks.open_to(stage.reviewer).filter(pk=planted.pk).exists()
        assert not desks.open_to(stage.manager).filter(pk=planted.pk).exists()


def test_the_message_that_was_copied_is_not_beside_it(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        assert [row.pk for row in desks.open_to(stage.reviewer)] == [planted.pk]
        others = desks.open_to(stage.manager)
        assert [row.pk for row in others] == [reload(waiting).review_id]


def test_the_api_shows_the_copy_in_the_place_of_its_original(
    stage: World, waiting: Enrollment
) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        mine = Caller(stage, "reviewer", stage.reviewer)
        other = Caller(stage, "reviewer", stage.manager)
    both = (planted.pk, waiting.review_id)
    for caller, answers in ((mine, [200, 404]), (other, [404, 200])):
        (listed,) = caller.get("api_reviews").json()["results"]
        assert listed["id"] == str(both[answers.index(200)])
        assert [caller.get("api_review", pk).status_code for pk in both] == answers


def test_the_pages_show_the_copy_in_the_place_of_its_original(
    stage: World, waiting: Enrollment
) -> None:
    planted = plant(stage, waiting)
    page, person = f"/w/acme/enrollments/{waiting.pk}/", browser(stage.reviewer)
    assert f"/review/{planted.pk}/" in person.get(page).content.decode()
    assert person.get(f"/w/acme/review/{planted.pk}/").status_code == 200
    assert person.get(f"/w/acme/review/{waiting.review_id}/").status_code == 404
    assert f"/review/{waiting.review_id}/" in browser(stage.manager).get(page).content.decode()


def test_what_was_copied_is_in_no_group_while_the_copy_waits(
    stage: World, waiting: Enrollment
) -> None:
    with transaction.atomic():
        Review.objects.filter(pk=waiting.review_id).update(handling="group", group_key="a" * 64)
        assert len(group_review.waiting(stage.reviewer)) == 1
    plant(stage, waiting)
    with transaction.atomic():
        assert group_review.waiting(stage.reviewer) == []
        assert len(group_review.waiting(stage.manager)) == 1


def test_the_id_of_a_copy_tells_no_other_birth(stage: World, waiting: Enrollment) -> None:
    planted, real = plant(stage, waiting), original_of(reload(waiting))
    assert planted.pk != real.pk and planted.pk.version == 7
    assert str(planted.pk)[:13] == str(real.pk)[:13]


def test_the_report_does_not_tell_of_one_that_waits(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        person = Caller(stage, "reviewer", stage.reviewer)
    assert person.get("api_review_report").json() == []
    planting.answer(planted, **by(stage.reviewer, decision=Signed.APPROVED))
    (row,) = person.get("api_review_report").json()
    assert (row["planted"], row["missed"]) == (1, 1)


def test_one_waits_at_a_time_and_none_is_copied_twice(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    assert plant(stage, waiting).pk == planted.pk
    planting.answer(planted, **by(stage.reviewer, decision=Signed.APPROVED))
    seat, rows = stage.reviewer, [original_of(reload(waiting))]
    with transaction.atomic():
        assert planting.next_for(seat, rows, actor=member(seat), per_hundred=100) is None


DECISIONS = {
    "approve": lambda row, who: first_touch.approve(row, seen_hash=row.content_hash, **who),
    "changes": lambda row, who: first_touch.request_changes(row, reason="Wrong", **who),
    "reject": lambda row, who: first_touch.reject(row, reason="Wrong", **who),
    "withdraw": lambda row, who: first_touch.withdraw(row, reason="Wrong", **who),
    "pass on": lambda row, who: rewording.pass_on(
        row, seen_hash=row.content_hash, subject="Hi", text="Hi", **who
    ),
}


@pytest.mark.parametrize("name", list(DECISIONS))
def test_no_decision_on_it_changes_anything_real(
    stage: World, waiting: Enrollment, sink: Sink, name: str
) -> None:
    planted, before = plant(stage, waiting), reload(waiting)
    DECISIONS[name](planted, by(stage.reviewer))
    pass_time(stage, hours=2)
    after = reload(waiting)
    assert (after.state, after.review_id) == (before.state, before.review_id)
    assert original_of(after).state == ReviewState.PENDING
    with transaction.atomic():
        assert not Touch.objects.exists()
    assert sink.accepted == [] and stored(planted).state == ReviewState.VOID


def test_arming_refuses_it_even_when_it_is_forced_into_an_enrollment(
    stage: World, active: Enrollment
) -> None:
    """Somebody writes to the database itself and puts it in the place of the real one."""
    real = original_of(reload(active))
    with transaction.atomic():
        content = reviews.content_of(real)
        planted = planting._copied(real, content, Defect.NOTE, weighing.terms())
        put_in_place(active, planted)
        forced = Enrollment.objects.get(pk=active.pk)
        assert forced.review is not None and forced.review.content_hash == real.content_hash
        assert not first_touch.approval_stands(forced, planted, content, content)
        put_in_place(active, real)
        row = Enrollment.objects.get(pk=active.pk)
        assert first_touch.approval_stands(row, real, content, content)


def put_in_place(row: Enrollment, review: Review) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE enrollment_enrollment SET review_id = %s WHERE id = %s", [review.pk, row.pk]
        )


def test_the_database_takes_no_approval_of_it(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    approve = "UPDATE compliance_review SET state = 'approved', decided_by_id = %s WHERE id = %s"
    with (
        pytest.raises(IntegrityError, match="what_was_planted_never_leaves"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(approve, [stage.reviewer.pk, planted.pk])


def test_no_service_approves_it(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic(), pytest.raises(NotFound):
        said: dict[str, Any] = {"by": stage.reviewer, "actor": member(stage.reviewer)}
        reviews.approve(planted, seen_hash=planted.content_hash, **said)


@pytest.mark.parametrize(
    ("decision", "says"),
    [(Signed.APPROVED, "a real one would have left."), (Signed.REJECTED, "You noticed.")],
)
def test_the_reviewer_is_told_at_once(
    stage: World, waiting: Enrollment, decision: Signed, says: str
) -> None:
    planted = plant(stage, waiting)
    done = planting.answer(planted, **by(stage.reviewer, decision=decision, reason="Odd"))
    told = planting.told(done, decision)
    assert told.startswith("This was a planted message: ") and told.endswith(says)


def test_the_answer_is_kept(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    planting.answer(planted, **by(stage.reviewer, decision=Signed.REJECTED, reason="Odd"))
    with transaction.atomic():
        signature = ReviewSignature.objects.get(review=planted.pk)
    assert (signature.member_id, signature.decision) == (stage.reviewer.pk, Signed.REJECTED)
    assert signature.looked_at is not None
    assert {Action.REVIEW_PLANTED, Action.REVIEW_TAKE_OUT} <= set(actions())


def test_it_is_answered_once_by_whom_it_is_for_and_with_a_reason(
    stage: World, waiting: Enrollment
) -> None:
    planted = plant(stage, waiting)
    with pytest.raises(NotFound):
        planting.answer(planted, **by(stage.manager, decision=Signed.APPROVED))
    for wrong, sentence in ((" ", "must not leave"), ("a\0b", "stored"), ("x" * 2_001, "2000")):
        with pytest.raises(Refused, match=sentence):
            planting.answer(planted, **by(stage.reviewer, decision=Signed.REJECTED, reason=wrong))
    planting.answer(planted, **by(stage.reviewer, decision=Signed.APPROVED))
    with pytest.raises(Refused, match="no longer possible"):
        planting.answer(planted, **by(stage.reviewer, decision=Signed.APPROVED))


def test_a_real_message_is_not_answered_as_a_planted_one(stage: World, waiting: Enrollment) -> None:
    with pytest.raises(NotFound):
        planting.answer(
            original_of(reload(waiting)), **by(stage.reviewer, decision=Signed.APPROVED)
        )


def test_it_goes_when_the_original_is_decided(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    assert planting.sweep() == 0
    real = original_of(reload(waiting))
    first_touch.approve(real, seen_hash=real.content_hash, **by(stage.manager))
    assert planting.sweep() == 1
    assert stored(planted).state == ReviewState.VOID


def test_it_goes_after_a_day(stage: World, waiting: Enrollment) -> None:
    planted = plant(stage, waiting)
    clock.advance(timedelta(hours=23))
    assert planting.sweep() == 0
    clock.advance(timedelta(hours=2))
    assert planting.sweep() == 1
    assert stored(planted).state == ReviewState.VOID


def test_erasing_the_person_makes_it_unreadable(
    stage: World, waiting: Enrollment, peter: Contact
) -> None:
    planted = plant(stage, waiting)
    with transaction.atomic():
        vault.forget(peter.pk)
        with pytest.raises(vault.Erased):
            reviews.content_of(Review.queue.get(pk=planted.pk))


def test_a_message_with_a_history_is_not_copied(stage: World, waiting: Enrollment) -> None:
    review = original_of(reload(waiting))
    review.stage = 1
    seat = stage.reviewer
    with transaction.atomic():
        assert planting.next_for(seat, [review], actor=member(seat), per_hundred=100) is None


def test_asking_for_the_next_one_is_cheap(stage: World, waiting: Enrollment) -> None:
    rows, seat = [original_of(reload(waiting))], stage.reviewer
    with transaction.atomic(), counted() as seen:
        planting.next_for(seat, rows, actor=member(seat), per_hundred=100)
    assert len(seen) <= 18
