"""Review: the queue, the message as it will leave, and the decision on exactly that."""

from dataclasses import replace

import pytest

from compliance.models import Review, ReviewState
from contacts.models import Contact
from enrollment.models import Enrollment, EnrollmentState
from sequences import services
from tests.console.browsing import browser, reads
from tests.console.scenes import enrolled
from tests.console.versions import saved
from tests.sequences.drafting import INTRO, as_
from tests.world import World, account, contact

QUEUE = "/w/acme/review/"


def waiting(world: World, email: str = "peter@initech.example") -> Review:
    person = contact(email, owner=world.rep)
    row: Review = Review.objects.get(enrollment_id=enrolled(world, person).pk)
    return row


def url(review: Review, part: str = "") -> str:
    return f"{QUEUE}{review.pk}/{part}"


def approval(review: Review) -> dict[str, str]:
    return {"decision": "approve", "seen_hash": review.content_hash}


def test_an_empty_queue_names_what_brings_the_first_message(in_acme: World) -> None:
    page = browser(in_acme.reviewer).get(QUEUE).content.decode()
    assert "Nothing waits for review" in page


def test_the_queue_opens_its_first_message_with_its_words(in_acme: World) -> None:
    waiting(in_acme)
    page = browser(in_acme.reviewer).get(QUEUE).content.decode()
    assert "how do you check who may be contacted?" in page
    assert "peter@initech.example" in page


def test_a_value_from_a_field_is_marked_with_its_source(in_acme: World) -> None:
    page = browser(in_acme.reviewer).get(url(waiting(in_acme))).content.decode()
    said = "First name, from Contact: first name, revision 1"
    assert f'<mark class="fact" title="{said}">Peter</mark>' in page


def test_what_is_in_a_field_cannot_become_markup(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, first_name="<b>Bo</b>")
    review = Review.objects.get(enrollment_id=enrolled(in_acme, person).pk)
    assert "<b>Bo</b>" not in browser(in_acme.reviewer).get(url(review)).content.decode()


@pytest.mark.parametrize("seat", ["rep", "viewer"])
def test_who_may_not_review_finds_no_queue(in_acme: World, seat: str) -> None:
    assert browser(getattr(in_acme, seat)).get(QUEUE).status_code == 404


def test_an_outsider_finds_no_message(in_acme: World, globex: World) -> None:
    review = waiting(in_acme)
    assert browser(globex.reviewer).get(url(review)).status_code == 404
    assert browser(globex.reviewer).get(f"/w/globex/review/{review.pk}/").status_code == 404


def test_a_manager_sees_the_messages_of_the_team_alone(in_acme: World) -> None:
    review = waiting(in_acme)
    assert browser(in_acme.manager).get(url(review)).status_code == 200
    Enrollment.objects.update(owner=in_acme.other_rep, enrolled_by=in_acme.other_rep)
    assert browser(in_acme.manager).get(url(review)).status_code == 404


def test_approving_starts_the_sequence(in_acme: World) -> None:
    review = waiting(in_acme)
    browser(in_acme.reviewer).post(url(review, "decide/"), approval(review))
    row = Enrollment.objects.get(pk=review.enrollment_id)
    assert row.state == EnrollmentState.ACTIVE


def test_deciding_opens_the_next_message(in_acme: World) -> None:
    first, second = waiting(in_acme), waiting(in_acme, "bill@initech.example")
    answer = browser(in_acme.reviewer).post(url(first, "decide/"), approval(first))
    assert answer.headers["Location"] == url(second)


def test_an_approval_of_something_else_changes_nothing(in_acme: World) -> None:
    review = waiting(in_acme)
    form = {"decision": "approve", "seen_hash": "0" * 64}
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), form)
    assert answer.status_code == 409
    assert Review.objects.get(pk=review.pk).state == ReviewState.PENDING


def test_a_message_that_drifted_is_not_approved(in_acme: World) -> None:
    review = waiting(in_acme)
    Contact.objects.update(first_name="Pete")
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), approval(review))
    assert answer.status_code == 409 and "changed while you looked" in answer.content.decode()
    assert Review.objects.get(pk=review.pk).state == ReviewState.VOID


