"""The process that fetches mail: waits at all its servers at once, and gives turns to threads.

Each stream is looked at every 45 seconds, and at once when its server tells of new mail (IDLE,
RFC 2177) or its provider does (`hooks`). Several processes share the streams; one that is killed is
replaced within minutes, which is before anything is sent unheard. Slow servers of one workspace
take at most half of the threads.
"""

import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import SimpleQueue
from uuid import UUID, uuid4

import structlog
from django.db import close_old_connections, connection

from enrollment.incoming.session import Session
from signals.streams import bell, keeping
from signals.streams.turns import Turn, turn
from tenancy import turns as workspaces
from tenancy.scope import scope

EVERY = 45.0
# Between two turns of one stream, whatever its server says.
LEAST = 2.0
SWEEP = 10.0
THREADS = 8
# Streams of one process, each with a connection that stays open.
MOST = 500
# Servers end a connection that has waited for half an hour.
FRESH = 25 * 60.0
# After a failure: so long, twice as long each time, and no longer than this. A log-in that was
# refused is not tried often, for that would lock the account.
FIRST_REST, LAST_REST, LOCKED_REST = 15.0, 120.0, 240.0
# When the broker is away, through which providers are heard.
BROKER_REST = 10.0
LAST_TURNS_SECONDS = 20.0

log = structlog.get_logger(__name__)


@dataclass
class Kept:
    """A stream that this process fetches. Moments are of the monotonic clock; `busy` while a thread
    has its turn, `is_asked` when somebody said that there is new mail, `is_watched` while the
    selector waits at its session."""

    workspace_id: UUID
    stream_id: UUID
    revision: int
    due: float = 0.0
    ended: float = 0.0
    opened: float = 0.0
    session: Session | None = None
    busy: bool = False
    is_asked: bool = False
    is_watched: bool = False
    is_dropped: bool = False
    failures: int = 0
    reconnected: int = 0


