"""What an IMAP server says, read within bounds: of octets and of time, for each command.

A server that anybody may name could announce a literal of four gigabytes, talk for ever, or say
one sign every half minute.
"""

import socket
import ssl
import time

from enrollment.incoming.faults import Broken

AT_A_TIME = 65_536
MOST_LINE = 1_000_000
SILENT = "The server did not answer in time."
TOO_MUCH = "The server answered with more than was asked for."


class Wire:
    """The lines and literals of a connected socket. Call `begin` before each command. Raises Broken
    where a bound is passed."""

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self._heard = bytearray()
        self._until = 0.0
        self._octets = 0

    def begin(self, seconds: float, octets: int) -> None:
        """How long the next answer may take, and how large it may be."""
        self._until = time.monotonic() + seconds
        self._octets = octets

    @property
    def has_more(self) -> bool:
        """Whether something was read from the socket that nobody has asked for yet; a selector
        would not see it."""
        is_decrypted = isinstance(self.sock, ssl.SSLSocket) and self.sock.pending() > 0
        return bool(self._heard) or is_decrypted

    def read(self, size: int) -> bytes:
        """Exactly so many octets, fewer at the end of the connection."""
        if size > self._octets:
            raise Broken(TOO_MUCH)
        while len(self._heard) < size and self._more():
            pass
        return self._taken(size)

    def readline(self) -> bytes:
        """The next line with its end; b"" at the end of the connection."""
        searched = 0
        while (end := self._heard.find(b"\n", searched)) < 0:
            searched = len(self._heard)
            if searched > MOST_LINE:
                raise Broken(TOO_MUCH)
            if not self._more():
                return self._taken(len(self._heard))
        return self._taken(end + 1)

    def _taken(self, size: int) -> bytes:
        self._octets -= size
        if self._octets < 0:
            raise Broken(TOO_MUCH)
        # A mail may be large: one copy, not two.
        with memoryview(self._heard) as heard, heard[:size] as part:
            taken = part.tobytes()
        del self._heard[:size]
        return taken

    def _more(self) -> bool:
        left = self._until - time.monotonic()
        if left <= 0:
            raise Broken(SILENT)
        self.sock.settimeout(left)
        try:
            heard = self.sock.recv(AT_A_TIME)
        except TimeoutError:
            raise Broken(SILENT) from None
        self._heard += heard
        return bool(heard)
