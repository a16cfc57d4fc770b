"""What was found in a message, on its page: accepting it, the list of what is accepted."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from compliance.models import FindingWaiver, Review, ReviewState
from contacts.models import Contact
from enrollment import rewording
from enrollment.models import Enrollment
from tenancy.actors import member
from tenancy.models import Membership
from tests.console.browsing import browser, reads
from tests.console.scenes import enrolled
from tests.world import World, contact

LIST = "/w/acme/compliance/accepted/"
LINK = "https://acme.example@evil.example/x"


def waiting(world: World, text: str = f"See {LINK}", person: Contact | None = None) -> Review:
    """A message that the rep has rewritten, with an error in it."""
    person = person or contact(owner=world.rep)
    row = Enrollment.objects.get(pk=enrolled(world, person).pk)
    footer = f"\n{world.workspace.postal_address}\nUnsubscribe: x"
    seat = world.rep
    return rewording.resubmit(row, seat=seat, actor=member(seat), text=text + footer)


def url(review: Review, part: str = "") -> str:
    return f"/w/acme/review/{review.pk}/{part}"


def form(**changes: str) -> dict[str, str]:
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    about = {"code": "link_userinfo", "words": LINK, "reason": "Their test page", "until": until}
    return {**about, **changes}


def page(seat: Membership, review: Review) -> str:
    return str(browser(seat).get(url(review)).content.decode())


def accept(seat: Membership, review: Review, **changes: str) -> Any:
    return browser(seat).post(url(review, "accept/"), form(**changes))


def test_a_message_with_an_error_says_why_nobody_can_approve_it(in_acme: World) -> None:
    shown = page(in_acme.reviewer, waiting(in_acme))
    assert "Nobody can approve it as it is: A link hides its host" in shown
    assert 'value="approve"' not in shown and 'value="reject"' in shown


def test_an_approval_by_hand_is_refused_and_says_why(in_acme: World) -> None:
    review = waiting(in_acme)
    sent = {"decision": "approve", "seen_hash": review.content_hash}
    answer = browser(in_acme.reviewer).post(url(review, "decide/"), sent)
    assert answer.status_code == 409 and "hides its host" in answer.content.decode()
    assert Review.objects.get(pk=review.pk).state == ReviewState.PENDING


def test_what_a_manager_accepts_is_shown_and_the_message_can_be_approved(in_acme: World) -> None:
    review = waiting(in_acme)
    assert accept(in_acme.manager, review).headers["Location"] == url(review)
    shown = page(in_acme.reviewer, review)
    assert "By Manager, until" in shown and "Their test page" in shown
    assert 'value="approve"' in shown and LINK in shown


@pytest.mark.parametrize("seat", ["reviewer", "rep", "viewer"])
def test_who_may_not_accept_is_offered_nothing_and_gets_nothing(in_acme: World, seat: str) -> None:
    review = waiting(in_acme)
    assert accept(getattr(in_acme, seat), review).status_code == 404
    assert "Accept it for a time" not in page(in_acme.reviewer, review)
    assert not FindingWaiver.objects.exists()


def test_an_outsider_accepts_and_ends_nothing(in_acme: World, globex: World) -> None:
    review = waiting(in_acme)
    assert accept(globex.admin, review).status_code == 404
    accept(in_acme.manager, review)
    waiver = FindingWaiver.objects.get()
    for path in (f"{LIST}{waiver.pk}/end/", f"/w/globex/compliance/accepted/{waiver.pk}/end/"):
        assert browser(globex.admin).post(path).status_code == 404
    assert FindingWaiver.objects.get().ended_at is None


def test_who_wrote_it_is_offered_nothing_and_is_refused(in_acme: World) -> None:
    review = waiting(in_acme)
    assert "Accept it for a time" not in page(in_acme.admin, review)
    answer = accept(in_acme.admin, review)
    assert answer.status_code == 409 and "You wrote this message" in answer.content.decode()


def test_what_was_typed_survives_a_refusal(in_acme: World) -> None:
    review = waiting(in_acme)
    shown = accept(in_acme.manager, review, until="2020-01-01").content.decode()
    assert "within the next 90 days" in shown and 'value="Their test page"' in shown


def test_a_day_that_is_none_is_said(in_acme: World) -> None:
    answer = accept(in_acme.manager, waiting(in_acme), until="soon")
    assert answer.status_code == 409 and "Enter a valid date" in answer.content.decode()


def test_law_is_not_offered_to_be_accepted(in_acme: World) -> None:
    review = waiting(in_acme, "Hi {{ name }}")
    shown = page(in_acme.manager, review)
    assert "variable without its value" in shown and "Accept it for a time" not in shown


def test_the_list_names_what_is_accepted_and_what_is_over(in_acme: World) -> None:
    accept(in_acme.manager, waiting(in_acme))
    waiver = FindingWaiver.objects.get()
    assert LINK in browser(in_acme.reviewer).get(LIST).content.decode()
    browser(in_acme.manager).post(f"{LIST}{waiver.pk}/end/")
    assert LINK not in browser(in_acme.reviewer).get(LIST).content.decode()
    over = browser(in_acme.reviewer).get(f"{LIST}?show=ended").content.decode()
    assert LINK in over and "ended by Manager" in over


@pytest.mark.parametrize("seat", ["reviewer", "rep", "viewer"])
def test_other_roles_end_nothing(in_acme: World, seat: str) -> None:
    accept(in_acme.manager, waiting(in_acme))
    waiver = FindingWaiver.objects.get()
    answer = browser(getattr(in_acme, seat)).post(f"{LIST}{waiver.pk}/end/")
    assert answer.status_code == 404
    assert "End it" not in browser(getattr(in_acme, seat)).get(LIST).content.decode()


@pytest.mark.parametrize("seat", ["rep", "viewer"])
def test_words_of_messages_are_for_who_reviews_them(in_acme: World, seat: str) -> None:
    me = browser(getattr(in_acme, seat))
    assert me.get(LIST).status_code == 404
    assert LIST not in me.get("/w/acme/compliance/").content.decode()


def test_the_page_takes_as_many_reads_for_many_findings(in_acme: World) -> None:
    one = waiting(in_acme)
    other = contact("b@initech.example", owner=in_acme.rep)
    many = waiting(in_acme, f"The best, $5, #1, act now {LINK}", other)
    me = browser(in_acme.manager)
    counts = []
    for review in (one, many):
        with reads() as taken:
            me.get(url(review))
        counts.append(taken.count)
    assert counts[0] == counts[1]
