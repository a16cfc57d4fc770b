"""Our engine under Celery: its workers, and one drain by its own tasks."""

import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from config.run.child import Child, Spec
from tests.benchmarks.drain import guards, processes
from tests.benchmarks.drain.cluster import Cluster
from tests.benchmarks.drain.listening import ROOT, Sink
from tests.benchmarks.drain.processes import Bill, Meter

NUDGE = "enrollment.tasks.dispatch_due"
NUDGE_SECONDS = 0.1
PATIENCE = 60.0
STARTS, ENDS = 60.0, 20.0


class Broken(Exception):
    """A drain whose figure does not count, with the guards that did not hold."""


@dataclass(frozen=True)
class Took:
    """One measured drain. `start` are the seconds until the senders were ready, which are not
    part of `seconds`; `bill` is what the drain cost in seconds of the processor, `size` the bytes
    of a message."""

    mails: int
    seconds: float
    start: float
    bill: Bill
    sessions: int
    size: int = 0
    notes: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Mails a second."""
        return self.mails / self.seconds


@dataclass(frozen=True)
class Workers:
    """Running workers, and how long they took to be ready."""

    pids: tuple[int, ...]
    start: float


def environment(cluster: Cluster, database: str, sink: Sink, **more: str) -> dict[str, str]:
    """The product's own settings, with the servers of the benchmark. Each database is a copy, so
    what lies outside it begins anew too: else it is taken for one that was restored, and holds."""
    outside = cluster.log / "stops"
    shutil.rmtree(outside, ignore_errors=True)
    return {
        **os.environ,
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": cluster.url(database),
        "DATABASE_OWNER_URL": "",
        "REDIS_URL": cluster.servers.redis_url,
        "EMAIL_URL": sink.url,
        "LOG_LEVEL": "WARNING",
        "STOP_LOG_DIR": str(outside),
        **more,
    }


@contextmanager
def workers(
    cluster: Cluster,
    database: str,
    sink: Sink,
    *,
    pool: int = 2,
    cores: Sequence[set[int]] = (set(),),
) -> Iterator[Workers]:
    """One Celery worker with `pool` processes for each set of cores (an empty one is all). They
    end with this process, whatever ends it."""
    begun = time.monotonic()
    started = [
        _worker(cluster, environment(cluster, database, sink), pool, number)
        for number in range(len(cores))
    ]
    try:
        for one, mine in zip(started, cores, strict=True):
            one.start()
            if mine:
                os.sched_setaffinity(one.pid, mine)
        processes.wait_for(lambda: all(map(is_ready, started)), STARTS, "the workers")
        yield Workers(tuple(one.pid for one in started), time.monotonic() - begun)
    finally:
        stop(started)


def stop(started: Sequence[Child]) -> None:
    """Ask all to end, then end those that have not."""
    for one in started:
        one.ask_to_stop()
    for one in started:
        one.wait_or_end(ENDS)


def _worker(cluster: Cluster, env: dict[str, str], pool: int, number: int) -> Child:
    name = f"engine-{number}"
    words = f"-m celery -A config.celery worker --concurrency {pool} --loglevel INFO -n {name}"
    argv = (sys.executable, *words.split())
    return child(cluster, name, argv, {**env, "LOG_LEVEL": "INFO"}, ROOT)


def child(
    cluster: Cluster, name: str, argv: tuple[str, ...], env: dict[str, str], folder: Path
) -> Child:
    """A process that ends with this one, with an empty log of its own."""
    log = cluster.log / f"{name}.log"
    log.write_bytes(b"")
    return Child(Spec(name=name, argv=argv, env=env, cwd=folder, log=log))


def is_ready(worker: Child) -> bool:
    """Whether a Celery worker has said that it is ready. Raises Broken when it has ended."""
    if worker.exit_code() is not None:
        raise Broken(f"A worker ended before it was ready:\n{worker.last_lines()}")
    return b" ready" in worker.spec.log.read_bytes()


def drain(
    cluster: Cluster,
    database: str,
    sink: Sink,
    meter: Meter,
    running: Workers,
    *,
    lanes: int = 2,
    watch: Callable[[int], None] = lambda came: None,
) -> Took:
    """Nudge until everything that is due has been sent and recorded, and check every guard.

    `lanes` is how many processes there are to be nudged; `watch` hears how many mails came so far.
    Raises Broken, with a sentence for each guard that does not hold.
    """
    with cluster.superuser(database) as connection:
        known = guards.before(connection.execute)
        sink.take()
        cpu, begun = meter.read(running.pids), time.monotonic()
        _nudge_until_done(cluster, connection, sink, len(known.due), lanes, watch)
        seconds = time.monotonic() - begun
        bill = meter.read(running.pids) - cpu
        found, came = guards.load(connection.execute, known), sink.take()
    if broken := guards.violations(found, came, len(known.due)):
        raise Broken("The figure does not count:\n" + "\n".join(f"  {line}" for line in broken))
    waits = guards.waits(found, came)
    notes = {
        "look to dot at the sink, p99 ms": waits[int(len(waits) * 0.99)] * 1000,
        "look to dot at the sink, worst ms": waits[-1] * 1000,
    }
    return Took(len(known.due), seconds, running.start, bill, came.sessions, came.mean, notes)


def _nudge_until_done(
    cluster: Cluster,
    connection: Any,
    sink: Sink,
    due: int,
    lanes: int,
    watch: Callable[[int], None],
) -> None:
    """As the beat does, but soon after a worker is free, so that the beat's five seconds are in no
    figure; not at once, because a worker that finds nothing would keep the others from theirs."""
    came, moved, nudged = 0, time.monotonic(), float("-inf")
    while came < due or _in_flight(connection):
        if cluster.waiting() < lanes and time.monotonic() - nudged > NUDGE_SECONDS:
            nudge(lanes)
            nudged = time.monotonic()
        time.sleep(0.02)
        before, came = came, sink.count()
        watch(came)
        if came != before:
            moved = time.monotonic()
        if time.monotonic() - moved > PATIENCE:
            return


def nudge(count: int) -> None:
    """As the beat does: ask for so many rounds."""
    from config.celery import app

    for _ in range(count):
        app.send_task(NUDGE)


def _in_flight(connection: Any) -> int:
    row = connection.execute("SELECT count(*) FROM enrollment_touch WHERE state = 'armed'")
    return int(row.fetchone()[0])
