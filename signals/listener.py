"""The mail that comes in: a server of SMTP, and of LMTP on the same port, that answers 250 only
when a mail is committed.

A mail holds back from then on; its effect follows the answer (`signals.afterwards`), since nobody
who sends should wait for it. It takes mail for our mailboxes alone (550 else), up to 10 MB (552
else). While the database is away it answers 451, so the sending server keeps the mail and tries
again. The database is used in threads of a small pool, each with a connection of its own.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import UUID
from weakref import WeakKeyDictionary

import structlog
from aiosmtpd.smtp import SMTP, Envelope, Session, syntax
from django.db import close_old_connections

from enrollment.models import MailboxAddress
from signals import intake
from signals.afterwards import Afterwards
from signals.models import Signal
from tenancy.scope import scope

MAX_MAIL = 10 * 1024 * 1024
MAX_RECIPIENTS = 100
# Each may hold a few times the bytes of a mail.
MAX_CONNECTIONS = 50
THREADS = 4
SILENCE_SECONDS = 120.0
# How long a mail that is being stored may take when we are told to stop.
LAST_ANSWERS_SECONDS = 20.0
# The end of a mail, with that of its last line.
_END = b"\r\n.\r\n"
BUSY = b"421 4.3.2 Too many connections, try again later\r\n"
TOO_LARGE = "552 5.3.4 The mail is larger than 10 MB"
TAKEN = "250 2.0.0 Stored"
UNKNOWN = "550 5.1.1 There is no such mailbox here"
TOO_MANY = "452 4.5.3 Too many recipients, send the others separately"
LATER = "451 4.3.0 The mail could not be stored, try again later"

T = TypeVar("T")
log = structlog.get_logger(__name__)


class Session8(SMTP):
    """A connection that takes lines of any length, since a refusal would lose somebody's answer,
    and memory for a few times the bytes of a mail, however they are divided.

    aiosmtpd keeps each line of a mail as an object of its own, 800 MB for ten megabytes of empty
    lines, and collects a line without an end for as long as it comes.
    """

    # What is looked at together; longer lines are taken in pieces.
    line_length_limit = 100_000
    is_lmtp = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It counts until it is lost."""
        self.event_handler.connections += 1
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """It counts no longer."""
        self.event_handler.connections -= 1
        super().connection_lost(error)

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """The library raises for a lone bracket; no address stands there."""
        try:
            return super()._getaddr(arg)
        except IndexError:
            return None, None

    @syntax("LHLO hostname")
    async def smtp_LHLO(self, hostname: str) -> None:
        """LMTP (RFC 2033): as EHLO, but each recipient has an answer of its own after the data."""
        self.is_lmtp = True
        await self.smtp_EHLO(hostname)

    @syntax("DATA")
    async def smtp_DATA(self, arg: str | None) -> None:
        """Take a mail: 354, its bytes, and what the handler answers."""
        if await self.check_helo_needed():
            return
        envelope = self.envelope
        assert envelope is not None
        if not envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first")
            return
        if arg:
            await self.push("501 5.5.4 DATA stands alone")
            return
        await self.push("354 End data with <CR><LF>.<CR><LF>")
        try:
            content = await self._content()
        except asyncio.CancelledError:
            self._writer.close()
            raise
        status = TOO_LARGE
        if content is not None:
            envelope.content = envelope.original_content = content
            status = await self._call_handler_hook("DATA")
        SMTP._set_post_data_state(self)
        for _ in envelope.rcpt_tos if self.is_lmtp else (status,):
            await self.push(status)

    async def _content(self) -> bytes | None:
        """The bytes of a mail up to its dot, without the dots that were added; None for too
        many."""
        # As if after a line end, so that a dot in the first line is one like all others.
        found, is_too_large = bytearray(b"\r\n"), False
        while not found.endswith(_END):
            try:
                found += await self._reader.readuntil(_END[2:])
            except asyncio.LimitOverrunError as error:
                found += await self._reader.read(error.consumed)
            if len(found) > MAX_MAIL + len(_END):
                is_too_large = True
                del found[: -len(_END)]
        del found[-len(_END[2:]) :]
        return None if is_too_large else bytes(found).replace(b"\r\n.", b"\r\n")[2:]


class Busy(asyncio.Protocol):
    """A connection more than we have memory for: the sending server keeps the mail."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Say so, and close."""
        assert isinstance(transport, asyncio.WriteTransport)
        transport.write(BUSY)
        transport.close()


@dataclass(frozen=True)
class Place:
    """Where an address belongs."""

    workspace_id: UUID
    mailbox_id: UUID


