"""Mail that services hand on, however hostile: it is read from its bytes, within bounds."""

import json

import pytest
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from signals.inlets import taking, views
from signals.inlets.handed import Handed
from signals.inlets.hooks import Whole
from signals.inlets.known import Way
from signals.reading.showing import show
from tests.signals.callers import SECRET, Posted
from tests.signals.mailed_by import posted
from tests.signals.reading.test_hostile_mail import nested

# Those that hand on raw mail within the call.
RAW = ("amazon_ses", "mailersend", "mandrill", "postal", "postmark", "sparkpost")
HEAD = b"From: peter@initech.example\r\nMessage-ID: <1@x.example>\r\n"
HOSTILE = {
    "comments": HEAD + b"To: " + b"(" * 5_000 + b"\r\n\r\nHello",
    "quotes": HEAD + b"To: " + b'"' * 20_000 + b"\r\n\r\nHello",
    "addresses": HEAD + b"To: " + b"a@b.example, " * 20_000 + b"\r\n\r\nHello",
    "depth": HEAD + nested(2_000),
    "letters": HEAD + b"Content-Type: text/plain; charset=x\r\n\r\n" + "größer".encode(),
}


def handed(service: str, call: Posted) -> Handed:
    made = RequestFactory().generic("POST", "/", call.body, call.content_type, headers=call.headers)
    reader = views.ready(service, Way.MAIL, {"mail": SECRET}, "https://console.example/")
    (event,) = views.events(reader, Whole(made.environ), _raised)
    assert isinstance(event.message, Handed)
    return event.message


def _raised(given: object, error: Exception) -> None:
    raise error


@pytest.mark.parametrize("name", HOSTILE)
def test_whatever_a_stranger_writes_is_handed_on_as_it_came(name: str) -> None:
    for service in RAW:
        found = handed(service, _call(service, HOSTILE[name]))
        assert found.as_bytes() == HOSTILE[name]
        assert len(taking.addressees(found)) <= 10_000


def _call(service: str, raw: bytes) -> Posted:
    call = posted(
        "postmark" if service == "postal" else service, raw, "rep@acme.example", "https://x"
    )
    if service != "postal":
        return call
    said = {"id": 1, "mail_from": "a@b.example", "rcpt_to": "rep@acme.example"}
    return Posted(json.dumps({**said, "message": raw.decode()}).encode())


def test_a_raw_mail_of_postal_has_any_charset() -> None:
    raw = HEAD + b"Content-Type: text/plain; charset=latin-1\r\n\r\nJ\xfcrgen"
    assert handed("postal", posted("postal", raw, "rep@acme.example", "")).as_bytes() == raw


@pytest.mark.parametrize(
    ("charset", "text"),
    [
        ("iso-8859-1", "Jürgen"),
        ("shift_jis", "東京"),
        ("utf-8", "Jürgen"),
        ("none", "Call me"),
    ],
)
def test_a_text_of_sendgrid_is_in_the_charset_of_the_mail(charset: str, text: str) -> None:
    data = text.encode(charset if charset != "none" else "ascii")
    said = {
        "headers": "Subject: Hi\nTo: rep@acme.example,\n b@acme.example\nContent-Type: text/html",
        "charsets": json.dumps({"text": charset}),
        "text": "TEXT",
    }
    body = encode_multipart(BOUNDARY, said).replace(b"TEXT", data)
    found = handed("sendgrid", Posted(body, MULTIPART_CONTENT))
    shown = show(found.as_bytes())
    assert (shown.subject, shown.text) == ("Hi", text)
    assert taking.addressees(found) == ["rep@acme.example", "b@acme.example"]


def test_what_was_taken_apart_is_one_mail_again_and_nothing_breaks_out() -> None:
    paper = Handed.construct_attachment("application/zip\r\nX: y", b"PK", filename='a"\r\nb.zip')
    found = Handed.construct(
        headers=[
            ("X-Note", "a\r\nTo: other@x.example"),
            ("bad name", "x"),
            ("Content-Type", "x/y"),
        ],
        from_email="Peter <peter@initech.example>",
        subject="Hi",
        text="--=_handed_on\r\n--=_handed_on--\r\nCall me.",
        html="<p>Call me.</p>",
        attachments=[paper],
    )
    shown = show(found.as_bytes())
    assert shown.text == "--=_handed_on\n--=_handed_on--\nCall me."
    assert (shown.sender, shown.has_html) == ("Peter <peter@initech.example>", True)
    (attached,) = shown.attachments
    assert (attached.name, attached.content_type) == ("a___b.zip", "application/octet-stream")
    assert taking.addressees(found) == []


def test_an_event_that_is_just_not_too_deep_to_be_read_is_kept() -> None:
    deep: object = []
    for _ in range(5_000):
        deep = [deep]
    said = {"event": "open", "more": deep, "also": {"n": 1}}
    assert json.loads(taking._raw(said))["also"] == {"n": 1}
