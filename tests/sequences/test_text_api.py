"""Sequences as text over REST: three ways to send one, who may apply, and what is refused."""

import secrets
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import include, path

from sequences import api
from sequences.models import Sequence, Version, VersionState
from sequences.text.applying import text_of
from sequences.text.document import MAX_BYTES
from sequences.text.schema import schema
from tenancy import middleware
from tenancy.models import ApiKey, KeyDigest, Membership
from tenancy.scope import scope
from tests.sequences.drafting import drafted
from tests.world import World

urlpatterns = [path("api/v1/", include("sequences.api"))]
pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.usefixtures("_routes"),
    # Static files are collected for a deployment, not for a test.
    pytest.mark.filterwarnings("ignore:No directory at"),
]

YAML, PLAIN, JSON = "application/yaml", "text/plain", "application/json"
GOOD = "format: 1\nsequence:\n  name: Trucks\nsteps:\n  - kind: call\n    key: call\n"
BAD = GOOD.replace("kind: call", "kind: fax")


@pytest.fixture
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "table", lambda: api.LINES)


def caller(seat: Membership) -> Client:
    """A client with a key of this seat."""
    secret = secrets.token_urlsafe()
    assert seat.workspace_id
    with scope(seat.workspace_id), transaction.atomic():
        key = ApiKey.objects.create(name="CI", prefix="k", role=seat.role, created_by=seat)
        KeyDigest.objects.create(
            digest=KeyDigest.of(secret), workspace_id=seat.workspace_id, api_key_id=key.pk
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def admin(acme: World) -> Client:
    return caller(acme.admin)


@pytest.fixture
def version(acme: World) -> Iterator[Version]:
    with scope(acme.workspace.pk):
        yield drafted(acme.admin)


def send(client: Client, verb: str, body: Any, kind: str = YAML, status: int = 200) -> Any:
    answer = client.post(f"/api/v1/sequences/{verb}", body, content_type=kind)
    assert answer.status_code == status, answer.content
    return answer.json()


def export(client: Client, version: Version, **headers: str) -> HttpResponseBase:
    return client.get(f"/api/v1/versions/{version.pk}/text", headers=headers)


def test_a_version_is_read_as_the_bytes_of_its_text(admin: Client, version: Version) -> None:
    answer = admin.get(f"/api/v1/versions/{version.pk}/text")
    assert answer.headers["Content-Type"] == "application/yaml; charset=utf-8"
    assert answer.content == text_of(version).encode()


@pytest.mark.parametrize("accepted", ["application/yaml", "*/*", "application/json"])
def test_whatever_a_client_accepts_it_gets_the_text(
    admin: Client, version: Version, accepted: str
) -> None:
    answer = export(admin, version, accept=accepted)
    assert answer.status_code == 200


def test_another_workspace_reads_no_text_of_ours(globex: World, version: Version) -> None:
    answer = export(caller(globex.admin), version)
    assert answer.status_code == 404


def test_what_is_read_can_be_applied_and_changes_nothing(admin: Client, version: Version) -> None:
    done = send(admin, "apply", text_of(version))
    assert (done["does"], done["version_id"]) == ("nothing", None)


@pytest.mark.parametrize(
    ("kind", "body"), [(YAML, GOOD), (PLAIN, GOOD), (JSON, {"text": GOOD}), (YAML, GOOD.encode())]
)
def test_a_text_is_sent_in_three_ways(admin: Client, acme: World, kind: str, body: Any) -> None:
    done = send(admin, "apply", body, kind)
    with scope(acme.workspace.pk):
        made = Version.objects.get(pk=done["version_id"])
        assert (made.state, made.sequence.name, made.author) == ("draft", "Trucks", acme.admin)


def test_a_plan_tells_the_differences_and_stores_nothing(admin: Client, version: Version) -> None:
    told = send(admin, "plan", text_of(version).replace("Goodbye.", "Farewell."))
    assert (told["does"], told["version"], told["against"]) == ("replace", 1, 1)
    (change,) = told["changes"]
    assert {"fate": "added", "text": "Farewell"} in change["runs"]
    assert "Goodbye." in text_of(version)


def test_lint_tells_problems_with_their_lines(admin: Client) -> None:
    told = send(admin, "lint", BAD)
    (problem,) = told["problems"]
    assert (problem["field"], problem["line"], problem["column"]) == ("steps.1.kind", 5, 11)
    assert told["passed"] is False


def test_lint_tells_findings_with_the_line_of_the_step(admin: Client, acme: World) -> None:
    told = send(admin, "lint", GOOD)
    found = {each["code"]: each["line"] for each in told["findings"]}
    assert found["text_missing"] == 5
    with scope(acme.workspace.pk):
        assert not Sequence.objects.exists()


@pytest.mark.parametrize("verb", ["plan", "apply"])
def test_problems_are_answered_by_field_with_the_line(
    admin: Client, acme: World, verb: str
) -> None:
    told = send(admin, verb, BAD, status=409)
    assert told["code"] == "invalid"
    assert told["fields"]["steps.1.kind"].startswith("Line 5, column 11: ")
    with scope(acme.workspace.pk):
        assert not Sequence.objects.exists()


def test_what_is_wrong_with_the_whole_has_the_name_of_the_text(admin: Client) -> None:
    told = send(admin, "apply", "a: &x [*x]", status=409)
    assert told["fields"] == {"a": "Line 1, column 4: Anchors (&) are not used here. Delete it."}
    assert "text" in send(admin, "apply", b"\xff", status=409)["fields"]


def test_somebody_elses_draft_is_replaced_on_purpose(
    acme: World, admin: Client, version: Version
) -> None:
    other, text = caller(acme.other_admin), text_of(version).replace("Goodbye.", "Farewell.")
    assert send(other, "apply", text, status=409)["code"] == "draft_of_another"
    assert send(other, "apply", {"text": text, "replace": True}, JSON)["does"] == "replace"
    answer = admin.post("/api/v1/sequences/apply?replace=true", text_of(version), content_type=YAML)
    assert answer.status_code == 200


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_others_look_and_do_not_apply(acme: World, name: str) -> None:
    client = caller(getattr(acme, name))
    send(client, "lint", GOOD)
    send(client, "plan", GOOD)
    send(client, "apply", GOOD, status=403)


def test_applying_never_approves(admin: Client, acme: World) -> None:
    done = send(admin, "apply", GOOD)
    assert "another admin has approved" in done["approval"]
    with scope(acme.workspace.pk):
        assert Version.objects.get().state == VersionState.DRAFT


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (YAML, "#" * (MAX_BYTES + 1)),
        (PLAIN, "#" * (MAX_BYTES + 1)),
        (JSON, {"text": "#" * 2 * MAX_BYTES}),
    ],
)
def test_more_than_a_megabyte_is_not_even_read(admin: Client, kind: str, body: Any) -> None:
    told = send(admin, "lint", body, kind, status=413)
    assert told["code"] == "too_large"


