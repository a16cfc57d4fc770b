"""What servers say on a connection: IMAP, SMTP both ways, Postfix's log, records of the DNS."""

import asyncio
import smtplib
import socket
import time
from datetime import UTC, date, datetime
from functools import cache
from typing import Any, cast
from uuid import UUID

from aiosmtpd.smtp import SMTP

from compliance import sender_records
from enrollment.channels.dialog import Dialog, Envelope, Phase, ProtocolError, replies
from enrollment.channels.relay import Relay, Security
from enrollment.channels.replies import Replies
from enrollment.evidence.postfix_lines import Lives
from enrollment.incoming import folder_names
from enrollment.incoming.faults import Fault
from enrollment.incoming.session import Session, _Bounded, _log_in
from signals import listener
from tests.enrollment.test_postfix_lines import FOLDER
from tests.fuzz.target import Target, text_of

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
_RELAY = Relay("imap.acme.example", 993, Security.NONE, "rep", "right")


class _Socket:
    """A server that answers each command with the next part of a script. In the script `@` begins
    the line that ends an answer; it becomes the tag of the command."""

    def __init__(self, script: bytes) -> None:
        self.left, self.tag, self.closed = script, b"*", False

    def sendall(self, data: bytes) -> None:
        if self.closed:
            raise OSError("closed")
        first = data.split(b" ", 1)[0].strip()
        self.tag = first if first.isalnum() and first != b"DONE" else self.tag

    def recv(self, size: int) -> bytes:
        end = self.left.find(b"\n@")
        end = len(self.left) if end < 0 else self.left.find(b"\n", end + 2) + 1 or len(self.left)
        end = min(end, size)
        said, self.left = self.left[:end], self.left[end:]
        return said.replace(b"\n@", b"\n" + self.tag + b" ")

    def settimeout(self, seconds: float | None) -> None:
        """It is never waited for."""

    def makefile(self, mode: str) -> "_Socket":
        return self

    def shutdown(self, how: int) -> None:
        self.closed = True

    def close(self) -> None:
        self.closed = True


class _Imap(_Bounded):
    """Its socket is a script."""

    def __init__(self, script: bytes) -> None:
        self.script = script
        super().__init__(_RELAY, time.monotonic() + 60)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return cast(socket.socket, _Socket(self.script))


def _imap(data: bytes) -> None:
    """A whole session with a server that says anything; every end of it is a Fault."""
    try:
        imap = _Imap(data)
    except Exception:  # `opened` makes a Fault of whatever the greeting raises.
        return
    try:
        _log_in(imap, _RELAY)
        session = Session(imap)
    except Fault:
        return
    for ask in (
        lambda: session.examine("INBOX"),
        lambda: session.purposes("INBOX"),
        lambda: session.after(7),
        lambda: session.since(date(2026, 11, 22)),
        lambda: session.named("<1@mail.acme.example>"),
        lambda: session.sizes([8, 9]),
        lambda: session.head(8),
        lambda: session.whole(8, 10_000_000),
        session.begin_idle,
        session.end_idle,
    ):
        try:
            _asserted(cast(Any, ask)())
        except Fault as fault:
            assert str(fault)
    session.close()


def _asserted(found: object) -> None:
    numbers = found if isinstance(found, list) else []
    assert all(0 < each < 2**32 for each in numbers)
    assert not isinstance(found, bytes) or len(found) <= 10_200_000


def _folder(data: bytes) -> None:
    written = folder_names.written(text_of(data))
    assert written.isascii() and written.startswith('"') and written.endswith('"')


class _Transport(asyncio.Transport):
    """Takes what the server says."""

    def __init__(self) -> None:
        super().__init__({"peername": ("127.0.0.1", 1), "sockname": ("127.0.0.1", 2)})
        self.said, self.closing = bytearray(), False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.said += data

    def is_closing(self) -> bool:
        return self.closing

    def close(self) -> None:
        self.closing = True

    def pause_reading(self) -> None:
        """It has all come."""

    def resume_reading(self) -> None:
        """It has all come."""


class _Taker(listener.Inbound):
    """The real handler without its database."""

    failures: list[Exception]

    async def _in_thread(self, work: Any) -> Any:
        # An address that is ours, and a mail that was stored without a signal to follow.
        return {UUID(int=1): ()}

    async def handle_exception(self, error: Exception) -> str:
        self.failures.append(error)
        return await super().handle_exception(error)


