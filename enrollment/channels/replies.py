"""What a mail server says while a session begins, read within bounds.

A server that anybody may name could talk for ever, or say one sign every half minute: each of them
is an answer to the timeout of a socket, and a thread that listens serves every workspace.
"""

import socket
import time

MOST_LINES = 100
AT_A_TIME = 4_096


class Replies:
    """Lines of a socket until a moment (monotonic), for `smtplib` to read: `readline` and `close`.

    Call `begin` before each reply: it has 100 lines at most.
    """

    def __init__(self, sock: socket.socket, until: float, timeout: float) -> None:
        self._sock, self._until, self._timeout = sock, until, timeout
        self._heard = b""
        self._lines = 0

    def begin(self) -> None:
        """The lines of the next reply are counted anew."""
        self._lines = 0

    def readline(self, most: int) -> bytes:
        """The next line, or the first `most` bytes of one; b"" at the end. Raises OSError, which
        TimeoutError is, when the time is over or a reply has too many lines."""
        self._lines += 1
        if self._lines > MOST_LINES:
            raise OSError("The reply has too many lines.")
        while b"\n" not in self._heard and len(self._heard) < most:
            if not (more := self._more()):
                break
            self._heard += more
        end = self._heard.find(b"\n", 0, most) + 1 or min(most, len(self._heard))
        line, self._heard = self._heard[:end], self._heard[end:]
        return line

    def close(self) -> None:
        """The socket is its owner's to close."""

    def _more(self) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("timed out")
        self._sock.settimeout(min(left, self._timeout))
        try:
            return self._sock.recv(AT_A_TIME)
        finally:
            self._sock.settimeout(self._timeout)
