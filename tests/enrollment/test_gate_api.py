"""The REST API about the gate: why, and exceptions; the right role, a wrong one, an outsider."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from compliance.models import RuleException
from tenancy import clock
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.console.scenes import enrolled, version_of
from tests.world import World, contact


@pytest.fixture
def person(acme: World) -> UUID:
    """Bob's contact, whom the rule about segments keeps out."""
    with scope(acme.workspace.pk):
        version_of(acme)
        return contact(owner=acme.rep, segment="").pk


def body(person: UUID, **changes: Any) -> dict[str, Any]:
    ends = (clock.now() + timedelta(days=9)).isoformat()
    given = {"contact": str(person), "rule": "segment", "reason": "Fair", "expires_at": ends}
    return {**given, **changes}


def test_an_admin_lets_somebody_pass(acme: World, person: UUID) -> None:
    answer = Caller(acme, "admin").post("api_exceptions", **body(person))
    assert answer.status_code == 201
    assert (answer.json()["rule_name"], answer.json()["granted_by"]) == ("Segment", "Admin")


@pytest.mark.parametrize("role", ["viewer", "rep", "reviewer"])
def test_other_roles_let_nobody_pass(acme: World, person: UUID, role: str) -> None:
    assert Caller(acme, role).post("api_exceptions", **body(person)).status_code == 403
    with scope(acme.workspace.pk):
        assert not RuleException.objects.exists()


def test_four_eyes_look_at_the_person_behind_the_key(acme: World, person: UUID) -> None:
    with scope(acme.workspace.pk):
        owned = contact("own@initech.example", owner=acme.other_admin, segment="").pk
    answer = Caller(acme, "admin", acme.other_admin).post("api_exceptions", **body(owned))
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")


def test_a_person_of_another_workspace_is_not_found(
    acme: World, globex: World, person: UUID
) -> None:
    caller = Caller(globex, "admin")
    assert caller.post("api_exceptions", **body(person)).status_code == 404
    assert caller.get("api_contact_why", person).status_code == 404


def test_a_manager_lets_only_their_team_pass(acme: World) -> None:
    with scope(acme.workspace.pk):
        version_of(acme)
        souths = contact(owner=acme.other_rep, segment="").pk
    caller = Caller(acme, "manager", acme.manager)
    assert caller.post("api_exceptions", **body(souths)).status_code == 404


def test_an_exception_is_listed_until_it_is_revoked(acme: World, person: UUID) -> None:
    caller = Caller(acme, "admin")
    made = caller.post("api_exceptions", **body(person)).json()["id"]
    assert [row["id"] for row in caller.get("api_exceptions").json()["results"]] == [made]
    assert caller.post("api_exception_revoke", made).json()["revoked_by"] == "Admin"
    assert caller.get("api_exceptions").json()["results"] == []
    ended = caller.get("api_exceptions", ended=True).json()["results"]
    assert [row["id"] for row in ended] == [made]


def test_a_revocation_from_outside_finds_nothing(acme: World, globex: World, person: UUID) -> None:
    made = Caller(acme, "admin").post("api_exceptions", **body(person)).json()["id"]
    assert Caller(globex, "admin").post("api_exception_revoke", made).status_code == 404
    assert Caller(acme, "rep").post("api_exception_revoke", made).status_code == 403


def test_the_list_has_a_fixed_number_of_queries(acme: World) -> None:
    caller, counts = Caller(acme, "admin"), []
    caller.get("api_exceptions")  # The first use of a key is noted.
    with scope(acme.workspace.pk):
        version_of(acme)
    for size in (1, 5):
        for n in range(size):
            with scope(acme.workspace.pk):
                each = contact(f"p{size}.{n}@x.example", owner=acme.rep, segment="").pk
            assert caller.post("api_exceptions", **body(each)).status_code == 201
        with counted() as statements:
            caller.get("api_exceptions")
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_why_answers_for_now_and_keeps_nothing(acme: World, person: UUID) -> None:
    answer = Caller(acme, "viewer").get("api_contact_why", person).json()
    blocked = [rule["rule"] for rule in answer["rules"] if rule["outcome"] == "block"]
    assert (answer["outcome"], blocked, answer["decision"]) == ("block", ["segment"], None)


def test_why_answers_for_the_past_from_the_record(acme: World, person: UUID) -> None:
    with scope(acme.workspace.pk):
        enrolled(acme, contact("other@x.example", owner=acme.rep))
    at = clock.now().isoformat()
    answer = Caller(acme, "viewer").get("api_contact_why", person, at=at).json()
    assert (answer["outcome"], answer["rules"]) == (None, [])
    assert answer["origin"].startswith("Nobody had asked")


@pytest.mark.parametrize("wrong", [{"channel": "pigeon"}, {"at": "soon"}, {"when": "now"}])
def test_a_question_that_nobody_understands_is_refused(
    acme: World, person: UUID, wrong: dict[str, str]
) -> None:
    answer = Caller(acme, "viewer").get("api_contact_why", person, **wrong)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(wrong))


def test_a_rep_asks_about_visible_people_only(acme: World) -> None:
    with scope(acme.workspace.pk):
        theirs = contact(owner=acme.other_rep).pk
    assert Caller(acme, "rep", acme.rep).get("api_contact_why", theirs).status_code == 404
