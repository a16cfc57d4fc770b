"""Guessing ids: whoever calls with the id of another workspace's row finds nothing there."""

from collections.abc import Mapping
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from tenancy.scope import scope
from tests.isolation.routes import Route, api, pages
from tests.isolation.rows import TENANT_MODELS, Rows, one_of_each, table
from tests.isolation.test_api import key_of
from tests.isolation.whose import about, names_a_row
from tests.world import World

# What a call needs before its id is looked at.
BODIES: Mapping[str, Mapping[str, Any]] = {}


@pytest.fixture
def rows(acme: World) -> Rows:
    """Something in every table of acme."""
    with scope(acme.workspace.pk):
        return one_of_each(acme)


def everything(world: World) -> dict[str, str]:
    """A digest of each table as the workspace sees it."""
    found = {}
    with scope(world.workspace.pk), connection.cursor() as cursor:
        for name in map(table, TENANT_MODELS):
            cursor.execute(f"SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM {name} t")
            found[name] = cursor.fetchone()[0]
    return found


def verbs(route: Route) -> list[str]:
    """What an admin may do there."""
    return [verb for verb in ("GET", "POST", "PUT", "DELETE") if route.open_to("admin", verb)]


def with_ids(found: list[Route]) -> list[Route]:
    return [route for route in found if names_a_row(route)]


def test_no_page_shows_or_changes_a_row_of_another_workspace(
    rows: Rows, acme: World, globex: World, client: Client
) -> None:
    client.force_login(globex.admin.user)
    before = everything(acme)
    found = {
        (route.name, verb): client.generic(
            verb, route.url(slug="globex", **about(route, rows))
        ).status_code
        for route in with_ids(pages())
        for verb in verbs(route)
    }
    assert {call: status for call, status in found.items() if status != 404} == {}
    assert everything(acme) == before


def test_no_call_shows_or_changes_a_row_of_another_workspace(
    rows: Rows, acme: World, globex: World, client: Client
) -> None:
    headers = key_of(globex)
    before = everything(acme)
    found = {
        (route.name, verb): client.generic(
            verb,
            route.url(**about(route, rows)),
            data=BODIES.get(route.name, "{}"),
            content_type="application/json",
            headers=headers,
        ).status_code
        for route in with_ids(api())
        for verb in verbs(route)
    }
    assert {call: status for call, status in found.items() if status != 404} == {}
    assert everything(acme) == before


def test_the_same_calls_find_the_row_in_its_own_workspace(
    rows: Rows, acme: World, client: Client
) -> None:
    """The control: without it, a wrong id in these tests would look like safety."""
    headers = key_of(acme)
    assert hidden(client, with_ids(api()), rows, headers) == []


def test_the_same_pages_find_the_row_in_its_own_workspace(
    rows: Rows, acme: World, client: Client
) -> None:
    client.force_login(acme.admin.user)
    assert hidden(client, with_ids(pages()), rows, {}) == []


def hidden(client: Client, found: list[Route], rows: Rows, headers: dict[str, str]) -> list[str]:
    # The rows hold no sense, so some cannot be shown; what counts is that they are found.
    client.raise_request_exception = False
    return [
        route.name
        for route in found
        if route.open_to("admin", "GET")
        and client.get(route.url(**about(route, rows)), headers=headers).status_code == 404
    ]
