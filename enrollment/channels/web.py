"""HTTPS requests of senders: to checked addresses, once, and with a last look before the first
byte.

`requests` gives the session that libraries want; this transport below it has no proxy, no
redirect, no retry and no kept connection, so a request is on the wire once or not at all.
"""

import http.client
import io
import socket
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from enrollment.channels import dialing, networks

CONNECT_TIMEOUT = 15.0
ANSWER_TIMEOUT = 60.0
MOST_ANSWER = 1_000_000


class Stage(StrEnum):
    """How far a request has come."""

    NOTHING = "nothing was sent"
    WITHHELD = "the last look said no"
    BEGAN = "the request was on the wire"
    ANSWERED = "the server answered"


class Broken(requests.ConnectionError):
    """The request failed; the stage of its transport says how far it had come."""


def nobody_asks() -> None:
    """For whom the moment of a request says nothing."""


class Once(BaseAdapter):
    """Carries one request. `stage` tells how far it came, whatever is raised; `written` is called
    when its last byte has been written, or it broke before."""

    def __init__(
        self, last_look: Callable[[], bool], written: Callable[[], None] = nobody_asks
    ) -> None:
        super().__init__()
        self.last_look = last_look
        self.written = written
        self.stage = Stage.NOTHING

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,
        timeout: Any = None,
        verify: Any = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """The answer; raises Broken. A second request (a redirect) is none of ours."""
        if self.stage != Stage.NOTHING:
            raise Broken("There is one request only.")
        made = connected(request.url or "")
        try:
            return self._asked(made, request)
        except (OSError, http.client.HTTPException) as error:
            raise Broken(type(error).__name__) from error
        finally:
            made.close()

    def close(self) -> None:
        """Nothing is kept."""

    def _asked(
        self, made: http.client.HTTPConnection, request: requests.PreparedRequest
    ) -> requests.Response:
        if not self.last_look():
            self.stage = Stage.WITHHELD
            raise Broken(self.stage)
        self.stage = Stage.BEGAN
        try:
            made.request(
                request.method or "GET", request.path_url, request.body, dict(request.headers)
            )
        finally:
            self.written()
        answer = made.getresponse()
        found = _response(request, answer, answer.read(MOST_ANSWER))
        self.stage = Stage.ANSWERED
        return found


def session(transport: Once) -> requests.Session:
    """A session over this transport alone; it reads no proxy or password from the machine."""
    made = requests.Session()
    prepare(made, transport)
    return made


def prepare(made: requests.Session, transport: Once) -> None:
    """Let a session that a library made use this transport."""
    made.trust_env = False
    made.headers["Accept-Encoding"] = "identity"
    made.mount("https://", transport)
    made.mount("http://", transport)


def connected(url: str) -> http.client.HTTPConnection:
    """A connection to the checked host of an address, encrypted unless that says http. Raises
    Broken, whose cause is what the system said (OSError). Outside a transaction."""
    parts = urlsplit(url)
    host, is_clear = parts.hostname or "", parts.scheme != "https"
    port = parts.port or (80 if is_clear else 443)
    try:
        made = dialing.dial(
            host, port, timeout=CONNECT_TIMEOUT, in_clear=is_clear, ports=networks.WEB_PORTS
        )
        wrapped = made if is_clear else _encrypted(made, host)
    except OSError as error:
        raise Broken(type(error).__name__) from error
    wrapped.settimeout(ANSWER_TIMEOUT)
    connection = http.client.HTTPConnection(parts.netloc)
    connection.sock = wrapped
    # Opening another one would go round the checks.
    connection.auto_open = 0
    return connection


def _encrypted(made: socket.socket, host: str) -> socket.socket:
    return dialing.tls().wrap_socket(made, server_hostname=host)


def _response(
    request: requests.PreparedRequest, answer: http.client.HTTPResponse, body: bytes
) -> requests.Response:
    found = requests.Response()
    found.status_code = answer.status
    found.reason = answer.reason
    found.headers = CaseInsensitiveDict(answer.getheaders())
    found.encoding = requests.utils.get_encoding_from_headers(found.headers)
    found.raw = io.BytesIO(body)
    found.request = request
    found.url = request.url or ""
    return found
