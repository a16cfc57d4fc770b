"""GET changes nothing: reading requests run in a transaction that the database keeps read-only."""

import pytest
from django.db import InternalError, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from config import urls
from tenancy import middleware
from tenancy.models import Membership, Workspace
from tenancy.roles import Capability
from tenancy.scope import scope
from tests.world import World


def forgetful(request: HttpRequest, slug: str = "") -> HttpResponse:
    """A page whose author forgot the rule."""
    with transaction.atomic():
        Workspace.objects.update(name="changed by a look")
    return HttpResponse("done")


def counting(request: HttpRequest, slug: str) -> HttpResponse:
    """A page that only reads."""
    return HttpResponse(str(Membership.objects.count()))


urlpatterns = [
    path("w/<slug:slug>/forgetful/", forgetful, name="forgetful"),
    path("w/<slug:slug>/counting/", counting, name="counting"),
    path("api/v1/forgetful", forgetful, name="api_forgetful"),
    *urls.urlpatterns,
]
LINE = {"GET": Capability.SEE, "POST": Capability.SEE}


@pytest.fixture(autouse=True)
def _pages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ROOT_URLCONF = __name__
    lines = dict.fromkeys(("forgetful", "counting", "api_forgetful"), LINE)
    monkeypatch.setattr(middleware, "table", lambda: lines)


def name(world: World) -> str:
    with scope(world.workspace.pk):
        return Workspace.objects.get().name


@pytest.mark.parametrize("verb", ["get", "head", "options"])
def test_a_page_that_writes_while_it_is_read_fails(acme: World, client: Client, verb: str) -> None:
    client.force_login(acme.admin.user)
    with pytest.raises(InternalError, match="read-only transaction"):
        getattr(client, verb)("/w/acme/forgetful/")
    assert name(acme) == "Acme"


def test_a_call_that_writes_while_it_is_read_fails(acme: World, client: Client) -> None:
    from tests.isolation.test_api import key_of

    with pytest.raises(InternalError, match="read-only transaction"):
        client.get("/api/v1/forgetful", headers=key_of(acme))


def test_the_same_page_may_write_when_it_is_posted(acme: World, client: Client) -> None:
    client.force_login(acme.admin.user)
    assert client.post("/w/acme/forgetful/").status_code == 200
    assert name(acme) == "changed by a look"


def test_a_page_reads_in_the_scope_of_its_address(
    acme: World, globex: World, client: Client
) -> None:
    client.force_login(acme.admin.user)
    assert client.get("/w/acme/counting/").content == b"7"
