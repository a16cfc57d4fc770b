"""A provider of text messages that delivers none, and proves what it took.

`python -m config.run.text_sandbox` listens on 127.0.0.1:TEXT_SANDBOX_PORT (8026) and answers as
Twilio's API does, for any account: POST and GET `Accounts/<id>/Messages.json`, GET
`Accounts/<id>.json`. Point SMS_API_URL at it, and open 127.0.0.0/8 in SENDER_NETWORKS. It writes
`log.jsonl` into TEXT_SANDBOX_DIR (var/texts): one line for each message that it took, on disk
(fsync) before 201 is answered; a torn last line was never answered.

For tests: the token `wrong` gets 401. Numbers that end with 0400 are no numbers (21211), those with
0610 have sent STOP (21610), 0429 is too many, 0500 an error that took nothing; of those with 0504
the message is taken, and the connection drops instead of the answer.
"""

import base64
import json
import os
import secrets
import sys
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

_REFUSED = {"0400": (400, 21211), "0610": (400, 21610), "0429": (429, 20429), "0500": (500, 20500)}
_LOST = "0504"
_MOST = 100_000

Line = dict[str, Any]


class TextLog:
    """What was taken, on disk; methods may be called by any thread."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = folder / "log.jsonl"
        self._turn = threading.Lock()

    def take(self, account: str, form: Mapping[str, str]) -> Line:
        """Put a message on disk; how the provider knows it."""
        line: Line = {
            "sid": f"SM{secrets.token_hex(16)}",
            "account_sid": account,
            "to": form.get("To", ""),
            "from": form.get("From"),
            "messaging_service_sid": form.get("MessagingServiceSid"),
            "body": form.get("Body", ""),
            "status": "queued",
            "date_created": format_datetime(datetime.now(UTC)),
        }
        with self._turn, self.path.open("ab") as file:
            file.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        return line

    def lines(self) -> list[Line]:
        """Everything that was taken, oldest first."""
        if not self.path.exists():
            return []
        whole = self.path.read_bytes().rpartition(b"\n")[0]
        return [json.loads(line) for line in whole.splitlines()]


def server(folder: Path, port: int = 0) -> ThreadingHTTPServer:
    """A provider that listens on loopback; whoever asked for it serves and closes it."""
    log = TextLog(folder)

    class Handler(_Provider):
        kept = log

    return ThreadingHTTPServer(("127.0.0.1", port), Handler)


class _Provider(BaseHTTPRequestHandler):
    """One request."""

    kept: TextLog

    def do_GET(self) -> None:
        """The account, or the list of its messages."""
        if (account := self._account()) is None:
            return
        asked = urlsplit(self.path)
        if asked.path.endswith("/Messages.json"):
            wanted = parse_qs(asked.query).get("To", [""])[0]
            found = [each for each in self.kept.lines() if each["to"] == wanted]
            self._answer(200, {"messages": found[::-1]})
        else:
            self._answer(200, {"sid": account, "status": "active"})

    def do_POST(self) -> None:
        """One message."""
        length = min(int(self.headers.get("Content-Length") or 0), _MOST)
        form = {name: said[0] for name, said in parse_qs(self.rfile.read(length).decode()).items()}
        if (account := self._account()) is None:
            return
        ending = form.get("To", "")[-4:]
        if ending in _REFUSED:
            status, code = _REFUSED[ending]
            return self._answer(status, {"code": code, "message": "no", "status": status})
        line = self.kept.take(account, form)
        if ending == _LOST:
            self.close_connection = True
            return None
        return self._answer(201, line)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: its log is what it took."""

    def _account(self) -> str | None:
        """Whose request it is; without the right token it is answered here."""
        scheme, _, shown = self.headers.get("Authorization", "").partition(" ")
        name, _, token = base64.b64decode(shown).decode().partition(":")
        if scheme == "Basic" and name and token and token != "wrong":  # noqa: S105 - see above
            return name
        self._answer(401, {"code": 20003, "message": "Authenticate", "status": 401})
        return None

    def _answer(self, status: int, said: Line) -> None:
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> int:
    """Serve until somebody ends it."""
    folder = Path(os.environ.get("TEXT_SANDBOX_DIR") or "var/texts")
    with server(folder, int(os.environ.get("TEXT_SANDBOX_PORT") or 8026)) as made:
        made.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
