"""The recipient's page: it asks, one button stops everything, and nobody needs an account."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from compliance import tokens
from compliance.models import Suppression
from compliance.services import address_key
from enrollment.models import Enrollment, EnrollmentState
from signals import unsubscribe
from tenancy import clock
from tests.console.scenes import running
from tests.world import World, contact


@pytest.fixture
def link(in_acme: World) -> str:
    """The link in a message to Peter, whose sequence is running."""
    row = running(in_acme, contact(owner=in_acme.rep))
    owner = tokens.Owner(
        address_key=address_key("peter@initech.example"),
        hint="p…@initech.example",
        contact_id=row.contact_id,
        enrollment_id=row.pk,
    )
    (token,) = tokens.mint_many([owner])
    return f"/u/{token}/"


def state() -> str:
    return str(Enrollment.objects.get().state)


def strict() -> Client:
    """A browser that keeps no cookie and sends no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_the_page_says_what_the_button_does(link: str) -> None:
    page = strict().get(link).content.decode()
    assert "Messages from Acme" in page and "p…@i….example" in page


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_stops_nothing(link: str, method: str) -> None:
    getattr(strict(), method)(link)
    assert state() == EnrollmentState.ACTIVE
    assert not Suppression.objects.exists()


def test_the_button_stops_everything_for_good(link: str) -> None:
    page = strict().post(link).content.decode()
    assert "Messages are stopped" in page
    assert state() == EnrollmentState.EXITED
    assert Suppression.objects.get().reason == "opt_out"


def test_pressing_it_again_changes_nothing(link: str) -> None:
    strict().post(link)
    assert strict().post(link).status_code == 200
    assert Suppression.objects.count() == 1


def test_whoever_comes_back_reads_that_it_is_done(link: str) -> None:
    strict().post(link)
    assert "Messages are stopped" in strict().get(link).content.decode()


def test_the_page_sets_no_cookie_and_runs_no_script(link: str) -> None:
    answer = strict().get(link)
    assert not answer.cookies and "<script" not in answer.content.decode()


def test_the_link_is_told_to_no_other_site_and_kept_by_no_cache(link: str) -> None:
    answer = strict().get(link)
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer.headers["Cache-Control"]


@pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc/passwd", "%00"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_is_none_gets_a_clear_page(in_acme: World, token: str, method: str) -> None:
    answer = getattr(strict(), method)(f"/u/{token.replace('/', '-')}/")
    assert answer.status_code == 404
    assert "does not belong to any message of ours" in answer.content.decode()


@pytest.mark.parametrize("method", ["get", "post"])
def test_an_expired_link_says_what_else_to_do(link: str, method: str) -> None:
    clock.advance(tokens.LIFETIME + timedelta(days=1))
    answer = getattr(strict(), method)(link)
    assert answer.status_code == 410 and "Answer any of our messages" in answer.content.decode()


def test_a_database_that_is_down_asks_to_try_again(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(token: str, given: Any) -> Any:
        raise OperationalError

    monkeypatch.setattr(unsubscribe, "choose", down)
    answer = strict().post(link)
    assert answer.status_code == 503 and "try again in a minute" in answer.content.decode()


def test_a_wish_that_is_not_carried_out_yet_is_not_called_stopped(
    link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish = unsubscribe.Wish("Acme", "p…@i….example", stopped=False, done=False)
    monkeypatch.setattr(unsubscribe, "choose", lambda token, given: wish)
    page = strict().post(link).content.decode()
    assert "Your wish is stored" in page and "are stopped" not in page
