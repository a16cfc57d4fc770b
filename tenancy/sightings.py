"""Which processes of the engine are at work: each says so while it works, in real time.

Rows are about processes, not about workspaces: they need no scope and hold no personal data.
"""

import os
import socket
import time
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

# A process that looks around every few seconds need not write each time.
EVERY_SECONDS = 5.0
WORKER, BEAT = "worker", "beat"

_SEEN = """
INSERT INTO tenancy_sighting (name, kind, started_at, seen_at, handled)
VALUES (%(name)s, %(kind)s, clock_timestamp(), clock_timestamp(), %(handled)s)
ON CONFLICT (name) DO UPDATE SET seen_at = clock_timestamp(), kind = excluded.kind,
    handled = tenancy_sighting.handled + excluded.handled
"""
_FORGOTTEN = "DELETE FROM tenancy_sighting WHERE seen_at < clock_timestamp() - interval '1 day'"
_waiting: dict[str, int] = {}
_written: dict[str, float] = {}


@dataclass(frozen=True)
class Seen:
    """One process. `handled` counts the touches that it has taken; `age` is in seconds."""

    name: str
    kind: str
    started_at: datetime
    seen_at: datetime
    handled: int
    age: float


def at_work(kind: str = WORKER, handled: int = 0) -> None:
    """This process is at work and has taken so many more touches; written every five seconds."""
    # Whichever worker a nudge comes to, it shows that beat is there: one row for all of them.
    name = BEAT if kind == BEAT else f"{kind}:{socket.gethostname()}:{os.getpid()}"[:120]
    _waiting[name] = _waiting.get(name, 0) + handled
    is_new = name not in _written
    if not is_new and time.monotonic() - _written[name] < EVERY_SECONDS:
        return
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, {"name": name, "kind": kind, "handled": _waiting.pop(name)})
        if is_new:
            cursor.execute(_FORGOTTEN)
    _written[name] = time.monotonic()


def seen(within_seconds: float = 86_400) -> list[Seen]:
    """Processes that were at work within so many seconds, by name."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, kind, started_at, seen_at, handled,"
            " extract(epoch FROM clock_timestamp() - seen_at)::float"
            " FROM tenancy_sighting"
            " WHERE seen_at > clock_timestamp() - make_interval(secs => %s) ORDER BY name",
            [within_seconds],
        )
        return [Seen(*row) for row in cursor.fetchall()]
