"""The others: each in a process of its own kind, from the same rows to the same sink.

Starting up counts for nobody. Workers are ready before the signal to begin; what is one command is
run with nothing to do first, and that is taken off its time and its bill.
"""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from config.run import bootstrap
from tests.benchmarks.drain import processes
from tests.benchmarks.drain.cluster import STATE, Cluster
from tests.benchmarks.drain.engine import PATIENCE, STARTS, Broken, Took, child, is_ready, stop
from tests.benchmarks.drain.listening import ROOT, Sink
from tests.benchmarks.drain.processes import Bill, Meter

VENV = STATE / ".venv"
LOCK = ROOT / "requirements/bench.txt"
HERE = ROOT / "tests/benchmarks"


@dataclass(frozen=True)
class Peer:
    """One way of sending: the library, whether tuned, and the batch where there is one."""

    name: str
    library: str
    tuned: bool = False
    batch: int = 0
    processes: int = 2


PEERS = (
    Peer("Celery, a task per mail", "celery"),
    Peer("Celery, a task per mail, tuned", "celery", tuned=True),
    Peer("django-post-office, defaults", "post_office", processes=1),
    Peer("django-post-office, 2 processes, batch 1,000", "post_office", batch=1_000),
    Peer("django-post-office, 2 processes, batch 10,000", "post_office", batch=10_000),
    Peer("procrastinate, 2 workers", "procrastinate"),
    Peer("procrastinate, 2 workers, tuned", "procrastinate", tuned=True),
    Peer("django-mailer", "mailer", processes=1),
)
# What a library calls a mail that has not left.
LEFT_OVER = {
    "celery": "SELECT count(*) FROM shop_letter WHERE sent_at IS NULL",
    "procrastinate": "SELECT count(*) FROM procrastinate_jobs WHERE status <> 'succeeded'",
    "post_office": "SELECT count(*) FROM post_office_email WHERE status IS DISTINCT FROM 0",
    "mailer": "SELECT count(*) FROM mailer_message",
}


def install() -> None:
    """Their own virtual environment; made once."""
    VENV.parent.mkdir(parents=True, exist_ok=True)
    bootstrap.make_venv(VENV)
    if not bootstrap.is_installed(VENV, LOCK):
        bootstrap.install(VENV, LOCK)


@dataclass(frozen=True)
class Ground:
    """Where a peer is measured: its database, one of the same kind without mails, the servers and
    the sink."""

    cluster: Cluster
    database: str
    sink: Sink
    meter: Meter
    empty: str = ""


def database(cluster: Cluster, peer: Peer, count: int, sink: Sink, name: str) -> str:
    """A database with `count` mails that wait, to be copied for each round."""
    cluster.create(name)
    ground = Ground(cluster, name, sink, Meter(postgres=0, broker=0, sink=0))
    _run(peer, ground, "prepare", str(count))
    with cluster.superuser(name) as connection:
        connection.execute("VACUUM ANALYZE")
    return name


def drain(peer: Peer, ground: Ground, count: int) -> Took:
    """Send everything that waits. Raises Broken when not exactly `count` mails came."""
    ground.sink.take()
    ways: dict[str, Callable[[Peer, Ground, int], Took]] = {
        "celery": _celery,
        "procrastinate": _procrastinate,
    }
    took = ways.get(peer.library, _command)(peer, ground, count)
    came = ground.sink.take()
    with ground.cluster.superuser(ground.database) as connection:
        row = connection.execute(LEFT_OVER[peer.library].encode()).fetchone()
    if row is None or row[0] or len(came.dots) != count:
        raise Broken(f"{peer.name}: {len(came.dots)} of {count} mails came, {row} are left.")
    return Took(count, took.seconds, took.start, took.bill, came.sessions, came.mean)


def _environment(peer: Peer, ground: Ground) -> dict[str, str]:
    cluster = ground.cluster
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(HERE),
        "DJANGO_SETTINGS_MODULE": "peers.settings",
        "PEER": peer.library,
        "TUNED": "1" if peer.tuned else "0",
        "BATCH_SIZE": str(peer.batch or ""),
        "MAILS_DATABASE_URL": cluster.owner_url(ground.database),
        "MAILS_BROKER_URL": cluster.servers.redis_url,
        "MAILS_PORT": str(ground.sink.port),
        "NO_COLOR": "1",
    }


def _start(
    peer: Peer, ground: Ground, *words: str, pipe: int | None = None
) -> "subprocess.Popen[bytes]":
    with _log(ground).open("ab") as out:
        return subprocess.Popen(
            [str(VENV / "bin/python"), *words],
            cwd=STATE,
            env=_environment(peer, ground),
            stdin=pipe or subprocess.DEVNULL,
            stdout=pipe or out,
            stderr=out,
        )


