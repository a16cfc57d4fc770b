"""REST: pools of mailboxes, and the pool of a sequence."""

from typing import Any

import pytest
from django.urls import reverse

from audit.models import Entry
from enrollment.models import MailboxPool
from sequences.models import Sequence
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.world import World, draft


def call(
    world: World, verb: str, route: str, *args: Any, body: Any = None, role: str = "admin"
) -> Any:
    client = Caller(world, role, getattr(world, role)).client
    address = reverse(route, args=args)
    return getattr(client, verb)(address, body, content_type="application/json")


def body(world: World, **more: Any) -> dict[str, Any]:
    return {"name": "Desk", "sticky_days": 90, "mailboxes": [str(world.mailbox.pk)], **more}


def test_a_pool_is_made_changed_and_listed(acme: World) -> None:
    made = call(acme, "post", "api_pools", body=body(acme))
    assert made.status_code == 201
    changed = body(acme, name="Front desk", sticky_days=0)
    answer = call(acme, "put", "api_pool", made.json()["id"], body=changed)
    assert answer.json() == {"id": made.json()["id"], **changed}
    assert Caller(acme, "admin").get("api_pools").json()["results"] == [answer.json()]


@pytest.mark.parametrize(
    ("more", "field"), [({"mailboxes": []}, "mailboxes"), ({"sticky_days": -1}, "sticky_days")]
)
def test_what_cannot_be_is_refused_at_its_field(
    acme: World, more: dict[str, Any], field: str
) -> None:
    answer = call(acme, "post", "api_pools", body=body(acme, **more))
    assert (answer.status_code, list(answer.json()["fields"])) == (409, [field])


def test_a_sequence_is_given_a_pool_and_the_trail_says_so(acme: World) -> None:
    made = call(acme, "post", "api_pools", body=body(acme)).json()["id"]
    with scope(acme.workspace.pk):
        plan = draft(acme.admin).sequence
    answer = call(acme, "put", "api_sequence_pool", plan.pk, body={"pool": made})
    assert answer.json() == {"pool": made}
    with scope(acme.workspace.pk):
        assert str(Sequence.objects.get(pk=plan.pk).mailbox_pool) == made
        assert Entry.objects.get(action="sequence.pool_given").data["pool"] == "Desk"
    assert call(acme, "delete", "api_pool", made).status_code == 409


def test_another_workspaces_mailboxes_and_pools_are_unknown_here(
    acme: World, globex: World
) -> None:
    made = call(acme, "post", "api_pools", body=body(acme)).json()["id"]
    with scope(globex.workspace.pk):
        plan = draft(globex.admin).sequence
    stolen = call(globex, "post", "api_pools", body=body(acme))
    assert list(stolen.json()["fields"]) == ["mailboxes"]
    given = call(globex, "put", "api_sequence_pool", plan.pk, body={"pool": made})
    assert list(given.json()["fields"]) == ["pool"]
    assert call(globex, "delete", "api_pool", made).status_code == 404


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_only_admins_make_pools(acme: World, role: str) -> None:
    assert call(acme, "post", "api_pools", body=body(acme), role=role).status_code == 403
    with scope(acme.workspace.pk):
        assert not MailboxPool.objects.exists()


def test_a_mailbox_that_nobody_was_moved_from_says_so(acme: World) -> None:
    answer = call(acme, "get", "api_mailbox_move", acme.mailbox.pk)
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
