"""What is to be known of a round that did not end: what its processes and its database wait for."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from config.run.child import Child
from tests.benchmarks.drain import processes
from tests.benchmarks.drain.cluster import Cluster

FOLDER = Path("var")
TAIL = 20_000
_SESSIONS = """
SELECT pid, state, wait_event_type, wait_event, pg_blocking_pids(pid)::text,
    clock_timestamp() - xact_start, left(query, 300)
FROM pg_stat_activity WHERE datname = %s ORDER BY xact_start NULLS LAST
"""
_TURNS = "SELECT workspace_id, next_due_at, served_at, clock_timestamp() FROM tenancy_turn"


def note(cluster: Cluster, database: str, workers: Sequence[Child]) -> Path:
    """Write it down; returns where."""
    found = [f"{time.ctime()}: what waits, in the database {database}"]
    with cluster.superuser(database) as connection:
        for statement, values in ((_SESSIONS, [database]), (_TURNS, [])):
            found += ["", *_told(connection.execute(statement.encode(), values).fetchall())]
    for worker in workers:
        found += ["", worker.spec.name, *_processes(worker.pid), "", _tail(worker.spec.log)]
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"chaos-stalled-{os.getpid()}.txt"
    path.write_text("\n".join(found))
    return path


def _told(rows: Sequence[Sequence[Any]]) -> list[str]:
    return [" | ".join(map(str, row)) for row in rows]


def _processes(pid: int) -> list[str]:
    pids = ",".join(map(str, processes.family(pid)))
    words = ["ps", "-o", "pid,ppid,stat,etimes,time,wchan:30,args", "-p", pids]
    told = subprocess.run(words, capture_output=True, text=True, check=False).stdout
    return [line[:200] for line in told.splitlines()]


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-TAIL:] if log.exists() else ""
