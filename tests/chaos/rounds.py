"""One round: a database full of due touches, workers that are struck while they send them, and
the comparison when nothing is open any more."""

import json
import os
import random
import signal
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kombu
import psycopg
import redis

from config.run.child import Child, Spec
from tests.benchmarks.drain import processes
from tests.benchmarks.drain.cluster import Cluster
from tests.benchmarks.drain.listening import ROOT
from tests.chaos import blows, checking, clocks, slow, stalled, taking
from tests.chaos.checking import Found
from tests.chaos.points import POINTS
from tests.chaos.relay import refused
from tests.chaos.striking import spent
from tests.relay import taken

if TYPE_CHECKING:
    from tests.benchmarks.drain.stage import Stage

WORKSPACES = 8
WORKERS, CHILDREN = 2, 2
# A kill leaves a batch behind that comes back, so some more touches than kills are enough.
BATCH = 2
# How likely a hit becomes a strike: at one point alone, and shared among several, so that some
# turns come to the last of them.
SHARE, SHARED = 0.4, 0.8
LEASE, DEADLINE, RELAY_GAVE_UP = 3, 3, 5
# Longer than lease, deadline and the relay's patience of four seconds together.
FROZEN = 9.0
NUDGES = ("dispatch_due",) * 4
MENDING = ("reap", "resolve")
PACE, MEND_PACE = 0.25, 1.0
# Something is wrong when nothing has moved for so long; a busy machine is slow, and moves.
PATIENCE = 240.0
# So many messages wait for a worker at most: where all are restarting, they would only expire, and
# with them those that mend.
QUEUED = 12
# What takes seconds each time is not done oftener in a round.
MOST = {"K11": 25, "broker": 5, "database": 5, "clock": 4, "clocks": 4}


@dataclass(frozen=True)
class Plan:
    """What is done in a round: so many strikes at each of the points, or blows from outside."""

    name: str
    points: tuple[str, ...] = ()
    kills: int = 0
    whole: bool = False
    outside: str = ""
    relay: str = "config.run.sandbox"
    away: float = 3.0

    @property
    def share(self) -> float:
        """How likely a hit becomes a strike."""
        return min(SHARE, SHARED / max(1, len(self.points)))

    @property
    def budget(self) -> dict[str, int]:
        """How often each point may strike."""
        return {name: most(name, self.kills) for name in self.points}

    @property
    def relay_gave_up(self) -> int:
        """Seconds after which the relay of this round takes a message no more."""
        return slow.PATIENCE + 1 if self.outside in ("clock", "clocks") else RELAY_GAVE_UP

    @property
    def patience(self) -> float:
        """Seconds without any move after which something is wrong."""
        return PATIENCE + self.away

    @property
    def touches(self) -> int:
        """How many are due: enough that every strike finds some that are not over."""
        count = len(self.points)
        # Where one point has used up its strikes, the batches come to the next.
        struck = 5 if count == 1 else 2 * count
        each = {"": struck, "random": 20, "clock": 20, "clocks": 20}.get(self.outside, 150)
        return 40 + each * self.kills


@dataclass(frozen=True)
class Took:
    """What came of a round."""

    plan: Plan
    by_point: Mapping[str, int]
    seconds: float
    found: Found

    @property
    def strikes(self) -> int:
        """At all points together."""
        return sum(self.by_point.values())

    @property
    def holds(self) -> bool:
        """Whether nothing was lost or doubled, and every set agrees with the others."""
        found = self.found
        return not (found.lost or found.doubled or found.broken)


