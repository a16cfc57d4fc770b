"""Governing sequences over REST: facts, clones, owners, waivers, stages, snippets, closed dates."""

from dataclasses import fields
from typing import Any

import pytest
from django.test import Client

from sequences import api, services
from sequences.api import plan_shapes as shapes
from sequences.api.shapes import FullVersionSerializer
from sequences.models import Sequence, Version, Waiver
from sequences.plans import (
    Canary,
    Case,
    Event,
    Exit,
    Expectation,
    Experiment,
    Goal,
    Jump,
    Link,
    Plan,
    StepInput,
    Variant,
)
from tenancy import clock, middleware
from tenancy.models import Workspace
from tenancy.roles import Role
from tenancy.scope import scope
from tests.sequences.drafting import STEPS, as_, drafted, in_approval, live, planned
from tests.sequences.test_sequences_api import caller, get, post, urlpatterns
from tests.sequences.test_waivers import MONTH, SMS
from tests.world import World, seat

assert urlpatterns
pytestmark = [
    pytest.mark.urls("tests.sequences.test_sequences_api"),
    pytest.mark.usefixtures("_routes"),
    pytest.mark.filterwarnings("ignore:No directory at"),
]


@pytest.fixture
def _routes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "table", lambda: api.LINES)


@pytest.fixture
def version(in_acme: World) -> Version:
    return drafted(in_acme.admin)


@pytest.fixture
def admin(acme: World) -> Client:
    return caller(acme.admin)


@pytest.fixture
def approver(acme: World) -> Client:
    return caller(acme.other_admin)


def of(version: Version) -> str:
    return f"sequences/{version.sequence_id}"


# Plans in full


@pytest.mark.parametrize(
    ("part", "form"),
    [
        (Plan, shapes.PlanSerializer),
        (StepInput, shapes.StepSerializer),
        (Jump, shapes.JumpSerializer),
        (Variant, shapes.VariantSerializer),
        (Experiment, shapes.ExperimentSerializer),
        (Link, shapes.LinkSerializer),
        (Exit, shapes.ExitSerializer),
        (Goal, shapes.GoalSerializer),
        (Canary, shapes.CanarySerializer),
        (Case, shapes.CaseSerializer),
        (Event, shapes.EventSerializer),
        (Expectation, shapes.ExpectationSerializer),
    ],
)
def test_every_field_of_a_plan_is_described(part: Any, form: Any) -> None:
    assert {field.name for field in fields(part)} == set(form().fields)


def test_a_version_shows_every_field_of_its_plan_and_what_is_described(
    admin: Client, version: Version
) -> None:
    read = get(admin, f"versions/{version.pk}")
    assert set(read) == set(FullVersionSerializer().fields)
    assert (read["mode"], read["spread_minutes"], read["canary"]) == ("classic", 20, None)
    assert set(read["steps"][0]) == {field.name for field in fields(StepInput)}


def test_a_plan_with_everything_is_saved_and_read_back(admin: Client, version: Version) -> None:
    opened = {"match": "any", "conditions": [{"field": "activity.opened", "operator": "is_empty"}]}
    first, second, third = (shapes.whole(step) for step in STEPS)
    body = {
        "mode": "smart",
        "zone": "Europe/Berlin",
        "min_gap_hours": 20,
        "steps": [
            {**first, "variants": [{"key": "b", "share": 40, "subject": "B", "text": "B"}]},
            {**second, "when": opened},
            third,
        ],
        "goal": {"name": "Won", "when": opened},
        "canary": {"people": 25},
        "cases": [{"name": "A", "start": "2027-05-03 09:00", "expect": [{"outcome": "waits"}]}],
        "expected_edited_at": version.edited_at.isoformat(),
    }
    saved = post(admin, f"versions/{version.pk}/save", body)
    assert (saved["steps"][1]["when"], saved["canary"]["people"]) == (opened, 25)
    again = {field.name: saved[field.name] for field in fields(Plan)}
    again["expected_edited_at"] = saved["edited_at"]
    assert post(admin, f"versions/{version.pk}/save", again) == saved


def test_wrong_fields_are_named_by_their_path_and_all_at_once(
    admin: Client, version: Version
) -> None:
    variant = {"key": "b", "share": "half", "subject": "B", "text": "{{ nobody }}"}
    email = {"kind": "email", "text": "Hi", "variants": [variant]}
    body = {"steps": [{"kind": "call"}, email], "zone": "Mars", "expected_edited_at": "2027-01-01"}
    body["expected_edited_at"] = "2027-01-01T00:00Z"
    answer = post(admin, f"versions/{version.pk}/save", body, status=400)
    assert {"steps.2.variants.1.share", "steps.2.variants.1.text", "zone"} <= set(answer["fields"])
    assert get(admin, f"versions/{version.pk}")["edited_at"]


# Facts, clones, owners, ends