class Watch:
    """Fetches until `stop`. `start` does it in a thread of its own."""

    def __init__(self, sweep_seconds: float = SWEEP) -> None:
        self.keeper = uuid4().hex
        self.kept: dict[UUID, Kept] = {}
        self._sweep_seconds = sweep_seconds
        self._done: SimpleQueue[tuple[Kept, Turn | None]] = SimpleQueue()
        self._stopped = threading.Event()
        self._selector = selectors.DefaultSelector()
        self._bell, self._ear = socket.socketpair()
        self._ear.setblocking(False)
        self._selector.register(self._ear, selectors.EVENT_READ)
        self._pool = ThreadPoolExecutor(THREADS, thread_name_prefix="fetching")
        self._told: SimpleQueue[UUID] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name="fetching mail", daemon=True)
        self._hearing = threading.Thread(target=self._hear, name="told of new mail", daemon=True)

    def start(self) -> None:
        """Begin, in a thread, and hear of new mail in another."""
        self._thread.start()
        self._hearing.start()

    def stop(self) -> None:
        """Finish the turns that have begun, and leave the streams to others."""
        if self._stopped.is_set():
            return
        self._stopped.set()
        self._ring()
        self._thread.join(LAST_TURNS_SECONDS)

    def _run(self) -> None:
        next_sweep = 0.0
        while not self._stopped.is_set():
            if time.monotonic() >= next_sweep:
                self._safely(self._sweep)
                next_sweep = time.monotonic() + self._sweep_seconds
            try:
                self._settle()
                self._hasten()
                self._give_turns()
                self._listen(next_sweep)
            except Exception:
                # What goes wrong with one stream must not make all of them deaf.
                log.exception("fetching mail stumbled")
                self._stopped.wait(1.0)
        self._end()

    def _sweep(self) -> None:
        """Learn which streams are ours, and which of them have changed."""
        found: dict[UUID, tuple[UUID, keeping.Held]] = {}
        for workspace_id in workspaces.workspaces():
            with scope(workspace_id):
                room = MOST - max(len(self.kept), len(found))
                for held in keeping.held(self.keeper, room):
                    found[held.stream_id] = workspace_id, held
        for stream_id in self.kept.keys() - found.keys():
            self._drop(self.kept[stream_id])
        for stream_id, (workspace_id, held) in found.items():
            self._keep(stream_id, workspace_id, held.revision)

    def _keep(self, stream_id: UUID, workspace_id: UUID, revision: int) -> None:
        known = self.kept.get(stream_id)
        if known is None:
            self.kept[stream_id] = Kept(workspace_id, stream_id, revision)
        elif known.revision != revision and not known.busy:
            # Another server, log-in or folder: nothing of the old connection holds.
            self._forget_session(known)
            known.revision, known.due, known.failures = revision, 0.0, 0

    def _drop(self, kept: Kept) -> None:
        """Its turn, if it has one now, is the last."""
        kept.is_dropped = True
        del self.kept[kept.stream_id]
        if not kept.busy:
            self._forget_session(kept)

    def _give_turns(self) -> None:
        now = time.monotonic()
        at_work = Counter(each.workspace_id for each in self.kept.values() if each.busy)
        for kept in sorted(self.kept.values(), key=lambda each: each.due):
            free = at_work.total() < THREADS and at_work[kept.workspace_id] < THREADS // 2
            if kept.due > now or kept.busy or not free:
                continue
            at_work[kept.workspace_id] += 1
            self._unwatch(kept)
            if now - kept.opened > FRESH:
                self._forget_session(kept)
            kept.busy, kept.is_asked = True, False
            self._pool.submit(self._turn, kept)

    def _turn(self, kept: Kept) -> None:
        """In a thread of the pool, which has a database connection of its own."""
        said = None
        try:
            with scope(kept.workspace_id):
                said = turn(kept.stream_id, kept.session, self.keeper, self._stopped.is_set)
        except Exception:
            log.exception("a turn of fetching failed", row_id=str(kept.stream_id))
        finally:
            # Streams that wait hold no connection of the database.
            connection.close()
            self._done.put((kept, said))
            self._ring()

    def _settle(self) -> None:
        """What became of the turns that have ended."""
        while not self._done.empty():
            kept, said = self._done.get()
            kept.busy, kept.ended = False, time.monotonic()
            before, kept.session = kept.session, said.session if said else None
            if kept.session is not before:
                kept.opened = kept.ended
            kept.reconnected = kept.reconnected + 1 if kept.session is not before else 0
            if said is None or said.fault is not None:
                kept.failures += 1
                kept.due = kept.ended + _rest(kept.failures, said)
            else:
                kept.failures = 0
                kept.due = kept.ended + (LEAST if said.has_more or kept.is_asked else EVERY)
            if kept.is_dropped:
                self._forget_session(kept)
            elif said is not None and not said.is_ours:
                self._drop(kept)
            elif said is not None and said.is_waiting:
                self._watch(kept)

    def _hasten(self) -> None:
        """Look at once where a provider told of new mail; after a failure it has its rest."""
        while not self._told.empty():
            kept = self.kept.get(self._told.get())
            if kept is None or kept.failures:
                continue
            kept.is_asked = True
            if not kept.busy:
                kept.due = min(kept.due, max(time.monotonic(), kept.ended + LEAST))

    def _hear(self) -> None:
        while not self._stopped.is_set():
            bell.hear(self._rung, self._stopped.wait)
            self._stopped.wait(BROKER_REST)

    def _rung(self, stream_id: UUID) -> None:
        self._told.put(stream_id)
        self._ring()

    def _listen(self, next_sweep: float) -> None:
        now = time.monotonic()
        moments = [each.due for each in self.kept.values() if not each.busy]
        # Turns that wait for a free thread are given when one rings.
        until = min([next_sweep, *(each for each in moments if each > now)])
        for key, _ in self._selector.select(max(0.0, until - now)):
            if key.data is None:
                self._hear_bell()
            else:
                self._unwatch(key.data)
                # Who ends each connection as soon as it waits is not called upon all the time.
                rest = LEAST * 2.0 ** min(max(0, key.data.reconnected - 1), 5)
                key.data.due = max(time.monotonic(), key.data.ended + rest)

    def _watch(self, kept: Kept) -> None:
        if kept.session is not None:
            self._selector.register(kept.session.sock, selectors.EVENT_READ, kept)
            kept.is_watched = True

    def _unwatch(self, kept: Kept) -> None:
        if kept.is_watched and kept.session is not None:
            self._selector.unregister(kept.session.sock)
        kept.is_watched = False

    def _forget_session(self, kept: Kept) -> None:
        self._unwatch(kept)
        if kept.session is not None:
            kept.session.close()
            kept.session = None

    def _ring(self) -> None:
        self._bell.send(b"!")

    def _hear_bell(self) -> None:
        try:
            self._ear.recv(4096)
        except BlockingIOError:
            return

    def _end(self) -> None:
        """Streams are released after the last turn, so that no two processes fetch one."""
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._settle()
        for kept in list(self.kept.values()):
            self._forget_session(kept)
        self._safely(self._release)
        connection.close()
        self._selector.close()
        self._bell.close()
        self._ear.close()

    def _release(self) -> None:
        for workspace_id in {kept.workspace_id for kept in self.kept.values()}:
            with scope(workspace_id):
                keeping.release(self.keeper)

    def _safely(self, work: Callable[[], None]) -> None:
        """A database that is away comes back; what is fetched meanwhile is stored nowhere."""
        close_old_connections()
        try:
            work()
        except Exception:
            log.exception("streams were not looked up")


def _rest(failures: int, said: Turn | None) -> float:
    fault = said.fault if said else None
    if fault is not None and fault.is_lasting:
        return LOCKED_REST
    return min(LAST_REST, FIRST_REST * 2.0 ** min(failures - 1, 10))
