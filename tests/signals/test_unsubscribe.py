"""The way out: one POST stops everything, any number of times; nothing else does."""

from datetime import timedelta

import pytest
from django.db import OperationalError
from django.test import Client

from compliance import tokens
from compliance.models import Suppression, UnsubscribeToken
from compliance.services import address_key
from contacts.models import Contact
from enrollment import composing
from enrollment.models import Enrollment, SendIntent
from signals import unsubscribe
from signals.models import Signal
from tenancy.scope import scope
from tests.signals.stage import arm_next
from tests.world import World

BODY = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def token(acme: World, intent: SendIntent) -> str:
    """The token in the message that Peter has had."""
    with scope(acme.workspace.pk):
        enrollment = Enrollment.objects.select_related("contact").get()
        return composing.unsubscribe_url(enrollment).rstrip("/").rpartition("/")[2]


def test_one_click_stops_and_suppresses(
    acme: World, client: Client, token: str, in_acme: World
) -> None:
    answer = client.post(f"/u/{token}/one-click", BODY)
    assert (answer.status_code, answer.headers["Content-Type"][:10]) == (200, "text/plain")
    assert Enrollment.objects.get().exit_reason == "opted_out"
    assert Suppression.objects.get().reason == "opt_out"


def test_one_click_needs_no_cookie_and_no_csrf_token(token: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(f"/u/{token}/one-click", BODY)
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"", "application/x-www-form-urlencoded"),
        (b"--x broken", "multipart/form-data; boundary=y"),
        (b"\xff\xfe", "text/plain; charset=nonsense"),
    ],
)
def test_a_wish_counts_whatever_its_body_says(
    client: Client, token: str, in_acme: World, body: bytes, content_type: str
) -> None:
    answer = client.generic("POST", f"/u/{token}/one-click", body, content_type=content_type)
    assert answer.status_code == 200
    assert Enrollment.objects.get().state == "exited"


def test_a_second_click_is_no_second_signal(client: Client, token: str, in_acme: World) -> None:
    for _ in range(3):
        assert client.post(f"/u/{token}/one-click", BODY).status_code == 200
    assert (Signal.objects.count(), Suppression.objects.count()) == (1, 1)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_following_the_link_changes_nothing(
    client: Client, token: str, in_acme: World, method: str
) -> None:
    answer = client.generic(method, f"/u/{token}/one-click")
    assert (answer.status_code, answer.headers["Location"]) == (302, "./")
    assert Enrollment.objects.get().state == "active"
    assert not Signal.objects.exists()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(client: Client, token: str, method: str) -> None:
    assert client.generic(method, f"/u/{token}/one-click").status_code == 405


@pytest.mark.parametrize("wrong", ["x", "A" * 43, "A" * 5000, "%00"])
def test_an_unknown_token_is_told_so_plainly(acme: World, client: Client, wrong: str) -> None:
    answer = client.post(f"/u/{wrong}/one-click", BODY)
    assert answer.status_code == 404
    assert b"<html" not in answer.content


def test_an_expired_token_says_what_to_do_instead(
    client: Client, token: str, in_acme: World
) -> None:
    row = UnsubscribeToken.objects.get()
    row.expires_at -= tokens.LIFETIME + timedelta(days=1)
    row.save()
    answer = client.post(f"/u/{token}/one-click", BODY)
    assert answer.status_code == 410
    assert b"Answer any of our messages" in answer.content


def test_the_database_away_asks_to_try_again(
    client: Client, token: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(text: str) -> None:
        raise OperationalError

    monkeypatch.setattr(tokens, "find", away)
    answer = client.post(f"/u/{token}/one-click", BODY)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")


def test_looking_tells_and_does_not_stop(acme: World, token: str) -> None:
    wish = unsubscribe.look(token)
    assert (wish.workspace, wish.hint, wish.stopped) == ("Acme", "p…@i….example", False)


def test_stopping_tells_what_is_on_its_way(acme: World, enrollment: Enrollment) -> None:
    with scope(acme.workspace.pk):
        arm_next()
        fresh = Enrollment.objects.select_related("contact").get()
        found = composing.unsubscribe_url(fresh).rstrip("/").rpartition("/")[2]
    wish = unsubscribe.stop(found)
    assert (wish.stopped, wish.in_flight) == (True, 1)


def test_the_link_works_after_the_contact_is_gone(
    client: Client, token: str, in_acme: World, peter: Contact
) -> None:
    UnsubscribeToken.objects.update(contact_id=None)
    Contact.objects.filter(pk=peter.pk).update(email="", email_normal="", email_base="")
    client.post(f"/u/{token}/one-click", BODY)
    assert Suppression.objects.get().key == address_key("peter@initech.example")


def test_the_link_stops_the_former_address_and_the_present_one(
    client: Client, token: str, in_acme: World, peter: Contact
) -> None:
    new = "pg@new.example"
    Contact.objects.filter(pk=peter.pk).update(email=new, email_normal=new, email_base=new)
    client.post(f"/u/{token}/one-click", BODY)
    keys = set(Suppression.objects.values_list("key", flat=True))
    assert keys == {address_key("peter@initech.example"), address_key(new)}


def test_another_workspace_is_not_touched(client: Client, token: str, globex: World) -> None:
    client.post(f"/u/{token}/one-click", BODY)
    with scope(globex.workspace.pk):
        assert not Suppression.objects.exists()
