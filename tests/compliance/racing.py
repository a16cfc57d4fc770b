"""Two people at once: threads with connections and transactions of their own."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

from django.db import connection, transaction

from tenancy.scope import scope

Work = Callable[[], object]
PATIENCE = 10


def race(workspace_id: UUID, *works: Work) -> list[object]:
    """Run the works at the same moment, each in its transaction; errors are results too."""
    start = threading.Barrier(len(works), timeout=PATIENCE)

    def run(work: Work) -> object:
        try:
            with scope(workspace_id), transaction.atomic():
                start.wait()
                return work()
        except Exception as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(run, works))


def linger(until: Callable[[], bool]) -> None:
    """Stay in the transaction until something has happened, or somebody waits for what we hold."""
    end = time.monotonic() + PATIENCE
    while not until() and not _is_waited_for() and time.monotonic() < end:
        time.sleep(0.01)


class Meeting:
    """Where two works meet, unless one keeps the other out."""

    def __init__(self) -> None:
        self._come = 0

    def arrive(self) -> None:
        """Wait for the other, who may be waiting for a lock of ours."""
        self._come += 1
        linger(lambda: self._come > 1)


def _is_waited_for() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM pg_locks"
            " WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid)) LIMIT 1"
        )
        return cursor.fetchone() is not None
