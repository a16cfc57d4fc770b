"""Questions to an API end in time and within bounds, whatever is answered."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest
from pytest_django import Settings

from enrollment.incoming.asking import Answer, Api
from enrollment.incoming.faults import Fault

OK = b"HTTP/1.1 200 OK\r\n"
Talk = Callable[[socket.socket], None]


@contextlib.contextmanager
def server(talk: Talk) -> Iterator[str]:
    """Whoever connects is talked to; its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    made, _ = listening.accept()
                except OSError:
                    return
                with made, contextlib.suppress(OSError):
                    talk(made)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)


@pytest.fixture(autouse=True)
def opened(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SENDER_NETWORKS = ["127.0.0.0/8"]


def asked(talk: Talk, *, seconds: float = 5.0, times: int = 1, most: int = 100) -> Answer:
    with server(talk) as url:
        api = Api("Here", url, "t", time.monotonic() + seconds)
        try:
            for _ in range(times):
                found = api.ask("GET", "x", most=most)
        finally:
            api.close()
    return found


def once(said: bytes) -> Talk:
    def talk(made: socket.socket) -> None:
        made.recv(9_999)
        made.sendall(said)

    return talk


def drips(made: socket.socket) -> None:
    made.recv(9_999)
    made.sendall(OK)
    while True:
        made.sendall(b"X: y\r\n")
        time.sleep(0.02)


def test_an_answer_that_drips_ends_in_time() -> None:
    began = time.monotonic()
    with pytest.raises(Fault, match="did not answer in time"):
        asked(drips, seconds=0.4)
    assert time.monotonic() - began < 4


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\x00" * 400,
        b"220 mail.example ESMTP\r\n",
        OK + b"Content-Length: 50\r\n\r\nshort",
        OK + b"Content-Length: -1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"X: y\r\n" * 400,
    ],
    ids=["nothing", "zeros", "mail", "short", "chunks", "fields"],
)
def test_what_is_no_whole_answer_is_a_fault(said: bytes) -> None:
    with pytest.raises(Fault):
        asked(once(said))


def test_what_is_too_large_is_cut() -> None:
    found = asked(once(OK + b"Content-Length: 5000000\r\n\r\n" + b"x" * 200_000))
    assert (found.is_cut, len(found.body)) == (True, 100)


def test_a_kept_connection_that_ended_unseen_is_made_anew() -> None:
    said = OK + b"Content-Length: 2\r\n\r\n{}"
    assert asked(once(said), times=3).body == b"{}"


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:1/api/x", "https://evil.example/", "http://127.0.0.1:{port}/other"]
)
def test_the_token_is_shown_to_nobody_whom_an_answer_names(place: str) -> None:
    def never(made: socket.socket) -> None:
        raise AssertionError

    with server(never) as url:
        api = Api("Here", url, "t", time.monotonic() + 5)
        with pytest.raises(Fault, match="not its own"):
            api.ask("GET", place.format(port=url.split(":")[2].partition("/")[0]))


def test_an_address_inside_is_not_asked(settings: Settings) -> None:
    settings.SENDER_NETWORKS = []
    with pytest.raises(Fault, match="may not be connected to"):
        Api("Here", "https://127.0.0.1/", "t", time.monotonic() + 5).ask("GET", "x")
