"""The sandbox mail relay: takes every message, delivers none, and proves what it took.

`python -m config.run.sandbox` listens on SANDBOX_HOST:SANDBOX_PORT (127.0.0.1:8025) and writes
into SANDBOX_DIR (var/mail):

- `messages/<queue_id>.eml`: the bytes of the message as they came over the wire, dots unstuffed,
  line ends CRLF.
- `log.jsonl`: one line for each accepted message, in UTF-8 JSON:
  `{"at": ISO 8601 UTC, "queue_id": str, "message_id": str ("" when it has none), "from": str,
  "to": [str], "size": bytes, "sha256": hex digest of the .eml file}`.

The log is evidence: a line is there if and only if the message was accepted. Both files are on
disk (fsync) before 250 is answered. After a crash the last line may be torn; such a line was
never answered, readers skip it, and the next start removes it. Mail that was not accepted after
SANDBOX_TIMEOUT seconds (30), counted from DATA, is never accepted: the connection is closed.

For tests: recipients whose local part starts with `unknown-user` get 550 5.1.1, `mailbox-full`
452 4.2.2, `greylist` 451 4.7.1 at the first try of a sender. SANDBOX_DELAY_MS waits before 250,
SANDBOX_DROP_AFTER_DOT (0 to 1) closes that share of connections instead of answering it.
"""

import asyncio
import errno
import fcntl
import hashlib
import json
import os
import secrets
import signal
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session

from config.run.errors import RunError

_LARGEST_MESSAGE = 30 * 1024 * 1024
_REMEMBERED_PAIRS = 10_000


@dataclass(frozen=True)
class Options:
    """What the environment says."""

    host: str = "127.0.0.1"
    port: int = 8025
    folder: Path = Path("var/mail")
    delay: float = 0.0
    drop_share: float = 0.0
    timeout: float = 30.0

    @classmethod
    def read(cls, env: Mapping[str, str]) -> "Options":
        """Raises RunError for a value that is not a number."""
        try:
            return cls(
                host=env.get("SANDBOX_HOST") or cls.host,
                port=int(env.get("SANDBOX_PORT") or cls.port),
                folder=Path(env.get("SANDBOX_DIR") or cls.folder),
                delay=int(env.get("SANDBOX_DELAY_MS") or 0) / 1000,
                drop_share=float(env.get("SANDBOX_DROP_AFTER_DOT") or 0),
                timeout=float(env.get("SANDBOX_TIMEOUT") or cls.timeout),
            )
        except ValueError as error:
            raise RunError(f"One of the SANDBOX_ variables is not a number: {error}.") from error


