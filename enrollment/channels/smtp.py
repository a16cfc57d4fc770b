"""SMTP with one last look: the message is streamed, and only then it is asked whether the final
dot may be written."""

import smtplib
import socket
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from django.db import connection

from enrollment.channels.connecting import connect, installation
from enrollment.channels.dialing import NetworkInTransaction as NetworkInTransaction

# RFC 5321 section 4.5.3.2.6: a sender that gives up earlier makes doubles.
DOT_TIMEOUT = 600.0


class Answer(StrEnum):
    """What is known after an attempt."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    TEMPORARY = "temporary"
    UNREACHABLE = "unreachable"
    WITHHELD = "withheld"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Receipt:
    """The server's answer: its code and text, and how far the attempt came. `refused_copies` are
    the codes that it gave for copies; the message goes to the others."""

    answer: Answer
    code: int = 0
    text: str = ""
    refused_copies: tuple[int, ...] = ()


@dataclass(frozen=True)
class _Envelope:
    return_path: str
    recipient: str
    copies: tuple[str, ...]


def send(
    wire: bytes,
    *,
    return_path: str,
    recipient: str,
    last_look: Callable[[], bool],
    copies: Sequence[str] = (),
) -> Receipt:
    """Send one message. Never raises for what a server or network does.

    Everything before the dot proves that nothing was taken; after it only a reply counts, so a
    lost one is UNKNOWN. `last_look` is called with the whole message streamed; when it says no,
    the connection is dropped without the dot. A copy that is refused stops nobody else's.
    """
    if connection.in_atomic_block:
        raise NetworkInTransaction("Commit before the wire.")
    try:
        session = connect(installation())
    except (OSError, smtplib.SMTPException) as error:
        return _before_the_dot(error)
    envelope = _Envelope(return_path, recipient, tuple(copies))
    try:
        return _transmit(session, wire, envelope, last_look)
    finally:
        session.close()


def _transmit(
    session: smtplib.SMTP, wire: bytes, envelope: _Envelope, last_look: Callable[[], bool]
) -> Receipt:
    refused: list[int] = []
    try:
        for code, text in _commands(session, envelope, refused):
            if code not in (250, 251, 354):
                return _refusal(code, text)
        session.send(stuffed(wire))
        if not last_look():
            return Receipt(Answer.WITHHELD, text="the last look said no")
    except (OSError, smtplib.SMTPException, UnicodeError) as error:
        return _before_the_dot(error)
    return replace(_dot(session), refused_copies=tuple(refused))


def _commands(
    session: smtplib.SMTP, envelope: _Envelope, refused: list[int]
) -> Iterator[tuple[int, bytes]]:
    """MAIL, RCPT and DATA, each sent when the answer to the one before has been looked at. The
    codes of copies that the server does not take are added to `refused`."""
    everybody = (envelope.return_path, envelope.recipient, *envelope.copies)
    yield session.mail(envelope.return_path, _mail_options(session, *everybody))
    yield session.rcpt(envelope.recipient)
    # A report about a copy would be taken for one about the recipient (RFC 3461).
    silent = ["NOTIFY=NEVER"] if session.has_extn("dsn") else []
    codes = [session.rcpt(copy, silent)[0] for copy in envelope.copies]
    refused += [code for code in codes if code not in (250, 251)]
    yield session.docmd("DATA")


def _mail_options(session: smtplib.SMTP, *addresses: str) -> list[str]:
    international = not all(address.isascii() for address in addresses)
    return ["SMTPUTF8"] if international and session.has_extn("smtputf8") else []


def _dot(session: smtplib.SMTP) -> Receipt:
    try:
        assert session.sock is not None
        session.sock.settimeout(DOT_TIMEOUT)
        session.send(b".\r\n")
        code, text = session.getreply()
    except (OSError, smtplib.SMTPException) as error:
        # Whether the server took it is not known, and resending is how doubles are made.
        return Receipt(Answer.UNKNOWN, text=type(error).__name__)
    if code == 250:
        return Receipt(Answer.ACCEPTED, code, _words(text) or "250")
    return _refusal(code, text)


def stuffed(wire: bytes) -> bytes:
    """Dot-stuffed and closed by a line end, without the final dot. Bare CR or LF cannot occur:
    the builder writes CRLF alone, so nothing can end the message early."""
    lines = wire.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    if lines[-1] == b"":
        lines.pop()
    return b"".join((b"." + line if line[:1] == b"." else line) + b"\r\n" for line in lines)


def _refusal(code: int, text: bytes | str) -> Receipt:
    permanent = 500 <= code < 600
    return Receipt(Answer.REFUSED if permanent else Answer.TEMPORARY, code, _words(text))


def _before_the_dot(error: Exception) -> Receipt:
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # About the account, not the message: that one is as good as before.
        return Receipt(Answer.UNREACHABLE, error.smtp_code, "the log-in was refused")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 400:
        return _refusal(error.smtp_code, error.smtp_error)
    reason = "timed out" if isinstance(error, socket.timeout) else type(error).__name__
    return Receipt(Answer.UNREACHABLE, text=reason)


def _words(text: bytes | str) -> str:
    return (text.decode("utf-8", "replace") if isinstance(text, bytes) else text)[:300]