@cache
def _loop() -> asyncio.AbstractEventLoop:
    return asyncio.new_event_loop()


def _smtp_in(data: bytes) -> None:
    """A client that says anything; the server answers each line and ends."""
    loop, handler, transport = _loop(), _Taker(), _Transport()
    handler.failures = []

    async def talk() -> None:
        server = listener.connection(handler, loop=loop)
        assert isinstance(server, SMTP)
        server.connection_made(transport)
        server.data_received(data.replace(b"\n", b"\r\n"))
        task = server._handler_coroutine
        assert task is not None
        # The end of a connection cuts off what is not done yet.
        quiet, before = 0, (-1, -1)
        while quiet < 5 and not task.done() and not transport.closing:
            await asyncio.sleep(0)
            now = (len(vars(server._reader)["_buffer"]), len(transport.said))
            quiet, before = (quiet + 1 if now == before else 0), now
        # What the server has closed is gone, as with a real transport.
        if transport.closing:
            server.connection_lost(None)
            await asyncio.wait([task])
            return
        server.eof_received()
        await asyncio.wait([task])
        server.connection_lost(None)

    loop.run_until_complete(talk())
    handler.pool.shutdown(wait=False)
    # An error in a session is answered 451 and counted here: nothing a client says may be one.
    for error in handler.failures:
        raise error
    assert len(transport.said) <= 500 * (data.count(b"\n") + 2)


def _smtp_out(data: bytes) -> None:
    """A server that answers anything to our message."""
    how = data[0] if data else 0
    features = [
        name for bit, name in enumerate(("pipelining", "dsn", "smtputf8")) if how >> bit & 1
    ]
    copies = ("boss@initech.example",) if how & 8 else ()
    envelope = Envelope(
        "rep@acme.example", "peter@initech.example", b"Subject: x\r\n\r\nx\r\n", copies
    )
    dialog, incoming = Dialog(envelope, features, reset=bool(how & 16)), bytearray(data[1:])
    try:
        for reply in replies(incoming):
            dialog.feed(reply)
            dialog.streamed()
            if dialog.phase == Phase.ASKING:
                dialog.allow()
            if dialog.phase == Phase.OVER:
                break
    except ProtocolError:
        dialog.lost("no SMTP")
    dialog.lost("the end")
    assert dialog.receipt is not None and len(dialog.receipt.text) <= 300


def _greeting(data: bytes) -> None:
    """What a server says until the session stands."""
    session = smtplib.SMTP()
    session.sock = cast(socket.socket, _Socket(data))
    session.file = Replies(session.sock, time.monotonic() + 60, 30.0)
    try:
        for _ in range(3):
            session.file.begin()
            session.getreply()
        session.file.begin()
        session.ehlo("acme.example")
    except (smtplib.SMTPException, OSError):
        pass


def _postfix(data: bytes) -> None:
    """Lines of a log; only what it says was taken counts as taken."""
    lives = Lives(UTC, NOW, most=50)
    text = text_of(data)
    for line in text.split("\n"):
        lives.take(line)
    for each in lives.accepted():
        assert each.message_id in text and each.reference
        assert each.at is None or each.at.tzinfo is UTC
        assert lives.reference(each.message_id)


def _dns(data: bytes) -> None:
    texts = text_of(data).split("\n|\n")
    found = (
        sender_records.read_spf("acme.org", texts),
        sender_records.read_dkim("acme.org", {"s": texts, "t": texts[::-1]}),
        sender_records.read_dmarc("acme.org", [("_dmarc.acme.org", texts)]),
    )
    assert all(len(each.says) <= 1_000 for each in found)
    names = sender_records.dmarc_names(texts[0])
    assert len(names) <= 10


