"""The REST API of compliance, called by the right role, a wrong one, and another workspace."""

import re
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse
from drf_spectacular.generators import SchemaGenerator

from audit.models import Entry
from compliance import vault
from compliance.api import urlpatterns as routes
from compliance.models import Suppression
from compliance.services import suppress
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import system
from tenancy.ids import uuid7
from tenancy.models import ApiKey, KeyDigest, Membership
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.messages import pending
from tests.compliance.test_gate import case, decide
from tests.world import World, contact

PETER = "peter@initech.example"


class Caller:
    """A program with an API key of a role."""

    def __init__(self, world: World, role: str, seat: Membership | None = None) -> None:
        secret = str(uuid7())
        with scope(world.workspace.pk):
            key = ApiKey.objects.create(
                name="Robot",
                prefix=secret[:8],
                role=role,
                created_by=seat or world.admin,
                created_at=clock.now(),
            )
        KeyDigest.objects.create(
            digest=KeyDigest.of(secret), workspace_id=world.workspace.pk, api_key_id=key.pk
        )
        self.client = Client(headers={"Authorization": f"Bearer {secret}"})

    def get(self, route: str, /, *args: Any, **query: Any) -> Any:
        return self.client.get(reverse(route, args=args), query)

    def post(self, route: str, /, *args: Any, **body: Any) -> Any:
        return self.client.post(reverse(route, args=args), body, content_type="application/json")


# Suppressions


def test_an_admin_suppresses_an_address(acme: World) -> None:
    answer = Caller(acme, "admin").post("api_suppressions", value=PETER, reason="opt_out")
    assert answer.status_code == 201
    assert (answer.json()["hint"], answer.json()["added_by"]) == ("p…@initech.example", "Robot")


def test_suppressing_again_answers_with_the_same_stop(acme: World) -> None:
    caller = Caller(acme, "admin")
    answers = [caller.post("api_suppressions", value=PETER).json() for _ in range(2)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_other_roles_suppress_nobody(acme: World, role: str) -> None:
    assert Caller(acme, role).post("api_suppressions", value=PETER).status_code == 403
    with scope(acme.workspace.pk):
        assert not Suppression.objects.exists()


def test_a_rep_stops_one_person_and_no_domain(acme: World) -> None:
    rep = Caller(acme, "rep", acme.rep)
    assert rep.post("api_suppressions", value=PETER).status_code == 201
    wide = {"kind": "domain", "value": "initech.example"}
    assert rep.post("api_suppressions", **wide).status_code == 403
    assert Caller(acme, "manager", acme.manager).post("api_suppressions", **wide).status_code == 201


def test_a_whole_domain_is_stopped_for_no_reason_of_others(acme: World) -> None:
    wide = {"kind": "domain", "value": "initech.example", "reason": "hard_bounce"}
    answer = Caller(acme, "admin").post("api_suppressions", **wide)
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["reason"])


def test_an_unknown_field_is_named(acme: World) -> None:
    answer = Caller(acme, "admin").post("api_suppressions", value=PETER, vaule="x")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["vaule"]


def test_an_address_that_is_none_is_refused_with_a_sentence(acme: World) -> None:
    answer = Caller(acme, "admin").post("api_suppressions", value="peter")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid")
    assert "@" in answer.json()["fields"]["value"]


def test_nobody_erases_by_suppressing(acme: World) -> None:
    answer = Caller(acme, "admin").post("api_suppressions", value=PETER, reason="erased")
    assert list(answer.json()["fields"]) == ["reason"]


def test_a_stop_is_found_by_its_address_in_any_spelling(acme: World) -> None:
    caller = Caller(acme, "admin")
    for value in (PETER, "other@initech.example"):
        caller.post("api_suppressions", value=value)
    found = caller.get("api_suppressions", value="PETER+x@initech.example").json()["results"]
    assert [row["hint"] for row in found] == ["p…@initech.example"]


def test_the_list_shows_no_address(acme: World) -> None:
    caller = Caller(acme, "admin")
    caller.post("api_suppressions", value=PETER)
    assert "peter" not in caller.get("api_suppressions").content.decode()


def test_a_list_filters_by_reason(acme: World) -> None:
    caller = Caller(acme, "viewer")
    with scope(acme.workspace.pk):
        for reason in ("opt_out", "manual"):
            suppress(kind="address", value=PETER, reason=reason, source="t", actor=system("tests"))
    found = caller.get("api_suppressions", reason="opt_out").json()["results"]
    assert [row["reason"] for row in found] == ["opt_out"]


def test_a_long_list_comes_in_pages(acme: World) -> None:
    caller = Caller(acme, "admin")
    for n in range(3):
        caller.post("api_suppressions", value=f"p{n}@x.example")
    first = caller.get("api_suppressions", limit=2).json()
    rest = caller.client.get(first["next"]).json()
    assert (len(first["results"]), len(rest["results"]), rest["next"]) == (2, 1, None)


