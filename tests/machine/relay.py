"""The relay at the other end: it takes messages, says no, falls silent or hangs up, as it is told.

What it takes is in its log, on disk, before it answers: that log is the evidence that the engine
reads, and the truth that it is compared with.
"""

import json
import re
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from tests.machine.life import Life
from tests.machine.line import Line
from tests.machine.line import Session as Greeted
from tests.machine.times import Times

# As RELAY_READ_TIMEOUT_SECONDS tells the engine.
PATIENCE = 30.0
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*(<[^>]+>)", re.IGNORECASE | re.MULTILINE)
_RECIPIENT = re.compile(rb"RCPT TO:<([^>]*)>", re.IGNORECASE)


class Way(StrEnum):
    """What becomes of a message."""

    TAKEN = "it is taken"
    BUSY = "451 at the dot"
    SPAM = "554 at the dot"
    NOBODY = "550 5.1.1 for the recipient"
    LATER = "450 for the recipient"
    CUT_BEFORE = "the connection ends before the dot"
    CUT_UNTAKEN = "the connection ends after the dot; it was not taken"
    CUT_TAKEN = "the connection ends after the dot; it was taken"
    SILENT_UNTAKEN = "nobody answers the dot; it was not taken"
    SILENT_TAKEN = "nobody answers the dot; it was taken"
    DOZED = "the sender dozes between the last look and the dot, past its deadline; it is taken"
    STALLED = "the sender sleeps between the last look and the dot"
    STOPPED = "the person is stopped between the last look and the dot; it is taken"
    DEATH_BEFORE = "the sender dies between the last look and the dot"
    DEATH_UNTAKEN = "the sender dies after the dot; it was not taken"
    DEATH_TAKEN = "the sender dies after the dot; it was taken"


SLEEPING = (Way.DOZED, Way.STALLED, Way.STOPPED)
TAKING = (
    Way.TAKEN,
    Way.CUT_TAKEN,
    Way.SILENT_TAKEN,
    Way.DOZED,
    Way.STOPPED,
    Way.DEATH_TAKEN,
)


@dataclass(frozen=True)
class Taken:
    """A message in the log."""

    message_id: str
    recipient: str
    wire: bytes
    after_stop: bool


class Relay:
    """`ways` is what becomes of the next messages, one each; then all are taken. `meanwhile` is
    told a message that sleeps or whose person is stopped, while that is so."""

    def __init__(self, times: Times, life: Life) -> None:
        self.times, self.life = times, life
        self.ways: deque[Way] = deque()
        self.meanwhile: Callable[[Way, str], None] = lambda way, recipient: None
        self.is_down = False
        self.taken: list[Taken] = []
        self.log = Path()
        self.sessions: list[Session] = []

    def begin(self, log: Path) -> None:
        """Another relay, with an empty log."""
        log.parent.mkdir(exist_ok=True)
        log.touch()
        self.log, self.taken, self.is_down, self.sessions = log, [], False, []
        self.ways.clear()

    def will(self, ways: Sequence[Way]) -> None:
        """What becomes of the next messages."""
        self.ways = deque(ways)

    def connect(self, relay: Any) -> Greeted:
        """Somebody calls. Raises ConnectionRefusedError."""
        if self.is_down:
            raise ConnectionRefusedError
        line = Line()
        line.listener = session = Session(self, line)
        self.sessions.append(session)
        return Greeted(line)

    def take(self, recipient: str, wire: bytes, *, after_stop: bool) -> None:
        """Into the log."""
        found = _MESSAGE_ID.search(wire)
        assert found is not None, "a message has its Message-ID"
        message_id = found[1].decode()
        number = len(self.taken) + 1
        entry = {
            "message_id": message_id,
            "queue_id": f"Q{number}",
            "at": datetime.now(UTC).isoformat(),
            "to": [recipient],
        }
        with self.log.open("a") as file:
            file.write(json.dumps(entry) + "\n")
        self.taken.append(Taken(message_id, recipient, wire, after_stop))

    def answer_late(self) -> None:
        """Who was silent speaks."""
        for session in self.sessions:
            session.speak()


