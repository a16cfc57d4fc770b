"""REST: accounts of mailboxes and DKIM keys; secrets go in and never come out."""

import json
from typing import Any

import pytest
from django.urls import reverse

from enrollment.models import DkimKey, SenderAccount
from tenancy.ids import uuid7
from tenancy.scope import scope
from tests.compliance.test_compliance_api import Caller
from tests.world import World

CANARY = "canary-secret-77aa"
SERVER = {"kind": "smtp", "host": "smtp.example.com", "user": "rep", "secret": CANARY}


def put(world: World, role: str = "admin", box: Any = None, **body: Any) -> Any:
    url = reverse("api_mailbox_account", args=[box or world.mailbox.pk])
    client = Caller(world, role, getattr(world, role)).client
    return client.put(url, body, content_type="application/json")


def test_an_account_is_entered_and_read_without_its_secret(acme: World) -> None:
    said = put(acme, **SERVER)
    assert said.status_code == 200
    read = Caller(acme, "admin").get("api_mailbox_account", acme.mailbox.pk)
    assert (read.json()["host"], read.json()["has_secret"]) == ("smtp.example.com", True)
    for answer in (said, read):
        assert CANARY not in answer.content.decode()
        assert "secret" not in answer.json().keys() - {"has_secret"}


def test_a_refusal_does_not_repeat_the_secret(acme: World) -> None:
    answer = put(acme, **SERVER | {"host": "10.0.0.1"})
    assert (answer.status_code, list(answer.json()["fields"])) == (409, ["host"])
    unknown = put(acme, **SERVER | {"password": CANARY})
    assert unknown.status_code == 400
    assert CANARY not in answer.content.decode() + unknown.content.decode()


def test_without_an_account_there_is_none_to_read(acme: World) -> None:
    answer = Caller(acme, "admin").get("api_mailbox_account", acme.mailbox.pk)
    assert answer.status_code == 404
    assert "relay of the installation" in answer.json()["message"]


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_other_roles_enter_nothing(acme: World, role: str) -> None:
    assert put(acme, role, **SERVER).status_code == 403
    with scope(acme.workspace.pk):
        assert not SenderAccount.objects.exists()


def test_another_workspaces_mailbox_is_not_found(acme: World, globex: World) -> None:
    assert put(globex, box=acme.mailbox.pk, **SERVER).status_code == 404
    assert put(acme, box=uuid7(), **SERVER).status_code == 404


def test_a_test_is_asked_for_and_an_account_removed(acme: World) -> None:
    put(acme, **SERVER)
    caller = Caller(acme, "admin")
    asked = caller.post("api_mailbox_account_test", acme.mailbox.pk)
    assert (asked.status_code, asked.json()["test_result"]) == (202, "")
    url = reverse("api_mailbox_account", args=[acme.mailbox.pk])
    assert caller.client.delete(url).status_code == 204
    assert caller.post("api_mailbox_account_test", acme.mailbox.pk).json()["code"] == "no_account"


def test_a_key_is_made_and_listed_without_its_private_half(acme: World) -> None:
    caller = Caller(acme, "admin")
    made = caller.post("api_mailbox_dkim_keys", acme.mailbox.pk, algorithm="ed25519")
    assert made.status_code == 201
    (listed,) = caller.get("api_mailbox_dkim_keys", acme.mailbox.pk).json()
    assert listed == made.json()
    assert listed["record_text"].startswith("v=DKIM1; k=ed25519; p=")
    with scope(acme.workspace.pk):
        sealed = bytes(DkimKey.objects.get().sealed)
    assert "sealed" not in listed and sealed.hex() not in json.dumps(listed)


def test_a_key_that_nobody_has_seen_does_not_sign(acme: World) -> None:
    caller = Caller(acme, "admin")
    key = caller.post("api_mailbox_dkim_keys", acme.mailbox.pk, algorithm="rsa").json()
    answer = caller.post("api_dkim_key_activate", key["id"])
    assert (answer.status_code, answer.json()["code"]) == (409, "not_published")
    retired = caller.post("api_dkim_key_retire", key["id"]).json()
    assert (retired["state"], retired["keep_published_until"]) == ("retired", None)


def test_another_workspaces_key_is_not_found(acme: World, globex: World) -> None:
    mine = Caller(acme, "admin")
    key = mine.post("api_mailbox_dkim_keys", acme.mailbox.pk, algorithm="rsa").json()["id"]
    for route in ("api_dkim_key_check", "api_dkim_key_activate", "api_dkim_key_retire"):
        assert Caller(globex, "admin").post(route, key).status_code == 404


TEXTS: dict[str, Any] = {"user": "AC" + "0" * 32, "number": "+15005550006", "replies_unread": True}


def put_texts(world: World, role: str = "admin", box: Any = None, **body: Any) -> Any:
    url = reverse("api_mailbox_texting", args=[box or world.mailbox.pk])
    client = Caller(world, role, getattr(world, role)).client
    return client.put(url, body, content_type="application/json")


def test_an_account_for_texts_stands_beside_the_other(acme: World) -> None:
    put(acme, **SERVER)
    said = put_texts(acme, **TEXTS, secret=CANARY)
    caller = Caller(acme, "admin")
    assert (said.status_code, said.json()["number"]) == (200, "+15005550006")
    assert caller.get("api_mailbox_account", acme.mailbox.pk).json()["kind"] == "smtp"
    assert CANARY not in caller.get("api_mailbox_texting", acme.mailbox.pk).content.decode()


def test_an_account_for_texts_is_tested_and_removed(acme: World) -> None:
    put_texts(acme, **TEXTS, secret=CANARY)
    caller = Caller(acme, "admin")
    assert caller.post("api_mailbox_texting_test", acme.mailbox.pk).status_code == 202
    url = reverse("api_mailbox_texting", args=[acme.mailbox.pk])
    assert caller.client.delete(url).status_code == 204
    assert caller.get("api_mailbox_texting", acme.mailbox.pk).status_code == 404
    assert caller.post("api_mailbox_texting_test", acme.mailbox.pk).json()["code"] == "no_account"


def test_texts_are_entered_by_admins_of_the_workspace_who_know_of_the_replies(
    acme: World, globex: World
) -> None:
    assert put_texts(acme, "manager", **TEXTS, secret=CANARY).status_code == 403
    assert put_texts(globex, box=acme.mailbox.pk, **TEXTS, secret=CANARY).status_code == 404
    unread = put_texts(acme, **TEXTS | {"replies_unread": False}, secret=CANARY)
    assert list(unread.json()["fields"]) == ["replies_unread"]
