"""REST: migrations."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from enrollment import moving
from enrollment.models import Enrollment, Migration
from sequences.models import Version
from tenancy.actors import member
from tenancy.models import Membership
from tenancy.services import create_key
from tests.enrollment.sink import Sink
from tests.enrollment.stage import reload
from tests.enrollment.test_enrollment_api import call
from tests.enrollment.test_moving import next_version
from tests.world import World


def key_of(seat: Membership, role: str = "") -> str:
    with transaction.atomic():
        _, secret = create_key(name="CRM", role=role or seat.role, seat=seat, actor=member(seat))
    return secret


@pytest.fixture
def made(
    stage: World, version: Version, active: Enrollment, client: Client
) -> tuple[str, dict[str, Any]]:
    """A key of the second admin, and a migration planned with it."""
    target, key = next_version(stage, version), key_of(stage.other_admin)
    body = {"from_version": str(version.pk), "to_version": str(target.pk)}
    status, answer = call(client, key, "POST", "migrations", body)
    assert status == 201, answer
    moving.run(answer["id"])
    return key, answer


def test_a_migration_is_planned_looked_at_and_started(
    client: Client, made: tuple[str, dict[str, Any]], active: Enrollment, sink: Sink
) -> None:
    key, migration = made
    status, people = call(client, key, "GET", f"migrations/{migration['id']}/people?fate=moves")
    assert (status, people["results"][0]["enrollment"]) == (200, str(active.pk))
    status, answer = call(client, key, "POST", f"migrations/{migration['id']}/start", {})
    assert (status, answer["state"]) == (200, "canary")
    moving.run(migration["id"])
    assert str(reload(active).version_id) == migration["to_version"]


def test_what_is_wrong_with_a_map_is_said_by_step(
    client: Client, made: tuple[str, dict[str, Any]]
) -> None:
    key, migration = made
    wrong = {"step_map": {**migration["step_map"], "intro": "call-1"}}
    status, answer = call(client, key, "POST", f"migrations/{migration['id']}/map", wrong)
    assert (status, answer["code"]) == (409, "invalid")
    assert answer["fields"]["step_map.intro"].endswith("Choose it.")


def test_stopping_and_rolling_back_need_a_reason(
    client: Client, made: tuple[str, dict[str, Any]]
) -> None:
    key, migration = made
    call(client, key, "POST", f"migrations/{migration['id']}/start", {})
    moving.run(migration["id"])
    path = f"migrations/{migration['id']}"
    assert call(client, key, "POST", f"{path}/stop", {})[0] == 400
    assert call(client, key, "POST", f"{path}/stop", {"reason": "Wait."})[1]["state"] == "stopped"
    answer = call(client, key, "POST", f"{path}/roll-back", {"reason": "Wrong words."})[1]
    assert answer["state"] == "rolling_back"


def test_a_reps_key_moves_nobody(
    stage: World, client: Client, made: tuple[str, dict[str, Any]]
) -> None:
    path = f"migrations/{made[1]['id']}/start"
    assert call(client, key_of(stage.rep), "POST", path, {})[0] == 403
    with transaction.atomic():
        assert Migration.objects.get().state == "draft"
