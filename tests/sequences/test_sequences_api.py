"""Sequences over REST: whole stories with keys of several roles, and what is refused."""

import secrets
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import include, path
from drf_spectacular.generators import SchemaGenerator

from sequences import api, services
from sequences.models import Sequence, Version
from sequences.plans import Plan, as_data
from tenancy import middleware
from tenancy.ids import uuid7
from tenancy.models import ApiKey, KeyDigest, Membership
from tenancy.roles import Role
from tenancy.scope import scope
from tests.sequences.drafting import INTRO, STEPS, as_, drafted, live, planned
from tests.world import World

urlpatterns = [path("api/v1/", include("sequences.api"))]
pytestmark = [
    pytest.mark.urls(__name__),
    pytest.mark.usefixtures("_routes"),
    # Static files are collected for a deployment, not for a test.
    pytest.mark.filterwarnings("ignore:No directory at"),
]

STEPS_JSON = [as_data(step) for step in STEPS]
READ_AT = "2027-01-01T00:00Z"
PLAN_FIELDS = [field.name for field in fields(Plan)]


@pytest.fixture
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "table", lambda: api.LINES)


def caller(seat: Membership, role: str = "") -> Client:
    """A client with a key of this seat."""
    secret = secrets.token_urlsafe()
    assert seat.workspace_id
    with scope(seat.workspace_id), transaction.atomic():
        key = ApiKey.objects.create(name="CRM", prefix="k", role=role or seat.role, created_by=seat)
        KeyDigest.objects.create(
            digest=KeyDigest.of(secret), workspace_id=seat.workspace_id, api_key_id=key.pk
        )
    return Client(headers={"Authorization": f"Bearer {secret}"})


@pytest.fixture
def admin(acme: World) -> Client:
    return caller(acme.admin)


@pytest.fixture
def approver(acme: World) -> Client:
    return caller(acme.other_admin)


@pytest.fixture
def version(acme: World) -> Iterator[Version]:
    with scope(acme.workspace.pk):
        yield drafted(acme.admin)


def post(client: Client, address: str, body: Any = None, status: int = 200) -> Any:
    answer = client.post(f"/api/v1/{address}", body or {}, content_type="application/json")
    assert answer.status_code == status, answer.content
    return answer.json()


def get(client: Client, address: str, status: int = 200) -> Any:
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status, answer.content
    return answer.json()


def test_a_sequence_is_written_submitted_and_approved_by_two_keys(
    admin: Client, approver: Client
) -> None:
    draft = post(admin, "sequences", {"name": "By REST", "segment": "smb"}, status=201)
    one = f"versions/{draft['id']}"
    body = {"steps": STEPS_JSON, "notes": "Try.", "expected_edited_at": draft["edited_at"]}
    saved = post(admin, f"{one}/save", body)
    assert [step["key"] for step in saved["steps"]] == ["intro", "call", "bye"]
    seen = {"expected_edited_at": saved["edited_at"]}
    assert post(admin, f"{one}/submit", seen)["submitted_by"]["name"] == "Admin"
    assert post(approver, f"{one}/approve", seen)["state"] == "approved"
    assert get(admin, one)["approved_by"]["name"] == "Other Admin"


def test_what_is_read_can_be_saved_again(admin: Client, version: Version) -> None:
    read = get(admin, f"versions/{version.pk}")
    body = {name: read[name] for name in PLAN_FIELDS}
    body["expected_edited_at"] = read["edited_at"]
    assert post(admin, f"versions/{version.pk}/save", body) == read


def test_spaces_and_lines_of_a_message_stay(admin: Client, version: Version) -> None:
    step = {"kind": "email", "subject": " A ", "text": "\n Hi \n\n"}
    body = {"steps": [step], "expected_edited_at": version.edited_at.isoformat()}
    saved = post(admin, f"versions/{version.pk}/save", body)["steps"][0]
    assert (saved["subject"], saved["text"]) == (" A ", "\n Hi \n\n")


def test_a_key_does_not_approve_what_its_creator_wrote(admin: Client, version: Version) -> None:
    seen = {"expected_edited_at": version.edited_at.isoformat()}
    post(admin, f"versions/{version.pk}/submit", seen)
    answer = post(admin, f"versions/{version.pk}/approve", seen, status=409)
    assert answer["code"] == "four_eyes"


def test_an_admins_key_is_worth_no_more_than_its_creator(acme: World, version: Version) -> None:
    client = caller(acme.rep, role=Role.ADMIN)
    assert post(client, "sequences", {"name": "Mine"}, status=403)["code"] == "not_allowed"


@pytest.mark.parametrize("name", ["rep", "reviewer", "manager", "viewer"])
def test_other_roles_read_and_do_not_write(acme: World, version: Version, name: str) -> None:
    client = caller(getattr(acme, name))
    assert get(client, f"versions/{version.pk}")["number"] == 1
    for verb in ("save", "submit", "approve", "reject", "retire"):
        post(client, f"versions/{version.pk}/{verb}", status=403)
    post(client, "sequences", {"name": "Mine"}, status=403)


def test_nobody_is_served_without_a_key(db: None) -> None:
    get(Client(), "sequences", status=401)


def test_another_workspace_sees_nothing(globex: World, version: Version) -> None:
    stranger = caller(globex.admin)
    assert get(stranger, "sequences")["results"] == []
    get(stranger, f"sequences/{version.sequence_id}", status=404)
    get(stranger, f"sequences/{version.sequence_id}/versions", status=404)
    get(stranger, f"versions/{version.pk}", status=404)
    post(stranger, f"versions/{version.pk}/retire", status=404)
    post(stranger, f"sequences/{version.sequence_id}/versions", status=404)
    get(stranger, f"versions/{uuid7()}", status=404)


