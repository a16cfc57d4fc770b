"""One text message at its provider: the form, what each answer proves, and what is never shown."""

from base64 import b64decode
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.content import Content, Unsubscribe
from enrollment.channels import texting, web
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.errors import MessageError
from enrollment.channels.relay import Texter
from sequences.phone_text import as_sent, measured
from tests.enrollment import outside
from tests.enrollment.outside import Names, Web, drops, hangs, says

ACCOUNT = "AC" + "1" * 32
SERVICE = "MG" + "2" * 32
TOKEN = "canary-token-9012"
TAKEN = says(201, {"sid": "SM1", "status": "queued"})
CONTENT = Content(
    channel="sms",
    sender_name="Rep",
    sender_address="+15005550006",
    reply_to="",
    recipient="+4915112345678",
    subject="",
    text="Grüße & 100 % = ok? Reply STOP.",
    html="",
    unsubscribe=Unsubscribe.NONE,
    version_id="v",
    step_key="text",
)


@pytest.fixture
def server(loopback: Names) -> Iterator[Web]:
    """What answers in place of the provider."""
    with outside.web_server() as made:
        yield made


def texter(server: Web) -> Texter:
    return Texter(f"{server.url}2010-04-01/", ACCOUNT, TOKEN, CONTENT.sender_address)


def post(server: Web, play: Any, look: Callable[[], bool] = lambda: True) -> Receipt:
    server.play = play
    return texting.send(texting.wire(CONTENT), texter=texter(server), last_look=look)


def test_the_form_is_posted_once_as_it_was_armed(server: Web) -> None:
    assert post(server, TAKEN) == Receipt(Answer.ACCEPTED, 201, "SM1")
    (request,) = server.requests
    assert (request.method, request.path) == (
        "POST",
        f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json",
    )
    assert request.body == texting.wire(CONTENT)
    shown = b64decode(request.headers["Authorization"].removeprefix("Basic ")).decode()
    assert shown == f"{ACCOUNT}:{TOKEN}"


def test_the_form_says_to_whom_from_whom_and_what() -> None:
    said = parse_qs(texting.wire(CONTENT).decode(), strict_parsing=True)
    assert said == {
        "To": [CONTENT.recipient],
        "From": [CONTENT.sender_address],
        "Body": [CONTENT.text],
    }


def test_a_messaging_service_is_named_instead_of_a_number() -> None:
    content = replace(CONTENT, sender_address=SERVICE)
    form = texting.wire(content)
    assert b"MessagingServiceSid=MG22" in form and b"From=" not in form
    texting.must_say(form, content)


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=200))
def test_whatever_the_words_the_form_says_them_and_nothing_else(text: str) -> None:
    content = replace(CONTENT, text=text)
    if not measured(text).parts:
        return
    form = texting.wire(content)
    assert parse_qs(form.decode(), keep_blank_values=True)["Body"] == [as_sent(text)]
    texting.must_say(form, content)


@pytest.mark.parametrize(
    "other",
    [
        {"recipient": "+4915112345679"},
        {"sender_address": "+15005550007"},
        {"sender_address": SERVICE},
        {"text": "Something else. Reply STOP."},
    ],
)
def test_a_form_that_says_something_else_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(MessageError):
        texting.must_say(texting.wire(CONTENT), replace(CONTENT, **other))


def test_one_field_more_is_refused() -> None:
    with pytest.raises(MessageError):
        texting.must_say(texting.wire(CONTENT) + b"&MediaUrl=x", CONTENT)


@pytest.mark.parametrize("text", ["", "  \n", "x" * 1531])
def test_what_no_provider_takes_is_not_posted(text: str) -> None:
    with pytest.raises(MessageError):
        texting.wire(replace(CONTENT, text=text))


@pytest.mark.parametrize(
    ("status", "body", "answer", "code"),
    [
        (201, {"sid": "SM1"}, Answer.ACCEPTED, 201),
        (200, {"sid": "SM1"}, Answer.ACCEPTED, 200),
        (201, {"status": "queued"}, Answer.UNKNOWN, 0),
        (201, b"<html>", Answer.UNKNOWN, 0),
        (400, {"code": 21211}, Answer.REFUSED, 21211),
        (400, {"code": 21610}, Answer.REFUSED, 21610),
        (400, b"no json", Answer.REFUSED, 400),
        (400, {"code": 21606}, Answer.UNREACHABLE, 21606),
        (400, {"code": 21611}, Answer.TEMPORARY, 21611),
        (401, {"code": 20003}, Answer.UNREACHABLE, 20003),
        (404, {}, Answer.UNREACHABLE, 404),
        (429, {"code": 20429}, Answer.TEMPORARY, 20429),
        (302, {}, Answer.UNKNOWN, 302),
        (409, {}, Answer.UNKNOWN, 409),
        (500, {"code": 20500}, Answer.UNKNOWN, 20500),
        (503, {}, Answer.UNKNOWN, 503),
    ],
)
def test_each_answer_proves_what_it_says(
    server: Web, status: int, body: Any, answer: Answer, code: int
) -> None:
    receipt = post(server, says(status, body))
    assert (receipt.answer, receipt.code, len(server.requests)) == (answer, code, 1)


def test_words_of_the_provider_are_not_repeated(server: Web) -> None:
    body = {"code": 21211, "message": f"{CONTENT.recipient} {TOKEN}"}
    receipt = post(server, says(400, body))
    assert receipt.text == "the provider answered 21211"


def test_a_lost_answer_is_unknown(server: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "ANSWER_TIMEOUT", 0.3)
    assert post(server, drops).answer == Answer.UNKNOWN
    assert post(server, hangs).answer == Answer.UNKNOWN
    server.released.set()


def test_when_the_last_look_says_no_nothing_is_posted(server: Web) -> None:
    assert post(server, TAKEN, look=lambda: False).answer == Answer.WITHHELD
    assert server.requests == []


def test_where_nobody_listens_nothing_was_sent(server: Web, loopback: Names) -> None:
    nowhere = replace(texter(server), url="http://127.0.0.1:1/")
    receipt = texting.send(texting.wire(CONTENT), texter=nowhere, last_look=lambda: True)
    assert receipt.answer == Answer.UNREACHABLE


def test_the_token_is_in_no_representation(server: Web) -> None:
    assert TOKEN not in repr(texter(server))
