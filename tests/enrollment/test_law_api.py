"""The REST API of packs of law, called by the right role, a wrong one, and another workspace."""

import json
from typing import Any

import pytest
from django.urls import reverse

from compliance import law_packs
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.test_compliance_api import Caller
from tests.enrollment.test_law import NOTE, document, lax, strict
from tests.world import World

ROLES = ("viewer", "rep", "reviewer", "manager")


def author(world: World) -> Caller:
    return Caller(world, "admin")


def approver(world: World) -> Caller:
    return Caller(world, "admin", world.other_admin)


def drafted(world: World, **said: Any) -> dict[str, Any]:
    answer = author(world).post("api_law_packs", **{"code": "US", "document": strict(), **said})
    assert answer.status_code == 201, answer.content
    found: dict[str, Any] = answer.json()
    return found


def approve(caller: Caller, pack: str) -> Any:
    seen = caller.get("api_law_pack", pack).json()["edited_at"]
    return caller.post("api_law_pack_approve", pack, expected_edited_at=seen)


def published(world: World, **said: Any) -> dict[str, Any]:
    answer = approve(approver(world), drafted(world, **said)["id"])
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def patch(caller: Caller, pack: str, **body: Any) -> Any:
    url = reverse("api_law_pack", args=[pack])
    return caller.client.patch(url, body, content_type="application/json")


def test_a_draft_is_told_in_sentences(acme: World) -> None:
    mails = drafted(acme)["sentences"][0]
    assert mails["about"] == "E-mails"
    assert mails["sentences"][0] == "Express consent suffices for everybody, 24 months long."


def test_a_second_admin_puts_it_in_force(acme: World) -> None:
    pack = published(acme)
    assert (pack["state"], pack["approved_by"], pack["laxer"]) == ("approved", "Other Admin", [])


def test_the_person_behind_a_key_does_not_approve_their_own_draft(acme: World) -> None:
    answer = approve(author(acme), drafted(acme)["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "four_eyes")


def test_a_laxer_pack_without_a_note_is_refused_and_shown_as_laxer(acme: World) -> None:
    pack = drafted(acme, code="DE", document=lax())
    answer = approve(approver(acme), pack["id"])
    assert pack["laxer"] and answer.json()["code"] == "note_missing"
    patch(author(acme), pack["id"], note=NOTE)
    assert approve(approver(acme), pack["id"]).status_code == 200


def test_an_approval_names_the_text_that_was_read(acme: World) -> None:
    answer = approver(acme).post("api_law_pack_approve", drafted(acme)["id"])
    assert answer.status_code == 400


@pytest.mark.parametrize("wrong", ["a\0b", "a\ud800b"])
@pytest.mark.parametrize("where", ["source", "name"])
def test_what_cannot_be_stored_in_a_document_is_refused(
    acme: World, where: str, wrong: str
) -> None:
    document = strict() | ({"source": wrong} if where == "source" else {wrong: True})
    body = json.dumps({"code": "US", "document": document})
    url = reverse("api_law_packs")
    answer = author(acme).client.post(url, body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "invalid")


def test_what_counts_is_listed_for_every_code(acme: World) -> None:
    published(acme)
    answer = Caller(acme, "viewer").get("api_law_in_force").json()
    assert [each["code"] for each in answer] == list(law_packs.BUILT_IN)
    assert {each["code"] for each in answer if each["is_own"]} == {"US"}


def test_a_retired_pack_gives_way_to_the_built_in_one(acme: World) -> None:
    pack = published(acme)
    assert author(acme).post("api_law_pack_retire", pack["id"]).json()["state"] == "retired"
    answer = author(acme).get("api_law_in_force").json()
    assert not any(each["is_own"] for each in answer)


def test_the_preview_says_how_many_would_be_stopped(acme: World) -> None:
    answer = Caller(acme, "viewer").get("api_law_pack_preview", drafted(acme)["id"])
    assert answer.json() == {"people": 0, "total": 0, "going": 0, "waiting": 0, "admitted": 0}


def test_a_draft_is_changed_and_discarded(acme: World) -> None:
    caller, pack = author(acme), drafted(acme)["id"]
    assert patch(caller, pack, note="Stricter").json()["note"] == "Stricter"
    assert caller.client.delete(reverse("api_law_pack", args=[pack])).status_code == 204
    assert caller.get("api_law_pack", pack).status_code == 404


def test_a_text_that_was_saved_meanwhile_is_not_approved(acme: World) -> None:
    pack = drafted(acme)
    patch(author(acme), pack["id"], note="x")
    seen = {"expected_edited_at": pack["edited_at"]}
    answer = approver(acme).post("api_law_pack_approve", pack["id"], **seen)
    assert answer.json()["code"] == "edited_meanwhile"


def test_the_list_shows_drafts_and_what_is_in_force(acme: World) -> None:
    author(acme).post("api_law_pack_retire", published(acme)["id"])
    drafted(acme)
    caller = Caller(acme, "viewer")
    assert [each["number"] for each in caller.get("api_law_packs").json()["results"]] == [2]
    assert len(caller.get("api_law_packs", retired=True, code="US").json()["results"]) == 2


@pytest.mark.parametrize("role", ROLES)
def test_other_roles_write_no_law(acme: World, role: str) -> None:
    assert Caller(acme, role).post("api_law_packs", code="US").status_code == 403


@pytest.mark.parametrize("code", ["XX", "QQ"])
def test_a_code_that_cannot_be_exchanged_is_refused(acme: World, code: str) -> None:
    assert author(acme).post("api_law_packs", code=code).status_code == 400


@pytest.mark.parametrize("broken", [None, [], "x", 3, document(accepts="all"), {"channels": 1}])
def test_a_document_that_is_none_is_refused_with_a_sentence(acme: World, broken: Any) -> None:
    answer = author(acme).post("api_law_packs", code="US", document=broken)
    assert answer.status_code in (400, 409)
    assert answer.json()["fields"]["document"]


def test_another_workspace_reads_nothing_of_it(acme: World, globex: World) -> None:
    pack = drafted(acme)["id"]
    caller = Caller(globex, "admin")
    assert caller.get("api_law_pack", pack).status_code == 404
    with scope(globex.workspace.pk):
        assert caller.get("api_law_packs").json()["results"] == []


def test_the_list_takes_as_many_queries_for_twice_the_packs(acme: World) -> None:
    caller, counts = Caller(acme, "viewer"), []
    caller.get("api_law_packs")
    for code in ("US", "DE"):
        drafted(acme, code=code)
        with counted() as seen:
            caller.get("api_law_packs")
        counts.append(len(seen))
    assert counts[0] == counts[1]
