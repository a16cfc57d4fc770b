"""Questions by HTTP to one API, within bounds of octets and of time.

Connections go to checked addresses (`channels.web`), without proxy or redirect, and the token is
shown to the API alone: an address that it names for the next page has to begin as its own do.
Whatever a server does ends in a Fault.
"""

import contextlib
import http.client
import io
import json
import socket
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from enrollment.channels import web
from enrollment.incoming.faults import Broken, Fault, NotLoggedIn, Rejected, of_network

ASK_SECONDS = 20.0
# A mail of ten megabytes over a slow line.
FETCH_SECONDS = 60.0
MOST_ANSWER = 2_000_000
AT_A_TIME = 65_536
SILENT = "{label} did not answer in time. It is asked again."
BUSY = "{label} is out of order, or wants to be asked less often. It is asked again."
NOT_TAKEN = "{label} does not take the access token. Get a new one by consent."
NOT_ALLOWED = (
    "{label} does not let this token read this mailbox. Check the address, and that the consent"
    " allows reading mail."
)
NONSENSE = "{label} answered with something that cannot be read."
# What Google says with 403 where others say 429.
_SLOWER = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded"})


class Gone(Fault):
    """The place that was to be gone on from is known no more; everything is read anew."""


class TokenRefused(NotLoggedIn):
    """The access token is not taken, whatever its giver said of how long it holds."""

    is_of_mail = False


class AskedTooOften(Broken):
    """The API wants to be asked less often."""

    is_of_mail = False


