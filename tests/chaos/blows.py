"""What is done to a round from outside: random kills, the broker or the database away for a
while, a clock that is set. Each is called between two nudges."""

import time
from collections.abc import Callable
from datetime import timedelta
from itertools import cycle
from typing import TYPE_CHECKING

from config.run.child import Child
from tests.chaos import clocks

if TYPE_CHECKING:
    from tests.chaos.rounds import Round

# Seconds between two blows.
BETWEEN = 2.0
# Seconds for which a clock is wrong: reaper and resolver come by meanwhile, more than once.
WRONG = 6.0
STEPS = (timedelta(hours=1), timedelta(hours=-1))


def of(each: "Round") -> Callable[[], None]:
    """The blow of this round."""
    if each.plan.outside == "random":
        return lambda: _kill_one(each)
    if each.plan.outside in ("database", "broker"):
        # In the order in which they are started.
        number = ("database", "broker").index(each.plan.outside)
        return _Outage(each, each.cluster.servers.children[number])
    if each.plan.outside in ("clock", "clocks"):
        return _Steps(each)
    if each.plan.outside == "smtp":
        return lambda: _hurry(each)
    return lambda: None


def _hurry(each: "Round") -> None:
    """Whoever was asked to come again in five minutes does so now."""
    words = "UPDATE tenancy_clock SET ahead = ahead + interval '1 minute' RETURNING id"
    each.execute(words)


def revive(each: "Round") -> None:
    """Start the servers that a blow has left dead."""
    for server in each.cluster.servers.children:
        if server.exit_code() is not None:
            server.start()


def _kill_one(each: "Round") -> None:
    """A process of the pools, whatever it is doing."""
    from tests.chaos.rounds import kill

    pids = each.children()
    if pids and each.blows < each.plan.kills:
        each.blows += 1
        kill(each.random.choice(pids))


class _Outage:
    """Kills a server, leaves it away for a while and starts it again, some times."""

    def __init__(self, each: "Round", server: Child) -> None:
        self._round, self._server = each, server
        self._next = time.monotonic() + BETWEEN

    def __call__(self) -> None:
        from tests.chaos.rounds import kill

        now = time.monotonic()
        if now < self._next:
            return
        self._next = now + self._round.plan.away
        if self._server.exit_code() is not None:
            self._server.start()
            self._next += BETWEEN
        elif self._round.blows < self._round.plan.kills:
            self._round.blows += 1
            kill(self._server.pid)


class _Steps:
    """Sets a clock forward or back by an hour, and right again after a while, some times. "clock"
    is the database's, "clocks" are those of the workers."""

    def __init__(self, each: "Round") -> None:
        self._round, self._steps = each, cycle(STEPS)
        self._next, self._is_wrong = time.monotonic() + BETWEEN, False

    def __call__(self) -> None:
        now = time.monotonic()
        if now < self._next:
            return
        if self._is_wrong:
            self._set(timedelta(), now + BETWEEN)
        elif self._round.blows < self._round.plan.kills and self._round.has_armed():
            self._round.blows += 1
            self._set(next(self._steps), now + WRONG)

    def _set(self, by: timedelta, until: float) -> None:
        self._next, self._is_wrong = until, bool(by)
        if self._round.plan.outside == "clock":
            clocks.set_database(self._round.execute, by)
        else:
            clocks.set_workers(self._round.ahead, by)
