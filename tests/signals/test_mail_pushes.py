"""What Google and Microsoft call to tell of new mail: who proves it makes us look at once, and
nobody else costs more than a number."""

import json
import threading
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from django.conf import settings as installed
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from enrollment.incoming import google_keys
from signals.inlets import calls, proofs, tally
from signals.models import MailStream, Signal
from signals.streams import bell, hooks, watches
from tenancy.scope import current_workspace_id
from tests.provider_fakes import Gmail, running
from tests.signals.provider_stage import (
    KEY,
    PUSHER,
    STRANGERS,
    Guard,
    connected,
    notice,
    published,
    signed,
)
from tests.world import World, mailbox


@pytest.fixture
def rung(monkeypatch: pytest.MonkeyPatch) -> list[UUID]:
    rings: list[UUID] = []
    monkeypatch.setattr(bell, "ring", rings.append)
    return rings


@pytest.fixture
def google(
    in_acme: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MailStream]:
    """A mailbox at Gmail, and Google's keys."""
    fake = Gmail()
    fake.plays["/keys"] = 200, published("one")
    with running(fake):
        monkeypatch.setattr("enrollment.channels.dialing.connection", Guard())
        monkeypatch.setattr(google_keys, "ring", google_keys.Ring())
        settings.SENDER_NETWORKS = ["127.0.0.0/8"]
        settings.GOOGLE_KEYS_URL = f"{fake.url}keys"
        yield connected(in_acme, "gmail", topic=Gmail.topic, pusher=PUSHER)


@pytest.fixture
def microsoft(in_acme: World) -> MailStream:
    row = connected(in_acme, "graph", box=mailbox("acme", in_acme.admin))
    row.watch_id = "s0"
    row.save()
    return row


def post(url: str, body: Any, token: str = "", **heads: Any) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    heads = {"HTTP_AUTHORIZATION": f"Bearer {token}", **heads} if token else heads
    parts = urlsplit(url)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    return Client().post(path, sent, content_type="application/json", **heads)


def tell(name: str, **said: Any) -> Any:
    url = watches.google_url()
    return post(url, notice(name), signed(said.pop("aud", url), **said))


def state(stream: MailStream) -> str:
    return proofs.client_state(installed.VAULT_KEY, current_workspace_id(), stream.account.pk)


def change(stream: MailStream, **more: Any) -> dict[str, Any]:
    told = {"subscriptionId": "s0", "clientState": state(stream), "changeType": "created"}
    return {"value": [{**told, "resource": "users/1/messages/2", **more}]}


def test_a_push_of_google_makes_us_look_at_once_and_stores_nothing(
    google: MailStream, rung: list[UUID]
) -> None:
    assert tell("g1").status_code == 204
    google.refresh_from_db()
    assert (rung, Signal.objects.count(), google.pushed_at is not None) == ([google.pk], 0, True)


def test_a_push_that_is_shown_again_makes_nobody_look_again(
    google: MailStream, rung: list[UUID]
) -> None:
    before = tally.totals().get((hooks.GOOGLE, "replayed"), 0)
    assert [tell("g2").status_code for _ in range(3)] == [204, 204, 204]
    assert len(rung) == 1
    assert tally.totals()[(hooks.GOOGLE, "replayed")] == before + 2


