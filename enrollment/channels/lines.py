"""A kept connection to a mail server and what is said on it."""

import contextlib
import math
import socket
import ssl
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from enrollment.channels.answers import Receipt
from enrollment.channels.dialog import Dialog, Envelope, Phase
from enrollment.channels.relay import Relay

AT_A_TIME = 65536


@dataclass(eq=False)
class Parcel:
    """A message for a server. After `until` (monotonic seconds) it is not begun any more; `ref` is
    the sender's own."""

    relay: Relay
    envelope: Envelope
    until: float = math.inf
    ref: Any = None


@dataclass(frozen=True)
class Delivered:
    """What became of a parcel; the moments are by the clock of whoever looked, None when no dot
    was written."""

    parcel: Parcel
    receipt: Receipt
    looked_at: datetime | None = None
    dot_at: datetime | None = None


@dataclass(eq=False)
class Line:
    """A connection and what is said on it."""

    relay: Relay
    sock: socket.socket
    features: frozenset[str]
    incoming: bytearray = field(default_factory=bytearray)
    outgoing: memoryview = field(default_factory=lambda: memoryview(b""))
    parcel: Parcel | None = None
    dialog: Dialog | None = None
    used: int = 0
    since: float = 0.0
    asked_since: float = 0.0
    looked_at: datetime | None = None
    dot_at: datetime | None = None
    needs_reset: bool = False

    def begin(self, parcel: Parcel) -> None:
        """Start with a message."""
        self.parcel = parcel
        self.dialog = Dialog(parcel.envelope, self.features, reset=self.needs_reset)
        self.looked_at = self.dot_at = None
        self.used += 1
        self.since = time.monotonic()

    def delivered(self) -> Delivered:
        """What became of it."""
        assert self.parcel is not None and self.dialog is not None
        assert self.dialog.receipt is not None
        dotted = self.dot_at is not None
        looked_at = self.looked_at if dotted else None
        return Delivered(self.parcel, self.dialog.receipt, looked_at, self.dot_at)


def phase_of(line: Line) -> Phase | None:
    """How far the message on it has come; None when it is idle."""
    return line.dialog.phase if line.dialog else None


def receive(line: Line) -> bool:
    """Take in what has come; False at the end of the connection."""
    while True:
        try:
            said = line.sock.recv(AT_A_TIME)
        except (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError):
            return True
        if not said:
            return False
        line.incoming += said
        if len(said) < AT_A_TIME and not isinstance(line.sock, ssl.SSLSocket):
            return True


def has_word(sock: socket.socket) -> bool:
    """Whether an idle connection has something to say: then it is closed, or about to be."""
    try:
        sock.recv(1, 0 if isinstance(sock, ssl.SSLSocket) else socket.MSG_PEEK)
    except (BlockingIOError, ssl.SSLWantReadError):
        return False
    except OSError:
        return True
    return True


def hang_up(sock: socket.socket) -> None:
    """Close a connection, whatever state it is in."""
    with contextlib.suppress(OSError):
        sock.close()
