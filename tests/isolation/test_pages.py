"""Who may open which page: every route, every role, nobody, and people of other workspaces."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config import capabilities, urls
from tenancy.middleware import table
from tenancy.models import Membership
from tenancy.roles import Role
from tenancy.scope import scope
from tests.isolation import probe
from tests.isolation.routes import ENTRANCE, PUBLIC, Route, api, guarded, pages, routes, unlisted
from tests.world import World

SEATS = ("viewer", "rep", "reviewer", "manager", "admin")


@pytest.fixture
def walking(settings: Settings) -> Iterator[None]:
    """Requests end where the view would begin."""
    settings.MIDDLEWARE = [*settings.MIDDLEWARE, probe.PLACE]
    yield


def outcomes(client: Client, route: Route) -> dict[str, int]:
    """The status of each verb."""
    url = route.url()
    return {"GET": client.get(url).status_code, "POST": client.post(url).status_code}


def test_the_walk_finds_the_console_and_the_api() -> None:
    assert len(pages()) > 40
    assert len(api()) > 20


def test_every_route_has_a_line_in_the_capability_table() -> None:
    assert unlisted(routes(), capabilities.TABLE) == []


def test_every_line_of_the_table_is_a_route() -> None:
    assert set(capabilities.TABLE) - {route.name for route in routes()} == set()


def test_what_is_public_is_on_the_list() -> None:
    public = {route.pattern for route in routes() if route.is_public}
    assert {pattern for pattern in public if not pattern.startswith(ENTRANCE)} == set(PUBLIC)


def test_every_guarded_route_has_a_name() -> None:
    assert [route.pattern for route in guarded() if not route.name] == []


def forgotten(request: HttpRequest) -> HttpResponse:
    """A page that somebody added without a line in the table."""
    return HttpResponse("never")


urlpatterns = [
    path("w/<slug:slug>/forgotten/", forgotten, name="forgotten"),
    *urls.urlpatterns,
]


def test_a_route_without_a_line_is_found() -> None:
    assert unlisted(routes(__name__), capabilities.TABLE) == ["w/<slug:slug>/forgotten/"]


def test_a_route_without_a_line_is_closed_for_everybody(
    acme: World, client: Client, settings: Settings
) -> None:
    settings.ROOT_URLCONF = __name__
    client.force_login(acme.admin.user)
    assert client.get("/w/acme/forgotten/").status_code == 404


@pytest.mark.parametrize("name", SEATS)
def test_a_seat_opens_what_the_table_says_and_nothing_else(
    walking: None, acme: World, client: Client, name: str
) -> None:
    seat: Membership = getattr(acme, name)
    client.force_login(seat.user)
    wrong = {
        route.name: found
        for route in pages()
        if (found := outcomes(client, route)) != expected(route, seat.role)
    }
    assert wrong == {}


def expected(route: Route, role: str) -> dict[str, int]:
    return {
        verb: probe.REACHED if route.open_to(role, verb) else route.closed_to(role, verb, 404)
        for verb in ("GET", "POST")
    }


def test_the_walk_covers_every_role() -> None:
    assert {str(Role[name.upper()]) for name in SEATS} == set(Role.values)


def test_without_a_log_in_every_page_leads_to_it(
    walking: None, acme: World, client: Client
) -> None:
    for route in pages():
        url = route.url()
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code == 302, route.name
            assert answer.headers["Location"].startswith("/accounts/login/"), route.name


def test_people_of_another_workspace_find_no_page(
    walking: None, acme: World, globex: World, client: Client
) -> None:
    client.force_login(globex.admin.user)
    found = {route.name: outcomes(client, route) for route in pages()}
    assert {name: each for name, each in found.items() if set(each.values()) != {404}} == {}


def test_a_disabled_seat_finds_no_page(walking: None, acme: World, client: Client) -> None:
    disable(acme, acme.admin)
    client.force_login(acme.admin.user)
    found = {status for route in pages() for status in outcomes(client, route).values()}
    assert found <= {404}


def disable(world: World, seat: Membership) -> None:
    with scope(world.workspace.pk):
        Membership.objects.filter(pk=seat.pk).update(is_active=False)


def test_a_page_that_does_not_exist_tells_no_more_than_one_that_may_not_be_seen(
    acme: World, globex: World, client: Client
) -> None:
    client.force_login(globex.admin.user)
    hidden, missing = client.get("/w/acme/audit/"), client.get("/w/nowhere/audit/")
    assert hidden.status_code == missing.status_code == 404
    assert without_token(hidden) == without_token(missing)


def without_token(answer: Any) -> str:
    """The page without what differs at each request."""
    return re.sub(r"[A-Za-z0-9]{64}", "", answer.content.decode())


def test_the_table_in_force_is_the_one_that_is_tested() -> None:
    assert table() is capabilities.TABLE
