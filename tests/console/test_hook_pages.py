"""Webhooks in the settings: keys that take over from each other, addresses to give to services."""

import pytest
from django.urls import reverse

from signals.inlets import opening
from signals.inlets.known import SERVICES
from signals.models import HookKey, Inlet
from tests.console.browsing import browser
from tests.signals.callers import SECRET, open_for
from tests.world import World

HOME = "/w/acme/settings/webhooks/"


def html(world: World, path: str = HOME) -> str:
    answer = browser(world.admin).get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_an_admin_opens_it_and_nobody_else(in_acme: World, globex: World) -> None:
    assert "Signed webhook" in html(in_acme)
    for other in (in_acme.manager, in_acme.rep, in_acme.reviewer, in_acme.viewer, globex.admin):
        assert browser(other).get(HOME).status_code == 404


def test_a_key_s_secret_is_shown_once(in_acme: World) -> None:
    made = browser(in_acme.admin).post(f"{HOME}keys/")
    (key,) = HookKey.objects.all()
    assert str(key.pk) in made.content.decode() and "shown only here" in made.content.decode()
    assert made.headers["Cache-Control"] == "private, no-store"
    assert "shown only here" not in html(in_acme)


def test_a_third_key_says_what_to_do(in_acme: World) -> None:
    client = browser(in_acme.admin)
    answers = [client.post(f"{HOME}keys/", follow=True) for _ in range(3)]
    assert "Two keys live already" in answers[2].content.decode()
    assert HookKey.objects.count() == 2


def test_a_key_is_retired(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(f"{HOME}keys/")
    key = HookKey.objects.get()
    client.post(reverse("console:hook_key_retire", args=["acme", key.pk]))
    assert "Retired" in html(in_acme)


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_gets_its_addresses(in_acme: World, service: str) -> None:
    browser(in_acme.admin).post(HOME, {"provider": service, "name": ""})
    row = Inlet.objects.get()
    shown = html(in_acme, f"{HOME}{row.pk}/")
    for each in opening.addresses(row):
        assert each.url in shown


def test_secrets_are_stored_and_on_no_page(in_acme: World) -> None:
    client = browser(in_acme.admin)
    client.post(HOME, {"provider": "mailgun", "name": "Server one"})
    path = f"{HOME}{Inlet.objects.get().pk}/"
    assert "Its calls are refused" in html(in_acme, path)
    client.post(path, {"events": SECRET, "mail": SECRET})
    assert opening.secrets_of(Inlet.objects.get())["mail"] == SECRET
    assert SECRET not in html(in_acme, path) + html(in_acme)
    assert "Its calls are refused" not in html(in_acme, path)


def test_a_key_that_is_none_is_refused_at_its_field(in_acme: World) -> None:
    inlet = open_for(in_acme, "postal")
    answer = browser(in_acme.admin).post(f"{HOME}{inlet.pk}/", {"events": "no key"})
    assert answer.status_code == 422
    assert "This is no key of the service" in answer.content.decode()


def test_a_closed_one_is_gone(in_acme: World) -> None:
    inlet = open_for(in_acme, "postmark")
    browser(in_acme.admin).post(f"{HOME}{inlet.pk}/close/")
    assert browser(in_acme.admin).get(f"{HOME}{inlet.pk}/").status_code == 404
    assert "No service calls yet" in html(in_acme)


def test_amazon_s_link_is_on_the_page(in_acme: World) -> None:
    inlet = open_for(in_acme, "amazon_ses")
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription"
    opening.note(inlet, confirm_url=url)
    assert "Confirm at Amazon" in html(in_acme, f"{HOME}{inlet.pk}/")
