"""How often each point may still strike, counted over all processes of a round, and the blow."""

import fcntl
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.chaos.points import BY_NAME, Strike

# The relay has written its log by then.
SERVER_IS_DONE = 0.1


class ReplyLost(Exception):
    """The statement was carried out, and nobody heard so."""


@dataclass(frozen=True)
class Orders:
    """What the environment of a worker says.

    `kills` is how often each point strikes in this round, `share` how likely it does at each hit,
    `whole` whether a kill ends the worker with its pool, `frozen` for how many seconds a process is
    stopped. `ledger` is a folder with a file for each point, a line for each strike.
    """

    kills: Mapping[str, int]
    share: float
    whole: bool
    frozen: float
    batch: int
    ledger: Path

    @classmethod
    def read(cls, env: Mapping[str, str]) -> "Orders":
        return cls(
            kills=json.loads(env["CHAOS_KILLS"]),
            share=float(env["CHAOS_SHARE"]),
            whole=env["CHAOS_WHOLE"] == "1",
            frozen=float(env["CHAOS_FROZEN"]),
            batch=int(env["CHAOS_BATCH"]),
            ledger=Path(env["CHAOS_LEDGER"]),
        )


class Striker:
    """Strikes at the points of its orders, as often as is left of them."""

    def __init__(self, orders: Orders, seed: str) -> None:
        self._orders = orders
        self._seed = seed
        self._known: tuple[int, random.Random] | None = None

    def wants(self, name: str) -> bool:
        """Whether it strikes now; that is written down before."""
        kills = self._orders.kills.get(name, 0)
        if not kills or self._random().random() >= self._orders.share:
            return False
        return spend(self._orders.ledger / name, kills)

    def hit(self, name: str, pause: float = 0.0) -> None:
        """A worker has come to a point; `pause` seconds later it is struck, if at all."""
        if self.wants(name):
            time.sleep(pause)
            self.strike(name)

    def strike(self, name: str) -> None:
        """The blow itself."""
        kind = BY_NAME[name].strike
        if kind == Strike.REPLY:
            raise ReplyLost(name)
        if kind == Strike.FREEZE:
            _wake_later(os.getpid(), self._orders.frozen)
            os.kill(os.getpid(), signal.SIGSTOP)
        elif self._orders.whole:
            os.killpg(os.getpgrp(), signal.SIGKILL)
        else:
            os.kill(os.getpid(), signal.SIGKILL)

    def _random(self) -> random.Random:
        """Of this process: a fork goes on differently from its brother."""
        if self._known is None or self._known[0] != os.getpid():
            self._known = os.getpid(), random.Random(f"{self._seed}:{os.getpid()}")
        return self._known[1]


def spend(path: Path, most: int) -> bool:
    """Take one of `most` strikes; False when none is left. Safe among processes."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if path.stat().st_size >= most:
            return False
        file.write(b".")
    return True


def spent(path: Path) -> int:
    """How many strikes were taken."""
    return path.stat().st_size if path.exists() else 0


def _wake_later(pid: int, seconds: float) -> None:
    subprocess.Popen(["sh", "-c", f"sleep {seconds}; kill -CONT {pid}"], start_new_session=True)
