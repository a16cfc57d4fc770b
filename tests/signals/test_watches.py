"""Asking Google and Microsoft to tell of new mail: in time, again, and without harm when they do
not."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pytest_django import Settings

from signals.models import MailStream
from signals.streams import apis
from signals.streams.jobs import job
from tests.provider_fakes import Fake, Gmail, Graph
from tests.signals.provider_stage import PUSHER, connected, provider
from tests.world import World


@pytest.fixture
def gmail(in_acme: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with provider("gmail", settings, monkeypatch) as running:
        yield running


@pytest.fixture
def graph(in_acme: World, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    with provider("graph", settings, monkeypatch) as running:
        monkeypatch.setattr(running, "proves", proves)
        yield running


def proves(url: str) -> tuple[int, str, bytes]:
    """Microsoft calls an address before it takes it."""
    parts = urlsplit(url)
    said = Client().post(f"{parts.path}?{parts.query}", b"", content_type="text/plain")
    return said.status_code, said["Content-Type"], said.content


def look(stream: MailStream, **fields: Any) -> MailStream:
    """One turn; the fields are as they are by then."""
    MailStream.objects.filter(pk=stream.pk).update(**fields)
    work = job(stream.pk)
    assert work is not None
    assert apis.poll(work, lambda: False, time.monotonic() + 20)
    stream.refresh_from_db()
    return stream


def ago(**by: float) -> datetime:
    return datetime.now(UTC) - timedelta(**by)


def asked(fake: Fake, word: str) -> int:
    return sum(word in each for each in fake.asked)


def test_gmail_is_asked_to_tell_once_a_day(in_acme: World, gmail: Gmail) -> None:
    stream = look(connected(in_acme, "gmail", topic=Gmail.topic, pusher=PUSHER))
    assert stream.watched_until is not None and stream.watched_until > ago(days=-6)
    look(stream)
    assert (asked(gmail, "/watch"), gmail.watches[0]["labelIds"]) == (1, ["INBOX"])
    look(stream, watch_due=ago(seconds=1))
    assert asked(gmail, "/watch") == 2


def test_without_a_topic_gmail_is_not_asked_to_tell(in_acme: World, gmail: Gmail) -> None:
    stream = look(connected(in_acme, "gmail"))
    assert (asked(gmail, "/watch"), stream.watched_until, stream.watch_trouble) == (0, None, "")


def test_that_gmail_does_not_tell_keeps_no_mail_away(in_acme: World, gmail: Gmail) -> None:
    stream = look(connected(in_acme, "gmail", topic="projects/other/topics/t", pusher=PUSHER))
    assert stream.watch_trouble and stream.polled_at is not None and not stream.trouble
    assert stream.watch_due is not None and stream.watch_due < ago(minutes=-11)


def test_microsoft_proves_our_address_and_is_asked_again_before_it_ends(
    in_acme: World, graph: Graph
) -> None:
    stream = look(connected(in_acme, "graph"))
    assert (stream.watch_id, stream.watch_trouble) == ("s0", "")
    assert stream.watched_until is not None and stream.watch_due is not None
    assert stream.watch_due < stream.watched_until < ago(days=-3)
    before = stream.watched_until
    look(stream, watch_due=ago(seconds=1), watched_until=ago(hours=-1))
    assert (asked(graph, "PATCH"), asked(graph, "POST"), stream.watch_id) == (1, 1, "s0")
    assert stream.watched_until >= before


def test_a_subscription_that_is_gone_is_made_anew(in_acme: World, graph: Graph) -> None:
    stream = look(connected(in_acme, "graph"))
    graph.subscriptions.clear()
    graph.subscriptions["another"] = {}
    look(stream, watch_due=ago(seconds=1))
    assert (asked(graph, "POST"), stream.watch_id) == (2, "s1")


def test_where_we_have_no_address_that_microsoft_may_call_it_says_so(
    in_acme: World, graph: Graph, settings: Settings
) -> None:
    settings.PUBLIC_URL = "http://127.0.0.1:8000"
    stream = look(connected(in_acme, "graph"))
    assert "https://" in stream.watch_trouble and stream.polled_at is not None
    assert asked(graph, "subscriptions") == 0