def test_what_google_has_not_signed_for_us_is_refused_before_the_database_is_asked(
    google: MailStream, rung: list[UUID], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url, good = watches.google_url(), signed(watches.google_url())
    head, claims, signature = good.split(".")
    forged = {
        "no_token": [""],
        "bad_token": [
            *("x", "..", f"{head}.{claims}", f"{good}.x", "x" * 9_000, "ÿ.ÿ.ÿ"),
            *(signed(url, alg="none"), signed(url, alg="HS256"), signed(url, kid=1)),
            signed(url, exp="never"),
        ],
        "bad_signature": [
            *(signed(url, STRANGERS), f"{head}.{claims[:-4]}AAAA.{signature}"),
            *(f"{head}.{claims}.{signature[:-8]}", f"{head}.{claims}."),
        ],
        "no_key": [signed(url, kid="two")],
        "wrong_audience": [
            *(signed(f"{url}x"), signed(url, iss="https://evil.example"), signed(url, aud=[url])),
        ],
        "stale": [signed(url, exp=1_700_000_000), signed(url, iat=4_000_000_000)],
        "wrong_caller": [signed(url, email_verified=False), signed(url, email=None)],
    }
    with django_assert_num_queries(0):
        found = {
            code: {_refusal(post(url, notice(), each)) for each in tokens}
            for code, tokens in forged.items()
        }
    assert (found, rung) == ({code: {(401, code)} for code in forged}, [])


def _refusal(said: Any) -> tuple[int, str]:
    return said.status_code, said.json()["code"]


def test_calls_that_are_too_large_or_unreadable_are_refused(
    google: MailStream, microsoft: MailStream, rung: list[UUID]
) -> None:
    url, mine = watches.google_url(), watches.microsoft_url(microsoft.account)
    token = signed(url)
    big, wild = b"x" * (calls.MOST + 1), [b"", b"[", b"[1]", b"\xff", b"[" * 60_000]
    found = [post(url, each, token).status_code for each in (big, *wild)]
    found += [post(mine, each).status_code for each in (big, *wild)]
    nul = "eyJlbWFpbEFkZHJlc3MiOiAiXHUwMDAwIn0="
    odd: list[Any] = [1, {"data": 1}, {"data": "e30=", "messageId": []}]
    odd = [{"message": each} for each in (*odd, {"data": nul, "messageId": "1"})]
    found += [post(url, each, token).status_code for each in odd]
    found += [post(mine, each).status_code for each in ({"value": 1}, {"value": [1]})]
    assert (sorted(set(found)), rung) == ([400, 413], [])
    assert [post(mine, {"value": []}).status_code] == [401]


def test_a_guessed_address_is_not_there(
    google: MailStream, microsoft: MailStream, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    urls = [watches.google_url(), watches.microsoft_url(microsoft.account)]
    with django_assert_num_queries(0):
        found = [post(f"{url[:-3]}abc?validationToken=x", {}).status_code for url in urls]
    assert found == [404, 404]


def test_mail_of_others_and_calls_of_other_accounts_make_nobody_look(
    google: MailStream, rung: list[UUID]
) -> None:
    url = watches.google_url()
    said = post(url, notice("g3", "other@mail.acme.example"), signed(url))
    assert (said.status_code, tell("g4", email="x@y.iam.gserviceaccount.com").status_code) == (
        *(204, 401),
    )
    assert rung == []


def test_keys_are_asked_for_once_while_they_hold(google: MailStream, rung: list[UUID]) -> None:
    first = google_keys.ring.key("one")
    assert first is not None and google_keys.ring.key("one") is first
    assert [google_keys.ring.key("two") for _ in range(9)] == [None] * 9
    assert first.public_numbers() == KEY.public_key().public_numbers()


def test_while_nobody_tells_the_keys_google_is_asked_to_call_again(
    google: MailStream, rung: list[UUID], settings: Settings
) -> None:
    settings.GOOGLE_KEYS_URL = settings.GOOGLE_KEYS_URL.replace("keys", "nothing")
    assert [tell("g5").status_code, tell("g5").status_code] == [503, 503]


def test_microsoft_is_answered_what_it_asks_and_nothing_is_run(microsoft: MailStream) -> None:
    url = watches.microsoft_url(microsoft.account)
    said = post(f"{url}?validationToken=%3Cb%3E%201%2B1", b"")
    assert (said.status_code, said.content) == (200, b"<b> 1+1")
    assert said["Content-Type"].startswith("text/plain")
    assert said["X-Content-Type-Options"] == "nosniff"
    assert post(f"{url}?validationToken={'x' * 2_001}", b"").status_code == 413


def test_a_push_of_microsoft_makes_us_look_once_and_stores_nothing(
    microsoft: MailStream, rung: list[UUID]
) -> None:
    url = watches.microsoft_url(microsoft.account)
    assert [post(url, change(microsoft)).status_code for _ in range(2)] == [202, 204]
    assert (rung, Signal.objects.count()) == ([microsoft.pk], 0)


def test_without_the_state_that_it_was_told_nobody_is_microsoft(
    microsoft: MailStream, rung: list[UUID], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    url = watches.microsoft_url(microsoft.account)
    good = change(microsoft)["value"]
    wrong = [change(microsoft, clientState=each)["value"] for each in ("", None, 1, "\ud800")]
    with django_assert_num_queries(0):
        found = [post(url, {"value": each}).status_code for each in (*wrong, good + wrong[0])]
    assert (found, rung) == ([401] * 5, [])


def test_what_microsoft_says_of_its_subscription_is_heeded(
    microsoft: MailStream, rung: list[UUID]
) -> None:
    url = watches.microsoft_url(microsoft.account)
    found = []
    for event, subscription in (
        *(("missed", "s0"), ("subscriptionRemoved", "an older one"), ("nonsense", "s0")),
        *(("reauthorizationRequired", "s0"), ("subscriptionRemoved", "s0")),
    ):
        told = change(microsoft, lifecycleEvent=event, subscriptionId=subscription)
        assert post(url, told).status_code == 202
        microsoft.refresh_from_db()
        found.append((microsoft.watch_id, microsoft.watch_due is not None))
    assert found == [("s0", False)] * 3 + [("s0", True), ("", True)]
    assert len(rung) == 5


def test_a_mailbox_that_is_read_no_more_is_not_there(microsoft: MailStream) -> None:
    url, told = watches.microsoft_url(microsoft.account), change(microsoft)
    microsoft.account.delete()
    assert post(url, told).status_code == 404


def test_a_ring_is_heard_by_whoever_listens() -> None:
    heard: list[UUID] = []
    done, wanted = threading.Event(), UUID(int=7)

    def told(stream_id: UUID) -> None:
        heard.append(stream_id)
        done.set()

    ear = threading.Thread(target=bell.hear, args=(told, lambda seconds: done.is_set()))
    ear.start()
    for _ in range(200):
        bell.ring(wanted)
        if done.wait(0.05):
            break
    ear.join(5)
    assert heard[0] == wanted
