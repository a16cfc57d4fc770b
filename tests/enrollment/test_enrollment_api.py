"""REST: enrol, read, pause, resume, stop."""

import json
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from contacts.models import Contact
from enrollment.models import Enrollment
from sequences.models import Version
from tenancy.actors import member
from tenancy.scope import scope
from tenancy.services import create_key
from tests.world import World, approved, contact


@pytest.fixture
def key(acme: World) -> str:
    with scope(acme.workspace.pk), transaction.atomic():
        _, secret = create_key(name="CRM", role="rep", seat=acme.rep, actor=member(acme.rep))
    return secret


@pytest.fixture
def version(acme: World) -> Version:
    with scope(acme.workspace.pk), transaction.atomic():
        return approved(acme.admin, acme.other_admin)


@pytest.fixture
def peter(acme: World) -> Contact:
    with scope(acme.workspace.pk), transaction.atomic():
        return contact(owner=acme.rep, external_id="C-1")


def call(client: Client, key: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    answer = client.generic(
        method,
        f"/api/v1/{path}",
        json.dumps(body) if body is not None else "",
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {key}",
        secure=True,
    )
    return answer.status_code, answer.json()


def test_a_client_enrols_by_external_id(
    client: Client, key: str, version: Version, peter: Contact
) -> None:
    body = {"external_ids": ["C-1"], "motion": "outbound", "reason": "Webinar"}
    status, answer = call(client, key, "POST", "enrollments", body)
    assert (status, answer[0]["state"]) == (201, "awaiting_review")


def test_who_is_refused_is_answered_with_every_rule(
    acme: World, client: Client, key: str, version: Version
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        contact("nobody@initech.example", owner=acme.rep, external_id="C-2", segment="", country="")
    body = {"external_ids": ["C-2"], "motion": "outbound", "reason": "Webinar"}
    _, (answer,) = call(client, key, "POST", "enrollments", body)
    named = {each["rule"]: each for each in answer["refusals"]}
    assert (answer["state"], {"segment", "lawful_basis"} <= named.keys()) == ("ineligible", True)
    assert named["segment"]["fix"]
    assert call(client, key, "GET", f"enrollments/{answer['id']}")[1]["refusals"] == list(
        named.values()
    )


def test_who_cannot_be_written_to_is_answered_with_the_cause(
    acme: World, client: Client, key: str, version: Version, peter: Contact
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="")
        acme.workspace.required_fields = []
        acme.workspace.save()
    body = {"external_ids": ["C-1"], "motion": "outbound", "reason": "Webinar"}
    _, (answer,) = call(client, key, "POST", "enrollments", body)
    assert answer["state"] == "ineligible" and answer["refusals"]


def test_the_person_behind_the_key_is_the_enroller(
    acme: World, client: Client, key: str, version: Version, peter: Contact
) -> None:
    body = {"contacts": [str(peter.pk)], "version": str(version.pk), "reason": "Webinar"}
    call(client, key, "POST", "enrollments", body)
    with scope(acme.workspace.pk), transaction.atomic():
        row = Enrollment.objects.get()
    assert (row.enrolled_by_id, row.enrolled_via) == (acme.rep.pk, "CRM")


def test_a_reason_is_needed(client: Client, key: str, version: Version, peter: Contact) -> None:
    body = {"external_ids": ["C-1"], "motion": "outbound"}
    status, answer = call(client, key, "POST", "enrollments", body)
    assert (status, list(answer["fields"])) == (400, ["reason"])


def test_an_unknown_field_is_named(client: Client, key: str) -> None:
    status, answer = call(client, key, "POST", "enrollments", {"state": "active"})
    assert status == 400
    assert "state" in answer["fields"]


def test_an_unknown_contact_is_named(client: Client, key: str, version: Version) -> None:
    body = {"external_ids": ["nobody"], "motion": "outbound", "reason": "x"}
    status, answer = call(client, key, "POST", "enrollments", body)
    assert (status, answer["code"]) == (409, "unknown_contact")


def test_pause_resume_and_stop(
    acme: World, client: Client, key: str, version: Version, peter: Contact
) -> None:
    body = {"external_ids": ["C-1"], "motion": "outbound", "reason": "x"}
    _, (row,) = call(client, key, "POST", "enrollments", body)
    stop = {"reason": "manual", "evidence": "ticket 7"}
    status, answer = call(client, key, "POST", f"enrollments/{row['id']}/stop", stop)
    assert (status, answer["exit_reason"]) == (200, "manual")
    status, answer = call(client, key, "POST", f"enrollments/{row['id']}/resume")
    assert (status, answer["code"]) == (409, "state_changed")


def test_a_list_is_filtered_by_state(
    client: Client, key: str, version: Version, peter: Contact
) -> None:
    body = {"external_ids": ["C-1"], "motion": "outbound", "reason": "x"}
    call(client, key, "POST", "enrollments", body)
    assert len(call(client, key, "GET", "enrollments?state=awaiting_review")[1]["results"]) == 1
    assert call(client, key, "GET", "enrollments?state=active")[1]["results"] == []


@pytest.mark.django_db
def test_without_a_key_nothing_is_told(client: Client) -> None:
    answer = client.get("/api/v1/enrollments", secure=True)
    assert answer.status_code == 401


def test_a_key_is_worth_no_more_than_its_maker_is_now(
    acme: World, client: Client, key: str, version: Version, peter: Contact
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        type(acme.rep).objects.filter(pk=acme.rep.pk).update(role="viewer")
    body = {"external_ids": ["C-1"], "motion": "outbound", "reason": "x"}
    assert call(client, key, "POST", "enrollments", body)[0] == 403


@pytest.mark.parametrize("cursor", ["cD0n", "cD0lMDA="])
def test_a_cursor_that_nobody_made_is_a_404(client: Client, key: str, cursor: str) -> None:
    assert call(client, key, "GET", f"enrollments?cursor={cursor}")[0] == 404


def test_json_that_is_nested_too_deeply_is_malformed(client: Client, key: str) -> None:
    deep = "[" * 100_000 + "]" * 100_000
    answer = client.generic(
        "POST",
        "/api/v1/enrollments",
        deep,
        content_type="application/json",
        HTTP_AUTHORIZATION=f"Bearer {key}",
        secure=True,
    )
    assert answer.status_code == 400


def test_half_a_surrogate_pair_is_a_wrong_value_and_no_failure(client: Client, key: str) -> None:
    body = {"external_ids": ["C-1"], "motion": "\ud800", "reason": "Webinar"}
    status, answer = call(client, key, "POST", "enrollments", body)
    assert (status, set(answer["fields"])) == (400, {"motion"})
