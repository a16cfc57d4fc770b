"""Many messages at once over kept connections, by one thread that owns no database and waits for
nobody in particular.

Connections are opened in threads, since log-ins take their time; the conversations are driven here.
Whole messages are gathered and asked about together, and each final dot follows its look at once.
"""

import math
import queue
import selectors
import smtplib
import socket
import ssl
import threading
import time
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

from enrollment.channels.answers import Answer, Receipt, refusal
from enrollment.channels.dialog import Phase, ProtocolError, replies
from enrollment.channels.lines import (
    AT_A_TIME,
    Delivered,
    Line,
    Parcel,
    hang_up,
    has_word,
    phase_of,
    receive,
)
from enrollment.channels.relay import Relay

# RFC 5321 section 4.5.3.2.6: a sender that gives up earlier makes doubles.
DOT_TIMEOUT = 600.0
COMMAND_TIMEOUT = 30.0
# Who has not answered a dot by then is left alone until somebody asks again.
PATIENCE = 10.0
# A look is no older than this at its dot.
FRESH = 0.05
# How long the first whole message waits for others to be asked about with it.
GATHER = 0.002
# Below the time after which servers close idle connections.
IDLE = 20.0
DIALERS = 8
EACH_MESSAGES = 4


# Which of the parcels may have their dot, and when that was seen.
Look = Callable[[Sequence[Parcel]], Mapping[Parcel, datetime]]
Connect = Callable[[Relay], smtplib.SMTP]


