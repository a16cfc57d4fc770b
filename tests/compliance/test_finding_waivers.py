"""Findings that are accepted for a time: whose they are to accept, and what that changes."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.actions import Action
from audit.models import Entry
from compliance import finding_waivers, reviews, vault, word_rules
from compliance.models import FindingWaiver, Review, ReviewState
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership, Workspace
from tenancy.scope import scope
from tests.compliance.messages import message, pending
from tests.compliance.racing import PATIENCE, race
from tests.compliance.test_word_rules import by, changed, listed
from tests.world import World, contact

WRONG = "https://acme.example@evil.example/x"


def wrong(world: World, **changes: Any) -> Review:
    """A message with one error: a link that hides its host."""
    address = world.workspace.postal_address
    text = f"See {WRONG}\n{address}\nUnsubscribe: x"
    person = changes.pop("contact", None) or contact()
    return pending(world, person, content=message(world, text=text), **changes)


def accepted(review: Review, seat: Membership, **changes: Any) -> FindingWaiver:
    said: dict[str, Any] = {
        "code": "link_userinfo",
        "words": WRONG,
        "reason": "Their own test address",
        "expires_at": clock.now() + timedelta(days=90),
        **by(seat),
        **changes,
    }
    return finding_waivers.accept(review, **said)


def approve(review: Review, seat: Membership) -> Review:
    seen = review.content_hash
    return reviews.approve(review, by=seat, actor=member(seat), seen_hash=seen)


def weighed(review: Review) -> list[Any]:
    return list(reviews.weighed(review, reviews.content_of(review)))


def test_a_message_with_an_error_is_not_approved(in_acme: World) -> None:
    review = wrong(in_acme)
    with pytest.raises(Refused, match="hides its host") as refusal:
        approve(review, in_acme.reviewer)
    assert refusal.value.code == "findings"
    assert Review.objects.get(pk=review.pk).state == ReviewState.PENDING


def test_a_message_with_an_error_can_still_be_sent_back_and_rejected(in_acme: World) -> None:
    review, seat = wrong(in_acme), in_acme.reviewer
    done = reviews.request_changes(review, by=seat, actor=member(seat), reason="The link")
    assert done.state == ReviewState.CHANGES_REQUESTED


@pytest.mark.parametrize("name", ["manager", "admin"])
def test_what_is_accepted_stays_visible_and_weighs_nothing(in_acme: World, name: str) -> None:
    review = wrong(in_acme)
    waiver = accepted(review, getattr(in_acme, name))
    (found,) = weighed(review)
    assert (found.waiver, found.is_error, found.waivable) == (waiver, False, False)
    assert approve(review, in_acme.reviewer).state == ReviewState.APPROVED


def test_the_same_words_are_accepted_in_the_next_message_and_others_are_not(
    in_acme: World,
) -> None:
    accepted(wrong(in_acme), in_acme.admin)
    other = message(in_acme, subject="x", text=WRONG.replace("x", "y"))
    assert approve(wrong(in_acme, contact=contact("b@initech.example")), in_acme.reviewer)
    with pytest.raises(Refused):
        approve(pending(in_acme, contact("c@initech.example"), content=other), in_acme.reviewer)


@pytest.mark.parametrize("name", ["reviewer", "rep", "viewer"])
def test_only_managers_and_admins_accept(in_acme: World, name: str) -> None:
    with pytest.raises(Refused, match="Your seat may not"):
        accepted(wrong(in_acme), getattr(in_acme, name))


@pytest.mark.parametrize("part", ["author", "last_editor"])
def test_who_wrote_it_accepts_nothing_in_it(in_acme: World, part: str) -> None:
    review = wrong(in_acme, **{part: in_acme.admin})
    with pytest.raises(Refused, match="You wrote this") as refusal:
        accepted(review, in_acme.admin)
    assert refusal.value.code == "four_eyes"


def test_who_asked_for_it_again_accepts_nothing_in_it(in_acme: World) -> None:
    review = wrong(in_acme, also_barred=frozenset({in_acme.admin.pk}))
    with pytest.raises(Refused, match="You wrote this"):
        accepted(review, in_acme.admin)


def test_what_somebody_accepted_elsewhere_does_not_count_for_their_own_words(
    in_acme: World,
) -> None:
    accepted(wrong(in_acme), in_acme.admin)
    own = wrong(in_acme, contact=contact("b@initech.example"), author=in_acme.admin)
    with pytest.raises(Refused, match="hides its host"):
        approve(own, in_acme.reviewer)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"subject": "Re: yours"}, "false_reply"),
        ({"text": "Hi. Unsubscribe: x"}, "postal_address_missing"),
        ({"subject": "Hi {{ name }}"}, "unresolved"),
    ],
)
def test_law_and_lies_are_never_accepted(
    in_acme: World, changes: dict[str, str], code: str
) -> None:
    review = pending(in_acme, contact(), content=message(in_acme, **changes))
    found = next(each.finding for each in weighed(review) if each.finding.code == code)
    with pytest.raises(Refused, match="cannot be accepted"):
        accepted(review, in_acme.admin, code=code, words=found.text)


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_it_holds_for_ninety_days_at_most(in_acme: World, days: int) -> None:
    with pytest.raises(Refused, match="within the next 90 days") as refusal:
        accepted(wrong(in_acme), in_acme.admin, expires_at=clock.now() + timedelta(days=days))
    assert "expires_at" in refusal.value.fields


@pytest.mark.parametrize("reason", [" ", "x" * 301, "two\nlines"])
def test_it_needs_a_reason_of_one_line(in_acme: World, reason: str) -> None:
    with pytest.raises(Refused, match="Say why in one line"):
        accepted(wrong(in_acme), in_acme.admin, reason=reason)


def test_only_what_is_found_is_accepted_and_only_once(in_acme: World) -> None:
    review = wrong(in_acme)
    with pytest.raises(Refused, match="does not find this"):
        accepted(review, in_acme.admin, words="https://other.example")
    accepted(review, in_acme.admin)
    with pytest.raises(Refused, match="already"):
        accepted(review, in_acme.manager)


def test_nothing_is_accepted_in_a_decided_message(in_acme: World) -> None:
    review = wrong(in_acme)
    reviews.void(review, actor=member(in_acme.rep), reason="Changed.")
    with pytest.raises(Refused, match="decided already"):
        accepted(Review.objects.get(pk=review.pk), in_acme.admin)


def test_it_counts_until_its_day(in_acme: World) -> None:
    review = wrong(in_acme)
    accepted(review, in_acme.admin)
    FindingWaiver.objects.update(expires_at=clock.now())
    with pytest.raises(Refused, match="hides its host"):
        approve(review, in_acme.reviewer)


def test_it_counts_until_it_is_ended_and_is_ended_once(in_acme: World) -> None:
    review = wrong(in_acme)
    waiver = accepted(review, in_acme.admin)
    first = finding_waivers.end(waiver, **by(in_acme.manager))
    assert finding_waivers.end(waiver, **by(in_acme.admin)).ended_by_id == in_acme.manager.pk
    assert first.ended_at and weighed(review)[0].is_error


@pytest.mark.parametrize("name", ["reviewer", "rep"])
def test_who_may_not_accept_ends_nothing_either(in_acme: World, name: str) -> None:
    waiver = accepted(wrong(in_acme), in_acme.admin)
    with pytest.raises(Refused, match="Your seat may not"):
        finding_waivers.end(waiver, **by(getattr(in_acme, name)))


def test_both_steps_are_on_record_without_the_words(in_acme: World) -> None:
    finding_waivers.end(accepted(wrong(in_acme), in_acme.admin), **by(in_acme.admin))
    rows = Entry.objects.filter(action__in=[Action.FINDING_WAIVED, Action.WAIVER_ENDED])
    assert [row.data["code"] for row in rows] == ["link_userinfo"] * 2
    assert "evil.example" not in str([row.data for row in rows])


def test_a_waiver_elsewhere_does_not_exist(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        waiver = accepted(wrong(acme), acme.admin)
    with scope(globex.workspace.pk), pytest.raises(NotFound):
        finding_waivers.end(waiver, **by(globex.admin))


def test_nothing_is_accepted_in_a_message_that_is_gone(in_acme: World) -> None:
    review = wrong(in_acme)
    vault.forget(review.contact_id)
    with pytest.raises(vault.Erased):
        accepted(Review.objects.get(pk=review.pk), in_acme.admin)


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_the_same_at_once_make_one_waiver(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        review = wrong(acme)
    seats = (acme.admin, acme.manager)
    results = race(
        acme.workspace.pk,
        lambda: accepted(review, seats[0]),
        lambda: accepted(review, seats[1]),
    )
    assert sorted(type(each).__name__ for each in results) == ["FindingWaiver", "Refused"]


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_two_would_accept_the_same_twice(
    acme: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        review = wrong(acme)
    monkeypatch.setattr(Workspace.objects, "select_for_update", Workspace.objects.all)
    met = threading.Barrier(2, timeout=PATIENCE)
    look = finding_waivers._finding

    def together(*given: Any) -> Any:
        found = look(*given)
        met.wait()
        return found

    monkeypatch.setattr(finding_waivers, "_finding", together)
    race(
        acme.workspace.pk,
        lambda: accepted(review, acme.admin),
        lambda: accepted(review, acme.manager),
    )
    with scope(acme.workspace.pk), transaction.atomic():
        assert FindingWaiver.objects.count() == 2


# What newer rules find


def test_words_listed_after_the_opening_are_shown_as_new_and_weigh_as_much(
    in_acme: World,
) -> None:
    review = pending(in_acme, contact(), content=message(in_acme, subject="Acme Killer"))
    listed(in_acme)
    assert [(each.finding.code, each.is_new) for each in weighed(review)] == [
        ("price", False),
        ("forbidden", True),
    ]
    with pytest.raises(Refused, match="Our own list forbids this"):
        approve(review, in_acme.reviewer)


def test_a_list_that_is_made_stricter_while_a_message_waits_counts(in_acme: World) -> None:
    row = listed(in_acme, severity="warning")
    review = pending(in_acme, contact(), content=message(in_acme, subject="Acme Killer"))
    word_rules.change(row, changed(severity="error"), **by(in_acme.admin))
    assert [
        (each.finding.severity, each.is_new)
        for each in weighed(review)
        if each.finding.code == "forbidden"
    ] == [("warning", False), ("error", True)]
    with pytest.raises(Refused, match="Our own list forbids this"):
        approve(review, in_acme.reviewer)


def test_another_list_with_the_same_words_counts_for_itself(in_acme: World) -> None:
    listed(in_acme, severity="warning")
    review = pending(in_acme, contact(), content=message(in_acme, subject="Acme Killer"))
    listed(in_acme, name="Second")
    assert [each.is_new for each in weighed(review)] == [False, False, True]


def test_a_next_version_that_finds_the_same_is_no_news(in_acme: World) -> None:
    row = listed(in_acme)
    review = pending(in_acme, contact(), content=message(in_acme, subject="Acme Killer"))
    word_rules.change(row, changed(words=(*row.words, "another")), **by(in_acme.admin))
    assert [each.is_new for each in weighed(review)] == [False, False]


def test_what_was_found_at_the_opening_stays(in_acme: World) -> None:
    review = pending(in_acme, contact())
    Workspace.objects.update(postal_address="9 Other Road")
    codes = [(each.finding.code, each.is_new) for each in weighed(review)]
    assert codes == [("price", False), ("postal_address_missing", True)]


def test_a_decided_review_is_not_checked_anew(in_acme: World) -> None:
    done = approve(pending(in_acme, contact()), in_acme.reviewer)
    Workspace.objects.update(postal_address="9 Other Road")
    assert [each.finding.code for each in weighed(done)] == ["price"]
