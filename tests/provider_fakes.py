"""Gmail and Microsoft Graph for tests: what their documentation says that they take, and nothing
else. A question that the real one would refuse is refused here as well."""

import contextlib
import json
import re
import threading
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, quote, unquote, urlsplit

ADDRESS, TOKEN = "rep@mail.acme.example", "right-token"
Said = tuple[int, Any]
Query = dict[str, list[str]]
# What Microsoft calls the folders that Gmail has labels for.
FOLDERS = {"inbox": "INBOX", "junkemail": "SPAM"}
DENIED: Said = (403, {"error": {"code": "ErrorAccessDenied", "message": "no"}})


class Refusal(Exception):
    """A question that is not taken."""

    def __init__(self, status: int, code: str = "invalid") -> None:
        super().__init__(code)
        self.status, self.code = status, code


@dataclass
class Mail:
    """A mail in one folder; `came` is when."""

    name: str
    raw: bytes
    folder: str
    came: datetime


@dataclass
class Fake:
    """A provider with one mailbox. `plays` answer instead of it when the path ends so; `page` is
    how many it tells at once. Every arrival of a mail in a folder is a line of `log`."""

    url: str = ""
    token: str = TOKEN
    address: str = ADDRESS
    page: int = 2
    mails: dict[str, Mail] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    # What came before this line is forgotten.
    known_from: int = 0
    plays: dict[str, Said] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    pages: dict[str, str] = field(default_factory=dict)

    def add(self, raw: bytes, folder: str = "INBOX", *, days: float = 0) -> str:
        """A mail comes, or came some days ago."""
        name = f"m{len(self.mails)}=/+"
        came = datetime.now(UTC) - timedelta(days=days)
        self.mails[name] = Mail(name, raw, folder, came)
        self.log.append(name)
        return name

    def fetched(self) -> list[str]:
        """Which mails were asked for whole, in order."""
        whole = re.compile(r"/messages/([^/?]+)(/\$value|\?format=raw)")
        found = (whole.search(each) for each in self.asked)
        return [unquote(each[1]) for each in found if each]

    def answer(self, method: str, path: str, query: Query, body: Any, heads: Any) -> Said:
        """What it says to a question."""
        raise NotImplementedError

    def said(self, method: str, target: str, body: bytes, heads: Any) -> Said:
        """Whatever it says, to whom it knows."""
        self.asked.append(f"{method} {target}")
        parts = urlsplit(target)
        for end, said in self.plays.items():
            if parts.path.endswith(end):
                return said
        if heads.get("Authorization") != f"Bearer {self.token}":
            return 401, {"error": {"code": "InvalidAuthenticationToken"}}
        path = unquote(parts.path).removeprefix("/api/")
        try:
            given = json.loads(body) if body else None
            return self.answer(method, path, parse_qs(parts.query), given, heads)
        except Refusal as refusal:
            return refusal.status, {"error": {"code": refusal.code}}

    def next_page(self, key: str) -> str:
        """A token that only the question is answered with that it was given for."""
        name = f"page-{len(self.pages)}"
        self.pages[name] = key
        return name


def only(query: Query, *names: str) -> dict[str, str]:
    """The query without lists; anything that is not named is refused."""
    if set(query) - set(names) or any(len(each) > 1 for each in query.values()):
        raise Refusal(400)
    return {name: values[0] for name, values in query.items()}