@pytest.mark.parametrize("decision", ["changes", "reject"])
def test_sending_back_or_rejecting_needs_a_reason(in_acme: World, decision: str) -> None:
    review = waiting(in_acme)
    form = {"decision": decision, "reason": "  "}
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), form)
    assert answer.status_code == 409
    assert Review.objects.get(pk=review.pk).state == ReviewState.PENDING


@pytest.mark.parametrize("decision", ["changes", "reject", "edit", "withdraw", "approve"])
@pytest.mark.parametrize("field", ["reason", "subject", "text", "seen_hash"])
def test_what_cannot_be_stored_is_refused(in_acme: World, decision: str, field: str) -> None:
    review = waiting(in_acme)
    said = {**approval(review), "decision": decision, "subject": "Hi", "text": "Hi", "reason": "x"}
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), {**said, field: "a\0b"})
    assert answer.status_code in (302, 409)


def test_a_rejection_ends_the_enrolment(in_acme: World) -> None:
    review = waiting(in_acme)
    form = {"decision": "reject", "reason": "A partner of ours"}
    browser(in_acme.reviewer).post(url(review, "decide/"), form)
    row = Enrollment.objects.get(pk=review.enrollment_id)
    assert row.exit_reason == "rejected_in_review"


def test_what_was_typed_survives_a_refusal(in_acme: World) -> None:
    review = waiting(in_acme)
    form = {"decision": "reject", "reason": "x" * 2_001}
    page = browser(in_acme.reviewer).post(url(review, "decide/"), form).content.decode()
    assert "x" * 2_001 in page


def test_who_wrote_it_sees_why_there_is_no_button(in_acme: World) -> None:
    page = browser(in_acme.admin).get(url(waiting(in_acme))).content.decode()
    assert "You wrote this message, so another reviewer has to decide." in page
    assert 'value="approve"' not in page


def test_who_wrote_it_cannot_approve_by_hand_either(in_acme: World) -> None:
    review = waiting(in_acme)
    answer = browser(in_acme.admin).post(url(review, "decide/"), approval(review))
    assert answer.status_code == 409
    assert Review.objects.get(pk=review.pk).state == ReviewState.PENDING


def test_a_decided_message_has_no_buttons(in_acme: World) -> None:
    review = waiting(in_acme)
    me = browser(in_acme.reviewer)
    me.post(url(review, "decide/"), approval(review))
    assert 'value="approve"' not in me.get(url(review)).content.decode()


def test_the_html_is_framed_where_it_can_run_nothing(in_acme: World) -> None:
    answer = browser(in_acme.reviewer).get(url(waiting(in_acme), "message/"))
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("sandbox; default-src 'none'") and "script" not in policy
    assert answer.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_the_rules_that_let_the_person_in_are_shown(in_acme: World) -> None:
    page = browser(in_acme.reviewer).get(url(waiting(in_acme))).content.decode()
    assert "Why we may write" in page and 'class="verdict ' in page


def test_the_queue_takes_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.reviewer)
    people = [f"p{n}@initech.example" for n in range(4)]
    account("Initech")
    for email in people[:2]:
        waiting(in_acme, email)
    with reads() as few:
        me.get(QUEUE)
    for email in people[2:]:
        waiting(in_acme, email)
    with reads() as many:
        me.get(QUEUE)
    assert few.count == many.count


def test_the_message_names_who_gets_a_copy(in_acme: World) -> None:
    intro = replace(INTRO, cc=("a@mail.acme.example",), bcc=("b@mail.acme.example",))
    draft = services.submit(saved(in_acme, intro), **as_(in_acme.admin))
    services.approve(draft, **as_(in_acme.other_admin))
    page = browser(in_acme.reviewer).get(url(waiting(in_acme))).content.decode()
    assert "Copy (Cc) to a@mail.acme.example" in page
    assert "Blind copy (Bcc) to b@mail.acme.example" in page
