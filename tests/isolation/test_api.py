"""Who may call what: every API route, every verb, every role, no key, a dead key."""

from collections.abc import Collection

import pytest
from django.test import Client
from pytest_django import Settings

from tenancy import actors, services
from tenancy.roles import Role
from tenancy.scope import scope
from tests.isolation import probe
from tests.isolation.routes import VERBS, Route, api
from tests.world import World


def key_of(world: World, role: str = Role.ADMIN) -> dict[str, str]:
    """The header that a program of this workspace sends."""
    with scope(world.workspace.pk):
        _, secret = services.create_key(
            name="CRM", role=role, seat=world.admin, actor=actors.member(world.admin)
        )
    return {"Authorization": f"Bearer {secret}"}


def outcomes(
    client: Client, route: Route, headers: dict[str, str], verbs: Collection[str] = ()
) -> dict[str, int]:
    """The status of each of these verbs, else of those that the route serves."""
    tried = verbs or route.verbs
    return {verb: client.generic(verb, route.url(), headers=headers).status_code for verb in tried}


# What is not served answers alike to those who may do all of the rest, and to those who may not.
EVERY_VERB = (Role.ADMIN, Role.VIEWER)


@pytest.mark.parametrize("role", Role.values)
def test_a_key_may_do_what_the_table_says_and_nothing_else(
    acme: World, client: Client, settings: Settings, role: str
) -> None:
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, probe.PLACE]
    headers, verbs = key_of(acme, role), VERBS if role in EVERY_VERB else ()
    wrong = {
        route.name: found
        for route in api()
        if (found := outcomes(client, route, headers, verbs)) != expected(route, role, found)
    }
    assert wrong == {}


def expected(route: Route, role: str, verbs: Collection[str]) -> dict[str, int]:
    return {
        verb: probe.REACHED if route.open_to(role, verb) else route.closed_to(role, verb, 403)
        for verb in verbs
    }


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer so_unknown"}])
def test_without_a_live_key_every_call_is_a_401(
    acme: World, client: Client, headers: dict[str, str]
) -> None:
    found = {route.name: outcomes(client, route, headers) for route in api()}
    assert {name: each for name, each in found.items() if set(each.values()) != {401}} == {}


def test_a_revoked_key_opens_nothing(acme: World, client: Client) -> None:
    with scope(acme.workspace.pk):
        actor = actors.member(acme.admin)
        key, secret = services.create_key(name="CRM", role="admin", seat=acme.admin, actor=actor)
        services.revoke_key(key, actor=actor)
    headers = {"Authorization": f"Bearer {secret}"}
    assert {code for route in api() for code in outcomes(client, route, headers).values()} <= {401}


def test_a_session_of_the_console_is_no_key(acme: World, client: Client) -> None:
    client.force_login(acme.admin.user)
    assert {client.get(route.url()).status_code for route in api()} <= {401}


def test_a_key_opens_no_page_of_the_console(acme: World, client: Client) -> None:
    answer = client.get("/w/acme/", headers=key_of(acme))
    assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (
        302,
        "/accounts/login/",
    )