class Gmail(Fake):
    """The Gmail API. Ids of the history are ten times the line of the log, with gaps."""

    topic = "projects/acme-mail/topics/new-mail"
    watches: list[Any]

    def answer(self, method: str, path: str, query: Query, body: Any, heads: Any) -> Said:
        user, _, rest = path.removeprefix("users/").partition("/")
        if user not in (self.address, "me"):
            return DENIED
        if method == "POST" and rest == "watch":
            return self._watch(body)
        if method != "GET":
            raise Refusal(405)
        if rest == "profile":
            return 200, {"emailAddress": self.address, "historyId": str(self._newest())}
        if rest == "history":
            return self._history(query)
        if rest == "messages":
            return self._list(query)
        return self._message(rest.removeprefix("messages/"), query)

    def _newest(self) -> int:
        return 1000 + 10 * len(self.log)

    def _watch(self, body: Any) -> Said:
        if body["topicName"] != self.topic or body["labelFilterBehavior"] != "INCLUDE":
            raise Refusal(400)
        self.watches = [*getattr(self, "watches", []), body]
        ends = datetime.now(UTC) + timedelta(days=7)
        return 200, {"historyId": "1", "expiration": str(int(ends.timestamp() * 1000))}

    def _history(self, query: Query) -> Said:
        types = query.pop("historyTypes", [])
        said = only(query, "startHistoryId", "labelId", "maxResults", "pageToken")
        key = f"history {said['startHistoryId']} {said['labelId']}"
        start = (int(said["startHistoryId"]) - 1000) // 10
        if set(types) - {"messageAdded", "labelAdded", "messageDeleted", "labelRemoved"}:
            raise Refusal(400)
        if start < self.known_from:
            raise Refusal(404, "notFound")
        lines = list(enumerate(self.log[start:], start + 1))
        found = [(at, self.mails[name]) for at, name in lines if name in self.mails]
        records = [self._record(at, mail) for at, mail in found if mail.folder == said["labelId"]]
        return self._paged(key, said, "history", records, {"historyId": str(self._newest())})

    def _record(self, at: int, mail: Mail) -> Any:
        message = {"id": mail.name, "threadId": mail.name, "labelIds": [mail.folder]}
        return {"id": str(1000 + 10 * at), "messagesAdded": [{"message": message}]}

    def _list(self, query: Query) -> Said:
        said = only(query, "labelIds", "q", "includeSpamTrash", "maxResults", "pageToken")
        asked = re.fullmatch(r"after:(\d+)", said.get("q", "after:0"))
        if asked is None:
            raise Refusal(400)
        after = float(asked[1])
        found = [
            {"id": mail.name, "threadId": mail.name}
            for mail in sorted(self.mails.values(), key=lambda each: each.came, reverse=True)
            if mail.folder == said["labelIds"] and mail.came.timestamp() > after
        ]
        key = f"messages {said.get('q')} {said['labelIds']}"
        return self._paged(key, said, "messages", found, {"resultSizeEstimate": len(found)})

    def _paged(
        self, key: str, said: dict[str, str], name: str, rows: list[Any], beside: Any
    ) -> Said:
        at, token = 0, said.get("pageToken", "")
        if token:
            known, _, number = self.pages.get(token, "").rpartition(" at ")
            if known != key:
                raise Refusal(400)
            at = int(number)
        end = at + min(self.page, int(said["maxResults"]))
        more = {"nextPageToken": self.next_page(f"{key} at {end}")} if rows[end:] else {}
        return 200, {**({name: rows[at:end]} if rows[at:end] else {}), **more, **beside}

    def _message(self, name: str, query: Query) -> Said:
        mail = self.mails.get(name)
        if mail is None:
            raise Refusal(404)
        shape, size = only(query, "format")["format"], len(mail.raw)
        if shape == "raw":
            raw = urlsafe_b64encode(mail.raw).decode()
            return 200, {"id": name, "raw": raw, "sizeEstimate": size}
        fields = message_from_bytes(mail.raw).items()
        heads = [{"name": each, "value": str(value)} for each, value in fields]
        return 200, {"id": name, "payload": {"headers": heads}, "sizeEstimate": size}