def test_facts_are_changed_one_by_one(admin: Client, version: Version) -> None:
    changed = post(admin, f"{of(version)}/facts", {"persona": "Buyer", "ends_on": "2027-06-30"})
    assert (changed["persona"], changed["ends_on"], changed["name"]) == (
        "Buyer",
        "2027-06-30",
        "Outbound",
    )
    cleared = post(admin, f"{of(version)}/facts", {"ends_on": None})
    assert (cleared["ends_on"], cleared["persona"]) == (None, "Buyer")


@pytest.mark.parametrize(
    ("verb", "body", "field"),
    [
        ("facts", {"owner": "me"}, "owner"),
        ("facts", {"ends_on": "soon"}, "ends_on"),
        ("clone", {}, "name"),
        ("delete", {"really": True}, "really"),
        ("archive", {"now": True}, "now"),
        ("hand-over", {"to": "Bob"}, "to"),
        ("waivers", {"code": "sms_consent"}, "reason"),
    ],
)
def test_wrong_bodies_are_explained(
    admin: Client, version: Version, verb: str, body: dict[str, Any], field: str
) -> None:
    answer = post(admin, f"{of(version)}/{verb}", body, status=400)
    assert (answer["code"], field in answer["fields"]) == ("invalid", True)


def test_a_new_sequence_takes_all_facts(admin: Client) -> None:
    body = {"name": "Fair", "campaign_type": "Event", "starts_on": "2027-05-01", "entry": "any"}
    made = post(admin, "sequences", body, status=201)
    row = get(admin, f"sequences/{made['sequence_id']}")
    assert (row["campaign_type"], row["starts_on"], row["entry"]) == ("Event", "2027-05-01", "any")


def test_a_clone_is_a_draft_of_another_sequence(approver: Client, version: Version) -> None:
    copy = post(approver, f"{of(version)}/clone", {"name": "Copy"}, status=201)
    assert copy["sequence_id"] != str(version.sequence_id)
    assert [step["key"] for step in copy["steps"]] == ["intro", "call", "bye"]


def test_a_draft_without_history_is_deleted_and_others_are_not(
    acme: World, admin: Client, version: Version
) -> None:
    handed_in = in_approval(acme.admin, name="Second")
    answer = admin.post(f"/api/v1/{of(version)}/delete", {}, content_type="application/json")
    assert answer.status_code == 204
    assert post(admin, f"{of(handed_in)}/delete", status=409)["code"] == "has_history"
    assert list(Sequence.objects.values_list("name", flat=True)) == ["Second"]


def test_a_sequence_is_archived(admin: Client, version: Version) -> None:
    assert post(admin, f"{of(version)}/archive")["archived_at"] is not None


def test_owners_change_and_the_list_can_be_narrowed_to_one(
    acme: World, admin: Client, version: Version
) -> None:
    given = post(admin, f"{of(version)}/hand-over", {"to": str(acme.rep.pk)})
    assert given["owner"]["name"] == "Rep"
    assert len(get(admin, f"sequences?owner={acme.rep.pk}")["results"]) == 1
    assert get(admin, f"sequences?owner={acme.admin.pk}")["results"] == []
    answer = post(admin, f"{of(version)}/hand-over", {"to": str(version.pk)}, status=400)
    assert "to" in answer["fields"]


def test_a_small_key_of_an_admin_hands_over_what_is_theirs_alone(
    acme: World, version: Version
) -> None:
    small = caller(acme.other_admin, role=Role.REP)
    body = {"to": str(acme.rep.pk)}
    assert post(small, f"{of(version)}/hand-over", body, status=403)["code"] == "not_allowed"
    own = caller(acme.admin, role=Role.REP)
    assert post(own, f"{of(version)}/hand-over", body)["owner"]["name"] == "Rep"


def test_other_roles_govern_nothing(acme: World, version: Version) -> None:
    for name in ("rep", "reviewer", "manager", "viewer"):
        client = caller(getattr(acme, name))
        for verb in ("facts", "clone", "delete", "archive", "hand-over", "waivers"):
            body = {"to": str(acme.rep.pk)} if verb == "hand-over" else {}
            post(client, f"{of(version)}/{verb}", body, status=403)
        for address in ("snippets", "closed-dates"):
            post(client, address, status=403)


# Waivers


def test_a_finding_is_accepted_by_another_admin_and_the_acceptance_ended(
    acme: World, admin: Client, approver: Client, version: Version
) -> None:
    services.save_draft(version, planned([*STEPS, SMS]), **as_(acme.admin))
    until = (clock.now() + MONTH).isoformat()
    body = {"code": "sms_consent", "step_key": "text", "reason": "Asked for.", "expires_at": until}
    assert post(admin, f"{of(version)}/waivers", body, status=409)["code"] == "four_eyes"
    waiver = post(approver, f"{of(version)}/waivers", body, status=201)
    read = get(admin, f"versions/{version.pk}")
    assert [each["id"] for each in read["waivers"]] == [waiver["id"]]
    found = {each["code"]: each for each in read["findings"]}["sms_consent"]
    assert (found["number"], found["waivable"], found["waived_until"] is None) == (4, True, False)
    post(admin, f"waivers/{waiver['id']}/end")
    assert get(admin, f"{of(version)}/waivers")["results"] == []


