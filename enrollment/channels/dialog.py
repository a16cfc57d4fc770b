"""One SMTP transaction as a conversation of bytes, without sockets (RFC 5321, RFC 2920).

Commands go out in as few turns as the server allows. The message is streamed whole, and only then
it is asked whether the final dot may be written: everything before the dot proves that nothing was
taken, after it only a reply counts.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum

from enrollment.channels.answers import Answer, Receipt, refusal, words_of

DOT = b".\r\n"
RESET = b"RSET\r\n"
OK = frozenset({250, 251})
GO_ON = 354
CLOSING = 421
# What a server that takes ASCII alone would answer (RFC 6531 section 3.5).
NOT_INTERNATIONAL = 553, b"5.6.7 The mail server takes no addresses that are not ASCII"
# More than any server says at once; whoever says more is no mail server.
MOST_REPLY = 64 * 1024


@dataclass(frozen=True, slots=True)
class Envelope:
    """Where a message comes from and goes to; the bytes have CRLF line ends throughout."""

    return_path: str
    recipient: str
    wire: bytes
    copies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer of the server, its lines joined."""

    code: int
    text: bytes


class Phase(Enum):
    """How far a transaction has come."""

    COMMANDS = "commands"
    STREAMING = "streaming"
    ASKING = "asking"
    DOTTED = "dotted"
    OVER = "over"


class ProtocolError(Exception):
    """What the server says is no SMTP."""


class Dialog:
    """The transaction of one message. `say` holds what is to be written next.

    Feed it replies; when it is `ASKING`, the whole message is at the server but for the dot, and
    `allow` or `withhold` goes on. `receipt` is set when it is over; `clean` says whether another
    message may follow on the connection.
    """

    def __init__(self, envelope: Envelope, features: Collection[str], *, reset: bool) -> None:
        self.envelope = envelope
        self.phase = Phase.COMMANDS
        self.receipt: Receipt | None = None
        self.clean = False
        self.say = b""
        self._features = features
        self._turns = self._commands(reset=reset)
        self._awaited: list[str] = []
        self._refused: Receipt | None = None
        self._refused_copies: list[int] = []
        if self._international and "smtputf8" not in features:
            self._end(refusal(*NOT_INTERNATIONAL), clean=True)
        else:
            self._next_turn()

    def feed(self, reply: Reply) -> None:
        """Take the next reply."""
        if self.phase == Phase.DOTTED:
            self._after_dot(reply)
        elif self.phase == Phase.COMMANDS and self._awaited:
            self._after(self._awaited.pop(0), reply)
        else:
            # Nobody asked: a server that is about to close says so (RFC 5321 section 3.8).
            self._end(refusal(reply.code, reply.text))

    def streamed(self) -> None:
        """The whole message has been written."""
        if self.phase == Phase.STREAMING:
            self.phase = Phase.ASKING

    def allow(self) -> None:
        """The last look said yes: from here on only the server's word counts."""
        self.phase, self.say = Phase.DOTTED, DOT

    def withhold(self) -> None:
        """The last look said no; the connection is dropped without the dot."""
        self._end(Receipt(Answer.WITHHELD, text="the last look said no"))

    def lost(self, reason: str) -> None:
        """The connection broke, or nothing came in time."""
        if self.phase != Phase.OVER:
            # After the dot nobody knows whether it was taken, and resending makes doubles.
            dotted = self.phase == Phase.DOTTED
            answer = Answer.UNKNOWN if dotted else Answer.UNREACHABLE
            self._end(self._refused or Receipt(answer, text=reason))

    @property
    def untouched(self) -> bool:
        """Whether the server has said nothing about this message yet."""
        return self.phase == Phase.COMMANDS and self._heard == 0

    _heard = 0

    def _commands(self, *, reset: bool) -> Iterator[list[tuple[str, bytes]]]:
        """The commands by turns: what may be written before an answer is waited for."""
        envelope = self.envelope
        first = [("rset", RESET)] if reset else []
        first.append(("mail", self._mail()))
        first.append(("rcpt", _command(f"RCPT TO:<{envelope.recipient}>")))
        # A report about a copy would be taken for one about the recipient (RFC 3461).
        silent = " NOTIFY=NEVER" if "dsn" in self._features else ""
        first += [("copy", _command(f"RCPT TO:<{copy}>{silent}")) for copy in envelope.copies]
        data = ("data", b"DATA\r\n")
        if "pipelining" not in self._features:
            yield from ([each] for each in (*first, data))
        elif envelope.copies:
            # Were the recipient refused and a copy taken, DATA would be answered, and the
            # message could only go to the copy.
            yield first
            yield [data]
        else:
            yield [*first, data]

    def _mail(self) -> bytes:
        utf8 = " SMTPUTF8" if self._international else ""
        return _command(f"MAIL FROM:<{self.envelope.return_path}>{utf8}")

    @property
    def _international(self) -> bool:
        """An address in the fields alone, where answers go for instance, asks for it too (RFC
        6531)."""
        envelope = self.envelope
        everybody = (envelope.return_path, envelope.recipient, *envelope.copies)
        return not (envelope.wire.isascii() and all(map(str.isascii, everybody)))

    def _next_turn(self) -> None:
        turn = next(self._turns)
        self._awaited = [name for name, _ in turn]
        self.say = b"".join(line for _, line in turn)

    def _after(self, command: str, reply: Reply) -> None:
        self._heard += 1
        if reply.code == CLOSING:
            self._end(self._refused or refusal(reply.code, reply.text))
        elif command == "data":
            self._after_data(reply)
        elif command == "copy":
            if reply.code not in OK:
                self._refused_copies.append(reply.code)
            self._go_on()
        elif reply.code not in OK:
            self._refused = self._refused or refusal(reply.code, reply.text)
            self._go_on()
        else:
            self._go_on()

    def _go_on(self) -> None:
        if self._awaited:
            return
        if self._refused is not None:
            self._end(self._refused, clean=True)
        else:
            self._next_turn()

    def _after_data(self, reply: Reply) -> None:
        if reply.code != GO_ON:
            self._end(self._refused or refusal(reply.code, reply.text), clean=True)
        elif self._refused is not None:
            # It waits for a message that must not come: only closing ends that.
            self._end(self._refused)
        else:
            self.phase, self.say = Phase.STREAMING, stuffed(self.envelope.wire)

    def _after_dot(self, reply: Reply) -> None:
        if reply.code == 250:
            said = words_of(reply.text) or "250"
            copies = tuple(self._refused_copies)
            self._end(Receipt(Answer.ACCEPTED, reply.code, said, copies), clean=True)
        else:
            self._end(refusal(reply.code, reply.text), clean=reply.code != CLOSING)

    def _end(self, receipt: Receipt, *, clean: bool = False) -> None:
        self.phase, self.receipt, self.clean, self.say = Phase.OVER, receipt, clean, b""