def test_another_workspace_sees_no_stop(acme: World, globex: World) -> None:
    Caller(acme, "admin").post("api_suppressions", value=PETER)
    assert Caller(globex, "admin").get("api_suppressions").json()["results"] == []


def test_without_a_key_nothing_is_shown(acme: World) -> None:
    assert Client().get(reverse("api_suppressions")).status_code == 401


# Reviews


def _pending(world: World, **person: Any) -> UUID:
    with scope(world.workspace.pk):
        return pending(world, contact(**person)).pk


def test_a_reviewer_reads_the_message_as_it_will_leave(acme: World) -> None:
    review = _pending(acme)
    answer = Caller(acme, "reviewer").get("api_review", review).json()
    assert answer["content"]["recipient"] == PETER
    assert answer["content"]["facts"] == [
        {"name": "first_name", "value": "Peter", "source": "contact.first_name"}
    ]
    assert [finding["text"] for finding in answer["findings"]] == ["$100"]


def test_an_erased_message_is_null(acme: World) -> None:
    review = _pending(acme)
    with scope(acme.workspace.pk):
        vault.forget(Contact.objects.get().pk)
    answer = Caller(acme, "reviewer").get("api_review", review).json()
    assert (answer["content"], answer["findings"]) == (None, [])


@pytest.mark.parametrize("role", ["viewer", "rep"])
def test_messages_are_for_those_who_review(acme: World, role: str) -> None:
    assert Caller(acme, role).get("api_review", _pending(acme)).status_code == 403


def test_a_list_of_reviews_holds_no_message(acme: World) -> None:
    _pending(acme)
    answer = Caller(acme, "viewer").get("api_reviews", state="pending")
    assert len(answer.json()["results"]) == 1
    assert "initech" not in answer.content.decode()


def test_a_state_that_is_none_is_named(acme: World) -> None:
    answer = Caller(acme, "viewer").get("api_reviews", state="lost")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["state"])


def test_a_rep_sees_reviews_of_their_people_only(acme: World) -> None:
    mine = _pending(acme, owner=acme.rep)
    _pending(acme, email="other@initech.example", owner=acme.other_rep)
    found = Caller(acme, "rep", acme.rep).get("api_reviews").json()["results"]
    assert [row["id"] for row in found] == [str(mine)]


def test_a_review_of_another_workspace_is_not_found(acme: World, globex: World) -> None:
    assert Caller(globex, "reviewer").get("api_review", _pending(acme)).status_code == 404


def test_the_list_of_reviews_has_a_fixed_number_of_queries(acme: World) -> None:
    caller, counts = Caller(acme, "reviewer"), []
    caller.get("api_reviews")  # The first use of a key is noted.
    for size in (1, 10):
        for n in range(size):
            _pending(acme, email=f"p{size}.{n}@x.example")
        with counted() as statements:
            caller.get("api_reviews")
        counts.append(len(statements))
    assert counts[0] == counts[1]


# Decisions


def test_the_decisions_on_a_person_come_with_every_rule(acme: World) -> None:
    with scope(acme.workspace.pk):
        person = contact().pk
        decide(case(person, person={"segment": ""}))
    (found,) = Caller(acme, "viewer").get("api_contact_decisions", person).json()["results"]
    blocked = [rule["rule"] for rule in found["rules"] if rule["outcome"] == "block"]
    assert (found["outcome"], blocked) == ("block", ["segment"])


def test_decisions_come_newest_first(acme: World) -> None:
    with scope(acme.workspace.pk):
        person = contact().pk
        moments = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 5, 4)]
        decide(*(case(person, moment=moment) for moment in moments))
    found = Caller(acme, "viewer").get("api_contact_decisions", person).json()["results"]
    assert [row["at"][:7] for row in found] == ["2026-05", "2026-04", "2026-03"]


def test_decisions_on_somebody_elses_person_are_not_found(acme: World) -> None:
    with scope(acme.workspace.pk):
        person = contact(owner=acme.other_rep).pk
        decide(case(person))
    assert Caller(acme, "rep", acme.rep).get("api_contact_decisions", person).status_code == 404


def test_reading_changes_nothing(acme: World) -> None:
    review = _pending(acme)
    caller = Caller(acme, "admin")
    with scope(acme.workspace.pk):
        before = Entry.objects.count()
    for name, args in (("api_review", [review]), ("api_reviews", []), ("api_suppressions", [])):
        assert caller.get(name, *args).status_code == 200
    with scope(acme.workspace.pk):
        assert Entry.objects.count() == before


def test_every_route_is_in_the_openapi_document(db: None) -> None:
    generator = SchemaGenerator()  # type: ignore[no-untyped-call] # drf-spectacular: untyped
    document = generator.get_schema(public=True)  # type: ignore[no-untyped-call] # the same
    paths = {re.sub(r"<[^>]*>", "{}", str(route.pattern)) for route in routes}
    known = {re.sub(r"\{[^}]*\}", "{}", path) for path in document["paths"]}
    assert {f"/api/v1/{path}" for path in paths} <= known
