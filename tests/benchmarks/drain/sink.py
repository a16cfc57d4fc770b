"""A mail server that takes everything and keeps next to nothing: what the senders are measured
against. It runs in a process of its own, on loopback alone.

    python -m tests.benchmarks.drain.sink

Prints its port as the first line. Then one command a line on standard input, one JSON line each
as the answer: `delay SECONDS` (how long every message waits for its answer), `count`, and `take`
(everything since the last `take`: sessions, seconds of the processor, and of each message its
Message-ID, the SHA-256 of its bytes and when its dot came, by the clock on the wall).

What a message is, is looked up at `take`, so that the senders do not wait for it.
"""

import asyncio
import hashlib
import json
import resource
import sys
import time
from dataclasses import dataclass, field
from typing import Any

HELLO = b"250-sink\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 SIZE 10485760\r\n"
TAKEN = b"250 2.0.0 taken\r\n"
END = b"\r\n.\r\n"
ANSWERS = {
    b"EHLO": HELLO,
    b"HELO": b"250 sink\r\n",
    b"MAIL": b"250 2.1.0 OK\r\n",
    b"RCPT": b"250 2.1.5 OK\r\n",
    b"RSET": b"250 2.0.0 OK\r\n",
    b"NOOP": b"250 2.0.0 OK\r\n",
    b"DATA": b"354 go on\r\n",
}


@dataclass
class Kept:
    """What came since the last `take`; messages as they stood on the wire."""

    delay: float = 0.0
    sessions: int = 0
    messages: list[tuple[float, bytes]] = field(default_factory=list)


class Session(asyncio.Protocol):
    """One connection. Commands may be pipelined; nothing is answered before its turn."""

    def __init__(self, kept: Kept) -> None:
        self.kept = kept
        self.buffer = bytearray()
        self.in_data = False
        self.waits = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.kept.sessions += 1
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        if not self.waits:
            self.go_on()

    def go_on(self) -> None:
        """Answer what is complete, in one write."""
        self.waits = False
        answers: list[bytes] = []
        while not self.waits and self._one(answers):
            pass
        if answers:
            self.transport.write(b"".join(answers))

    def _one(self, answers: list[bytes]) -> bool:
        """Take one command or message out of the buffer; False when none is complete."""
        if self.in_data:
            return self._message(answers)
        end = self.buffer.find(b"\r\n")
        if end < 0:
            return False
        word = bytes(self.buffer[:4]).upper()
        del self.buffer[: end + 2]
        if word == b"QUIT":
            answers.append(b"221 2.0.0 bye\r\n")
            self.transport.write(b"".join(answers))
            answers.clear()
            self.transport.close()
            return False
        self.in_data = word == b"DATA"
        answers.append(ANSWERS.get(word, b"502 5.5.1 what?\r\n"))
        return True

    def _message(self, answers: list[bytes]) -> bool:
        end = self.buffer.find(END)
        if end < 0:
            return False
        self.kept.messages.append((time.time(), bytes(self.buffer[: end + 2])))
        del self.buffer[: end + len(END)]
        self.in_data = False
        if self.kept.delay:
            self.waits = True
            asyncio.get_running_loop().call_later(self.kept.delay, self._answer_late)
        else:
            answers.append(TAKEN)
        return True

    def _answer_late(self) -> None:
        self.transport.write(TAKEN)
        self.go_on()


def facts_of(wire: bytes) -> tuple[str, str]:
    """The Message-ID ("" without one) and the SHA-256 of the message, dots unstuffed."""
    message = wire.replace(b"\r\n..", b"\r\n.")
    if message.startswith(b".."):
        message = message[1:]
    head = message.partition(b"\r\n\r\n")[0].replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    found = ""
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"message-id":
            found = value.strip().decode("ascii", "replace")
    return found, hashlib.sha256(message).hexdigest()


def answer(kept: Kept, line: str) -> dict[str, Any]:
    """Carry out one command of the harness."""
    word, _, rest = line.strip().partition(" ")
    if word == "delay":
        kept.delay = float(rest)
    used = resource.getrusage(resource.RUSAGE_SELF)
    said: dict[str, Any] = {
        "sessions": kept.sessions,
        "count": len(kept.messages),
        "processor": used.ru_utime + used.ru_stime,
    }
    if word == "take":
        said["bytes"] = sum(len(wire) for _, wire in kept.messages)
        said["messages"] = [[at, *facts_of(wire)] for at, wire in kept.messages]
        kept.messages, kept.sessions = [], 0
    return said


async def serve() -> None:
    """Listen, tell the port, and obey until standard input ends."""
    kept, loop = Kept(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(kept), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        print(json.dumps(answer(kept, line.decode())), flush=True)


if __name__ == "__main__":
    asyncio.run(serve())
