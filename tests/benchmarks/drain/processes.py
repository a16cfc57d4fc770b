"""What processes cost, read from /proc: the processor's time of a family, and its memory.

A family is a process with everything below it. Children that have ended are in their parent's
account once it has waited for them, so nothing is lost when a server's backends come and go.
"""

import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")


def family(pid: int) -> list[int]:
    """The process and all below it that still run."""
    below: dict[int, list[int]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            below.setdefault(int(_stat(int(folder.name))[1]), []).append(int(folder.name))
    found, new = [pid], [pid]
    while new:
        new = [child for parent in new for child in below.get(parent, [])]
        found += new
    return found


def processor(pid: int) -> float:
    """Seconds of the processor that a family has used: its living, and whom it waited for."""
    total = 0.0
    for member in family(pid):
        with suppress(OSError, IndexError):
            total += sum(map(int, _stat(member)[11:15])) / TICKS
    return total


def memory(pid: int) -> int:
    """Resident bytes of one process; 0 when it has gone."""
    with suppress(OSError, IndexError, ValueError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE
    return 0


def _stat(pid: int) -> list[str]:
    """The fields from the state on: names may hold blanks and brackets."""
    return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()


@dataclass(frozen=True)
class Bill:
    """Seconds of the processor by kind of process."""

    client: float
    postgres: float
    broker: float
    sink: float

    def __sub__(self, before: "Bill") -> "Bill":
        return Bill(
            self.client - before.client,
            self.postgres - before.postgres,
            self.broker - before.broker,
            self.sink - before.sink,
        )


class Meter:
    """Reads the bill of one installation: its servers, its sink and whoever sends."""

    def __init__(self, *, postgres: int, broker: int, sink: int) -> None:
        self._postgres, self._broker, self._sink = postgres, broker, sink

    def read(self, clients: Iterable[int]) -> Bill:
        """What has been used up to now."""
        return Bill(
            sum(map(processor, clients)),
            processor(self._postgres),
            processor(self._broker),
            processor(self._sink),
        )


def wait_for(done: Callable[[], bool], seconds: float, what: str, every: float = 0.02) -> None:
    """Look until it is so; raises TimeoutError in words when it does not become so."""
    end = time.monotonic() + seconds
    while not done():
        if time.monotonic() > end:
            raise TimeoutError(f"Waited {seconds:.0f} s in vain for {what}.")
        time.sleep(every)