class Post:
    """Connections by relay, kept for the next message; `most` of each."""

    def __init__(self, connect: Connect, most: int = 8) -> None:
        self._connect = connect
        self._most = most
        self._selector = selectors.DefaultSelector()
        self._idle: dict[Relay, list[Line]] = defaultdict(list)
        self._busy: set[Line] = set()
        self._late: set[Line] = set()
        self._waiting: dict[Relay, deque[Parcel]] = {}
        self._dialing: dict[Relay, int] = defaultdict(int)
        self._dialers: ThreadPoolExecutor | None = None
        self._dialled: queue.SimpleQueue[tuple[Relay, smtplib.SMTP | Exception]]
        self._dialled = queue.SimpleQueue()
        # Between a thread that has connected and whoever closes: one of them closes the connection.
        self._handing = threading.Lock()
        self._closed = False
        self._bell, self._button = socket.socketpair()
        self._bell.setblocking(False)
        self._selector.register(self._bell, selectors.EVENT_READ)
        self._done: list[Delivered] = []

    def deliver(self, parcels: Sequence[Parcel], look: Look) -> list[Delivered]:
        """Send the parcels; what became of each, and of those whose answer came late. Never raises
        for what a server or a network does. One that has not answered its dot for ten seconds
        comes with a later call."""
        self._waiting = {}
        self._tidy()
        for parcel in parcels:
            self._waiting.setdefault(parcel.relay, deque()).append(parcel)
        try:
            while self._waiting or self._busy:
                self._staff()
                self._listen(self._pause())
                self._ask(look)
                self._lose_patience()
        except BaseException:
            self._abandon()
            raise
        self._hear_late(0.0)
        return self._taken()

    def collect(self, seconds: float) -> list[Delivered]:
        """Wait for answers that are late, so long at most."""
        end = time.monotonic() + seconds
        while self._late and (left := end - time.monotonic()) > 0:
            self._hear_late(min(left, 1.0))
        return self._taken()

    @property
    def late(self) -> int:
        """How many dots nobody has answered yet."""
        return len(self._late)

    def close(self) -> None:
        """Drop every connection, those that are being opened too."""
        for line in [*self._busy, *self._late, *(x for idle in self._idle.values() for x in idle)]:
            self._drop(line)
        if self._dialers is not None:
            self._dialers.shutdown(wait=False, cancel_futures=True)
        with self._handing:
            self._closed = True
            while not self._dialled.empty():
                _close(self._dialled.get()[1])
        self._selector.close()
        self._bell.close()
        self._button.close()

    def _taken(self) -> list[Delivered]:
        done, self._done = self._done, []
        return done

    # Connections

    def _staff(self) -> None:
        """Give every free connection its next message, and open more where many wait."""
        now = time.monotonic()
        for relay, parcels in list(self._waiting.items()):
            while parcels and parcels[0].until < now:
                withheld = Receipt(Answer.WITHHELD, text="its deadline passed before it began")
                self._done.append(Delivered(parcels.popleft(), withheld))
            while parcels and (line := self._free(relay, now)) is not None:
                self._start(line, parcels.popleft())
            if not parcels:
                del self._waiting[relay]
            else:
                self._open(relay, len(parcels))

    def _tidy(self) -> None:
        """Close what has been idle for long."""
        now = time.monotonic()
        for relay, lines in list(self._idle.items()):
            for line in [each for each in lines if now - each.since >= IDLE]:
                lines.remove(line)
                hang_up(line.sock)
            if not lines:
                del self._idle[relay]

    def _free(self, relay: Relay, now: float) -> Line | None:
        idle = self._idle.get(relay, [])
        while idle:
            line = idle.pop()
            if now - line.since < IDLE and not has_word(line.sock):
                return line
            hang_up(line.sock)
        return None

    def _open(self, relay: Relay, waiting: int) -> None:
        working = sum(line.relay == relay for line in self._busy)
        wanted = min(self._most, math.ceil((waiting + working) / EACH_MESSAGES))
        if self._dialers is None:
            self._dialers = ThreadPoolExecutor(DIALERS, "dialer")
        for _ in range(wanted - working - self._dialing[relay]):
            self._dialing[relay] += 1
            self._dialers.submit(self._dial, relay)

    def _dial(self, relay: Relay) -> None:
        """In a thread of its own."""
        try:
            found: smtplib.SMTP | Exception = self._connect(relay)
        except Exception as error:
            found = error
        with self._handing:
            if not self._closed:
                self._dialled.put((relay, found))
                self._button.send(b"!")
                return
        _close(found)

    def _answered(self) -> None:
        """Take over what the threads have connected."""
        self._bell.recv(AT_A_TIME)
        while not self._dialled.empty():
            relay, found = self._dialled.get()
            self._dialing[relay] -= 1
            if isinstance(found, Exception):
                self._unreachable(relay, found)
            elif found.sock is not None:
                found.sock.setblocking(False)
                # Else the dot waits for the acknowledgement of the message: 40 ms, and its look
                # is stale by then.
                found.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                known = frozenset(found.esmtp_features)
                line = Line(relay, found.sock, known, since=time.monotonic())
                self._idle[relay].append(line)

    def _unreachable(self, relay: Relay, error: Exception) -> None:
        """Unless another connection works, none of those who wait can leave now."""
        if self._dialing[relay] or any(line.relay == relay for line in self._busy):
            return
        for parcel in self._waiting.pop(relay, ()):
            self._done.append(Delivered(parcel, before_the_dot(error)))

    # Conversations

    def _start(self, line: Line, parcel: Parcel) -> None:
        line.begin(parcel)
        self._busy.add(line)
        self._selector.register(line.sock, selectors.EVENT_READ, line)
        self._go_on(line)

    def _go_on(self, line: Line) -> None:
        """Write what is to be said; find out whether the message is over."""
        dialog = line.dialog
        assert dialog is not None
        if dialog.say:
            line.outgoing, dialog.say = memoryview(dialog.say), b""
        self._write(line)
        if line.dialog is not dialog:
            # It broke while writing, and was dealt with.
            return
        if not line.outgoing and dialog.phase == Phase.STREAMING:
            dialog.streamed()
            line.asked_since = time.monotonic()
        if dialog.phase == Phase.OVER:
            self._end(line)

    def _write(self, line: Line) -> None:
        try:
            while line.outgoing:
                sent = line.sock.send(line.outgoing)
                line.outgoing = line.outgoing[sent:]
                line.since = time.monotonic()
        except (BlockingIOError, ssl.SSLWantWriteError, ssl.SSLWantReadError):
            pass
        except OSError as error:
            self._lose(line, error)
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if line.outgoing else 0)
        if line in self._busy | self._late and self._wants(line) != wanted:
            self._selector.modify(line.sock, wanted, line)

    def _wants(self, line: Line) -> int:
        return self._selector.get_key(line.sock).events

    def _listen(self, pause: float) -> None:
        for key, events in self._selector.select(pause):
            if key.fileobj is self._bell:
                self._answered()
            elif key.data in self._busy or key.data in self._late:
                self._hear(key.data, events)

    def _hear(self, line: Line, events: int) -> None:
        if events & selectors.EVENT_WRITE and line.outgoing:
            self._go_on(line)
        if events & selectors.EVENT_READ and line in self._busy | self._late:
            self._read(line)

    def _read(self, line: Line) -> None:
        dialog = line.dialog
        assert dialog is not None
        try:
            if not receive(line):
                raise ConnectionResetError("the server closed the connection")
        except OSError as error:
            self._heard(line)
            if dialog.phase != Phase.OVER:
                self._lose(line, error)
            return
        self._heard(line)

    def _heard(self, line: Line) -> None:
        dialog = line.dialog
        assert dialog is not None
        try:
            for reply in replies(line.incoming):
                line.since = time.monotonic()
                if dialog.phase != Phase.OVER:
                    dialog.feed(reply)
        except ProtocolError as error:
            dialog.lost(str(error))
        if dialog.say or dialog.phase == Phase.OVER:
            self._go_on(line)

    def _lose(self, line: Line, error: Exception) -> None:
        """The connection is gone. A kept one may have been closed before it heard of the message;
        that one is begun again on another."""
        dialog, parcel = line.dialog, line.parcel
        assert dialog is not None and parcel is not None
        if dialog.untouched and line.used > 1:
            self._waiting.setdefault(line.relay, deque()).appendleft(parcel)
            self._drop(line)
            return
        dialog.lost(_kind(error))
        self._end(line)

    def _end(self, line: Line) -> None:
        dialog = line.dialog
        assert dialog is not None and dialog.receipt is not None
        self._done.append(line.delivered())
        if not dialog.clean or line in self._late:
            self._drop(line)
            return
        line.needs_reset = dialog.receipt.answer != Answer.ACCEPTED
        self._leave(line)
        line.since = time.monotonic()
        self._idle[line.relay].append(line)

    def _leave(self, line: Line) -> None:
        if line in self._busy or line in self._late:
            self._selector.unregister(line.sock)
        self._busy.discard(line)
        self._late.discard(line)
        line.parcel = line.dialog = None

    def _drop(self, line: Line) -> None:
        self._leave(line)
        hang_up(line.sock)

    # The last look

    def _ask(self, look: Look) -> None:
        """Ask about every whole message; write the dots that may be written while that is fresh.

        What has become stale meanwhile is asked about again in the next round."""
        asking = [line for line in self._busy if phase_of(line) == Phase.ASKING]
        if not asking or not self._is_time(asking):
            return
        started = time.monotonic()
        seen = look([line.parcel for line in asking if line.parcel])
        for line in asking:
            dialog, parcel = line.dialog, line.parcel
            assert dialog is not None and parcel is not None
            now = time.monotonic()
            if parcel not in seen:
                dialog.withhold()
            elif now - started <= FRESH:
                line.looked_at = seen[parcel]
                line.dot_at = seen[parcel] + timedelta(seconds=now - started)
                line.since = now
                dialog.allow()
            else:
                continue
            self._go_on(line)
            if line.dialog is dialog and dialog.phase == Phase.DOTTED:
                # Whoever sleeps before it is written must not call it earlier than it was.
                line.dot_at = seen[parcel] + timedelta(seconds=time.monotonic() - started)

    def _is_time(self, asking: Sequence[Line]) -> bool:
        """When nobody else is about to be whole, or the first has waited long enough."""
        if len(asking) == sum(phase_of(line) != Phase.DOTTED for line in self._busy):
            return True
        return time.monotonic() - min(line.asked_since for line in asking) >= GATHER

    # Time

    def _pause(self) -> float:
        if any(phase_of(line) == Phase.ASKING for line in self._busy):
            return GATHER
        return 0.5

    def _lose_patience(self) -> None:
        now = time.monotonic()
        for line in list(self._busy):
            waited = now - line.since
            if phase_of(line) == Phase.DOTTED and waited > PATIENCE:
                self._busy.discard(line)
                self._late.add(line)
            elif phase_of(line) in (Phase.COMMANDS, Phase.STREAMING) and waited > COMMAND_TIMEOUT:
                self._lose(line, TimeoutError())

    def _abandon(self) -> None:
        """Whoever looks has failed: no further dot is written. Those that were are heard later."""
        self._waiting = {}
        for line in list(self._busy):
            if phase_of(line) == Phase.DOTTED:
                self._busy.discard(line)
                self._late.add(line)
            else:
                self._drop(line)

    def _hear_late(self, pause: float) -> None:
        if not self._late:
            return
        self._listen(pause)
        for line in list(self._late):
            if time.monotonic() - line.since > DOT_TIMEOUT:
                self._lose(line, TimeoutError())


def before_the_dot(error: Exception) -> Receipt:
    """What a failure before any message was begun comes to."""
    if isinstance(error, smtplib.SMTPAuthenticationError):
        # About the account, not the message: that one is as good as before.
        return Receipt(Answer.UNREACHABLE, error.smtp_code, "the log-in was refused")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code >= 400:
        return refusal(error.smtp_code, error.smtp_error)
    return Receipt(Answer.UNREACHABLE, text=_kind(error))


def _close(found: smtplib.SMTP | Exception) -> None:
    if isinstance(found, smtplib.SMTP):
        found.close()


def _kind(error: Exception) -> str:
    return "timed out" if isinstance(error, TimeoutError) else type(error).__name__
