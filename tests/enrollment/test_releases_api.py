"""REST: switches, release plans, absences."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from enrollment import backlog
from enrollment.models import ControlGate, Enrollment, Touch
from tenancy import clock
from tests.enrollment.stage import reload
from tests.enrollment.test_enrollment_api import call
from tests.enrollment.test_migrations_api import key_of
from tests.world import World


@pytest.fixture
def key(stage: World, active: Enrollment, client: Client) -> str:
    """An admin's key, with which everything was stopped."""
    made = key_of(stage.admin)
    with transaction.atomic():
        late = clock.now() - timedelta(hours=2)
        Touch.objects.update(due_at=late, first_due_at=late)
    body = {"kind": "workspace", "ref": str(stage.workspace.pk), "reason": "Incident"}
    assert call(client, made, "POST", "switches", body)[0] == 201
    return made


def plan(client: Client, key: str, world: World) -> dict[str, Any]:
    body = {"kind": "workspace", "ref": str(world.workspace.pk)}
    status, answer = call(client, key, "POST", "releases", body)
    assert status == 201, answer
    found: dict[str, Any] = answer
    return found


def test_closed_switches_are_listed(client: Client, stage: World, key: str) -> None:
    status, answer = call(client, key, "GET", "switches")
    assert (status, [row["reason"] for row in answer]) == (200, ["Incident"])


def test_a_switch_of_another_workspace_is_not_found(
    client: Client, stage: World, globex: World, key: str
) -> None:
    body = {"kind": "workspace", "ref": str(globex.workspace.pk), "reason": "x"}
    assert call(client, key, "POST", "switches", body)[0] == 404


def test_a_plan_is_made_chosen_and_applied(
    client: Client, stage: World, key: str, active: Enrollment
) -> None:
    made = plan(client, key, stage)
    assert made["preview"]["groups"][0]["count"] == 1
    path = f"releases/{made['id']}"
    choices = {"choices": {"all": {"how": "spread", "days": 3}}}
    status, answer = call(client, key, "POST", f"{path}/choices", choices)
    assert status == 200 and sum(day["count"] for day in answer["preview"]["days"]) == 1
    assert call(client, key, "POST", f"{path}/start", {})[1]["state"] == "applying"
    backlog.run(made["id"])
    with transaction.atomic():
        assert not ControlGate.objects.exists()
    answer = call(client, key, "GET", path)[1]
    assert (answer["state"], answer["result"], answer["preview"]) == ("done", {"move": 1}, None)


def test_a_plan_is_counted_again_and_put_away(client: Client, stage: World, key: str) -> None:
    path = f"releases/{plan(client, key, stage)['id']}"
    assert call(client, key, "POST", f"{path}/count", {})[0] == 200
    assert call(client, key, "POST", f"{path}/discard", {})[1]["state"] == "discarded"
    assert call(client, key, "GET", "releases")[1]["results"][0]["state"] == "discarded"


@pytest.mark.parametrize(
    "choices", [{"all": {"how": "never"}}, {"all": {"days": 99}}, {"nobody:first": {}}]
)
def test_choices_that_there_are_not_are_refused(
    client: Client, stage: World, key: str, choices: dict[str, Any]
) -> None:
    path = f"releases/{plan(client, key, stage)['id']}/choices"
    assert call(client, key, "POST", path, {"choices": choices})[0] in (400, 409)


@pytest.mark.parametrize("who", ["rep", "manager", "viewer"])
def test_only_who_may_operate_releases(client: Client, stage: World, key: str, who: str) -> None:
    theirs = key_of(getattr(stage, who))
    body = {"kind": "workspace", "ref": str(stage.workspace.pk)}
    assert call(client, theirs, "POST", "releases", body)[0] == 403


def absence(world: World, **more: Any) -> dict[str, Any]:
    now = clock.now()
    return {
        "member": str(world.rep.pk),
        "cover": str(world.other_rep.pk),
        "starts_at": (now + timedelta(days=1)).isoformat(),
        "ends_at": (now + timedelta(days=8)).isoformat(),
        **more,
    }


def test_an_absence_is_entered_listed_and_called_off(client: Client, stage: World) -> None:
    key = key_of(stage.rep)
    status, made = call(client, key, "POST", "absences", absence(stage))
    assert (status, made["state"], made["member_label"]) == (201, "planned", "Rep")
    assert len(call(client, key, "GET", "absences")[1]) == 1
    path = f"absences/{made['id']}"
    assert call(client, key, "POST", f"{path}/come-back", {})[0] == 409
    assert call(client, key, "POST", f"{path}/cancel", {})[1]["state"] == "cancelled"


def test_an_absence_is_read_and_changed(client: Client, stage: World) -> None:
    key = key_of(stage.rep)
    path = f"absences/{call(client, key, 'POST', 'absences', absence(stage))[1]['id']}"
    names = ("starts_at", "ends_at", "cover", "new", "running", "open")
    said = {name: call(client, key, "GET", path)[1][name] for name in names}
    status, changed = call(client, key, "PUT", path, {**said, "new": "hand_over"})
    assert (status, changed["new"], changed["ends_at"]) == (200, "hand_over", said["ends_at"])


def test_a_change_says_all_of_an_absence(client: Client, stage: World) -> None:
    key = key_of(stage.rep)
    path = f"absences/{call(client, key, 'POST', 'absences', absence(stage))[1]['id']}"
    status, answer = call(client, key, "PUT", path, {"new": "go_on"})
    assert status == 400 and "ends_at" in answer["fields"]


def test_what_is_wrong_with_an_absence_is_said_by_field(client: Client, stage: World) -> None:
    body = absence(stage, cover=str(stage.rep.pk))
    status, answer = call(client, key_of(stage.rep), "POST", "absences", body)
    assert (status, list(answer["fields"])) == (409, ["cover"])


@pytest.mark.parametrize(
    ("role", "member", "status"),
    [
        ("viewer", "rep", 403),
        ("viewer", "admin", 403),
        ("reviewer", "rep", 403),
        ("rep", "rep", 403),
        ("manager", "rep", 403),
        ("rep", "admin", 201),
        ("admin", "rep", 201),
    ],
)
def test_a_key_enters_no_absence_that_its_own_role_could_not(
    client: Client, stage: World, role: str, member: str, status: int
) -> None:
    body = absence(stage, member=str(getattr(stage, member).pk))
    assert call(client, key_of(stage.admin, role), "POST", "absences", body)[0] == status


def test_a_key_that_only_reads_changes_no_absence(client: Client, stage: World) -> None:
    made = call(client, key_of(stage.admin), "POST", "absences", absence(stage))[1]
    reads, path = key_of(stage.admin, "viewer"), f"absences/{made['id']}"
    terms = {name: made[name] for name in ("starts_at", "ends_at", "cover", "new", "running")}
    said = [
        call(client, reads, "PUT", path, {**terms, "open": "pause"})[0],
        call(client, reads, "POST", f"{path}/cancel", {})[0],
        call(client, reads, "POST", f"{path}/come-back", {})[0],
    ]
    assert said == [403, 403, 403] and call(client, reads, "GET", path)[0] == 200


def test_absences_of_others_are_not_found(
    client: Client, stage: World, globex: World, active: Enrollment
) -> None:
    made = call(client, key_of(stage.rep), "POST", "absences", absence(stage))[1]
    stranger = key_of(stage.viewer)
    assert call(client, stranger, "POST", f"absences/{made['id']}/cancel", {})[0] == 404
    body = absence(stage, member=str(globex.rep.pk))
    assert call(client, key_of(stage.admin), "POST", "absences", body)[0] == 409
    assert reload(active).state == "active"
