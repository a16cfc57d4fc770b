"""Sending by the API of a provider: what each answer proves, against an HTTP server that plays
the provider."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.db import transaction

from compliance.content import Content, Unsubscribe
from enrollment.channels import esp, mail, probes, providers, web
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.dialing import NetworkInTransaction
from enrollment.channels.mail import MessageError
from enrollment.channels.probes import Verdict
from enrollment.channels.providers import PROVIDERS
from enrollment.channels.relay import Provider
from tenancy.ids import uuid7
from tests.enrollment import outside
from tests.enrollment.outside import Names, Request, Web, drops, hangs, says

KEY = "canary-api-key-51d0"
INTENT = uuid7()
NAMES = sorted(PROVIDERS)
# What each says when it has taken a message.
TAKEN: dict[str, Any] = {
    "brevo": {"messageId": "m-1"},
    "mailgun": {"id": "m-1", "message": "Queued. Thank you."},
    "mailjet": {
        "Messages": [
            {
                "Status": "success",
                "To": [{"Email": "peter@initech.example", "MessageID": "m-1"}],
                "Cc": [],
                "Bcc": [],
            }
        ]
    },
    "mandrill": [{"email": "peter@initech.example", "status": "sent", "_id": "m-1"}],
    "postmark": {
        "ErrorCode": 0,
        "Message": "OK",
        "MessageID": "m-1",
        "To": "peter@initech.example",
    },
    "resend": {"id": "m-1"},
    "sparkpost": {
        "results": {"total_accepted_recipients": 1, "total_rejected_recipients": 0, "id": "m-1"}
    },
}
each = pytest.mark.parametrize("name", NAMES)


@pytest.fixture
def server(loopback: Names, monkeypatch: pytest.MonkeyPatch) -> Iterator[Web]:
    """A server at which every provider is found."""
    with outside.web_server() as made:
        here = {
            name: replace(known, url=f"{made.url}v1/", url_eu=f"{made.url}eu/")
            for name, known in PROVIDERS.items()
        }
        for module in (esp, probes, providers):
            monkeypatch.setattr(module, "PROVIDERS", here)
        yield made


def content(**more: Any) -> Content:
    values: dict[str, Any] = {
        "channel": "email",
        "sender_name": "Réne, Rep",
        "sender_address": "rep@acme.test",
        "reply_to": "",
        "recipient": "peter@initech.example",
        "subject": "Grüße",
        "text": "Hi Peter,\n.\nbye",
        "html": "<p>Hi Peter</p>",
        "unsubscribe": Unsubscribe.ONE_CLICK,
        "version_id": "v",
        "step_key": "intro",
    }
    return Content(**{**values, **more})


def send(name: str, look: Callable[[], bool] = lambda: True, **more: Any) -> Receipt:
    provider = Provider(name=name, secret=KEY, domain="acme.test", user="public")
    said = content(**more)
    wire = mail.wire(
        said,
        message_id="<id@acme.test>",
        date=datetime(2026, 11, 22, tzinfo=UTC),
        unsubscribe_url="https://console.test/u/token/",
    )
    return esp.send(said, wire, provider=provider, intent_id=INTENT, last_look=look)


@each
def test_what_is_taken_is_accepted_with_the_providers_id(server: Web, name: str) -> None:
    server.play = says(200, TAKEN[name])
    receipt = send(name)
    assert (receipt.answer, receipt.text, len(server.requests)) == (Answer.ACCEPTED, "m-1", 1)


@each
def test_the_request_names_the_intent_the_message_and_the_way_out(server: Web, name: str) -> None:
    server.play = says(200, TAKEN[name])
    send(name)
    said = everything(server.requests[0])
    for text in (str(INTENT), "<id@acme.test>", "https://console.test/u/token/one-click"):
        assert text in said
    assert "Hi Peter,\n.\nbye" in said and "<p>Hi Peter</p>" in said


def everything(request: Request) -> str:
    """The request as text, whatever its encoding."""
    try:
        return "\n".join(leaves(request.json()))
    except ValueError:
        return unquote_plus(request.body.decode()).replace("\r\n", "\n")


def leaves(value: Any) -> Iterator[str]:
    """Every text in a JSON value, the names too; what is JSON inside it as it stands."""
    if isinstance(value, dict):
        value = [each for pair in value.items() for each in pair]
    if isinstance(value, list):
        for each in value:
            yield from leaves(each)
    else:
        yield str(value)


@each
def test_tracking_is_off_where_the_provider_lets_one(server: Web, name: str) -> None:
    server.play = says(200, TAKEN[name])
    send(name)
    said = everything(server.requests[0]).lower()
    assert ("track" in said) == PROVIDERS[name].has_switch


@each
def test_a_last_look_that_says_no_sends_nothing(server: Web, name: str) -> None:
    assert send(name, look=lambda: False).answer == Answer.WITHHELD
    assert server.requests == []


def test_the_last_look_is_taken_once_and_before_the_first_byte(server: Web) -> None:
    seen: list[int] = []

    def look() -> bool:
        seen.append(len(server.requests))
        return True

    send("resend", look=look)
    assert (seen, len(server.requests)) == ([0], 1)


@each
@pytest.mark.parametrize("status", [500, 502, 503, 504, 302, 307, 408, 409, 425])
def test_what_proves_nothing_is_unknown(server: Web, name: str, status: int) -> None:
    server.play = says(status, {}, Location="/elsewhere")
    assert send(name).answer == Answer.UNKNOWN
    assert len(server.requests) == 1


@each
def test_too_many_requests_is_a_reason_to_wait(server: Web, name: str) -> None:
    server.play = says(429, {"name": "rate_limit_exceeded"})
    receipt = send(name)
    assert (receipt.answer, receipt.code) == (Answer.TEMPORARY, 429)


@each
@pytest.mark.parametrize("status", [400, 413, 422])
def test_a_message_that_is_not_taken_is_refused(server: Web, name: str, status: int) -> None:
    server.play = says(status, {})
    assert send(name).answer == Answer.REFUSED


@each
@pytest.mark.parametrize("status", [401, 402, 403, 404])
def test_a_fault_of_the_account_is_not_the_messages(server: Web, name: str, status: int) -> None:
    server.play = says(status, {})
    assert send(name).answer == Answer.UNREACHABLE


@pytest.mark.parametrize(
    ("name", "status", "body", "answer"),
    [
        ("mandrill", 500, {"name": "ValidationError"}, Answer.REFUSED),
        ("mandrill", 500, {"name": "Invalid_Key"}, Answer.UNREACHABLE),
        ("mandrill", 500, {"name": "GeneralError"}, Answer.UNKNOWN),
        ("postmark", 422, {"ErrorCode": 405}, Answer.UNREACHABLE),
        ("postmark", 422, {"ErrorCode": 300}, Answer.REFUSED),
    ],
)
def test_a_providers_own_word_counts(
    server: Web, name: str, status: int, body: Any, answer: Answer
) -> None:
    server.play = says(status, body)
    assert send(name).answer == answer


@each
def test_a_connection_that_drops_is_unknown(server: Web, name: str) -> None:
    server.play = drops
    assert send(name).answer == Answer.UNKNOWN
    assert len(server.requests) == 1


@each
def test_an_answer_that_does_not_come_is_unknown(
    server: Web, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "ANSWER_TIMEOUT", 0.15)
    server.play = hangs
    assert send(name).answer == Answer.UNKNOWN
    assert len(server.requests) == 1


@each
@pytest.mark.parametrize("body", [b"<html>", b"{}", b"[]", b"null", b'{"a": 1}'])
def test_a_yes_that_cannot_be_read_is_no_refusal(server: Web, name: str, body: bytes) -> None:
    server.play = says(200, body, Content_Type="application/json")
    assert send(name).answer in (Answer.UNKNOWN, Answer.ACCEPTED)


def test_a_provider_that_cannot_be_reached_costs_nothing_but_time(
    server: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    away = replace(PROVIDERS["resend"], url=f"http://127.0.0.1:{outside.free_port()}/")
    monkeypatch.setattr(esp, "PROVIDERS", {"resend": away})
    assert send("resend").answer == Answer.UNREACHABLE


def test_an_address_that_the_provider_does_not_send_to_is_refused(server: Web) -> None:
    server.play = says(200, [{"email": "peter@initech.example", "status": "rejected", "_id": "m"}])
    assert send("mandrill").answer == Answer.REFUSED


@pytest.mark.parametrize(("name", "field"), [("resend", "header"), ("brevo", "body")])
def test_one_intent_is_one_message_for_who_keeps_count(server: Web, name: str, field: str) -> None:
    server.play = says(200, TAKEN[name])
    send(name)
    (request,) = server.requests
    if field == "header":
        assert request.headers["Idempotency-Key"] == str(INTENT)
    else:
        assert request.json()["headers"]["idempotencyKey"] == str(INTENT)
    assert PROVIDERS[name].idempotency_window is not None


@each
def test_copies_travel_but_for_those_that_are_left_out(server: Web, name: str) -> None:
    server.play = says(200, TAKEN[name])
    send(name, cc=("ann@acme.test",), bcc=("bob@acme.test",))
    said = everything(server.requests[0])
    assert "ann@acme.test" in said and "bob@acme.test" in said


def test_a_break_in_a_field_is_no_header(server: Web) -> None:
    with pytest.raises(MessageError):
        send("resend", subject="Hi\r\nBcc: eve@evil.test")
    assert server.requests == []


@each
def test_a_key_is_in_no_receipt_and_no_repr(server: Web, name: str) -> None:
    server.play = says(400, {"message": KEY, "name": KEY[:20], "ErrorCode": 1})
    assert KEY not in repr(send(name))
    assert KEY not in repr(Provider(name=name, secret=KEY, domain="acme.test"))


@pytest.mark.django_db
def test_nothing_is_posted_inside_a_transaction(server: Web) -> None:
    with pytest.raises(NetworkInTransaction), transaction.atomic():
        send("resend")


def test_no_proxy_of_the_machine_sees_a_key(server: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    server.play = says(200, TAKEN["resend"])
    assert send("resend").answer == Answer.ACCEPTED


def test_the_certificate_of_a_provider_is_checked(
    loopback: Names, trusted: outside.Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    loopback.answers["other.acme.test"] = [["127.0.0.1"]]
    with outside.web_server(trusted.context()) as made:
        made.play = says(200, TAKEN["resend"])
        monkeypatch.setattr(
            esp, "PROVIDERS", {"resend": replace(PROVIDERS["resend"], url=made.url)}
        )
        assert send("resend").answer == Answer.ACCEPTED
        elsewhere = made.url.replace(outside.HOST, "other.acme.test")
        other = replace(PROVIDERS["resend"], url=elsewhere)
        monkeypatch.setattr(esp, "PROVIDERS", {"resend": other})
        assert send("resend").answer == Answer.UNREACHABLE


def probed(name: str) -> probes.Finding:
    return probes.probe(Provider(name, KEY, "acme.test", user="public"), "rep@acme.test")


@each
def test_a_connection_test_shows_the_key_and_changes_nothing(server: Web, name: str) -> None:
    server.play = says(200, {})
    assert probed(name).verdict == Verdict.PASSED
    (request,) = server.requests
    assert request.method == ("POST" if name == "mandrill" else "GET")


@each
@pytest.mark.parametrize(
    ("status", "verdict"),
    [(401, Verdict.FAILED), (403, Verdict.UNCLEAR), (404, Verdict.FAILED), (500, Verdict.UNCLEAR)],
)
def test_a_connection_test_says_how_it_ended(
    server: Web, name: str, status: int, verdict: Verdict
) -> None:
    server.play = says(status, {"message": KEY})
    finding = probed(name)
    assert finding.verdict == verdict
    assert KEY not in finding.says


def test_a_key_for_sending_alone_is_no_wrong_key(server: Web) -> None:
    server.play = says(401, {"name": "restricted_api_key"})
    assert probed("resend").verdict == Verdict.UNCLEAR