class Graph(Fake):
    """Microsoft Graph. `proves` calls an address as it does before it subscribes: the answer's
    status, type and body."""

    subscriptions: dict[str, Any]
    proves: Callable[[str], tuple[int, str, bytes]] = staticmethod(lambda url: (404, "", b""))

    def answer(self, method: str, path: str, query: Query, body: Any, heads: Any) -> Said:
        self.subscriptions = getattr(self, "subscriptions", {})
        if path.startswith("subscriptions"):
            return self._subscription(method, path.partition("/")[2], body)
        user, _, rest = path.removeprefix("users/").partition("/")
        if user != self.address:
            return DENIED
        if 'IdType="ImmutableId"' not in heads.get("Prefer", "") and "/" in rest.partition("/")[2]:
            raise Refusal(400, "these ids change")
        if folder := re.fullmatch(r"mailFolders/(\w+)", rest):
            return 200, {"id": folder[1]}
        if found := re.fullmatch(r"mailFolders/(\w+)/messages/delta", rest):
            return self._delta(FOLDERS[found[1]], path, query)
        if found := re.fullmatch(r"messages/(.+)/\$value", rest):
            mail = self.mails.get(found[1])
            return (200, mail.raw) if mail else (404, {"error": {"code": "ErrorItemNotFound"}})
        raise Refusal(404)

    def _delta(self, folder: str, path: str, query: Query) -> Said:
        if "$deltatoken" in query or "$skiptoken" in query:
            token = only(query, "$deltatoken", "$skiptoken").popitem()[1]
            known, at, since = self.pages.get(token, " ").split(" ")[:3]
            if known != folder or int(at) < self.known_from:
                raise Refusal(410, "syncStateNotFound")
        else:
            said = only(query, "changeType", "$select", "$filter")
            assert said["changeType"] == "created" and "id" in said["$select"].split(",")
            at, since = "0", said["$filter"].removeprefix("receivedDateTime ge ")
        lines = [(n, self.mails.get(name)) for n, name in enumerate(self.log)][int(at) :]
        new = [(n, each) for n, each in lines if each and self._is_new(each, folder, since)]
        some = new[: self.page]
        end = some[-1][0] + 1 if new[self.page :] else len(self.log)
        kind = ("nextLink", "skiptoken") if new[self.page :] else ("deltaLink", "deltatoken")
        token = self.next_page(f"{folder} {end} {since}")
        return 200, {
            "value": [{"id": each.name} for _, each in some],
            f"@odata.{kind[0]}": f"{self.url}{quote(path)}?${kind[1]}={token}",
        }

    def _is_new(self, mail: Mail, folder: str, since: str) -> bool:
        return mail.folder == folder and mail.came >= datetime.fromisoformat(since)

    def _subscription(self, method: str, name: str, body: Any) -> Said:
        if method == "PATCH" and name not in self.subscriptions:
            raise Refusal(404, "ResourceNotFound")
        ends = datetime.fromisoformat(body["expirationDateTime"])
        if not timedelta(minutes=45) < ends - datetime.now(UTC) < timedelta(days=7):
            raise Refusal(400)
        if method == "POST":
            name = f"s{len(self.subscriptions)}"
            self._check(body)
        self.subscriptions[name] = {**self.subscriptions.get(name, {}), **body, "id": name}
        ended = ends.strftime("%Y-%m-%dT%H:%M:%S.0000000Z")
        return 201, {**self.subscriptions[name], "expirationDateTime": ended}

    def _check(self, body: Any) -> None:
        """Both addresses have to answer, and the resource has to be the mailbox's."""
        wanted = f"users/{quote(self.address, safe='@')}/mailFolders('inbox')/messages"
        if body["resource"] != wanted or len(body["clientState"]) > 128:
            raise Refusal(400)
        for url in (body["notificationUrl"], body["lifecycleNotificationUrl"]):
            token = "Validation: Testing client application reachability &<b> 1+1"
            status, kind, said = self.proves(f"{url}?validationToken={quote(token)}")
            is_right = (status, said.decode()) == (200, token) and kind.startswith("text/plain")
            if not url.startswith("https://") or not is_right:
                raise Refusal(400, "ValidationError")


@contextlib.contextmanager
def running(fake: Fake) -> Iterator[None]:
    """The provider on a free loopback port."""

    class Talk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, said = fake.said(self.command, self.path, body, self.headers)
            raw = said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            with contextlib.suppress(OSError):
                self.wfile.write(raw)

        do_POST = do_PATCH = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    fake.url = f"http://127.0.0.1:{server.server_port}/api/"
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