def replies(incoming: bytearray) -> Iterator[Reply]:
    """The whole replies at the front of what has come in, which are taken off it."""
    while (end := _end_of_reply(incoming)) is not None:
        lines = bytes(incoming[:end]).split(b"\n")[:-1]
        del incoming[:end]
        code = lines[-1][:3]
        yield Reply(int(code), b"\n".join(line.rstrip(b"\r")[4:] for line in lines))
    if len(incoming) > MOST_REPLY:
        raise ProtocolError("The server says too much.")


def _end_of_reply(incoming: bytearray) -> int | None:
    """Where the first reply ends: after the first line without a hyphen."""
    start = 0
    while (newline := incoming.find(b"\n", start)) >= 0:
        if not incoming[start : start + 3].isdigit():
            raise ProtocolError("The server says no reply code.")
        if incoming[start + 3 : start + 4] != b"-":
            return newline + 1
        start = newline + 1
    return None


def _command(line: str) -> bytes:
    """Addresses were read by the address parser; a line break in one would be a command of its
    own."""
    if any(char in line for char in "\r\n\0"):
        raise ValueError("An address must not hold a line break.")
    return line.encode() + b"\r\n"


def stuffed(wire: bytes) -> bytes:
    """Dot-stuffed and closed by a line end, without the final dot. The builder writes CRLF alone;
    any other line end becomes one, so nothing can end the message early."""
    if wire.count(b"\n") != wire.count(b"\r\n") or wire.count(b"\r") != wire.count(b"\r\n"):
        wire = wire.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n", b"\r\n")
    if not wire.endswith(b"\r\n"):
        wire += b"\r\n"
    said = wire.replace(b"\r\n.", b"\r\n..")
    return b"." + said if said.startswith(b".") else said
