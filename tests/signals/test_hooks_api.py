"""REST: keys of the signed webhook and inlets of services; secrets come out once or never."""

import time
from typing import Any

import pytest
from django.urls import reverse

from signals.inlets import proofs
from signals.models import Inlet
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.signals.callers import SECRET, Posted, post
from tests.world import World


def opened(world: World, **body: Any) -> Any:
    return Caller(world, "admin").post("api_inlets", **{"provider": "mailgun", **body})


def changed(world: World, inlet: Any, **body: Any) -> Any:
    url = reverse("api_inlet", args=[inlet])
    return Caller(world, "admin").client.patch(url, body, content_type="application/json")


def test_a_key_s_secret_is_in_the_answer_that_makes_it_and_in_no_other(acme: World) -> None:
    caller = Caller(acme, "admin")
    made = caller.post("api_hook_keys")
    assert (made.status_code, len(made.json()["secret"])) == (201, 64)
    listed = caller.get("api_hook_keys")
    retired = caller.post("api_hook_key_retire", made.json()["id"])
    for answer in (listed, retired):
        assert made.json()["secret"] not in answer.content.decode()
    assert retired.json()["retired_at"]


def test_a_key_that_rest_made_signs_a_call(acme: World) -> None:
    made, body = Caller(acme, "admin").post("api_hook_keys").json(), b"{}"
    stamp = str(int(time.time()))
    signed = {
        "X-Seqops-Key": made["id"],
        "X-Seqops-Timestamp": stamp,
        "X-Seqops-Signature": proofs.signature(made["secret"], stamp, body),
    }
    answer = post(made["url"], Posted(body, headers=signed))
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_third_key_is_refused(acme: World) -> None:
    caller = Caller(acme, "admin")
    answers = [caller.post("api_hook_keys") for _ in range(3)]
    assert [each.status_code for each in answers] == [201, 201, 409]
    assert answers[2].json()["code"] == "two_keys"


def test_an_inlet_is_opened_changed_and_closed(acme: World) -> None:
    made = opened(acme).json()
    assert [each["way"] for each in made["addresses"]] == ["events", "mail"]
    assert all(each["lacks"] for each in made["addresses"])
    said = changed(acme, made["id"], events=SECRET)
    assert [bool(each["lacks"]) for each in said.json()["addresses"]] == [False, True]
    assert SECRET not in said.content.decode()
    url = reverse("api_inlet", args=[made["id"]])
    assert Caller(acme, "admin").client.delete(url).status_code == 204
    assert Caller(acme, "admin").get("api_inlets").json() == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"provider": "carrier pigeon"}, "provider"),
        ({"provider": "postmark", "events": "x"}, "events"),
        ({"provider": "resend", "events": "not base64!"}, "events"),
        ({"provider": "postal", "events": "no key"}, "events"),
        ({"provider": "sendgrid", "mail": "x"}, "mail"),
        ({"events": "schlüssel"}, "events"),
        ({"password": SECRET}, "password"),
        ({"name": "x" * 81}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    acme: World, body: dict[str, Any], field: str
) -> None:
    answer = opened(acme, **body)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])
    with scope(acme.workspace.pk):
        assert not Inlet.objects.exists()


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_other_roles_see_and_change_nothing(acme: World, role: str) -> None:
    caller = Caller(acme, role, getattr(acme, role))
    assert caller.get("api_inlets").status_code == 403
    assert caller.post("api_hook_keys").status_code == 403


def test_what_is_another_workspace_s_is_not_found(acme: World, globex: World) -> None:
    inlet = opened(acme).json()["id"]
    assert changed(globex, inlet, events=SECRET).status_code == 404
    assert changed(acme, uuid7(), events=SECRET).status_code == 404
    key = Caller(acme, "admin").post("api_hook_keys").json()["id"]
    assert Caller(globex, "admin").post("api_hook_key_retire", key).status_code == 404
