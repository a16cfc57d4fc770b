"""Simulations and scripted tests over REST."""

from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.test import Client

from contacts.models import Contact
from enrollment import simulating
from enrollment.models import Enrollment
from sequences import services
from sequences.models import Simulation, Version
from sequences.plans import Case, Expectation, Plan, options_of
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.services import create_key
from tests.world import World, draft

NEWEST = {"audience": {"kind": "newest", "count": 10}}


def key(seat: Membership) -> dict[str, str]:
    with transaction.atomic():
        _, secret = create_key(name="test", role=seat.role, seat=seat, actor=member(seat))
    return {"Authorization": f"Bearer {secret}"}


def post(client: Client, path: str, body: Any, headers: dict[str, str]) -> Any:
    return client.post(f"/api/v1/{path}", body, "application/json", headers=headers)


def ran(client: Client, version: Version, headers: dict[str, str]) -> Any:
    made = post(client, f"versions/{version.pk}/simulations", NEWEST, headers)
    assert made.status_code == 201, made.content
    simulating.run(UUID(made.json()["id"]))
    return client.get(f"/api/v1/simulations/{made.json()['id']}", headers=headers).json()


def test_a_simulation_is_asked_for_run_and_read(
    stage: World, version: Version, peter: Contact, client: Client
) -> None:
    done = ran(client, version, key(stage.admin))
    assert (done["stage"], done["is_current"]) == ("done", True)
    assert done["result"]["totals"]["people"] == 1


def test_the_rows_are_a_csv_file(
    stage: World, version: Version, peter: Contact, client: Client
) -> None:
    headers = key(stage.admin)
    done = ran(client, version, headers)
    answer = client.get(f"/api/v1/simulations/{done['id']}/rows", headers=headers)
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.content.decode("utf-8-sig").splitlines()[0].startswith("Contact ID,Name,Step")


def test_rows_name_people_so_another_rep_does_not_get_them(
    stage: World, version: Version, peter: Contact, client: Client
) -> None:
    done = ran(client, version, key(stage.rep))
    path = f"/api/v1/simulations/{done['id']}/rows"
    assert client.get(path, headers=key(stage.rep)).status_code == 200
    assert client.get(path, headers=key(stage.other_rep)).status_code == 404


def test_rows_before_the_end_are_refused_in_words(
    stage: World, version: Version, client: Client
) -> None:
    headers = key(stage.admin)
    made = post(client, f"versions/{version.pk}/simulations", NEWEST, headers).json()
    answer = client.get(f"/api/v1/simulations/{made['id']}/rows", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_done")


def test_rows_that_are_not_kept_any_more_are_refused_in_words(
    stage: World, version: Version, peter: Contact, client: Client
) -> None:
    headers = key(stage.admin)
    done = ran(client, version, headers)
    with transaction.atomic():
        Simulation.objects.update(rows=b"")
    answer = client.get(f"/api/v1/simulations/{done['id']}/rows", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "not_kept")


def test_a_draft_is_simulated_over_people_in_flight_on_the_live_version(
    stage: World, version: Version, active: Enrollment, client: Client
) -> None:
    with transaction.atomic():
        admin = stage.admin
        new = services.new_draft(version.sequence, seat=admin, actor=member(admin))
    headers, body = key(stage.admin), {"audience": {"kind": "in_flight"}}
    made = post(client, f"versions/{new.pk}/simulations", body, headers).json()
    assert made["asked"]["audience"] == {"kind": "in_flight", "version": str(version.pk)}
    simulating.run(UUID(made["id"]))
    result = client.get(f"/api/v1/simulations/{made['id']}", headers=headers).json()["result"]
    assert (result["totals"]["people"], result["moved"]["number"]) == (1, 1)


def test_people_of_a_version_of_another_sequence_are_refused_at_their_field(
    stage: World, version: Version, client: Client
) -> None:
    with transaction.atomic():
        other = draft(stage.admin, name="Other")
    body = {"audience": {"kind": "in_flight", "version": str(version.pk)}}
    answer = post(client, f"versions/{other.pk}/simulations", body, key(stage.admin))
    assert answer.status_code == 409 and "audience.version" in answer.json()["fields"]


def test_the_simulations_of_a_version_are_listed(
    stage: World, version: Version, peter: Contact, client: Client
) -> None:
    headers = key(stage.admin)
    done = ran(client, version, headers)
    page = client.get(f"/api/v1/versions/{version.pk}/simulations", headers=headers).json()
    assert [each["id"] for each in page["results"]] == [done["id"]]


@pytest.mark.parametrize(
    "body",
    [{}, {**NEWEST, "colour": "red"}, {**NEWEST, "rates": {"reply": "much"}}],
)
def test_a_call_that_cannot_be_read_is_refused(
    stage: World, version: Version, client: Client, body: dict[str, Any]
) -> None:
    answer = post(client, f"versions/{version.pk}/simulations", body, key(stage.admin))
    assert answer.status_code == 400
    with transaction.atomic():
        assert not Simulation.objects.exists()


def test_a_question_that_makes_no_sense_names_its_field(
    stage: World, version: Version, client: Client
) -> None:
    body = {"audience": {"kind": "newest", "count": 0}}
    answer = post(client, f"versions/{version.pk}/simulations", body, key(stage.admin))
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["audience"])


def test_scripted_tests_are_run_on_request(stage: World, version: Version, client: Client) -> None:
    green = Case("green", "2026-05-04 09:00", expect=(Expectation("done", "call-1"),))
    red = Case("red", "2026-05-04 09:00", expect=(Expectation("skipped", "intro"),))
    with transaction.atomic():
        # As a draft: an approved version never changes.
        unfinished = draft(stage.admin, name="Draft")
        unfinished.options = options_of(Plan(cases=(green, red)))
        unfinished.save()
    answer = post(client, f"versions/{unfinished.pk}/tests", {}, key(stage.admin))
    assert [(each["name"], each["passed"]) for each in answer.json()] == [
        ("green", True),
        ("red", False),
    ]


def test_a_rep_runs_no_tests_of_a_version(stage: World, version: Version, client: Client) -> None:
    assert post(client, f"versions/{version.pk}/tests", {}, key(stage.rep)).status_code == 403