_SESSION = b"""* OK ready
* CAPABILITY IMAP4rev1 IDLE AUTH=XOAUTH2
@OK done
@OK in
* CAPABILITY IMAP4rev1 IDLE
@OK done
* 3 EXISTS
* OK [UIDVALIDITY 7] numbers
* OK [UIDNEXT 10] next
@OK [READ-ONLY] open
* LIST (\\HasNoChildren \\Sent) "/" "INBOX"
@OK done
* SEARCH 8 9
@OK done
* SEARCH 8
@OK done
* SEARCH 8
@OK done
* 8 FETCH (UID 8 RFC822.SIZE 5)
* 9 FETCH (UID 9 RFC822.SIZE 7)
@OK done
* 8 FETCH (UID 8 BODY[HEADER]<0> {5}
a: b
)
@OK done
* 8 FETCH (UID 8 BODY[] {5}
a: b
)
@OK done
+ idling
* 4 EXISTS
@OK done
"""
_HELLO = b"""EHLO mx.initech.example
MAIL FROM:<peter@initech.example> SIZE=100 BODY=8BITMIME SMTPUTF8
RCPT TO:<rep+b-0@mail.acme.example>
DATA
From: a@b.example

Hello
..dot
.
RSET
VRFY <a@b.example>
NOOP
HELP MAIL
QUIT
"""
_ANSWERS = b"250 ok\r\n250 2.1.5 ok\r\n354 go on\r\n250-2.0.0 taken\r\n250 as 123\r\n"
_IMAP_WORDS = (
    *(b"@OK ", b"@NO ", b"@BAD ", b"* BYE ", b"* ", b"\n@", b"+ ", b"{5}\n", b"{99999999999}\n"),
    *(b"BODY[] ", b"UID ", b"RFC822.SIZE ", b"* SEARCH ", b"[UIDVALIDITY ", b"(", b"NIL", b'"'),
)
_SMTP_WORDS = (
    *(b"EHLO x\n", b"HELO x\n", b"MAIL FROM:<", b"RCPT TO:<", b"DATA\n", b"\n.\n", b"BDAT 5\n"),
    *(b"RSET\n", b"AUTH PLAIN ", b"STARTTLS\n", b"VRFY ", b"<>", b"SIZE=", b"\xff", b"\0", b'"'),
)
_RECORDS = (
    b"v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 a mx:acme.org/24 include:x.net redirect=y.net -all",
    b"v=DKIM1; k=ed25519; p=O2onvM62pC1io6jQKm8Nc2UyFXcd4kOmOsBIoYtZ2ik=; t=y:s; h=sha256",
    b"v=DMARC1; p=reject; sp=none; rua=mailto:dmarc@acme.org!10m; pct=50; adkim=s; aspf=r; fo=1:d",
)

WIRE = "wires"
TARGETS = (
    Target(name="imap", group=WIRE, take=_imap, seeds=lambda: [_SESSION], words=_IMAP_WORDS),
    Target(
        name="folder-names",
        group=WIRE,
        take=_folder,
        seeds=lambda: ['Gesendete & Entwürfe\\"'.encode(), b"INBOX"],
        words=(b"&", b"\\", b'"', b"\n"),
        longest=500,
    ),
    Target(name="smtp-in", group=WIRE, take=_smtp_in, seeds=lambda: [_HELLO], words=_SMTP_WORDS),
    Target(
        name="smtp-out",
        group=WIRE,
        take=_smtp_out,
        seeds=lambda: [bytes([each]) + _ANSWERS for each in (0, 1, 9, 31)],
        words=(b"250 ", b"550-", b"421 ", b"354 ", b"\r\n", b"\n", b"\xff", b"  "),
    ),
    Target(
        name="smtp-greeting",
        group=WIRE,
        take=_greeting,
        seeds=lambda: [
            b"220 mx\r\n@250-mx\r\n250-SIZE 1000\r\n250-AUTH PLAIN\r\n250 PIPELINING\r\n"
        ],
        words=(b"250-", b"250 ", b"AUTH=", b"SIZE ", b"\r\n", b"\xff"),
    ),
    Target(
        name="postfix-log",
        group=WIRE,
        take=_postfix,
        seeds=lambda: [path.read_bytes() for path in sorted(FOLDER.glob("*.log"))],
        words=(
            b"message-id=<",
            b"(queue active)",
            b"removed",
            b"client=",
            b"to=<",
            b"[1]: ",
            b"Feb 29",
        ),
    ),
    Target(
        name="dns-records",
        group=WIRE,
        take=_dns,
        seeds=lambda: [*_RECORDS, b"\n|\n".join(_RECORDS)],
        words=(b"\n|\n", b";", b"=", b" ", b"include:", b"v=spf1 ", b"p=", b"xn--", b"."),
        longest=3_000,
    ),
)
