"""What e-mail services, providers of text messages, programs and browsers call.

Signatures are not asked for: what follows them must hold for whatever a service sends, and a mail
that it hands on was written by a stranger.
"""

import json
import time
from collections.abc import Mapping
from functools import cache
from types import SimpleNamespace
from typing import Any, cast
from unittest import mock
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.test import RequestFactory

from contacts.addresses import parse_phone
from enrollment.models import SendIntent
from signals import events, hooks
from signals.inlets import calls, proofs, taking, texts, views
from signals.inlets.hooks import _BAD, Whole
from signals.inlets.known import Way, lasting
from signals.inlets.meaning import meaning
from signals.inlets.words import asked
from signals.reading import read
from signals.tracking.machines import Request, at_the_door
from tenancy.errors import Refused
from tests.fuzz.target import Target, parted
from tests.fuzz.targets.mail import RECEIVED, bounded, messages
from tests.signals import mailed_by
from tests.signals.callers import FORM, KEYS, SECRET, WRAPS, Posted
from tests.signals.told_by import EVERY, TOLD

URL = "https://console.example/hooks/x"
HERE = UUID(int=7)
NAMES = sorted(TOLD)
INTENT = cast(SendIntent, SimpleNamespace(pk=HERE, message_id="<1@mail.acme.example>"))
_JSON = (
    *(b"[", b"]", b"{", b"}", b'"', b",", b":", b"null", b"true", b"1e999", b"-1", b'"\\ud800"'),
    *(b'"event":', b'"email":', b'"timestamp":', b"99999999999999", b'"\\u0000"', b"{}", b"[]"),
)
# The standard library, which plays a service that takes a mail apart, has no bounds.
_PLAYED = 20_000
_FORM = (b"&", b"=", b"%00", b"%ff", b"Body=", b"From=%2B49", b"MessageSid=", b"STOP", b"+", b"%")
# As deep as `json` reads, and a little deeper: what is read must be able to be written again.
_DEPTHS = (10, 200, 800, 900, 940, 980, 2_000)


def _reader(name: str, way: Way) -> Any:
    secrets = {way.value: KEYS.get(name, SECRET), "key": SECRET}
    return views.ready(name, way, secrets, URL)


def _request(posted: Posted) -> Whole:
    made = RequestFactory().generic(
        "POST", "/hooks/x", posted.body, posted.content_type, headers=dict(posted.headers)
    )
    return Whole(made.environ)


def _told(data: bytes) -> None:
    """Events, unsigned: the first byte names the service."""
    name = NAMES[data[0] % len(NAMES)] if data else NAMES[0]
    kind = FORM if name == "mandrill" else "application/json"
    headers = {"x-amz-sns-message-type": "Notification", "x-amz-sns-message-id": "1"}
    request = _request(Posted(data[1:], kind, headers))
    reader, unread = _reader(name, Way.EVENTS), list[object]()
    try:
        found = views.events(reader, request, lambda given, _: unread.append(given))
    except Exception:  # `inlets.hooks` answers 400 to whatever a reader raises.
        return
    for event in found:
        assert len(taking._event_id(name, event)) == 64
        words = f"{getattr(event, 'mta_response', '')}"
        meaning(str(event.event_type), event.reject_reason, lasting(name, event.esp_event), words)
    for given in (*unread, *(event.esp_event for event in found)):
        taking._raw(given).encode("utf-8", "replace")[: taking.MOST_KEPT]


def _handed(data: bytes) -> None:
    """A stranger's mail in the form of a service: the first byte names it. Nothing that a stranger
    writes may make a service's call unreadable, since the answer of a person would be lost."""
    name = mailed_by.SERVICES[data[0] % len(mailed_by.SERVICES)] if data else "postal"
    if len(data) > _PLAYED:
        name = "postal"
    try:
        posted = mailed_by.posted(name, data[1:], "rep@acme.example", URL)
    except Exception:  # The services that take a mail apart are played by the standard library.
        return
    place = {"raw": {"download_url": "https://f"}, "raw_message_url": "https://f.example"}

    def fetched(url: str, headers: Mapping[str, str]) -> bytes:
        return json.dumps(place).encode() if "api." in url or "/api/" in url else data[1:]

    reader = _reader(name, Way.MAIL)
    request = _request(posted)
    try:
        with mock.patch.object(views, "fetched", fetched):
            found = views.events(reader, request, _raised)
    finally:
        request.close()
    for event in found:
        assert len(taking.addressees(event.message)) <= 10_000
        bounded(read(event.message.as_bytes(), received_at=RECEIVED))


def _raised(given: object, error: Exception) -> None:
    raise error


