"""A small IMAP server for tests: one folder, a few Message-IDs, and the ways to fail."""

import contextlib
import re
import socketserver
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field


@dataclass
class Folder:
    """`copies` are the Message-IDs in Sent; `said` what clients have asked. `hangs` and `no` name a
    command that is not answered, or refused."""

    copies: tuple[str, ...] = ()
    said: list[str] = field(default_factory=list)
    hangs: str = ""
    no: str = ""
    port: int = 0
    connections: int = 0


class Handler(socketserver.StreamRequestHandler):
    """One session."""

    folder: Folder

    def handle(self) -> None:
        with contextlib.suppress(ConnectionError):
            self.talk()

    def talk(self) -> None:
        self.folder.connections += 1
        self.answer("* OK ready")
        for line in self.rfile:
            tag, command, *rest = line.decode().strip().split(" ", 2)
            words = " ".join(rest)
            self.folder.said.append(f"{command} {words}".strip())
            name = words.split(" ")[0] if command == "UID" else command
            if name == self.folder.hangs:
                continue
            if name == self.folder.no:
                self.answer(f"{tag} NO not here")
                continue
            self.reply(name, words)
            self.answer(f"{tag} OK done")

    def reply(self, name: str, words: str) -> None:
        if name == "CAPABILITY":
            self.answer("* CAPABILITY IMAP4rev1")
        if name == "EXAMINE":
            self.answer("* 2 EXISTS")
        if name == "SEARCH":
            wanted = re.findall(r'"(.*)"', words)
            found = [str(n + 7) for n, key in enumerate(self.folder.copies) if key in wanted]
            self.answer(" ".join(["* SEARCH", *found]))

    def answer(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@contextlib.contextmanager
def running(*copies: str, **more: str) -> Iterator[Folder]:
    """The server on a free loopback port."""
    folder = Folder(copies, hangs=more.get("hangs", ""), no=more.get("no", ""))
    handler = type("Bound", (Handler,), {"folder": folder})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        folder.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}).start()
        yield folder
        server.shutdown()
