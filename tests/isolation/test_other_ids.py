"""Guessing ids: whoever calls with the id of another workspace's row finds nothing there."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from enrollment.models import SenderAccount
from tenancy.scope import scope
from tests.isolation.routes import Route, api, pages
from tests.isolation.rows import TENANT_MODELS, Rows, one_of_each, table
from tests.isolation.test_api import key_of
from tests.isolation.whose import about, names_a_row
from tests.world import World

READ_AT = "2026-01-01T00:00:00Z"
# What a call or a form must hold before its id is looked at.
FORMS: Mapping[str, Mapping[str, str]] = {
    "console:enrollment_stop": {"reason": "manual", "evidence": "asked by phone"},
}
BODIES: Mapping[str, Mapping[str, Any]] = {
    "api_enrollment_stop": {"reason": "manual", "evidence": "asked by phone"},
    "api_release_choices": {"choices": {"all": {}}},
    "api_version_approve": {"expected_edited_at": READ_AT},
    "api_version_reject": {"reason": "too long"},
    "api_version_save": {"expected_edited_at": READ_AT, "steps": [{"kind": "email"}]},
    "api_version_submit": {"expected_edited_at": READ_AT},
}
# The id in the address is the caller's own record ID: an unknown one is a new contact.
OWN_IDS = {("api_contact", "PUT")}


@pytest.fixture
def rows(acme: World) -> Rows:
    """Something in every table of acme."""
    with scope(acme.workspace.pk):
        SenderAccount.objects.create(mailbox=acme.mailbox, kind="sms")
        SenderAccount.objects.create(mailbox=acme.mailbox, kind="imap")
        return one_of_each(acme)


def everything(world: World) -> dict[str, str]:
    """A digest of each table as the workspace sees it."""
    found = {}
    with scope(world.workspace.pk), connection.cursor() as cursor:
        for name in map(table, TENANT_MODELS):
            cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {name} t")
            found[name] = cursor.fetchone()[0]
    return found


def calls(found: list[Route]) -> list[tuple[Route, str]]:
    """Every route that names a row, with every verb that an admin may use there."""
    return [
        (route, verb)
        for route in found
        for verb in ("GET", "POST", "PUT", "PATCH", "DELETE")
        if names_a_row(route) and route.open_to("admin", verb)
    ]


def test_no_page_shows_or_changes_a_row_of_another_workspace(
    rows: Rows, acme: World, globex: World, client: Client
) -> None:
    client.force_login(globex.admin.user)
    before = everything(acme)
    found = {}
    for route, verb in calls(pages()):
        url = route.url(slug="globex", **about(route, rows))
        send = client.get if verb == "GET" else client.post
        found[route.name, verb] = send(url, FORMS.get(route.name, {})).status_code
    assert {call: status for call, status in found.items() if status != 404} == {}
    assert everything(acme) == before


def test_no_call_shows_or_changes_a_row_of_another_workspace(
    rows: Rows, acme: World, globex: World, client: Client
) -> None:
    headers = key_of(globex)
    before = everything(acme)
    found = {}
    for route, verb in calls(api()):
        body = json.dumps(BODIES.get(route.name, {}))
        url = route.url(**about(route, rows))
        answer = client.generic(verb, url, body, "application/json", headers=headers)
        found[route.name, verb] = answer.status_code
    shown = {call for call, status in found.items() if status != 404}
    assert shown <= OWN_IDS
    assert everything(acme) == before


def test_the_same_calls_find_the_row_in_its_own_workspace(
    rows: Rows, acme: World, client: Client
) -> None:
    """The control: without it, a wrong id in these tests would look like safety."""
    headers = key_of(acme)
    assert hidden(client, api(), rows, headers) == []


def test_the_same_pages_find_the_row_in_its_own_workspace(
    rows: Rows, acme: World, client: Client
) -> None:
    client.force_login(acme.admin.user)
    assert hidden(client, pages(), rows, {}) == []


def hidden(client: Client, found: list[Route], rows: Rows, headers: dict[str, str]) -> list[str]:
    # The rows make no sense, so some cannot be shown; what counts is that they are found.
    client.raise_request_exception = False
    return [
        route.name
        for route, verb in calls(found)
        if verb == "GET"
        and client.get(route.url(**about(route, rows)), headers=headers).status_code == 404
    ]
