"""A mail server for tests: keeps what it accepts, and answers as it is told."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from enrollment.channels import smtp


@dataclass
class Sink:
    """`accepted` holds the messages, `announced` whether they were said to need SMTPUTF8; `rcpt`
    and `dot` are the replies to RCPT and to the final dot, `refuses` those to RCPT for single
    addresses; empty is yes."""

    port: int = 0
    accepted: list[EmailMessage] = field(default_factory=list)
    raw: list[bytes] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    announced: list[list[str]] = field(default_factory=list)
    rcpt: str = ""
    refuses: dict[str, str] = field(default_factory=dict)
    dot: str = ""
    drop_after_dot: bool = False
    before_dot_reply: Callable[[], None] | None = None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.rcpt or address in self.refuses:
            return self.rcpt or self.refuses[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:
        if self.before_dot_reply:
            self.before_dot_reply()
        if self.dot:
            return self.dot
        self.raw.append(envelope.content)
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.accepted.append(message)
        options = [each for each in envelope.mail_options if each == "SMTPUTF8"]
        self.announced.append(options)
        self.envelopes.append((envelope.mail_from, list(envelope.rcpt_tos)))
        if self.drop_after_dot:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return f"250 2.0.0 queued as {len(self.accepted)}"


@contextlib.contextmanager
def running(*, international: bool = True) -> Iterator[Sink]:
    """A sink on a free loopback port, which takes addresses that are not ASCII or does not."""
    sink = Sink()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        sink.port = probe.getsockname()[1]
    controller = Controller(
        sink,
        hostname="127.0.0.1",
        port=sink.port,
        enable_SMTPUTF8=international,
        ready_timeout=10,
    )
    controller.start()
    try:
        yield sink
    finally:
        smtp.close()
        controller.stop()


def in_thread(work: Callable[[], object]) -> threading.Thread:
    """Start `work` in a thread whose database connection is closed at its end."""
    from django.db import connection

    def body() -> None:
        try:
            work()
        finally:
            smtp.close()
            connection.close()

    thread = threading.Thread(target=body)
    thread.start()
    return thread
