"""What operators ask, and what still works while the broker is gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from pytest_django import Settings

from config import health, own_timer
from tenancy import clock, turns
from tenancy.models import Turn
from tests.world import World


def checks(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get("/readyz")
    return answer.status_code, answer.json()["checks"]


def test_the_process_answers_without_a_database(client: Client) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}


def test_a_whole_installation_is_ready(client: Client, db: None) -> None:
    status, found = checks(client)
    assert (status, found["database"], found["broker"]) == (200, "ok", "ok")


def test_a_missing_broker_is_named(client: Client, db: None, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    status, found = checks(client)
    assert status == 503
    assert found["broker"].startswith("failed")


def test_a_pending_migration_is_named(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MigrationExecutor, "migration_plan", lambda *args: ["one"])
    assert checks(client)[1]["migrations"] == "pending: 1"


def test_a_touch_that_no_worker_takes_is_named(client: Client, acme: World) -> None:
    long_ago = clock.now() - timedelta(hours=1)
    Turn.objects.update(next_due_at=long_ago, served_at=long_ago)
    status, found = checks(client)
    assert status == 503
    assert "late" in found["oldest_due_touch"]


def test_a_role_that_bypasses_row_level_security_is_not_ready(
    client: Client, db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_database", lambda: "failed: this role bypasses")
    assert checks(client)[0] == 503


@pytest.mark.django_db(transaction=True)
def test_workers_look_by_themselves_without_a_broker(acme: World, settings: Settings) -> None:
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:9/0"
    settings.INBOUND_PORT = 9
    own_timer.look()
    with transaction.atomic():
        assert Turn.objects.get().served_at is not None
        assert turns.workspaces() == [acme.workspace.pk]