def _log(ground: Ground) -> Path:
    return ground.cluster.log / "peer.log"


def _run(peer: Peer, ground: Ground, *words: str) -> float:
    """One command of the peer to its end; seconds."""
    begun = time.monotonic()
    process = _start(peer, ground, "-m", "peers.manage", *words)
    if process.wait():
        raise Broken(f"{peer.name}: `{words[0]}` failed; {_log(ground)} says why.")
    return time.monotonic() - begun


@contextmanager
def _workers(peer: Peer, ground: Ground, words: str, count: int) -> Iterator[list[int]]:
    """So many workers that are ready; they end with this process, whatever ends it."""
    argv, env = (str(VENV / "bin/python"), *words.split()), _environment(peer, ground)
    started = [child(ground.cluster, f"peer-{n}", argv, env, STATE) for n in range(count)]
    ready: dict[str, Callable[[], bool]] = {"celery": lambda: all(map(is_ready, started))}
    registered = partial(_are_registered, ground, count)
    try:
        for one in started:
            one.start()
        look = ready.get(peer.library, registered)
        processes.wait_for(look, STARTS, f"the workers of {peer.name}")
        yield [one.pid for one in started]
    finally:
        stop(started)


def _are_registered(ground: Ground, count: int) -> bool:
    """Whether so many workers are there and wait to be notified of jobs."""
    words = b"SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query LIKE 'LISTEN%%'"
    with ground.cluster.superuser() as connection:
        row = connection.execute(words, [ground.database]).fetchone()
    return row is not None and row[0] >= count


def _celery(peer: Peer, ground: Ground, count: int) -> Took:
    ground.cluster.forget_messages()
    _run(peer, ground, "hand")
    words = f"-m celery -A peers.worker worker -c {peer.processes} -Q idle -l INFO -n peers"
    begun = time.monotonic()
    with _workers(peer, ground, words, 1) as pids:
        start = time.monotonic() - begun
        seconds, bill = _measured(peer, ground, count, pids, lambda: _listen(ground))
    return Took(count, seconds, start, bill, 0)


def _listen(ground: Ground) -> None:
    """Let the worker read the queue in which everything waits."""
    from celery import Celery

    app = Celery(broker=ground.cluster.servers.redis_url)
    app.control.add_consumer("mails")
    app.close()


def _procrastinate(peer: Peer, ground: Ground, count: int) -> Took:
    words = "-m peers.manage procrastinate worker --concurrency 4"
    begun = time.monotonic()
    with _workers(peer, ground, words, peer.processes) as pids:
        start = time.monotonic() - begun
        giver = _start(peer, ground, "-m", "peers.manage", "go", pipe=subprocess.PIPE)
        assert giver.stdin is not None
        assert giver.stdout is not None
        giver.stdout.readline()
        go = giver.stdin
        try:
            seconds, bill = _measured(peer, ground, count, pids, go.close)
        finally:
            giver.wait(STARTS)
            giver.stdout.close()
    return Took(count, seconds, start, bill, 0)


def _measured(
    peer: Peer, ground: Ground, count: int, pids: list[int], go: Callable[[], object]
) -> tuple[float, Bill]:
    """Seconds and bill from the signal until everything has left and was noted."""
    cpu, begun = ground.meter.read(pids), time.monotonic()
    go()
    came, moved = 0, begun
    while came < count:
        time.sleep(0.02)
        before, came = came, ground.sink.count()
        moved = time.monotonic() if came != before else moved
        if time.monotonic() - moved > PATIENCE:
            raise Broken(f"{peer.name}: stuck after {came} of {count} mails.")
    with ground.cluster.superuser(ground.database) as connection:
        query = LEFT_OVER[peer.library].encode()
        processes.wait_for(
            lambda: connection.execute(query).fetchone() == (0,), PATIENCE, f"{peer.name} to note"
        )
    return time.monotonic() - begun, ground.meter.read(pids) - cpu


def _command(peer: Peer, ground: Ground, count: int) -> Took:
    """What sends as one command: first with nothing to do, from a database without mails."""
    start, idle = _whole(peer, replace(ground, database=ground.empty))
    seconds, bill = _whole(peer, ground)
    return Took(count, seconds - start, start, bill - idle, 0)


def _whole(peer: Peer, ground: Ground) -> tuple[float, Bill]:
    words = {
        "post_office": ("send_queued_mail", "-p", str(peer.processes), "-L", str(STATE / "queue")),
        "mailer": ("send_mail",),
    }[peer.library]
    before, own = ground.meter.read(()), os.times()
    seconds = _run(peer, ground, *words)
    now, after = os.times(), ground.meter.read(())
    client = now.children_user + now.children_system - own.children_user - own.children_system
    spent = after - before
    return seconds, Bill(client, spent.postgres, spent.broker, spent.sink)