# Stages


def test_a_stage_is_signed_over_rest_before_the_approval(
    acme: World, approver: Client, version: Version
) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).update(content_stages=["legal"])
    submitted = services.submit(version, **as_(acme.admin))
    one, seen = f"versions/{version.pk}", {"expected_edited_at": submitted.edited_at.isoformat()}
    answer = post(approver, f"{one}/approve", seen, status=409)
    assert (answer["code"], list(answer["fields"])) == ("stages_missing", ["stages.legal"])
    lawyer = caller(seat("acme", "lawyer", Role.VIEWER, "Legal"))
    signed = post(lawyer, f"{one}/sign", {**seen, "stage": "legal", "note": "Fine."})
    assert signed["stages_missing"] == []
    assert [(each["stage"], each["note"]) for each in signed["signatures"]] == [("legal", "Fine.")]
    assert post(approver, f"{one}/approve", seen)["state"] == "approved"


def test_a_small_key_signs_for_no_stage_above_its_role(acme: World, version: Version) -> None:
    Workspace.objects.filter(pk=acme.workspace.pk).update(content_stages=["manager"])
    submitted = services.submit(version, **as_(acme.admin))
    body = {"expected_edited_at": submitted.edited_at.isoformat(), "stage": "manager"}
    small = caller(acme.other_admin, role=Role.VIEWER)
    assert post(small, f"versions/{version.pk}/sign", body, status=403)["code"] == "not_allowed"


# Differences


def test_two_versions_are_compared_in_sentences(acme: World, admin: Client) -> None:
    with scope(acme.workspace.pk):
        first = live(acme.admin, acme.other_admin)
        draft = services.new_draft(first.sequence, **as_(acme.admin))
        draft = services.save_draft(draft, planned(STEPS[:2]), **as_(acme.admin))
    address = f"versions/{draft.pk}/differences"
    (change, *_) = get(admin, f"{address}?from={first.pk}")["changes"]
    assert (change["kind"], change["step_key"]) == ("removed", "bye")
    assert get(admin, f"{address}?from={draft.pk}")["changes"] == []


@pytest.mark.parametrize("query", ["", "?from=", "?from=live"])
def test_a_comparison_needs_the_other_version(admin: Client, version: Version, query: str) -> None:
    answer = get(admin, f"versions/{version.pk}/differences{query}", status=400)
    assert list(answer["fields"]) == ["from"]


# The library


def test_snippets_are_written_read_and_deleted(admin: Client) -> None:
    made = post(admin, "snippets", {"name": "hello", "text": " Hi {{ first_name }} \n"})
    assert get(admin, "snippets")["results"] == [made]
    assert made["text"] == " Hi {{ first_name }} \n"
    address = f"/api/v1/snippets/{made['id']}/delete"
    assert admin.post(address, {}, content_type="application/json").status_code == 204
    assert get(admin, "snippets")["results"] == []


def test_closed_dates_are_written_changed_and_deleted(admin: Client) -> None:
    body = {"first": "2027-05-06", "last": "2027-05-07", "name": "Outing"}
    made = post(admin, "closed-dates", body, status=201)
    one = f"closed-dates/{made['id']}"
    assert post(admin, f"{one}/change", {**body, "country": "DE"})["country"] == "DE"
    assert post(admin, f"{one}/change", {**body, "last": "2027-05-01"}, status=409)["fields"]
    answer = admin.post(f"/api/v1/{one}/delete", {}, content_type="application/json")
    assert answer.status_code == 204
    assert get(admin, "closed-dates")["results"] == []


def test_another_workspace_governs_nothing_of_ours(
    acme: World, globex: World, admin: Client, version: Version
) -> None:
    snippet = post(admin, "snippets", {"name": "hello", "text": "Hi"})
    body = {"first": "2027-05-06", "last": "2027-05-07", "name": "Outing"}
    closing = post(admin, "closed-dates", body, status=201)
    stranger = caller(globex.admin)
    for verb in ("facts", "clone", "delete", "archive", "hand-over", "waivers"):
        post(stranger, f"{of(version)}/{verb}", status=404)
    post(stranger, f"versions/{version.pk}/sign", status=404)
    get(stranger, f"versions/{version.pk}/differences?from={version.pk}", status=404)
    post(stranger, f"snippets/{snippet['id']}/delete", status=404)
    post(stranger, f"closed-dates/{closing['id']}/change", body, status=404)
    post(stranger, f"waivers/{version.pk}/end", status=404)
    assert get(stranger, "snippets")["results"] == []
    assert not Waiver.objects.exists()