class Round:
    """The running workers of a round, and what they are struck with."""

    def __init__(self, stage: "Stage", plan: Plan, folder: Path, port: int, seed: str) -> None:
        self.cluster: Cluster = stage.cluster
        self.plan = plan
        self.ledger = folder / "strikes"
        self.ledger.mkdir()
        self.mail = folder / "mail"
        # How far the clocks of the workers are ahead.
        self.ahead = folder / "ahead"
        clocks.set_workers(self.ahead, timedelta())
        self.blows = 0
        self.random = random.Random(f"{seed}:{plan.name}")
        self._queue = f"chaos-{os.getpid()}-{plan.name}"
        self._database = f"chaos_{os.getpid()}"
        stage.database(self._database, workspaces=WORKSPACES, due=plan.touches)
        with self.cluster.superuser(self._database) as connection:
            taking.switch_on(connection.execute)
            self._limits = taking.standing(connection.execute)
        if plan.outside == "clock":
            clocks.install(self.cluster, self._database)
        self._env = self._environment(folder, port, seed)
        self.workers = [self._worker(number, folder) for number in range(WORKERS)]

    def _environment(self, folder: Path, port: int, seed: str) -> dict[str, str]:
        plan = self.plan
        return {
            **os.environ,
            "DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": self.cluster.url(self._database),
            "DATABASE_OWNER_URL": "",
            "EMAIL_URL": f"smtp://127.0.0.1:{port}",
            "LOG_LEVEL": "WARNING",
            "SANDBOX_DIR": str(self.mail),
            "STOP_LOG_DIR": str(folder / "stops"),
            "TOUCH_LEASE_SECONDS": str(LEASE),
            "WIRE_DEADLINE_SECONDS": str(DEADLINE),
            "RELAY_READ_TIMEOUT_SECONDS": str(plan.relay_gave_up),
            # A clock that is set by an hour is no outage of an hour here.
            "OUTAGE_MINUTES": "600",
            "CHAOS_QUEUE": self._queue,
            "CHAOS_KILLS": json.dumps(plan.budget),
            "CHAOS_SHARE": str(plan.share),
            "CHAOS_WHOLE": str(int(plan.whole)),
            "CHAOS_FROZEN": str(FROZEN),
            "CHAOS_BATCH": str(BATCH),
            "CHAOS_LEDGER": str(self.ledger),
            "CHAOS_SEED": seed,
            "CHAOS_AHEAD": str(self.ahead),
        }

    def _worker(self, number: int, folder: Path) -> Child:
        words = f"-m celery -A tests.chaos.app worker -c {CHILDREN} -l WARNING -n w{number}@%h"
        argv = (sys.executable, *words.split())
        log = folder / f"worker-{number}.log"
        return Child(Spec(f"worker-{number}", argv, self._env, ROOT, log))

    def execute(self, *words: Any) -> list[Any]:
        """One statement as somebody who sees every workspace."""
        with self.cluster.superuser(self._database) as connection:
            return list(connection.execute(*words).fetchall())

    def strikes(self) -> dict[str, int]:
        """How often it was struck so far, by what struck."""
        found = {each.name: spent(self.ledger / each.name) for each in POINTS}
        found[self.plan.outside] = self.blows
        return {name: count for name, count in found.items() if count}

    def nudge(self, names: tuple[str, ...]) -> None:
        """As the beat does, only oftener; while the broker is away nobody hears it."""
        from config.celery import app

        with suppress(OSError, redis.RedisError, kombu.exceptions.OperationalError):
            with app.connection_for_write() as broker:
                channel: Any = broker.default_channel
                if channel.client.llen(self._queue) >= QUEUED:
                    return
            for name in names:
                task = f"enrollment.tasks.{name}"
                app.send_task(task, queue=self._queue, expires=2.0)

    def keep_alive(self) -> None:
        """Start every worker that was killed."""
        for worker in self.workers:
            if worker.exit_code() is not None:
                worker.start()

    def children(self) -> list[int]:
        """The processes of the pools."""
        return [pid for each in self.workers for pid in processes.family(each.pid)[1:]]

    def open(self) -> int:
        """How many of those that were due are not over."""
        words = (
            "SELECT count(*) FROM enrollment_touch touch JOIN enrollment_enrollment enrollment"
            " ON enrollment.id = touch.enrollment_id WHERE touch.id = ANY(%s) AND"
            " (touch.state IN ('armed', 'unknown') OR touch.state = 'planned'"
            " AND enrollment.state <> 'paused')"
        )
        return int(self.execute(words, [self.due])[0][0])

    def has_armed(self) -> bool:
        """Whether something is on its way now."""
        words = "SELECT count(*) FROM enrollment_sendintent WHERE outcome = 'armed'"
        return bool(self.execute(words)[0][0])

    def left(self) -> str:
        """What is open of what was due: states and causes with their counts, and since when the
        oldest is due and its lease over."""
        words = (
            "SELECT state, cause, held, count(*), min(due_at) - app_now(), min(lease_until) - now()"
            " FROM enrollment_touch WHERE id = ANY(%s) AND state <> 'sent' GROUP BY 1, 2, 3"
        )
        return "; ".join(" ".join(map(str, row)) for row in self.execute(words, [self.due]))

    def stalled(self) -> str:
        """What did not come to its end, and where it is written what all of it waits for."""
        path = stalled.note(self.cluster, self._database, self.workers)
        return f"{self.plan.name}: some touches stay open: {self.left()}. See {path}."

    @contextmanager
    def running(self) -> Iterator[None]:
        """The workers for the length of the block."""
        words = (
            "SELECT id FROM enrollment_touch WHERE state = 'planned' AND NOT held AND automatic"
            " AND due_at <= app_now()"
        )
        self.due = [row[0] for row in self.execute(words)]
        try:
            for worker in self.workers:
                worker.start()
            yield
        finally:
            for worker in self.workers:
                worker.ask_to_stop()
            for worker in self.workers:
                worker.wait_or_end(10)
            blows.revive(self)
            self.cluster.drop(self._database)

    def compare(self) -> Found:
        """The three sets, and the limits."""
        with self.cluster.superuser(self._database) as connection:
            touches, intents = checking.read(connection.execute, self.due)
            limits = taking.standing(connection.execute).since(self._limits)
        return checking.compare(touches, intents, taken(self.mail), limits, refused(self.mail))


def carry_out(each: Round) -> Took:
    """Nudge, strike and wait until nothing is open, then compare. Raises TimeoutError."""
    begun = moved = time.monotonic()
    blow = blows.of(each)
    mended, seen = 0.0, (0, 0)
    with each.running():
        while True:
            if time.monotonic() - moved > each.plan.patience:
                raise TimeoutError(each.stalled())
            blow()
            each.keep_alive()
            each.nudge(NUDGES)
            if time.monotonic() - mended > MEND_PACE:
                mended = time.monotonic()
                each.nudge(MENDING)
                with suppress(psycopg.OperationalError):
                    now = (sum(each.strikes().values()), each.open())
                    if now[1] == 0:
                        break
                    moved = time.monotonic() if now != seen else moved
                    seen = now
            time.sleep(PACE)
        return Took(each.plan, each.strikes(), time.monotonic() - begun, each.compare())


def told(took: Took) -> Mapping[str, Any]:
    """A line of the file of done rounds."""
    return {
        "name": took.plan.name,
        "strikes": took.strikes,
        "by_point": dict(took.by_point),
        "seconds": round(took.seconds, 1),
        **vars(took.found),
    }


def most(name: str, asked: int) -> int:
    """How often something is done in one round, of so many that were asked for."""
    return min(asked, MOST.get(name, asked))


def kill(pid: int) -> None:
    """SIGKILL, if it is still there."""
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)
