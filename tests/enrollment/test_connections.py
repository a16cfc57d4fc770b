"""Sessions with mail servers of senders, and what a connection test says of each way to fail."""

import contextlib
import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from enrollment.channels import connecting, probes
from enrollment.channels.connecting import connect
from enrollment.channels.probes import Verdict, probe
from enrollment.channels.relay import Auth, Relay, Security
from enrollment.channels.replies import Replies
from tests.enrollment.outside import (
    HOST,
    Authority,
    Names,
    Server,
    free_port,
    mail_server,
)

CANARY = "canary-password-7f3a"
ADDRESS = "rep@acme.test"


def relay(server: Server, security: Security = Security.STARTTLS, **more: object) -> Relay:
    values = Relay(HOST, server.port, security, user="rep", secret="right")
    return replace(values, **more)  # type: ignore[arg-type] # fields by name


def test_a_session_is_encrypted_and_logged_in(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        session = connect(relay(server))
        assert isinstance(session.sock, ssl.SSLSocket)
        session.quit()
    assert server.shown == ["right"]


def test_tls_from_the_start_checks_the_name_that_was_given(
    loopback: Names, trusted: Authority
) -> None:
    with mail_server(tls=trusted.context()) as server:
        connect(relay(server, Security.TLS)).quit()
    assert server.shown == ["right"]


def test_the_address_that_was_checked_is_the_one_connected_to(
    loopback: Names, trusted: Authority
) -> None:
    loopback.answers[HOST] = [["127.0.0.1"], ["10.0.0.1"]]
    with mail_server(starttls=trusted.context()) as server:
        connect(relay(server)).quit()
    assert loopback.asked[HOST] == 1


def test_a_token_is_handed_over_as_a_bearer(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        connect(relay(server, auth=Auth.OAUTH)).quit()
    assert server.shown == ["right"]


def test_a_refused_token_is_a_refused_log_in(loopback: Names, trusted: Authority) -> None:
    refused = pytest.raises(smtplib.SMTPAuthenticationError)
    with mail_server(starttls=trusted.context()) as server, refused:
        connect(relay(server, auth=Auth.OAUTH, secret="wrong"))


def test_without_a_user_nobody_logs_in(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        connect(relay(server, user="", secret="")).quit()
    assert server.shown == []


def test_no_password_goes_out_when_encryption_is_not_offered(loopback: Names) -> None:
    with mail_server() as server, pytest.raises(smtplib.SMTPNotSupportedError):
        connect(relay(server))
    assert server.shown == []


@pytest.mark.parametrize("security", [Security.STARTTLS, Security.TLS])
def test_no_password_goes_out_to_a_certificate_of_another_name(
    loopback: Names, trusted: Authority, security: Security
) -> None:
    loopback.answers["other.acme.test"] = [["127.0.0.1"]]
    own = trusted.context()
    ways = {Security.STARTTLS: (own, None), Security.TLS: (None, own)}
    refused = pytest.raises(OSError, match="certificate")
    with mail_server(*ways[security]) as server, refused:
        connect(relay(server, security, host="other.acme.test"))
    assert server.shown == []


@pytest.mark.parametrize("field", ["host", "user", "secret", "helo"])
@pytest.mark.parametrize("sign", ["\r\nMAIL FROM:<x@y>", "\n", "\0", "\1auth=Bearer x\1"])
def test_no_field_becomes_a_command_of_its_own(field: str, sign: str) -> None:
    with pytest.raises(ValueError, match="control"):
        replace(Relay(HOST, 587, Security.TLS), **{field: f"a{sign}"})  # type: ignore[arg-type] # by name


def test_a_relay_does_not_show_its_secret() -> None:
    assert CANARY not in repr(Relay(HOST, 587, Security.TLS, user="rep", secret=CANARY))


def said(outlet: Relay) -> str:
    finding = probe(outlet, ADDRESS)
    assert finding.verdict == Verdict.FAILED
    return finding.says


def test_a_test_asks_for_the_sender_and_sends_nothing(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        finding = probe(relay(server), ADDRESS)
    assert finding.verdict == Verdict.PASSED
    assert (server.senders, server.messages) == ([ADDRESS], 0)


def test_an_unknown_name_is_said(loopback: Names) -> None:
    loopback.answers["gone.acme.test"] = [[]]
    outlet = Relay("gone.acme.test", 587, Security.TLS)
    assert "no server called gone.acme.test" in said(outlet)


def test_a_closed_port_is_said(loopback: Names) -> None:
    port = free_port()
    assert f"takes no connections at port {port}" in said(Relay(HOST, port, Security.TLS))


def test_a_host_that_is_not_for_senders_is_said(names: Names) -> None:
    assert "not open to senders" in said(Relay(HOST, 587, Security.TLS))


def test_a_server_that_does_not_answer_is_said(
    loopback: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "COMMAND_TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        assert "does not answer" in said(Relay(HOST, port, Security.STARTTLS))


@contextlib.contextmanager
def talker(words: bytes, pause: float = 0.0) -> Iterator[int]:
    """A server that says the words over and over; its port."""

    def talk() -> None:
        with contextlib.suppress(OSError), server.accept()[0] as made:
            while True:
                made.sendall(words)
                time.sleep(pause)

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=talk, daemon=True).start()
        yield server.getsockname()[1]


def test_a_server_that_never_comes_to_an_end_is_left(loopback: Names) -> None:
    with talker(b"220-welcome\r\n" * 500) as port:
        assert "ended the connection" in said(Relay(HOST, port, Security.STARTTLS))


def test_a_server_that_says_one_sign_at_a_time_is_left(
    loopback: Names, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connecting, "SESSION_TIMEOUT", 0.3)
    with talker(b"2", pause=0.05) as port:
        assert "does not answer" in said(Relay(HOST, port, Security.STARTTLS))


def test_a_reply_may_come_in_pieces(loopback: Names) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        mine = socket.create_connection(server.getsockname())
        theirs, _ = server.accept()
    with mine, theirs:
        heard = Replies(mine, time.monotonic() + 5, 1.0)
        for piece in (b"250-on", b"e\r\n250 two\r\nrest"):
            theirs.sendall(piece)
        theirs.shutdown(socket.SHUT_WR)
        assert [heard.readline(99) for _ in range(4)] == [
            b"250-one\r\n",
            b"250 two\r\n",
            b"rest",
            b"",
        ]


def test_a_bad_certificate_is_said(loopback: Names, trusted: Authority) -> None:
    loopback.answers["other.acme.test"] = [["127.0.0.1"]]
    with mail_server(starttls=trusted.context()) as server:
        assert "certificate" in said(relay(server, host="other.acme.test"))


def test_missing_encryption_is_said(loopback: Names) -> None:
    with mail_server() as server:
        assert "offers no STARTTLS" in said(relay(server))


def test_the_wrong_kind_of_encryption_is_said(loopback: Names) -> None:
    with mail_server() as server:
        assert "speaks no TLS" in said(relay(server, Security.TLS))


@pytest.mark.parametrize(
    ("refusal", "sentence"),
    [
        (
            "535 5.7.8 Username and Password not accepted",
            "does not take this user name or password",
        ),
        ("534 5.7.9 Application-specific password required", "asks for an app password"),
        ("535 5.7.139 Authentication unsuccessful", "switched SMTP log-in off"),
        ("454 4.7.0 Temporary authentication failure", "at the moment"),
    ],
)
def test_a_refused_log_in_is_said_without_the_password(
    loopback: Names, trusted: Authority, refusal: str, sentence: str
) -> None:
    with mail_server(starttls=trusted.context()) as server:
        server.refusal = f"{refusal} {CANARY}"
        says = said(relay(server, secret=CANARY))
    assert sentence in says
    assert CANARY not in says


def test_a_sender_that_is_not_allowed_is_said(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        server.mail = "553 5.7.1 Sender address rejected"
        assert f"mail from {ADDRESS} is not taken (553)" in said(relay(server))


def test_an_address_that_the_server_cannot_spell_is_said(
    loopback: Names, trusted: Authority
) -> None:
    with mail_server(starttls=trusted.context(), spells=True) as server:
        assert probe(relay(server), "rép@acme.test").verdict == Verdict.PASSED
    with mail_server(starttls=trusted.context(), spells=False) as server:
        finding = probe(relay(server), "rép@acme.test")
    assert (finding.verdict, server.senders) == (Verdict.FAILED, [])
    assert "letters beyond A to Z" in finding.says


def test_a_busy_server_leaves_it_open(loopback: Names, trusted: Authority) -> None:
    with mail_server(starttls=trusted.context()) as server:
        server.mail = "451 4.3.2 later"
        assert probe(relay(server), ADDRESS).verdict == Verdict.UNCLEAR


def test_every_answer_of_a_server_has_a_sentence() -> None:
    outlet = Relay(HOST, 587, Security.TLS)
    for error in (
        smtplib.SMTPServerDisconnected("x"),
        smtplib.SMTPConnectError(554, b"no"),
        smtplib.SMTPHeloError(502, b"no"),
        smtplib.SMTPException("No suitable authentication method found."),
        OSError("x"),
    ):
        assert probes.unreached(error, outlet).endswith(".")
