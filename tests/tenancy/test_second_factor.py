"""Whoever reviews or administers anywhere needs a second factor, everywhere but in the demo."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from tenancy.models import Membership
from tenancy.scope import scope
from tests.tenancy.entrance import CODE, CODE_AGAIN, SETUP, is_in, log_in, set_up, totp
from tests.world import World


@pytest.fixture(autouse=True)
def _not_the_demo(settings: Settings) -> Iterator[None]:
    """Real time stands still, so that no code turns over between two requests."""
    settings.DEMO = False
    with time_machine.travel(datetime.now(UTC), tick=False):
        yield


def asked(client: Client) -> str:
    """Where a signed-in browser is sent from a page; empty when it may stay."""
    return client.get("/w/acme/no-such-page/").headers.get("Location", "")


@pytest.mark.parametrize("name", ["reviewer", "admin"])
def test_who_holds_the_keys_of_control_is_sent_to_set_it_up(
    acme: World, client: Client, name: str
) -> None:
    seat: Membership = getattr(acme, name)
    log_in(client, seat.user.email)
    assert asked(client) == SETUP


@pytest.mark.parametrize("name", ["rep", "viewer"])
def test_others_are_not_asked(acme: World, client: Client, name: str) -> None:
    seat: Membership = getattr(acme, name)
    log_in(client, seat.user.email)
    assert asked(client) == ""


def test_a_seat_elsewhere_counts_too(acme: World, globex: World, client: Client) -> None:
    with scope(globex.workspace.pk):
        Membership.objects.create(user=acme.rep.user, role="reviewer", label="Rep")
    log_in(client, acme.rep.user.email)
    assert asked(client) == SETUP


def test_a_disabled_seat_does_not_count(acme: World, globex: World, client: Client) -> None:
    with scope(globex.workspace.pk):
        Membership.objects.create(user=acme.rep.user, role="reviewer", label="Rep", is_active=False)
    log_in(client, acme.rep.user.email)
    assert asked(client) == ""


def test_the_demo_does_not_ask(acme: World, client: Client, settings: Settings) -> None:
    settings.DEMO = True
    log_in(client, acme.admin.user.email)
    assert asked(client) == ""


def test_setting_it_up_takes_the_password_again(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    assert client.get(SETUP).headers["Location"].startswith("/accounts/reauthenticate/")


def test_once_it_is_set_up_the_code_is_asked_and_lets_in(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    secret = set_up(client)
    where = asked(client)
    assert where.startswith(CODE_AGAIN)
    client.post(where, {"code": totp(secret)})
    assert asked(client) == ""


def test_from_then_on_the_password_alone_does_not_let_in(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    set_up(client)
    client.post("/accounts/logout/")
    answer = log_in(client, acme.reviewer.user.email)
    assert answer.headers["Location"].startswith(CODE)
    assert not is_in(client)


def test_password_and_code_let_in(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    secret = set_up(client)
    client.post("/accounts/logout/")
    log_in(client, acme.reviewer.user.email)
    client.post(CODE, {"code": totp(secret)})
    assert is_in(client)
    assert asked(client) == ""


def test_a_wrong_code_does_not_let_in(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    set_up(client)
    client.post("/accounts/logout/")
    log_in(client, acme.reviewer.user.email)
    client.post(CODE, {"code": "000000"})
    assert not is_in(client)


def test_a_code_opens_one_session_only(acme: World, client: Client) -> None:
    log_in(client, acme.reviewer.user.email)
    secret = set_up(client)
    over_the_shoulder = Client()
    for browser in (client, over_the_shoulder):
        browser.post("/accounts/logout/")
        log_in(browser, acme.reviewer.user.email)
        browser.post(CODE, {"code": totp(secret)})
    assert is_in(client)
    assert not is_in(over_the_shoulder)


def test_a_session_without_the_code_is_asked_for_it(acme: World, client: Client) -> None:
    """For instance one that began before the person became a reviewer."""
    log_in(client, acme.reviewer.user.email)
    set_up(client)
    other = Client()
    other.force_login(acme.reviewer.user)
    assert asked(other).startswith(CODE_AGAIN)
