"""The REST API of exclusion rules, called by the right role, a wrong one, and another workspace."""

from typing import Any

import pytest
from django.urls import reverse

from compliance.models import ExclusionRule
from enrollment import backtests
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.world import World

RULE = {
    "name": "No interns",
    "conditions": [{"field": "contact.title", "operator": "contains", "value": "intern"}],
}
ROLES = ("viewer", "rep", "reviewer", "manager")


def author(world: World) -> Caller:
    return Caller(world, "admin")


def approver(world: World) -> Caller:
    return Caller(world, "admin", world.other_admin)


def drafted(world: World, **more: Any) -> dict[str, Any]:
    answer = author(world).post("api_rules", **RULE, **more)
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def reported(world: World, **more: Any) -> str:
    rule = str(drafted(world, **more)["id"])
    with scope(world.workspace.pk):
        backtests.run(ExclusionRule.objects.get(pk=rule).pk)
    return rule


def approve(caller: Caller, rule: str) -> Any:
    seen = caller.get("api_rule", rule).json()["edited_at"]
    return caller.post("api_rule_approve", rule, expected_edited_at=seen)


def published(world: World, **more: Any) -> dict[str, Any]:
    answer = approve(approver(world), reported(world, **more))
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def patch(caller: Caller, rule: str, **body: Any) -> Any:
    url = reverse("api_rule", args=[rule])
    return caller.client.patch(url, body, content_type="application/json")


def test_a_draft_is_told_in_words_and_waits_for_its_report(acme: World) -> None:
    rule = drafted(acme)
    assert rule["sentence"] == "Exclude when title contains “intern”."
    assert (rule["state"], rule["report"], rule["is_reported"]) == ("draft", None, False)


def test_the_report_comes_with_the_rule(acme: World) -> None:
    answer = Caller(acme, "viewer").get("api_rule", reported(acme)).json()
    assert answer["report"]["people"] == 0 and answer["is_reported"]


def test_a_second_admin_puts_it_in_force(acme: World) -> None:
    rule = published(acme)
    assert (rule["state"], rule["approved_by"]) == ("approved", "Other Admin")


def test_the_person_behind_a_key_does_not_approve_their_own_draft(acme: World) -> None:
    answer = approve(author(acme), reported(acme))
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")


def test_before_the_report_nothing_is_approved(acme: World) -> None:
    answer = approve(approver(acme), drafted(acme)["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "report_missing")


@pytest.mark.parametrize("seen", [{}, {"expected_edited_at": None}, {"expected_edited_at": "x"}])
def test_an_approval_names_the_text_that_was_read(acme: World, seen: dict[str, Any]) -> None:
    answer = approver(acme).post("api_rule_approve", reported(acme), **seen)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["expected_edited_at"])


@pytest.mark.parametrize("day", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_an_end_that_no_zone_can_show_is_refused(acme: World, day: str) -> None:
    answer = author(acme).post("api_rules", **RULE, expires_at=day)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["expires_at"])


def test_a_change_asks_for_another_report(acme: World) -> None:
    rule = reported(acme)
    answer = patch(author(acme), rule, motion="renewal").json()
    assert (answer["motion"], answer["name"], answer["report"]) == ("renewal", "No interns", None)


def test_a_text_that_was_saved_meanwhile_is_not_approved(acme: World) -> None:
    rule = drafted(acme)
    patch(author(acme), rule["id"], name="No trainees")
    seen = {"expected_edited_at": rule["edited_at"]}
    answer = approver(acme).post("api_rule_approve", rule["id"], **seen)
    assert answer.json()["code"] == "edited_meanwhile"


def test_a_report_is_made_again_when_asked(acme: World) -> None:
    answer = author(acme).post("api_rule_backtest", reported(acme))
    assert (answer.status_code, answer.json()["report"]) == (200, None)


def test_a_draft_is_discarded(acme: World) -> None:
    caller, rule = author(acme), drafted(acme)["id"]
    assert caller.client.delete(reverse("api_rule", args=[rule])).status_code == 204
    assert caller.get("api_rule", rule).status_code == 404


def test_a_new_version_replaces_the_former_in_the_list(acme: World) -> None:
    published(acme, key=published(acme)["key"])
    caller = Caller(acme, "viewer")
    assert [rule["number"] for rule in caller.get("api_rules").json()["results"]] == [2]
    assert len(caller.get("api_rules", retired=True).json()["results"]) == 2
    assert len(caller.get("api_rules", state="retired").json()["results"]) == 1


def test_a_rule_is_retired(acme: World) -> None:
    rule, caller = published(acme)["id"], author(acme)
    assert caller.post("api_rule_retire", rule).json()["retired_at"]
    assert caller.post("api_rule_retire", rule).json()["code"] == "state_changed"


def test_a_rule_of_another_workspace_is_not_found(acme: World, globex: World) -> None:
    rule, stranger = reported(acme), Caller(globex, "admin", globex.other_admin)
    assert stranger.get("api_rule", rule).status_code == 404
    for route in ("api_rule_retire", "api_rule_approve", "api_rule_backtest"):
        assert stranger.post(route, rule).status_code == 404


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_change_nothing(acme: World, role: str) -> None:
    rule, caller = reported(acme), Caller(acme, role)
    assert caller.post("api_rules", **RULE).status_code == 403
    assert patch(caller, rule, name="x").status_code == 403
    for route in ("api_rule_retire", "api_rule_approve", "api_rule_backtest"):
        assert caller.post(route, rule).status_code == 403


def test_a_rule_with_a_wrong_condition_says_which(acme: World) -> None:
    broken = [{"field": "contact.title", "operator": "resembles", "value": "x"}]
    answer = author(acme).post("api_rules", **{**RULE, "conditions": broken})
    assert "Condition 1" in answer.json()["fields"]["conditions"]


def test_the_list_takes_as_many_reads_for_twice_the_rules(acme: World) -> None:
    caller, counts = Caller(acme, "viewer"), []
    caller.get("api_rules")
    for _ in range(2):
        drafted(acme)
        with counted() as seen:
            caller.get("api_rules")
        counts.append(len(seen))
    assert counts[0] == counts[1]
