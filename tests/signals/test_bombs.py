"""Bombs by mail through the whole of it: SMTP, the store, the reading, and the page that shows it.

The long form, every bomb, is `MAIL_BOMBS=all pytest tests/signals/test_bombs.py`.
"""

import base64
import io
import os
import smtplib
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator

import pytest
from django.db import transaction
from pytest_django import Settings

from signals import listener
from signals.models import Signal
from tenancy.scope import scope
from tests.console.browsing import browser
from tests.signals.reading.test_hostile_mail import nested
from tests.signals.test_listener import REP, Server, in_pool
from tests.world import World, contact

SIZE = 9_900_000
HEAD = (
    b"From: Peter <peter@initech.example>\r\nTo: rep@mail.acme.example\r\nSubject: Re: Question\r\n"
)
HTML = HEAD + b"Content-Type: text/html\r\n\r\n<p>Call me on Tuesday.</p>"
INBOX = "/w/acme/inbox/"


def _filled(part: bytes, head: bytes = HEAD + b"\r\nCall me.\r\n") -> bytes:
    return head + part * ((SIZE - len(head)) // len(part))


def _parts(part: bytes, count: int) -> bytes:
    head = HEAD + b"Content-Type: multipart/mixed; boundary=x\r\n\r\n"
    return head + b"".join(b"--x\r\n" + part for _ in range(count)) + b"--x--\r\n"


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(5):
            archive.writestr(f"{number}.txt", b"0" * 20_000_000)
    kind = (
        b"Content-Type: application/zip; name=bomb.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    )
    text = b"\r\nCall me on Tuesday.\r\n--x\r\n"
    return _parts(text + kind + base64.encodebytes(packed.getvalue()), 40)


BOMBS: dict[str, Callable[[], bytes]] = {
    "ten megabytes of parts": lambda: _parts(b"\r\nhi\r\n" + b"a" * 9_000 + b"\r\n", 1_000),
    "nested HTML": lambda: _filled(b"<div><b><table><tr><td>", HTML),
    "nested parts": lambda: HEAD + nested(10_000).replace(b"\n", b"\r\n"),
    "messages in messages": lambda: _filled(b"Content-Type: message/rfc822\r\n\r\n", HEAD),
    "zip attachments": _zip,
    "100,000 header fields": lambda: HEAD + b"X-A: b\r\n" * 100_000 + b"\r\nCall me.\r\n",
    "a header field of ten megabytes": lambda: _filled(
        b" <a@b.example>\r\n", HEAD + b"References:"
    ),
    "encoded words": lambda: _filled(b" =?utf-8?b?4pi6?=\r\n", HEAD + b"Comments:"),
    "one line": lambda: _filled(b"call me "),
    "empty lines": lambda: _filled(b"\r\n"),
    "base64": lambda: _filled(
        b"Q2FsbCBtZSBvbiBUdWVzZGF5LiBDYWxsIG1lIG9uIFR1ZXNkYXkuCg==\r\n",
        HEAD + b"Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n",
    ),
    "entities": lambda: _filled(b"&#1234567;&nbsp;&amp;&#" + b"1" * 5_000, HTML),
    "attributes": lambda: _filled(
        b"<a href='https://a.example/' style='color:red' title='x'>", HTML
    ),
}
# Those that cost most where nothing bounds them; the others are for the long form.
USUAL = ("ten megabytes of parts", "nested HTML")
NAMES = tuple(BOMBS) if os.environ.get("MAIL_BOMBS") == "all" else USUAL


@pytest.fixture
def server(transactional_db: None, acme: World, settings: Settings) -> Iterator[Server]:
    running = Server()
    running.start()
    settings.INBOUND_HOST, settings.INBOUND_PORT = "127.0.0.1", running.port
    yield running
    running.stop()
    in_pool(running.handler)


def test_a_bomb_is_stored_read_and_shown_within_bounds_of_memory(
    acme: World, server: Server
) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        contact("peter@initech.example", owner=acme.rep)
    for name in NAMES:
        raw = BOMBS[name]()
        tracemalloc.start()
        try:
            shown = _through(server, acme, raw)
            peak = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
        assert len(shown) < 2_000_000, name
        assert peak < 12 * listener.MAX_MAIL, (name, peak)


def _through(server: Server, world: World, raw: bytes) -> bytes:
    """Everything that is shown of a mail: the inbox with it, and its HTML in the frame."""
    with smtplib.SMTP("127.0.0.1", server.port, timeout=120) as client:
        client.sendmail("peter@initech.example", [REP], raw)
    with scope(world.workspace.pk), transaction.atomic():
        signal = Signal.objects.latest("received_at")
    pages = [browser(world.admin).get(f"{INBOX}{signal.pk}/{part}") for part in ("", "message/")]
    assert [page.status_code for page in pages] == [200, 200]
    return b"".join(page.content for page in pages)