def test_a_long_text_in_json_is_a_problem_of_the_text(admin: Client) -> None:
    told = send(admin, "lint", {"text": "#" * (MAX_BYTES + 1)}, JSON)
    assert "1,000,001 bytes" in told["problems"][0]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "text"), ({"text": 5, "wibble": 1}, "wibble"), ([], "non_field_errors")],
)
def test_json_without_a_text_is_refused(admin: Client, body: Any, field: str) -> None:
    assert field in send(admin, "lint", body, JSON, status=400)["fields"]


def test_a_word_too_many_in_the_address_is_refused(admin: Client) -> None:
    answer = admin.post("/api/v1/sequences/apply?replce=true", GOOD, content_type=YAML)
    assert (answer.status_code, answer.json()["fields"]) == (400, {"replce": "Unknown field."})


def test_another_kind_of_body_is_told_so(admin: Client) -> None:
    assert send(admin, "lint", b"x", "image/png", status=415)["code"] == "unsupported_media_type"


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, '"' + "\\UFFFFFFFF" + '"'])
def test_a_bomb_is_answered_like_any_other_text(admin: Client, text: str) -> None:
    assert send(admin, "apply", text, status=409)["code"] == "invalid"


def test_the_schema_is_served(admin: Client) -> None:
    assert admin.get("/api/v1/sequences/schema").json() == schema()


def test_nobody_is_served_without_a_key(db: None) -> None:
    assert Client().get("/api/v1/sequences/schema").status_code == 401
    assert Client().post("/api/v1/sequences/lint", GOOD, content_type=YAML).status_code == 401
