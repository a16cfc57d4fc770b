"""The REST API of review policies and groups of reviewers."""

import json
from typing import Any

import pytest
from django.urls import reverse

from tests.compliance.policies import document, rule
from tests.compliance.test_compliance_api import Caller
from tests.world import World

RULES = (rule("all", {"cause": "always"}),)
ROLES = ("viewer", "rep", "reviewer", "manager")


def author(world: World) -> Caller:
    return Caller(world, "admin")


def approver(world: World) -> Caller:
    return Caller(world, "admin", world.other_admin)


def patch(caller: Caller, route: str, row: str, **body: Any) -> Any:
    return caller.client.patch(reverse(route, args=[row]), body, content_type="application/json")


def discard(caller: Caller, row: str) -> int:
    return int(caller.client.delete(reverse("api_review_policy", args=[row])).status_code)


def drafted(world: World, **more: Any) -> dict[str, Any]:
    answer = author(world).post("api_review_policies", document=document(*RULES, **more))
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_what_holds_is_the_built_in_policy_at_first(acme: World) -> None:
    said = Caller(acme, "viewer").get("api_policies_in_force").json()
    assert (said["number"], said["document"]["hours"]) == (0, 24)


def test_a_second_admin_puts_a_draft_in_force(acme: World) -> None:
    row = drafted(acme)
    said = {"expected_edited_at": row["edited_at"]}
    answer = approver(acme).post("api_review_policy_approve", row["id"], **said)
    assert answer.json()["state"] == "approved"
    assert author(acme).get("api_policies_in_force").json()["number"] == 1


def test_its_author_does_not(acme: World) -> None:
    row = drafted(acme)
    said = {"expected_edited_at": row["edited_at"]}
    answer = author(acme).post("api_review_policy_approve", row["id"], **said)
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")


def test_a_name_that_is_no_text_is_refused_like_any_other_stranger(acme: World) -> None:
    body = json.dumps({"document": {**document(*RULES), "a\ud800b": 1}})
    url = reverse("api_review_policies")
    answer = author(acme).client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid")


def test_an_approval_names_the_text_that_was_read(acme: World) -> None:
    answer = approver(acme).post("api_review_policy_approve", drafted(acme)["id"])
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["expected_edited_at"])


def test_a_draft_is_changed_and_discarded(acme: World) -> None:
    me, row = author(acme), drafted(acme)
    changed = patch(me, "api_review_policy", row["id"], document=document(hours=8))
    assert changed.json()["document"]["hours"] == 8
    assert patch(me, "api_review_policy", row["id"], note="Why").json()["note"] == "Why"
    assert discard(me, row["id"]) == 204


def test_a_mistake_is_named_at_its_path(acme: World) -> None:
    wrong = {"document": document(rule("all", {"cause": "always"}, hours=0))}
    answer = author(acme).post("api_review_policies", **wrong)
    assert answer.status_code == 409 and "document.rules.1.hours" in answer.json()["fields"]


@pytest.mark.parametrize("given", [None, [], "x", {"rules": {}}, {"rules": [{"when": []}]}])
def test_no_document_crashes_the_reader(acme: World, given: Any) -> None:
    answer = author(acme).post("api_review_policies", document=given)
    assert answer.status_code in (400, 409) and answer.json()["code"] == "invalid"


def test_a_report_counts_by_rule_and_stage(acme: World) -> None:
    said = author(acme).get("api_review_policy_report", drafted(acme)["id"]).json()
    assert said["messages"] == 0
    assert said["rules"] == [{"name": "All", "messages": 0}]


@pytest.mark.parametrize("role", ROLES)
def test_everybody_reads_and_only_admins_write(acme: World, role: str) -> None:
    row, caller = drafted(acme), Caller(acme, role)
    assert caller.get("api_review_policy", row["id"]).status_code == 200
    assert caller.get("api_review_policies").status_code == 200
    assert caller.post("api_review_policies", document=document()).status_code == 403
    assert discard(caller, row["id"]) == 403
    assert caller.post("api_reviewer_groups", name="Claims").status_code == 403


def test_another_workspace_finds_nothing(acme: World, globex: World) -> None:
    row, stranger = drafted(acme), author(globex)
    assert stranger.get("api_review_policy", row["id"]).status_code == 404
    assert stranger.post("api_review_policy_approve", row["id"]).status_code == 404


def made(world: World, *members: Any) -> dict[str, Any]:
    ids = [str(each.pk) for each in members]
    answer = author(world).post("api_reviewer_groups", name="Claims", members=ids)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def test_a_group_is_made_changed_and_archived(acme: World) -> None:
    me, row = author(acme), made(acme, acme.reviewer)
    assert row["members"] == [str(acme.reviewer.pk)]
    people = [str(acme.reviewer.pk), str(acme.manager.pk)]
    said = patch(me, "api_reviewer_group", row["id"], name="Promises", members=people).json()
    assert (said["name"], sorted(said["members"])) == ("Promises", sorted(people))
    assert me.post("api_reviewer_group_archive", row["id"]).json()["archived_at"]


def test_a_member_of_another_workspace_is_refused(acme: World, globex: World) -> None:
    ids = [str(globex.reviewer.pk)]
    answer = author(acme).post("api_reviewer_groups", name="Claims", members=ids)
    assert answer.status_code == 409 and "members" in answer.json()["fields"]


def test_a_stranger_finds_no_group(acme: World, globex: World) -> None:
    row = made(acme)
    assert author(globex).get("api_reviewer_group", row["id"]).status_code == 404
    assert author(globex).get("api_reviewer_groups").json()["results"] == []
