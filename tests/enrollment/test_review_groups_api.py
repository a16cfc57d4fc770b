"""REST of groups in review, called by the right role, a wrong one, and another workspace."""

from typing import Any

import pytest

from compliance.models import Review, ReviewState
from tenancy.scope import scope
from tests.compliance import policies
from tests.compliance.test_compliance_api import Caller
from tests.console.scenes import enrolled
from tests.world import World, contact

TOGETHER = policies.rule("all", {"cause": "always"}, handling="group")


@pytest.fixture
def key(acme: World) -> str:
    """Three people in one sequence, under a policy that lets them be approved together."""
    with scope(acme.workspace.pk):
        policies.in_force(acme, TOGETHER)
        for name in ("Ada", "Grace", "Edith"):
            person = contact(f"{name}@initech.example", first_name=name, owner=acme.rep)
            enrolled(acme, person)
        return str(Review.objects.values_list("group_key", flat=True)[0])


def reviewer(world: World) -> Caller:
    return Caller(world, "reviewer", world.reviewer)


def group(world: World, key: str) -> dict[str, Any]:
    found: dict[str, Any] = reviewer(world).get("api_review_group", key).json()
    return found


def shown(world: World, key: str) -> list[dict[str, str]]:
    together = group(world, key)["together"]
    return [{"id": each["id"], "content_hash": each["content_hash"]} for each in together]


def look(world: World, key: str) -> None:
    for each in group(world, key)["together"]:
        assert reviewer(world).post("api_review_look", each["id"]).status_code == 200


def test_the_list_tells_what_waits(acme: World, key: str) -> None:
    (found,) = reviewer(acme).get("api_review_groups").json()
    assert (found["key"], found["count"], found["enrollers"]) == (key, 3, ["Rep"])


def test_one_group_has_its_messages_and_what_to_open(acme: World, key: str) -> None:
    together = group(acme, key)["together"]
    assert [(each["in_sample"], each["is_looked_at"]) for each in together] == [(True, False)] * 3
    assert {fact["value"] for each in together for fact in each["facts"]} >= {"Ada", "Grace"}


def test_a_group_is_approved_after_its_sample(acme: World, key: str) -> None:
    what = {"shown": shown(acme, key)}
    early = reviewer(acme).post("api_review_group_approve", key, **what)
    assert (early.status_code, early.json()["code"]) == (409, "sample")
    look(acme, key)
    done = reviewer(acme).post("api_review_group_approve", key, **what).json()
    assert (len(done["decided"]), done["fell_out"]) == (3, [])
    with scope(acme.workspace.pk):
        assert Review.objects.filter(state=ReviewState.APPROVED).count() == 3


def test_what_falls_out_is_told_with_its_reason(acme: World, key: str) -> None:
    look(acme, key)
    first, *rest = shown(acme, key)
    what = [{**first, "content_hash": "0" * 64}, *rest]
    done = reviewer(acme).post("api_review_group_approve", key, shown=what).json()
    assert [each["id"] for each in done["fell_out"]] == [first["id"]]


def test_a_group_is_sent_back(acme: World, key: str) -> None:
    what = {"shown": shown(acme, key), "reason": "Softer, please"}
    done = reviewer(acme).post("api_review_group_changes", key, **what).json()
    assert len(done["decided"]) == 3


@pytest.mark.parametrize("role", ["viewer", "rep"])
def test_who_may_not_review_is_refused(acme: World, key: str, role: str) -> None:
    assert Caller(acme, role).get("api_review_groups").status_code == 403
    answer = Caller(acme, role).post("api_review_group_approve", key, shown=[])
    assert answer.status_code == 403


def test_another_workspace_finds_nothing(acme: World, globex: World, key: str) -> None:
    assert reviewer(globex).get("api_review_group", key).status_code == 404
    assert reviewer(globex).get("api_review_groups").json() == []


@pytest.mark.parametrize("key", ["%00", "a%00b", "A" * 64, "a" * 63])
def test_what_is_no_key_of_a_group_is_no_address(acme: World, key: str) -> None:
    answer = reviewer(acme).client.get(f"/api/v1/review-groups/{key}")
    assert answer.status_code == 404
