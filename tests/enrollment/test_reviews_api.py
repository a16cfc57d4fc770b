"""Deciding on first messages through the API: the right role, a wrong one, an outsider."""

from uuid import UUID

import pytest
from django.db import transaction

from compliance import reviews
from compliance.models import Review
from enrollment.models import Enrollment
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.console.scenes import enrolled, running
from tests.world import World, contact


@pytest.fixture
def waiting(acme: World) -> Review:
    """The first message to Bob's contact."""
    with scope(acme.workspace.pk), transaction.atomic():
        row = enrolled(acme, contact(owner=acme.rep))
        found: Review = Review.objects.get(enrollment_id=row.pk)
        return found


def rita(world: World, seat: Membership | None = None) -> Caller:
    return Caller(world, "reviewer", seat or world.reviewer)


def state(world: World, pk: UUID) -> str:
    with scope(world.workspace.pk), transaction.atomic():
        return str(Review.objects.get(pk=pk).state)


def test_the_person_behind_the_key_approves_what_they_saw(acme: World, waiting: Review) -> None:
    given = {"seen_hash": waiting.content_hash, "stage": 0}
    answer = rita(acme).post("api_review_approve", waiting.pk, **given)
    assert (answer.status_code, answer.json()["state"]) == (200, "approved")
    assert answer.json()["decided_by"] == "Reviewer"


def test_an_approval_without_the_hash_is_refused(acme: World, waiting: Review) -> None:
    answer = rita(acme).post("api_review_approve", waiting.pk)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_looked_at")
    assert "seen_hash" in answer.json()["fields"]


def test_a_key_of_whoever_wrote_it_approves_nothing(acme: World, waiting: Review) -> None:
    answer = rita(acme, acme.admin).post(
        "api_review_approve", waiting.pk, seen_hash=waiting.content_hash
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")


ROUTES = ("approve", "changes", "reject", "pass_on", "withdraw", "look")


@pytest.mark.parametrize("route", ROUTES)
def test_a_key_of_a_viewer_decides_nothing(acme: World, waiting: Review, route: str) -> None:
    caller = Caller(acme, "viewer", acme.reviewer)
    body = {"reason": "x"} if route in ("changes", "reject", "withdraw") else {}
    assert caller.post(f"api_review_{route}", waiting.pk, **body).status_code == 403
    assert state(acme, waiting.pk) == "pending"


@pytest.mark.parametrize("route", ROUTES)
def test_another_workspace_finds_no_message(
    acme: World, globex: World, waiting: Review, route: str
) -> None:
    body = {"reason": "x"} if route != "look" else {}
    if route == "pass_on":
        body |= {"subject": "x", "text": "y"}
    caller = rita(globex)
    assert caller.post(f"api_review_{route}", waiting.pk, **body).status_code == 404


@pytest.mark.parametrize(
    ("route", "then"), [("changes", "changes_requested"), ("reject", "rejected")]
)
def test_sending_back_and_rejecting_take_a_reason(
    acme: World, waiting: Review, route: str, then: str
) -> None:
    caller = rita(acme)
    assert caller.post(f"api_review_{route}", waiting.pk).status_code == 400
    answer = caller.post(f"api_review_{route}", waiting.pk, reason="Too long")
    assert (answer.json()["state"], answer.json()["reason"]) == (then, "Too long")


def test_passing_on_answers_with_the_review_that_follows(acme: World, waiting: Review) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        text = reviews.content_of(waiting).text
    given = {"seen_hash": waiting.content_hash, "subject": "Unlike", "text": text}
    answer = rita(acme).post("api_review_pass_on", waiting.pk, **given).json()
    assert (answer["supersedes_id"], answer["state"]) == (str(waiting.pk), "pending")
    again = rita(acme).post("api_review_approve", answer["id"], seen_hash=answer["content_hash"])
    assert again.json()["code"] == "four_eyes"


def test_a_key_of_the_rep_takes_an_approval_back(acme: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        row = running(acme, contact(owner=acme.rep))
    caller = Caller(acme, "rep", acme.rep)
    answer = caller.post("api_review_withdraw", row.review_id, reason="Wrong person")
    assert answer.json()["state"] == "withdrawn"
    with scope(acme.workspace.pk), transaction.atomic():
        assert Enrollment.objects.get().state == "awaiting_review"


def test_who_has_it_open_is_told_and_can_be_taken_over(acme: World, waiting: Review) -> None:
    assert rita(acme).post("api_review_look", waiting.pk).json()["is_mine"]
    caller = Caller(acme, "manager", acme.manager)
    seen = caller.post("api_review_look", waiting.pk).json()
    assert (seen["holder"], seen["is_mine"]) == ("Reviewer", False)
    locked = caller.post("api_review_reject", waiting.pk, reason="No")
    assert (locked.status_code, locked.json()["code"]) == (409, "locked")
    assert caller.post("api_review_look", waiting.pk, take_over=True).json()["is_mine"]


def test_a_decision_may_take_over_at_once(acme: World, waiting: Review) -> None:
    rita(acme).post("api_review_look", waiting.pk)
    caller = Caller(acme, "manager", acme.manager)
    answer = caller.post("api_review_reject", waiting.pk, reason="No", take_over=True)
    assert answer.json()["state"] == "rejected"
