"""Sessions with IMAP servers, for reading alone: folders are opened with EXAMINE and mails fetched
with PEEK, so nothing in the mailbox changes.

`imaplib` speaks the protocol; connections go to checked addresses, and every answer is read within
bounds. Whatever a server does ends in a Fault.
"""

import contextlib
import imaplib
import math
import re
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from enrollment.channels import dialing, networks
from enrollment.channels.connecting import BEARERS
from enrollment.channels.relay import Auth, Relay, Security
from enrollment.incoming.faults import Broken, Fault, NoFolder, NotLoggedIn, Rejected, of_network
from enrollment.incoming.folder_names import written
from enrollment.incoming.wire import Wire

CONNECT_SECONDS = 15.0
COMMAND_SECONDS = 20.0
# A mail of ten megabytes over a slow line.
FETCH_SECONDS = 60.0
MOST_ANSWER = 2_000_000
MOST_HEAD = 256_000
# Beside a mail: the words of its answer, and what is said of other mails meanwhile.
BESIDE = 100_000
MOST_NUMBER = 2**32 - 1
# What a folder is for (RFC 6154), where own mail lies or everything does.
NOT_READ = frozenset({"\\sent", "\\drafts", "\\all"})
_SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})", re.IGNORECASE)
_UID = re.compile(rb"\bUID (\d{1,10})", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_IDLE = b"idle1"


@dataclass(frozen=True)
class View:
    """What a folder says of itself: its numbering (UIDVALIDITY), and the number that its next mail
    gets, None where the server does not say."""

    validity: int
    next_uid: int | None


class Session:
    """One connection that is logged in. `opened` makes it; `close` it in the end."""

    def __init__(self, imap: "_Bounded") -> None:
        self._imap = imap
        self._is_idle = False
        with _faults():
            imap.begin()
            _, offered = imap.capability()
        words = b" ".join(each for each in offered if isinstance(each, bytes)).upper().split()
        self.offers_idle = b"IDLE" in words

    @property
    def sock(self) -> socket.socket:
        """For a selector to wait at."""
        return self._imap.sock

    def hurry(self, until: float) -> None:
        """No answer is waited for beyond this moment (monotonic): a server that answers each
        question just in time would keep a thread for ever."""
        self._imap.until = until

    def examine(self, folder: str) -> View:
        """Open a folder for reading. Raises NoFolder."""
        self._asked(lambda imap: imap.select(written(folder), readonly=True), NoFolder)
        # What is told of new mail from now on is news.
        self._imap.response("EXISTS")
        validity = self._number("UIDVALIDITY")
        if validity is None:
            raise Rejected("The server does not number its mails for good, so none can be fetched.")
        return View(validity, self._number("UIDNEXT"))

    def purposes(self, folder: str) -> frozenset[str]:
        """What the server says that a folder is for, in small letters; empty for most."""
        said = self._asked(lambda imap: imap.list('""', written(folder)), Rejected)
        found = (re.match(rb"\(([^)]*)\)", each) for each in said if isinstance(each, bytes))
        words = b" ".join(each[1] for each in found if each)
        return frozenset(words.decode("ascii", "replace").lower().split())

    def after(self, uid: int) -> list[int]:
        """The numbers of the mails behind this one, in order."""
        # The star means the last mail there is, also when its number is smaller.
        found = self._search("UID", f"{uid + 1}:*")
        return [each for each in found if each > uid]

    def since(self, day: date) -> list[int]:
        """The numbers of the mails that came on this day or later, in order."""
        return self._search("SINCE", f"{day.day}-{_MONTHS[day.month - 1]}-{day.year}")

    def named(self, message_id: str) -> list[int]:
        """The numbers of the mails with this Message-ID, which holds no sign that ends a word."""
        return self._search("HEADER", "Message-ID", f'"{message_id}"')

    def sizes(self, uids: Sequence[int]) -> dict[int, int]:
        """The size of each mail in octets; what is gone has none."""
        wanted = ",".join(str(uid) for uid in uids)
        said = self._asked(lambda imap: imap.uid("FETCH", wanted, "(RFC822.SIZE)"), Rejected)
        found: dict[int, int] = {}
        for each in said:
            text = each[0] if isinstance(each, tuple) else each or b""
            uid, size = _UID.search(text), _SIZE.search(text)
            if uid and size:
                found[int(uid[1])] = int(size[1])
        return {uid: found[uid] for uid in uids if uid in found}

    def whole(self, uid: int, most: int) -> bytes | None:
        """One mail; None when it is gone. Raises Broken for one that is larger than `most`."""
        return self._fetch(uid, "BODY.PEEK[]", most)

    def head(self, uid: int) -> bytes | None:
        """The header of one mail, at most 256 kB of it; None when the mail is gone."""
        return self._fetch(uid, f"BODY.PEEK[HEADER]<0.{MOST_HEAD}>", MOST_HEAD)

    def begin_idle(self) -> bool:
        """Ask to be told of new mail in the folder that is open; whether something was said of it
        since it was opened. While it lasts, only `end_idle` and `close` may be called."""
        with _faults():
            self._imap.begin()
            self._imap.send(_IDLE + b" IDLE\r\n")
            is_told = self._number("EXISTS") is not None
            for line in self._lines():
                if line.startswith(b"+"):
                    self._is_idle = True
                    return is_told or self._imap.wire.has_more
                if line.startswith(_IDLE):
                    raise Rejected("The server offers to tell of new mail and does not.")
                is_told = True
        raise Broken("The server ended the connection.")

    def end_idle(self) -> None:
        """Have done with waiting; harmless when nobody waits."""
        if not self._is_idle:
            return
        with _faults():
            self._imap.begin()
            self._imap.send(b"DONE\r\n")
            for line in self._lines():
                if line.startswith(_IDLE):
                    self._is_idle = False
                    return
        raise Broken("The server ended the connection.")

    def close(self) -> None:
        """Close the connection without a word, for the server may be slow to answer one. Never
        raises."""
        with contextlib.suppress(OSError):
            self._imap.shutdown()

    def _lines(self) -> Iterator[bytes]:
        while line := self._imap.readline():
            yield line

    def _number(self, name: str) -> int | None:
        _, said = self._imap.response(name)
        last = said[-1] if said else None
        if not isinstance(last, bytes) or not last.isdigit() or len(last) > 10:
            return None
        return int(last)

    def _search(self, *words: str) -> list[int]:
        said = self._asked(lambda imap: imap.uid("SEARCH", *words), Rejected)
        found = b" ".join(each for each in said if isinstance(each, bytes)).split()
        numbers = {int(each) for each in found if each.isdigit() and len(each) <= 10}
        return sorted(each for each in numbers if 0 < each <= MOST_NUMBER)

    def _fetch(self, uid: int, what: str, most: int) -> bytes | None:
        self._imap.begin(most + BESIDE, FETCH_SECONDS)
        said = self._said(lambda imap: imap.uid("FETCH", str(uid), f"({what})"), Rejected)
        for each in said:
            if isinstance(each, tuple) and b"BODY[" in each[0].upper():
                return bytes(each[1])
        if any(isinstance(each, bytes) and b"BODY[" in each.upper() for each in said):
            return b""
        return None

    def _asked(self, command: Callable[["_Bounded"], Any], no: type[Fault]) -> list[Any]:
        self._imap.begin()
        return self._said(command, no)

    def _said(self, command: Callable[["_Bounded"], Any], no: type[Fault]) -> list[Any]:
        with _faults():
            status, said = command(self._imap)
        if status != "OK":
            raise no(_NO[no])
        return list(said)


_NO: dict[type[Fault], str] = {
    NoFolder: "The mailbox has no such folder, or does not let it be read. Check its name.",
    Rejected: "The server refused to say which mails there are, or to hand one over.",
}


def opened(server: Relay, until: float = math.inf) -> Session:
    """A session that is encrypted and logged in as `server` asks, and that has to be done by the
    moment `until` (monotonic), see `hurry`. Raises Fault. Outside a transaction."""
    with _reaching(server):
        imap = _Bounded(server, until)
    try:
        with _reaching(server):
            if server.security == Security.STARTTLS:
                imap.starttls(ssl_context=dialing.tls())
        _log_in(imap, server)
        return Session(imap)
    except BaseException:
        with contextlib.suppress(OSError):
            imap.shutdown()
        raise


class _Bounded(imaplib.IMAP4):
    """Connects to an address that was checked, and reads within bounds."""

    def __init__(self, server: Relay, until: float) -> None:
        self.server = server
        self.until = until
        self._wire: Wire | None = None
        super().__init__(server.host, server.port, CONNECT_SECONDS)

    @property
    def wire(self) -> Wire:
        """Reads from the socket as it is now: another one once the connection is encrypted."""
        known = self._wire
        if known is not None and known.sock is self.sock:
            return known
        if known is not None and known.has_more:
            # Somebody on the way put words before the encryption, to be taken for the server's.
            raise Broken("The connection was tampered with.")
        self._wire = made = Wire(self.sock)
        made.begin(min(self.until - time.monotonic(), COMMAND_SECONDS), MOST_ANSWER)
        return made

    def begin(self, octets: int = MOST_ANSWER, seconds: float | None = None) -> None:
        """The bounds of the next command."""
        left = self.until - time.monotonic()
        self.wire.begin(min(left, seconds or COMMAND_SECONDS), octets)

    def read(self, size: int) -> bytes:
        """A literal."""
        return self.wire.read(size)

    def readline(self) -> bytes:
        """A line."""
        return self.wire.readline()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        server, most = self.server, timeout or CONNECT_SECONDS
        if server.guarded:
            in_clear = server.security == Security.NONE
            made = dialing.dial(
                server.host,
                server.port,
                timeout=most,
                in_clear=in_clear,
                ports=networks.IMAP_PORTS,
            )
        else:
            made = socket.create_connection((server.host, server.port), most)
        if server.security != Security.TLS:
            return made
        return dialing.tls().wrap_socket(made, server_hostname=server.host)


@contextlib.contextmanager
def _reaching(server: Relay) -> Iterator[None]:
    try:
        with _sensible(f"{server.host} speaks no IMAP at port {server.port}. Check both."):
            yield
    except OSError as error:
        raise of_network(error, server.host, server.port) from None


@contextlib.contextmanager
def _faults() -> Iterator[None]:
    try:
        with _sensible("The server answered what makes no sense."):
            yield
    except OSError:
        raise Broken("The server ended the connection.") from None


@contextlib.contextmanager
def _sensible(sentence: str) -> Iterator[None]:
    try:
        yield
    except (Fault, OSError):
        raise
    except dialing.NetworkInTransaction:
        raise
    except Exception:  # The library trusts its server: a hostile one makes it fail in any way.
        raise Broken(sentence) from None


def _log_in(imap: _Bounded, server: Relay) -> None:
    imap.begin()
    with _faults():
        try:
            if server.auth == Auth.PASSWORD:
                imap.login(written(server.user), server.secret)
            else:
                _show_token(imap, server)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise _refused(str(error).lower(), server) from None


def _show_token(imap: _Bounded, server: Relay) -> None:
    offered = {str(each).upper() for each in imap.capabilities}
    for mechanism, said in BEARERS.items():
        if f"AUTH={mechanism}" in offered:
            token = said.format(
                user=server.user, host=server.host, port=server.port, t=server.secret
            ).encode()
            imap.authenticate(mechanism, partial(_answer, token))
            return
    raise NotLoggedIn("The server takes no access token.")


def _answer(token: bytes, asked: bytes) -> bytes:
    """The token; then what makes the server say its refusal, which comes as a second question."""
    if not asked:
        return token
    return b"\1" if token.startswith(b"n,") else b""


def _refused(said: str, server: Relay) -> Fault:
    host = server.host
    if "[unavailable]" in said:
        return Broken(f"{host} does not check log-ins at the moment. It is tried again.")
    if "application-specific" in said or "app password" in said:
        sentence = f"{host} asks for an app password. Make one in the account and enter it here."
        return NotLoggedIn(sentence)
    what = "token" if server.auth == Auth.OAUTH else "user name or password"
    return NotLoggedIn(f"{host} does not take this {what}. Enter it again.")