@dataclass(frozen=True)
class Answer:
    """What came back. `is_cut` says that the body was larger than asked for; then it is its
    beginning."""

    status: int
    body: bytes = field(repr=False)
    is_cut: bool = False
    lasts: str = ""

    def said(self) -> Mapping[str, Any]:
        """The body as a JSON object; empty when it is none."""
        try:
            found = json.loads(self.body)
        except (ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class Api:
    """One API with one token ("" for one that wants none), over one connection that is kept from
    question to question. Nothing is waited for beyond the moment `until` (monotonic). `close` it in
    the end."""

    def __init__(self, label: str, base: str, token: str, until: float) -> None:
        self.label, self.base, self.until = label, base, until
        self._token = token
        self._made: http.client.HTTPConnection | None = None
        self._wire: _Clocked | None = None

    def ask(
        self,
        method: str,
        place: str,
        *,
        query: Mapping[str, object] | None = None,
        body: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        most: int = MOST_ANSWER,
        seconds: float = ASK_SECONDS,
    ) -> Answer:
        """The answer to one question; `place` lies below the base, or is an address that the API
        named. Raises Broken and Rejected; what its status means is for the caller (`checked`)."""
        url = self._url(place, query)
        said = {"Accept-Encoding": "identity", **(headers or {})}
        if self._token:
            said["Authorization"] = f"Bearer {self._token}"
        sent = None if body is None else json.dumps(body).encode()
        if sent is not None:
            said["Content-Type"] = "application/json"
        is_kept = self._made is not None
        with self._reaching():
            try:
                return self._asked(method, url, sent, said, most, seconds)
            except (http.client.HTTPException, ConnectionError):
                # A kept connection may have ended unseen; what only reads may be asked once more.
                if not is_kept or method != "GET":
                    raise
                self.close()
                return self._asked(method, url, sent, said, most, seconds)

    def checked(self, answer: Answer) -> Mapping[str, Any]:
        """What a good answer says; raises a Fault for every other, and for what is no JSON."""
        self.check(answer)
        if answer.is_cut or not (said := answer.said()):
            raise Rejected(NONSENSE.format(label=self.label))
        return said

    def check(self, answer: Answer) -> None:
        """Raise a Fault unless this was a yes."""
        status = answer.status
        if 200 <= status < 300:
            return
        if status == 401:
            raise TokenRefused(NOT_TAKEN.format(label=self.label))
        if status == 429 or (status == 403 and _wants_less(answer.said())):
            raise AskedTooOften(BUSY.format(label=self.label))
        if status >= 500:
            raise Broken(BUSY.format(label=self.label))
        if status in (403, 404):
            raise NotLoggedIn(NOT_ALLOWED.format(label=self.label))
        raise Rejected(f"{self.label} refused the question ({status}).")

    def close(self) -> None:
        """Close the connection. Never raises."""
        wire, self._wire, self._made = self._wire, None, None
        if wire is not None:
            with contextlib.suppress(OSError):
                wire.sock.close()

    def _asked(
        self,
        method: str,
        url: str,
        body: bytes | None,
        headers: Mapping[str, str],
        most: int,
        seconds: float,
    ) -> Answer:
        made = self._opened(min(self.until, time.monotonic() + seconds))
        path = urlsplit(url)
        try:
            made.request(method, f"{path.path}?{path.query}".rstrip("?"), body, dict(headers))
            answer = made.getresponse()
            found = _bounded(answer, most + 1)
        except BaseException:
            self.close()
            raise
        is_cut = len(found) > most
        if is_cut or answer.will_close:
            self.close()
        lasts = answer.headers.get("Cache-Control") or ""
        return Answer(answer.status, found[:most], is_cut, lasts)

    def _opened(self, until: float) -> http.client.HTTPConnection:
        if self._made is None or self._wire is None:
            self._made = web.connected(self.base)
            self._wire = _Clocked(self._made.sock)
            self._made.sock = cast(socket.socket, self._wire)
        self._wire.until = until
        return self._made

    def _url(self, place: str, query: Mapping[str, object] | None) -> str:
        url = place if "://" in place else self.base + place
        if not url.startswith(self.base) or not url.isascii() or not url.isprintable():
            raise Rejected(f"{self.label} named an address that is not its own.")
        return f"{url}?{urlencode(query, doseq=True)}" if query else url

    @contextlib.contextmanager
    def _reaching(self) -> Iterator[None]:
        try:
            yield
        except TimeoutError:
            raise Broken(SILENT.format(label=self.label)) from None
        except web.Broken as error:
            cause = error.__cause__
            parts = urlsplit(self.base)
            if isinstance(cause, OSError):
                raise of_network(cause, parts.hostname or "", parts.port or 443) from None
            raise Broken(SILENT.format(label=self.label)) from None
        except (OSError, http.client.HTTPException, ValueError):
            raise Broken(f"{self.label} broke off its answer. It is asked again.") from None


class _Clocked:
    """A socket as `http.client` wants it; each octet has to come before one moment, so that an
    answer that drips ends as well."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.until = 0.0

    def sendall(self, data: bytes) -> None:
        """All of it within the time."""
        self.sock.settimeout(self.left())
        self.sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        """For reading one answer."""
        return io.BufferedReader(_Reads(self), AT_A_TIME)

    def close(self) -> None:
        """Nothing: `http.client` closes before the last answer was read; `Api.close` closes."""

    def left(self) -> float:
        """Seconds; raises TimeoutError when there are none."""
        left = self.until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left


class _Reads(io.RawIOBase):
    def __init__(self, clocked: _Clocked) -> None:
        self._clocked = clocked

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._clocked.sock.settimeout(self._clocked.left())
        return self._clocked.sock.recv_into(buffer)


def _bounded(answer: http.client.HTTPResponse, most: int) -> bytes:
    found = bytearray()
    while len(found) < most and (piece := answer.read(min(AT_A_TIME, most - len(found)))):
        found += piece
    if len(found) < most and answer.length:
        raise http.client.IncompleteRead(b"", answer.length)
    return bytes(found)


def _wants_less(said: Mapping[str, Any]) -> bool:
    error = said.get("error")
    found = error.get("errors") if isinstance(error, dict) else None
    named = found if isinstance(found, list) else []
    return any(isinstance(each, dict) and each.get("reason") in _SLOWER for each in named)