class EvidenceLog:
    """The folder of accepted mail. One process writes; methods may be called by any thread."""

    def __init__(self, folder: Path) -> None:
        self._messages = folder / "messages"
        self._messages.mkdir(mode=0o700, parents=True, exist_ok=True)
        flags = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC
        self._log = os.open(folder / "log.jsonl", flags, 0o600)
        self._turn = threading.Lock()
        try:
            fcntl.flock(self._log, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._log)
            raise RunError(f"Another sandbox relay writes to {folder}. Stop it first.") from error
        self._drop_torn_line(folder / "log.jsonl")

    def _drop_torn_line(self, path: Path) -> None:
        content = path.read_bytes()
        whole = content.rfind(b"\n") + 1
        if whole != len(content):
            os.ftruncate(self._log, whole)
            os.fsync(self._log)

    def accept(self, content: bytes, sender: str, recipients: list[str]) -> str:
        """Put a message and its line on disk; its queue id. Raises OSError when it cannot, and
        then there is no line."""
        queue_id = f"{time.time_ns():x}{secrets.token_hex(3)}"
        line = {
            "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "queue_id": queue_id,
            "message_id": _message_id(content),
            "from": sender,
            "to": recipients,
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }
        self._write_message(self._messages / f"{queue_id}.eml", content)
        self._append(json.dumps(line, ensure_ascii=False).encode() + b"\n")
        return queue_id

    def _write_message(self, path: Path, content: bytes) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        folder = os.open(self._messages, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _append(self, line: bytes) -> None:
        with self._turn:
            end = os.lseek(self._log, 0, os.SEEK_END)
            try:
                if os.write(self._log, line) != len(line):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
                os.fsync(self._log)
            except OSError:
                os.ftruncate(self._log, end)
                raise

    def close(self) -> None:
        """Give the folder free."""
        os.close(self._log)


def _message_id(content: bytes) -> str:
    found = BytesHeaderParser().parsebytes(content).get("Message-ID", "")
    return str(found).strip()


@dataclass
class Relay:
    """The handler: aiosmtpd calls it for each recipient and each message."""

    log: EvidenceLog
    options: Options
    _greeted: set[tuple[str, str]] = field(default_factory=set)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Accept the recipient unless the name asks for a refusal."""
        refusal = self._refusal(envelope.mail_from or "", address.lower())
        if refusal is None:
            envelope.rcpt_tos.append(address)
        return refusal or "250 2.1.5 OK"

    def _refusal(self, sender: str, address: str) -> str | None:
        if address.startswith("unknown-user"):
            return "550 5.1.1 This mailbox does not exist"
        if address.startswith("mailbox-full"):
            return "452 4.2.2 This mailbox is full"
        if address.startswith("greylist") and self._is_first_try(sender, address):
            return "451 4.7.1 Greylisted, try again later"
        return None

    def _is_first_try(self, sender: str, address: str) -> bool:
        if (sender, address) in self._greeted:
            return False
        if len(self._greeted) >= _REMEMBERED_PAIRS:
            self._greeted.clear()
        self._greeted.add((sender, address))
        return True

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Commit the message, then answer."""
        content = envelope.original_content or b""
        recipients = [str(address) for address in envelope.rcpt_tos]
        sender = envelope.mail_from or ""
        try:
            queue_id = await asyncio.to_thread(self.log.accept, content, sender, recipients)
        except OSError as error:
            sys.stderr.write(f"A message could not be stored: {error.strerror}\n")
            return "452 4.3.1 The relay cannot store the message now"
        await asyncio.sleep(self.options.delay)
        if secrets.SystemRandom().random() < self.options.drop_share and server.transport:
            server.transport.close()
        return f"250 2.0.0 Accepted as {queue_id}"

    async def handle_exception(self, error: Exception) -> str:
        """A neutral answer: what went wrong stays here, and no address goes into the log."""
        sys.stderr.write(f"Unexpected {type(error).__name__} in a mail session\n")
        return "451 4.3.0 The relay failed, try again later"


def session(relay: Relay) -> SMTP:
    """One SMTP connection; its timeout covers a command, and a whole message from DATA on."""
    return SMTP(
        relay,
        data_size_limit=_LARGEST_MESSAGE,
        enable_SMTPUTF8=True,
        hostname="localhost",
        ident="sandbox relay",
        timeout=relay.options.timeout,
        auth_exclude_mechanism=["LOGIN", "PLAIN"],
        loop=asyncio.get_running_loop(),
    )


async def serve(options: Options) -> None:
    """Listen until SIGTERM or SIGINT; commits under way are finished."""
    log = EvidenceLog(options.folder)
    relay = Relay(log, options)
    loop = asyncio.get_running_loop()
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    try:
        server = await loop.create_server(lambda: session(relay), options.host, options.port)
    except OSError as error:
        raise RunError(
            f"The sandbox relay cannot listen on {options.host}:{options.port} "
            f"({error.strerror}). Set SANDBOX_PORT to a free port."
        ) from error
    await stopped.wait()
    server.close()
    await loop.shutdown_default_executor()
    log.close()


def main() -> int:
    """Run the relay; 1 with a sentence when it cannot."""
    try:
        asyncio.run(serve(Options.read(os.environ)))
    except RunError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