def _called(data: bytes) -> None:
    """A signed call of a program; the first byte says how it goes wrong."""
    how, body = data[:1], data[1:]
    stamp, key = str(int(time.time())), str(HERE)
    secret = proofs.key_secret(settings.VAULT_KEY, HERE, HERE)
    shown = "v1=0" if how == b"x" else proofs.signature(secret, stamp, body)
    headers = {"X-Seqops-Key": key, "X-Seqops-Timestamp": stamp, "X-Seqops-Signature": shown}
    made = RequestFactory().generic("POST", "/", body, "application/json", headers=headers)
    try:
        given = hooks._read(hooks._verified(cast(HttpRequest, made), HERE)[1])
        person = {"email": given["email"], "message_id": given["message_id"]}
        person["external_id"] = given["contact_external_id"]
        with mock.patch("compliance.vault.derived", lambda purpose: b"key"):
            event = events.read("crm", given["event_id"], given["kind"], person, given["data"])
    except calls.Rejected as rejected:
        assert 400 <= rejected.status < 500
        return
    except Refused as refused:
        assert refused.code == "invalid" and refused.fields
        return
    assert how != b"x"
    json.dumps(dict(event.said)).encode("utf-8")
    bounded(read(event.letter, received_at=RECEIVED))


def _texted(data: bytes) -> None:
    """A text message: the first byte says how the form is written."""
    kind = FORM if data[:1] != b"m" else "multipart/form-data; boundary=x"
    request = _request(Posted(data[1:], kind))
    try:
        form = dict(request.POST.lists())
    except _BAD:
        return
    finally:
        request.close()
    proofs.texts_signature(SECRET, URL, form)
    said = {name: values[-1] for name, values in form.items()}
    text = said.get("Body", "")[: texts.MOST_TEXT].replace("\0", "")
    assert texts._sid(said).isascii()
    parse_phone(said.get("From", ""), "")
    asked(text)
    bounded(read(events.as_letter(text, "text message"), received_at=RECEIVED))


def _proved(data: bytes) -> None:
    """What callers show as proof, and say of their program."""
    one, other, stamp, shown = parted(data, 4)
    assert proofs.same(one, other) == (one == other)
    fresh = proofs.is_fresh(stamp, 1_763_800_000.0, 300)
    assert fresh is None or stamp.isdigit()
    assert not proofs.signs_standard(one, other, stamp, data, shown)
    at_the_door(Request("GET", one, (other, stamp), is_image=shown == "1"))
    views.is_amazons(one)


@cache
def _events() -> list[bytes]:
    found = [(name, WRAPS[name](TOLD[name][kind](INTENT), URL).body) for name, kind in EVERY]
    deep = [(n, b'{"event":"open","email":"a@b.example","x":%s}') for n in NAMES]
    deep += [("sendgrid", b'[{"event":"open","email":"a@b.example","x":%s}]')]
    for name, form in deep:
        found += [(name, form % (b"[" * depth + b"]" * depth)) for depth in _DEPTHS]
    return [bytes([NAMES.index(name)]) + body for name, body in found]


@cache
def _mails() -> list[bytes]:
    several = range(len(mailed_by.SERVICES))
    few = messages()[::4]
    return [bytes([number % len(several)]) + raw for number, raw in enumerate(few)]


def _signals() -> list[bytes]:
    given = {"event_id": "1", "kind": "reply", "email": "a@b.example", "text": "Call me."}
    more = {**given, "kind": "auto_reply", "return_date": "2026-12-01", "status": "5.1.1"}
    asked_at = {**more, "occurred_at": "2026-11-22T10:00:00+01:00", "provider": "crm"}
    return [b"s" + json.dumps(each).encode() for each in (given, more, asked_at)] + [b"x{}"]


_STOP = b"fMessageSid=SM1&From=%2B493012345678&Body=STOP&AccountSid=AC1"
_PARTS = b'm--x\r\nContent-Disposition: form-data; name="Body"\r\n\r\nSTOP\r\n--x--\r\n'
_PROOFS = b"Mozilla/5.0\n|\nprefetch\n|\n1763800000\n|\nv1,abc="

SERVICE = "services"
TARGETS = (
    Target(name="events", group=SERVICE, take=_told, seeds=_events, words=_JSON),
    Target(name="handed-mail", group=SERVICE, take=_handed, seeds=_mails, words=_JSON[:6]),
    Target(name="signed-calls", group=SERVICE, take=_called, seeds=_signals, words=_JSON),
    Target(
        name="text-messages",
        group=SERVICE,
        take=_texted,
        seeds=lambda: [_STOP, _PARTS],
        words=_FORM,
        stretched=calls.MOST,
    ),
    Target(
        name="proofs",
        group=SERVICE,
        take=_proved,
        seeds=lambda: [_PROOFS],
        words=(b"\n|\n", b"v1,"),
    ),
)