class Session:
    """One connection, as the relay sees it."""

    def __init__(self, relay: Relay, line: Line) -> None:
        self.relay, self.line = relay, line
        self._heard_at = relay.times.monotonic()
        self._incoming = b""
        self._way = Way.TAKEN
        self._recipient = ""
        self._in_data = False
        self._answer = b""

    def hear(self, said: bytes) -> None:
        """What the sender writes."""
        self.wake()
        if self.line.is_ended:
            return
        self._heard_at = self.relay.times.monotonic()
        self._incoming += said
        if self._in_data:
            self._content()
        else:
            self._commands()

    def wake(self) -> None:
        """Whoever says nothing for too long is hung up on."""
        waits = not self._answer
        if waits and self.relay.times.monotonic() - self._heard_at > PATIENCE:
            self._say(b"421 4.4.2 timeout exceeded")
            self._end()

    def speak(self) -> None:
        """The answer that was kept back."""
        if self._answer:
            self._say(self._answer)
            self._answer = b""

    def _commands(self) -> None:
        while b"\r\n" in self._incoming and not self._in_data:
            command, self._incoming = self._incoming.split(b"\r\n", 1)
            self._command(command)

    def _command(self, command: bytes) -> None:
        word = command[:4].upper()
        if word == b"MAIL":
            self._way = self.relay.ways.popleft() if self.relay.ways else Way.TAKEN
            self._recipient = ""
        elif word == b"RCPT":
            self._receive(command)
            return
        elif word == b"DATA" and self._recipient:
            self._in_data = True
            self._say(b"354 go on")
            return
        elif word == b"DATA":
            self._say(b"503 5.5.1 no recipient")
            return
        self._say(b"250 OK")

    def _receive(self, command: bytes) -> None:
        found = _RECIPIENT.match(command)
        assert found is not None, command
        if self._way == Way.NOBODY:
            self._say(b"550 5.1.1 no such user")
        elif self._way == Way.LATER:
            self._say(b"450 4.2.0 not now")
        else:
            self._recipient = found[1].decode()
            self._say(b"250 OK")

    def _content(self) -> None:
        if self._incoming.endswith(b"\r\n.\r\n"):
            said, self._incoming = self._incoming[:-3], b""
            self._in_data = False
            self._dotted(_unstuffed(said))
        elif self._way == Way.CUT_BEFORE:
            self._end()

    def _dotted(self, wire: bytes) -> None:
        way = self._way
        if way == Way.DEATH_BEFORE:
            self.relay.life.die()
        if way in SLEEPING:
            self.relay.meanwhile(way, self._recipient)
            self.wake()
        if self.line.is_ended:
            return
        if way in TAKING:
            self.relay.take(self._recipient, wire, after_stop=way == Way.STOPPED)
        if way in (Way.DEATH_TAKEN, Way.DEATH_UNTAKEN):
            self.relay.life.die()
        self._reply(way)

    def _reply(self, way: Way) -> None:
        if way in (Way.CUT_TAKEN, Way.CUT_UNTAKEN):
            self._end()
        elif way == Way.SILENT_TAKEN:
            self._answer = b"250 2.0.0 queued, at last"
        elif way == Way.SILENT_UNTAKEN:
            self._answer = b"451 4.3.0 not taken, after all"
        elif way == Way.BUSY:
            self._say(b"451 4.3.0 try later")
        elif way == Way.SPAM:
            self._say(b"554 5.7.1 no")
        else:
            self._say(b"250 2.0.0 queued as Q%d" % len(self.relay.taken))

    def _say(self, words: bytes) -> None:
        self.line.incoming += words + b"\r\n"

    def _end(self) -> None:
        self.line.is_ended = True


def _unstuffed(said: bytes) -> bytes:
    return (b"\r\n" + said).replace(b"\r\n..", b"\r\n.")[2:]


# How long a sender sleeps: past its deadline, but not the relay's patience; and past its lease and
# the relay's patience.
DOZE, SLEEP = timedelta(seconds=25), timedelta(seconds=75)
