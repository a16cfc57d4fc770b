"""An IMAP server for tests: folders with numbered mails, waiting (IDLE), and the ways to fail."""

import base64
import contextlib
import re
import socketserver
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

# What a command says that has said everything itself.
ANSWERED = "-"
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


@dataclass
class Mail:
    """A mail, the day that it came on, and the size that the server says it has."""

    raw: bytes
    day: date
    size: int


@dataclass
class Folder:
    """`attributes` is what LIST says of it."""

    validity: int = 7
    next_uid: int = 1
    attributes: str = "\\HasNoChildren"
    mails: dict[int, Mail] = field(default_factory=dict)


@dataclass
class Server:
    """What the server holds and how it behaves. `plays` answer a command in their own way: they get
    the session and the tag, and say whether that was all."""

    password: str = "right"
    refusal: str = "NO [AUTHENTICATIONFAILED] no"
    offers: str = "IMAP4rev1 IDLE AUTH=XOAUTH2"
    folders: dict[str, Folder] = field(default_factory=lambda: {"INBOX": Folder()})
    plays: dict[str, Callable[["Talk", str], bool]] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    logged_in: list[str] = field(default_factory=list)
    connections: int = 0
    port: int = 0
    bell: threading.Condition = field(default_factory=threading.Condition)
    context: ssl.SSLContext | None = None

    def add(
        self, raw: bytes, folder: str = "INBOX", day: date | None = None, size: int | None = None
    ) -> int:
        """A mail comes; whoever waits is told."""
        with self.bell:
            found = self.folders[folder]
            uid, found.next_uid = found.next_uid, found.next_uid + 1
            length = len(raw) if size is None else size
            found.mails[uid] = Mail(raw, day or datetime.now(UTC).date(), length)
            self.bell.notify_all()
        return uid

    def asked(self, word: str) -> list[str]:
        """The commands that hold this word."""
        return [each for each in self.said if word in each]