def test_the_list_shows_what_is_live_and_what_is_open(acme: World, admin: Client) -> None:
    with scope(acme.workspace.pk):
        first = live(acme.admin, acme.other_admin)
        services.new_draft(first.sequence, **as_(acme.admin))
        drafted(acme.admin, name="Partners", motion="partner")
    names = [row["name"] for row in get(admin, "sequences")["results"]]
    assert names == ["Partners", "Outbound"]
    (row,) = get(admin, "sequences?motion=outbound")["results"]
    assert [v["state"] for v in row["current_versions"]] == ["approved", "draft"]
    assert get(admin, f"sequences/{row['id']}") == row
    versions = get(admin, f"sequences/{row['id']}/versions")["results"]
    assert [v["number"] for v in versions] == [2, 1]


def test_archived_sequences_are_listed_on_request(acme: World, admin: Client) -> None:
    with scope(acme.workspace.pk):
        services.archive(drafted(acme.admin).sequence, **as_(acme.admin))
    assert get(admin, "sequences")["results"] == []
    assert len(get(admin, "sequences?archived=true")["results"]) == 1


def test_a_list_takes_the_same_queries_whatever_its_length(acme: World, admin: Client) -> None:
    counts = []
    for round_ in range(2):
        with scope(acme.workspace.pk):
            for number in range(3):
                drafted(acme.admin, name=f"Outbound {round_} {number}")
        get(admin, "sequences")
        with CaptureQueriesContext(connection) as seen:
            get(admin, "sequences")
        counts.append(sum("FROM" in query["sql"] for query in seen.captured_queries))
    assert counts[0] == counts[1] <= 6


def test_a_draft_is_sent_back_and_a_live_version_retired(
    acme: World, approver: Client, version: Version
) -> None:
    services.submit(version, **as_(acme.admin))
    one = f"versions/{version.pk}"
    assert post(approver, f"{one}/reject", {"reason": "Shorter."})["rejection"] == "Shorter."
    services.submit(version, **as_(acme.admin))
    services.approve(version, **as_(acme.other_admin))
    assert post(approver, f"{one}/retire")["state"] == "retired"
    copy = post(approver, f"sequences/{version.sequence_id}/versions", status=201)
    assert (copy["number"], len(copy["steps"])) == (2, 3)


def test_findings_are_read_and_refuse_the_submission(admin: Client, version: Version) -> None:
    one = f"versions/{version.pk}"
    body = {"steps": [{**STEPS_JSON[0], "subject": ""}]}
    saved = post(
        admin, f"{one}/save", {**body, "expected_edited_at": version.edited_at.isoformat()}
    )
    assert "subject_missing" in [finding["code"] for finding in saved["findings"]]
    seen = {"expected_edited_at": saved["edited_at"]}
    answer = post(admin, f"{one}/submit", seen, status=409)
    assert list(answer["fields"]) == ["intro.subject_missing"]


def test_an_old_text_is_refused_and_changes_nothing(
    acme: World, admin: Client, version: Version
) -> None:
    services.save_draft(version, planned([INTRO]), **as_(acme.other_admin))
    body = {"steps": STEPS_JSON, "expected_edited_at": version.edited_at.isoformat()}
    answer = post(admin, f"versions/{version.pk}/save", body, status=409)
    assert answer["code"] == "edited_meanwhile"
    assert version.steps.count() == 1


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("save", {"steps": []}, "expected_edited_at"),
        ("save", {"steps": [], "expected_edited_at": "today"}, "expected_edited_at"),
        ("save", {"step": [], "expected_edited_at": READ_AT}, "step"),
        ("save", {"steps": [{"kind": "fax"}], "expected_edited_at": READ_AT}, "steps.1.kind"),
        ("save", {"steps": [{"delay": 1}], "expected_edited_at": READ_AT}, "steps.1.delay"),
        ("submit", {}, "expected_edited_at"),
        ("approve", {"seat": "me"}, "seat"),
        ("reject", {}, "reason"),
        ("retire", {"now": True}, "now"),
    ],
)
def test_every_wrong_body_is_explained(
    admin: Client, version: Version, verb: str, body: dict[str, Any], field: str
) -> None:
    answer = post(admin, f"versions/{version.pk}/{verb}", body, status=400)
    assert (answer["code"], field in answer["fields"]) == ("invalid", True)


@pytest.mark.parametrize("query", ["motion=sideways", "colour=red", "archived=perhaps"])
def test_unknown_filters_are_errors(admin: Client, query: str) -> None:
    get(admin, f"sequences?{query}", status=400)


def test_a_refused_creation_leaves_nothing(acme: World, admin: Client, version: Version) -> None:
    body = {"name": "Outbound"}
    assert post(admin, "sequences", body, status=409)["code"] == "name_taken"
    assert Sequence.objects.count() == 1


def test_every_route_has_its_line() -> None:
    assert {route.name for route in api.urlpatterns} == api.LINES.keys()


def test_the_routes_can_be_described_without_warnings(
    capsys: pytest.CaptureFixture[str],
) -> None:
    generator: Any = SchemaGenerator
    schema = generator(urlconf=__name__).get_schema(request=None, public=True)
    assert len(schema["paths"]) == len(api.urlpatterns)
    said = capsys.readouterr().err.splitlines()
    # How a caller is recognised is described once for all apps, not here.
    assert [line for line in said if "authenticator" not in line and "[" in line] == []