@dataclass
class Inbound:
    """The handler: aiosmtpd calls it for each recipient and each mail."""

    pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(THREADS, thread_name_prefix="mail")
    )
    at_work: int = 0
    connections: int = 0
    afterwards: Afterwards = field(init=False)
    # Where the recipients belong that were accepted for a mail.
    accepted: WeakKeyDictionary[Envelope, dict[str, Place]] = field(
        default_factory=WeakKeyDictionary
    )

    def __post_init__(self) -> None:
        self.afterwards = Afterwards(lambda: self.at_work > 0)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept addresses of ours, with or without a tag."""
        if len(envelope.rcpt_tos) >= MAX_RECIPIENTS:
            return TOO_MANY
        found = await self._in_thread(lambda: places([address]))
        if found is None:
            return LATER
        if not found:
            return UNKNOWN
        envelope.rcpt_tos.append(address)
        self.accepted.setdefault(envelope, {}).update(found)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Commit the mail, then answer; its effect follows."""
        content, sender = envelope.original_content or b"", envelope.mail_from or ""
        found, moment = self.accepted.pop(envelope, {}), datetime.now(UTC)
        self.at_work += 1
        try:
            stored = await self._in_thread(lambda: deliver(content, sender, found, moment))
        finally:
            self.at_work -= 1
        if stored is None:
            return LATER
        for workspace_id, signals in stored.items():
            self.afterwards.add(workspace_id, signals)
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        """A neutral answer; no address goes into the log."""
        log.error("a mail session failed", error=type(error).__name__)
        return LATER

    async def _in_thread(self, work: Callable[[], T]) -> T | None:
        """Run database work off the event loop; None when it failed."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self.pool, _safely, work)


def _safely(work: Callable[[], T]) -> T | None:
    """Whatever goes wrong, the sender keeps the mail; a broken connection is not used again."""
    close_old_connections()
    try:
        return work()
    except Exception:
        log.exception("incoming mail was put off")
        return None
    finally:
        close_old_connections()


def places(addresses: Iterable[str]) -> dict[str, Place]:
    """Where each address belongs, without its tag; those that are not ours are left out."""
    # NUL and lone surrogates can be no part of a name that is ours, nor of a statement.
    bare = {address: _untagged(address) for address in addresses if address.isprintable()}
    rows = MailboxAddress.objects.in_bulk(list(set(bare.values())))
    return {
        address: Place(rows[name].workspace_id, rows[name].mailbox_id)
        for address, name in bare.items()
        if name in rows
    }


def deliver(
    content: bytes, sender: str, found: Mapping[str, Place], moment: datetime
) -> dict[UUID, list[Signal]]:
    """Store one mail for each mailbox it is addressed to, each in its own workspace's scope; the
    signals by workspace, without their effects. `found` says where its recipients belong, `moment`
    when it came, in real time.

    What was stored before something failed is recognised when the sender tries again.
    """
    stored: dict[UUID, list[Signal]] = defaultdict(list)
    for place in dict.fromkeys(found.values()):
        with scope(place.workspace_id):
            signal = intake.keep_mail(
                content,
                recipients=_of(place, found),
                mailbox_id=place.mailbox_id,
                received_at=moment,
                sender=sender,
            )
        if signal is not None:
            stored[place.workspace_id].append(signal)
    return stored


def _of(place: Place, found: Mapping[str, Place]) -> list[str]:
    return [address for address, at in found.items() if at == place]


def _untagged(address: str) -> str:
    # No parsing: a tag can make the part before the @ longer than the standard allows.
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}".lower()


def connection(handler: Inbound, **more: Any) -> SMTP | Busy:
    """One SMTP connection, or the refusal of one too many."""
    if handler.connections >= MAX_CONNECTIONS:
        return Busy()
    return Session8(
        handler,
        data_size_limit=MAX_MAIL,
        enable_SMTPUTF8=True,
        hostname="localhost",
        ident="inbound mail",
        timeout=SILENCE_SECONDS,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
        **more,
    )


async def serve(host: str, port: int, stopped: asyncio.Event) -> None:
    """Listen until `stopped`; mail that is being stored is finished and answered.

    Raises OSError when the port cannot be had.
    """
    loop = asyncio.get_running_loop()
    handler = Inbound()
    server = await loop.create_server(lambda: connection(handler, loop=loop), host, port)
    log.info("listening for mail", host=host, port=port)
    await stopped.wait()
    server.close()
    end = loop.time() + LAST_ANSWERS_SECONDS
    while handler.at_work and loop.time() < end:
        await asyncio.sleep(0.02)
    # The answer of the last mail is still in the buffer of its connection.
    await asyncio.sleep(0.1)
    handler.pool.shutdown(wait=False, cancel_futures=True)
    await asyncio.to_thread(handler.afterwards.close, max(0.0, end - loop.time()))
