"""Own words and accepted findings through the API: the right role, a wrong one, an outsider."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from compliance.models import ContentRule, FindingWaiver, Review
from tenancy import clock
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.compliance.test_finding_waivers import WRONG, accepted, wrong
from tests.compliance.test_word_rules import listed
from tests.world import World, contact

WORDS = {"name": "Names", "kind": "claim", "severity": "error", "words": ["Acme Killer"]}


def in_review(world: World, **changes: Any) -> Review:
    with scope(world.workspace.pk), transaction.atomic():
        return wrong(world, **changes)


def waiver_of(review: Review) -> dict[str, Any]:
    until = clock.now() + timedelta(days=7)
    about = {"code": "link_userinfo", "words": WRONG, "reason": "A test page"}
    return {"review_id": str(review.pk), **about, "expires_at": until.isoformat()}


def test_an_admin_lists_changes_and_retires_words(acme: World) -> None:
    caller = Caller(acme, "admin")
    made = caller.post("api_content_rules", **WORDS)
    assert (made.status_code, made.json()["version"]) == (201, 1)
    changed = caller.post("api_content_rule", made.json()["id"], **{**WORDS, "words": ["b"]}).json()
    assert (changed["version"], changed["key"]) == (2, made.json()["key"])
    retired = caller.post("api_content_rule_retire", changed["id"]).json()
    assert retired["retired_at"] is not None


def test_a_list_of_words_is_read_with_its_former_versions(acme: World) -> None:
    caller = Caller(acme, "admin")
    made = caller.post("api_content_rules", **WORDS).json()
    caller.post("api_content_rule_retire", made["id"])
    assert caller.get("api_content_rules").json()["results"] == []
    found = Caller(acme, "viewer").get("api_content_rules", retired="true").json()["results"]
    assert [each["words"] for each in found] == [["Acme Killer"]]


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer", "manager"])
def test_other_roles_list_no_words(acme: World, role: str) -> None:
    assert Caller(acme, role).post("api_content_rules", **WORDS).status_code == 403


def test_a_wrong_list_is_refused_at_its_field(acme: World) -> None:
    answer = Caller(acme, "admin").post("api_content_rules", **{**WORDS, "words": ["..."]})
    assert answer.status_code in (400, 409, 422) and "words" in str(answer.json())


def test_words_of_another_workspace_do_not_exist(acme: World, globex: World) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        rule = listed(acme)
    caller = Caller(globex, "admin")
    assert caller.post("api_content_rule", rule.pk, **WORDS).status_code == 404
    assert caller.post("api_content_rule_retire", rule.pk).status_code == 404
    with scope(acme.workspace.pk), transaction.atomic():
        assert ContentRule.objects.get().retired_at is None


def test_a_manager_accepts_a_finding_and_ends_it(acme: World) -> None:
    caller = Caller(acme, "manager", acme.manager)
    made = caller.post("api_finding_waivers", **waiver_of(in_review(acme)))
    assert (made.status_code, made.json()["granted_by"]) == (201, "Manager")
    ended = caller.post("api_finding_waiver_end", made.json()["id"]).json()
    assert ended["ended_by"] == "Manager"
    assert caller.get("api_finding_waivers").json()["results"] == []
    assert len(caller.get("api_finding_waivers", ended="true").json()["results"]) == 1


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer"])
def test_other_roles_accept_nothing(acme: World, role: str) -> None:
    answer = Caller(acme, role).post("api_finding_waivers", **waiver_of(in_review(acme)))
    assert answer.status_code == 403


def test_the_person_behind_a_key_accepts_nothing_in_their_own_words(acme: World) -> None:
    review = in_review(acme, author=acme.admin)
    answer = Caller(acme, "admin").post("api_finding_waivers", **waiver_of(review))
    assert answer.json()["code"] == "four_eyes"


def test_a_message_of_another_workspace_does_not_exist(acme: World, globex: World) -> None:
    review = in_review(acme)
    answer = Caller(globex, "admin").post("api_finding_waivers", **waiver_of(review))
    assert answer.status_code == 404
    with scope(acme.workspace.pk), transaction.atomic():
        waiver = accepted(review, acme.admin)
    assert Caller(globex, "admin").post("api_finding_waiver_end", waiver.pk).status_code == 404


def test_a_review_says_which_rule_found_what_and_what_is_accepted(acme: World) -> None:
    review = in_review(acme)
    with scope(acme.workspace.pk), transaction.atomic():
        accepted(review, acme.admin)
    (found,) = Caller(acme, "reviewer").get("api_review", review.pk).json()["findings"]
    said = (found["rule"], found["pack"], found["accepted_by"], found["is_new"])
    assert said == ("link_userinfo", "general", "Admin", False)
    assert found["accepted_until"] is not None


def test_lists_take_a_fixed_number_of_statements(acme: World) -> None:
    caller = Caller(acme, "admin")
    counts = []
    for number in range(3):
        with scope(acme.workspace.pk), transaction.atomic():
            listed(acme, name=f"List {number}")
            accepted(wrong(acme, contact=contact(f"p{number}@x.example")), acme.admin)
            FindingWaiver.objects.update(words=str(number))
        with counted() as seen:
            caller.get("api_content_rules")
            caller.get("api_finding_waivers")
        counts.append(len(seen))
    assert counts[1] == counts[2]
