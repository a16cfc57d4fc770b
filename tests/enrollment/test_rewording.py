"""Other words for one first message: whoever writes them does not approve them."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance import reviews
from compliance.models import Review, ReviewSignature, Signed
from contacts.models import Contact
from enrollment import first_touch, rewording
from enrollment.models import Enrollment, Notice
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tests.compliance import policies
from tests.enrollment.sink import Sink
from tests.enrollment.stage import pass_time, reload
from tests.enrollment.test_four_eyes import approves, review_of, sends_back
from tests.world import World


def words(review: Review) -> dict[str, str]:
    with transaction.atomic():
        content = reviews.content_of(review)
    return {"subject": content.subject, "text": content.text}


def pass_on(review: Review, by: Membership, **changes: Any) -> Review:
    said = {"seen_hash": review.content_hash, **words(review), **changes}
    return rewording.pass_on(review, seat=by, actor=member(by), **said)


def softer(review: Review) -> str:
    return words(review)["text"].replace("how do you check", "may I ask how you check")


def obstacle(review: Review, by: Membership) -> str:
    with transaction.atomic():
        return reviews.obstacle(Review.objects.get(pk=review.pk), by)


def test_who_edits_passes_it_on_to_somebody_else(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    renewed = pass_on(review, stage.reviewer, text=softer(review))
    assert (renewed.supersedes_id, renewed.thread_id) == (review.pk, review.thread_id)
    assert renewed.last_editor_id == stage.reviewer.pk and renewed.is_edited
    assert obstacle(renewed, stage.reviewer).startswith("You edited this message last")


def test_what_was_passed_on_is_over_and_signed(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    pass_on(review, stage.reviewer, text=softer(review), reason="Too blunt")
    with transaction.atomic():
        row = ReviewSignature.objects.get()
    assert (row.review_id, row.decision, row.member_id) == (
        review.pk,
        Signed.PASSED_ON,
        stage.reviewer.pk,
    )
    former = reload(review)
    assert former.state == "void" and "Reviewer wrote other words" in former.reason
    assert "Too blunt" in former.reason


@pytest.mark.parametrize("name", ["reviewer", "admin", "other_admin"])
def test_who_was_barred_stays_barred(stage: World, waiting: Enrollment, name: str) -> None:
    """The reviewer edited it; one admin wrote the template; the other one may decide."""
    review = review_of(waiting)
    renewed = pass_on(review, stage.reviewer, text=softer(review))
    may = name == "other_admin"
    assert (obstacle(renewed, getattr(stage, name)) == "") is may


def test_the_new_words_leave_after_another_persons_approval(
    stage: World, waiting: Enrollment, sink: Sink
) -> None:
    review = review_of(waiting)
    renewed = pass_on(review, stage.reviewer, text=softer(review))
    pass_time(stage, hours=1)
    assert sink.accepted == []
    approves(renewed, stage.manager)()
    pass_time(stage, hours=1)
    (message,) = sink.accepted
    body = message.get_body(("plain",))
    assert body is not None and "may I ask how you check" in body.get_content()


def test_another_subject_alone_keeps_the_text_and_its_html(
    stage: World, waiting: Enrollment
) -> None:
    review = review_of(waiting)
    renewed = pass_on(review, stage.reviewer, subject="A question")
    with transaction.atomic():
        before, after = reviews.content_of(review), reviews.content_of(renewed)
    assert (after.subject, after.text, after.html) == ("A question", before.text, before.html)


def test_nothing_changed_is_nothing_to_pass_on(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    crlf = words(review)["text"].replace("\n", "\r\n")
    with pytest.raises(Refused, match="changed no word"):
        pass_on(review, stage.reviewer, text=crlf)
    assert (reload(review).state, review_of(waiting).pk) == ("pending", review.pk)


def test_words_that_nobody_could_approve_are_not_passed_on(
    stage: World, waiting: Enrollment
) -> None:
    review = review_of(waiting)
    with pytest.raises(Refused, match="Nobody could approve these words") as refusal:
        pass_on(review, stage.reviewer, text="Hi Peter, call me.")
    assert refusal.value.code == "findings"
    assert reload(review).state == "pending"


def test_who_may_not_decide_passes_nothing_on(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    with pytest.raises(Refused, match="You wrote this message"):
        pass_on(review, stage.admin, text=softer(review))


def test_what_was_not_looked_at_is_not_passed_on(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    with pytest.raises(Refused) as refusal:
        pass_on(review, stage.reviewer, text=softer(review), seen_hash="")
    assert refusal.value.code == "not_looked_at"


@pytest.mark.parametrize("decision", ["changes", "reject"])
def test_the_rep_is_told(stage: World, waiting: Enrollment, decision: str) -> None:
    review, by = review_of(waiting), stage.reviewer
    if decision == "changes":
        sends_back(review, by)()
    else:
        first_touch.reject(review, seat=by, actor=member(by), reason="Peter left")
    with transaction.atomic():
        notice = Notice.objects.get()
    assert (notice.member_id, notice.path) == (stage.rep.pk, f"enrollments/{waiting.pk}/")
    assert "Peter" not in f"{notice.title} {notice.body}"


def test_a_resubmission_that_is_not_edited_bars_who_asks_and_edits_nothing(
    stage: World, waiting: Enrollment
) -> None:
    sends_back(review_of(waiting), stage.reviewer)()
    renewed = rewording.resubmit(waiting, seat=stage.manager, actor=member(stage.manager))
    assert (renewed.is_edited, renewed.last_editor_id) == (False, stage.admin.pk)
    assert obstacle(renewed, stage.manager).startswith("You had a part in this message")


@pytest.mark.parametrize("by", ["rep", "reviewer"])
def test_after_a_change_words_for_one_person_are_with_the_rep_and_the_template_is_not_sent(
    stage: World, waiting: Enrollment, peter: Contact, by: str
) -> None:
    review = review_of(waiting)
    seat: Membership = getattr(stage, by)
    if by == "rep":
        edited = rewording.resubmit(waiting, seat=seat, actor=member(seat), text=softer(review))
    else:
        edited = pass_on(review, seat, text=softer(review))
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")
    assert first_touch.refresh(waiting.pk) is not None
    with transaction.atomic():
        told = Notice.objects.get(member=stage.rep, title=first_touch.WORDS_AGAIN)
    assert (review_of(waiting).pk, reload(edited).state) == (edited.pk, "void")
    assert reload(waiting).state == "awaiting_review"
    assert told.path == f"enrollments/{waiting.pk}/"


def test_an_approval_of_words_for_one_person_ends_with_the_facts(
    stage: World, waiting: Enrollment, peter: Contact, sink: Sink
) -> None:
    edited = pass_on(review_of(waiting), stage.reviewer, text=softer(review_of(waiting)))
    approves(edited, stage.manager)()
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")
    pass_time(stage, hours=1)
    assert sink.accepted == []
    assert (reload(edited).state, reload(waiting).state) == ("void", "awaiting_review")


def test_words_that_wait_with_the_rep_have_their_whole_time_when_sent_again_late(
    stage: World, waiting: Enrollment, peter: Contact
) -> None:
    rep = policies.by(stage.rep)
    rewording.resubmit(waiting, **rep, text=softer(review_of(waiting)))
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="Pjotr")
    first_touch.refresh(waiting.pk)
    clock.advance(timedelta(days=15))
    again = rewording.resubmit(waiting, **rep, text="Hi Pjotr, may I?")
    assert again.expires_at == again.opened_at + timedelta(days=14)
