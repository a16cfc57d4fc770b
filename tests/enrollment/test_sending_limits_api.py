"""REST: the limits of the workspace and of a mailbox."""

from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from enrollment.models import Mailbox
from tenancy.models import Workspace
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.world import World

LIMITS = {
    "messages_a_day": 500,
    "messages_an_hour": 80,
    "messages_a_day_per_user": 0,
    "messages_a_day_per_domain": 40,
    "messages_an_hour_per_domain": 0,
}


def put(world: World, body: dict[str, Any], route: str, *args: Any, role: str = "admin") -> Any:
    client = Caller(world, role, getattr(world, role)).client
    return client.put(reverse(route, args=args), body, content_type="application/json")


def test_the_limits_of_the_workspace_are_changed_and_the_trail_has_both_values(
    acme: World,
) -> None:
    assert put(acme, LIMITS, "api_sending_limits").json() == LIMITS
    assert Caller(acme, "admin").get("api_sending_limits").json() == LIMITS
    with scope(acme.workspace.pk):
        said = Entry.objects.get(action="settings.changed").data
    assert said["messages_an_hour"] == [0, 80]
    assert "messages_a_day_per_user" not in said


def test_an_impossible_limit_is_refused_at_its_field(acme: World) -> None:
    answer = put(acme, LIMITS | {"messages_a_day": -1}, "api_sending_limits")
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["messages_a_day"])
    with scope(acme.workspace.pk):
        assert Workspace.objects.get(pk=acme.workspace.pk).messages_an_hour == 0


def test_the_limits_of_a_mailbox_change_and_nothing_else_of_it(acme: World) -> None:
    limits = {"daily_limit": 60, "hourly_limit": 8}
    before = acme.mailbox
    assert put(acme, limits, "api_mailbox_limits", before.pk).json() == limits
    with scope(acme.workspace.pk):
        row = Mailbox.objects.get(pk=before.pk)
        data = Entry.objects.get(action="mailbox.changed").data
    assert (row.name, row.owner_id, row.is_active) == (before.name, before.owner_id, True)
    assert data == {"changed": ["daily_limit", "hourly_limit"], **limits}


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_see_or_change_limits(acme: World, role: str) -> None:
    assert put(acme, LIMITS, "api_sending_limits", role=role).status_code == 403
    seen = Caller(acme, role, getattr(acme, role)).get("api_mailbox_limits", acme.mailbox.pk)
    assert seen.status_code == 403


def test_another_workspaces_mailbox_has_no_limits_here(acme: World, globex: World) -> None:
    limits = {"daily_limit": 60, "hourly_limit": None}
    assert put(globex, limits, "api_mailbox_limits", acme.mailbox.pk).status_code == 404
