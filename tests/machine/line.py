"""A connection within this process: what is sent is heard at once at the other end.

It stands where the socket would, so the pipelined connections, the conversation, the last look and
every timeout are the product's. Nobody waits: when nothing can be read, the time passes.
"""

import selectors
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any, Protocol
from unittest.mock import patch

from enrollment.channels import post, smtp
from tests.machine.times import Times


class Listener(Protocol):
    """The other end of a connection."""

    def hear(self, said: bytes) -> None:
        """What was written to it."""

    def wake(self) -> None:
        """It is looked at: whatever its own time brings about happens now."""


class Line:
    """The near end: as much of a socket as `channels.post` uses."""

    def __init__(self) -> None:
        self.incoming = bytearray()
        self.is_ended = False
        self.listener: Listener | None = None

    def send(self, said: Any) -> int:
        """Written, and heard by the other end before this returns."""
        if self.is_ended or self.listener is None:
            raise BrokenPipeError
        self.listener.hear(bytes(said))
        return len(said)

    def recv(self, most: int, flags: int = 0) -> bytes:
        """What has come in; raises BlockingIOError while nothing has."""
        if self.listener is not None:
            self.listener.wake()
        if not self.incoming and not self.is_ended:
            raise BlockingIOError
        found = bytes(self.incoming[:most])
        if not flags & socket.MSG_PEEK:
            del self.incoming[:most]
        return found

    def close(self) -> None:
        """Nothing is heard any more."""
        self.is_ended, self.listener = True, None

    def setblocking(self, flag: bool) -> None:
        """It never blocks."""

    def setsockopt(self, level: int, name: int, value: int) -> None:
        """It has no options."""

    @property
    def has_word(self) -> bool:
        """Whether reading would bring something, the end included."""
        if self.listener is not None:
            self.listener.wake()
        return bool(self.incoming) or self.is_ended


class Session:
    """What connecting returns: a line to somebody who has said hello."""

    def __init__(self, line: Line) -> None:
        self.sock = line
        self.esmtp_features = {"pipelining": "", "8bitmime": ""}


class Selector:
    """Who of these can be read or written; when nobody can, the time passes instead."""

    def __init__(self, times: Times) -> None:
        self._times = times
        self._keys: dict[Any, selectors.SelectorKey] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> None:
        """Watch one."""
        self._keys[fileobj] = selectors.SelectorKey(fileobj, -1, events, data)

    def modify(self, fileobj: Any, events: int, data: Any = None) -> None:
        """Watch it for something else."""
        self.register(fileobj, events, data)

    def unregister(self, fileobj: Any) -> None:
        """Watch it no longer."""
        del self._keys[fileobj]

    def get_key(self, fileobj: Any) -> selectors.SelectorKey:
        """How it is watched."""
        return self._keys[fileobj]

    def select(self, timeout: float) -> list[tuple[selectors.SelectorKey, int]]:
        """Who is ready now."""
        found = [(key, ready) for key in self._keys.values() if (ready := _ready(key))]
        if not found:
            self._times.pass_(timedelta(seconds=timeout))
        return found

    def close(self) -> None:
        """Watch nobody."""
        self._keys.clear()


def _ready(key: selectors.SelectorKey) -> int:
    if not isinstance(key.fileobj, Line):
        return selectors.EVENT_READ if _rings(key.fileobj) else 0
    may_read = selectors.EVENT_READ if key.fileobj.has_word else 0
    return key.events & (may_read | selectors.EVENT_WRITE)


def _rings(bell: Any) -> bool:
    try:
        return bool(bell.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False


class _AtOnce:
    """Who dials, dials at once and in this thread."""

    def __init__(self, *options: object) -> None:
        self._done: Future[None] = Future()

    def submit(self, work: Callable[..., None], *arguments: Any) -> Future[None]:
        """Do it now."""
        work(*arguments)
        return self._done

    def shutdown(self, **options: bool) -> None:
        """There is nobody to wait for."""


@contextmanager
def installed(times: Times, connect: Callable[[Any], Session]) -> Iterator[None]:
    """Connections go to `connect`. One at a time, so that the order of messages is that of the
    engine and the same example does the same twice."""
    told = SimpleNamespace(
        DefaultSelector=partial(Selector, times),
        EVENT_READ=selectors.EVENT_READ,
        EVENT_WRITE=selectors.EVENT_WRITE,
    )
    with (
        patch.object(post, "selectors", told),
        patch.object(post, "ThreadPoolExecutor", _AtOnce),
        patch.object(smtp, "connect", connect),
        patch.object(smtp, "Post", partial(post.Post, most=1)),
    ):
        smtp.close()
        yield
        smtp.close()