class Talk(socketserver.StreamRequestHandler):
    """One session."""

    server_: Server
    chosen: Folder | None = None
    told: int = 0
    encrypted: ssl.SSLSocket | None = None

    def handle(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            self.server_.connections += 1
            if not self.play("greeting", "*"):
                self.say("* OK ready")
            while line := self.rfile.readline():
                self.obey(line.decode("latin-1").strip())

    def say(self, line: str) -> None:
        self.wfile.write(line.encode("latin-1") + b"\r\n")

    def play(self, name: str, tag: str) -> bool:
        play = self.server_.plays.get(name)
        return play is not None and play(self, tag)

    def obey(self, line: str) -> None:
        tag, command, *rest = line.split(" ", 2)
        words = " ".join(rest)
        self.server_.said.append(f"{command} {words}".strip())
        name = words.split(" ")[0] if command == "UID" else command
        if self.play(name, tag):
            return
        known = getattr(self, f"do_{name.lower()}", None)
        if known is None:
            self.say(f"{tag} BAD what?")
        elif (said := known(tag, words)) != ANSWERED:
            self.say(f"{tag} {said or 'OK done'}")

    def do_capability(self, tag: str, words: str) -> None:
        self.say(f"* CAPABILITY {self.server_.offers}")

    def do_starttls(self, tag: str, words: str) -> str:
        self.say(f"{tag} OK begin")
        assert self.server_.context is not None
        self.request = self.server_.context.wrap_socket(self.request, server_side=True)
        self.setup()
        self.encrypted = self.request
        return ANSWERED

    def finish(self) -> None:
        super().finish()
        if self.encrypted is not None:
            self.encrypted.close()

    def do_login(self, tag: str, words: str) -> str:
        user, secret = re.findall(r'"((?:[^"\\]|\\.)*)"', words)
        return self.judged(user, re.sub(r"\\(.)", r"\1", secret))

    def do_authenticate(self, tag: str, words: str) -> str:
        self.say("+ ")
        said = base64.b64decode(self.rfile.readline()).decode()
        user = said.split("user=")[1].split("\1")[0]
        verdict = self.judged(user, said.split("auth=Bearer ")[1].split("\1")[0])
        if not verdict.startswith("OK"):
            self.say("+ " + base64.b64encode(b'{"status":"400"}').decode())
            self.rfile.readline()
        return verdict

    def judged(self, user: str, secret: str) -> str:
        if secret != self.server_.password:
            return self.server_.refusal
        self.server_.logged_in.append(user)
        return "OK in"

    def do_list(self, tag: str, words: str) -> None:
        name = re.findall(r'"([^"]*)"', words)[-1]
        if name in self.server_.folders:
            self.say(f'* LIST ({self.server_.folders[name].attributes}) "/" "{name}"')

    def do_examine(self, tag: str, words: str) -> str:
        name = words.strip().strip('"')
        self.chosen = self.server_.folders.get(name)
        if self.chosen is None:
            return "NO [NONEXISTENT] no such folder"
        self.told = self.chosen.next_uid
        self.say(f"* {len(self.chosen.mails)} EXISTS")
        self.say(f"* OK [UIDVALIDITY {self.chosen.validity}] numbers")
        self.say(f"* OK [UIDNEXT {self.chosen.next_uid}] next")
        return "OK [READ-ONLY] open"

    def do_search(self, tag: str, words: str) -> None:
        assert self.chosen is not None
        found = sorted(self.chosen.mails)
        if "SINCE" in words:
            day, month, year = words.split(" ")[-1].split("-")
            since = date(int(year), _MONTHS.index(month) + 1, int(day))
            found = [uid for uid in found if self.chosen.mails[uid].day >= since]
        elif "HEADER" in words:
            wanted = words.split('"')[1].encode()
            found = [uid for uid in found if wanted in self.chosen.mails[uid].raw]
        else:
            first = int(words.split(" ")[-1].split(":")[0])
            # The star is the last one, also where the range begins behind it.
            found = [uid for uid in found if uid >= first] or found[-1:]
        self.say(" ".join(["* SEARCH", *map(str, found)]))

    def do_fetch(self, tag: str, words: str) -> None:
        assert self.chosen is not None
        _, wanted, what = words.split(" ", 2)
        for uid in map(int, wanted.split(",")):
            mail = self.chosen.mails.get(uid)
            if mail is None:
                continue
            if "SIZE" in what:
                self.say(f"* {uid} FETCH (UID {uid} RFC822.SIZE {mail.size})")
                continue
            head = mail.raw.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0] + b"\r\n\r\n"
            raw = head[:256_000] if "HEADER" in what else mail.raw
            label = "BODY[HEADER]<0>" if "HEADER" in what else "BODY[]"
            start = f"* {uid} FETCH (UID {uid} {label} {{{len(raw)}}}\r\n"
            self.wfile.write(start.encode() + raw + b")\r\n")

    def do_idle(self, tag: str, words: str) -> None:
        assert self.chosen is not None
        self.say("+ idling")
        done = threading.Thread(target=self.rfile.readline)
        done.start()
        while done.is_alive():
            with self.server_.bell:
                self.server_.bell.wait(0.02)
            if self.chosen.next_uid > self.told:
                self.told = self.chosen.next_uid
                self.say(f"* {len(self.chosen.mails)} EXISTS")


@contextlib.contextmanager
def running(context: ssl.SSLContext | None = None, **more: Any) -> Iterator[Server]:
    """The server on a free loopback port; with a `context`, behind TLS from the start."""
    server = Server(**more)
    handler = type("Bound", (Talk,), {"server_": server})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as listening:
        if context is not None:
            listening.socket = context.wrap_socket(listening.socket, server_side=True)
        listening.daemon_threads = True
        listening.block_on_close = False
        server.port = listening.server_address[1]
        threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.02}).start()
        try:
            yield server
        finally:
            listening.shutdown()
