"""The sink as the harness sees it: started, told how slow to be, and asked what came."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Came:
    """What the sink took between two looks. `dots` are moments of the clock on the wall."""

    sessions: int
    message_ids: list[str]
    hashes: list[str]
    dots: list[float]
    size: int = 0

    @property
    def mean(self) -> int:
        """Bytes of a message, on the average."""
        return self.size // max(1, len(self.dots))


class Sink:
    """A running sink. `pid` is its process, for counting what it costs."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in, self._out = process.stdin, process.stdout
        self.pid = process.pid
        self.port = int(self._out.readline())

    @property
    def url(self) -> str:
        """As EMAIL_URL reads it."""
        return f"smtp://127.0.0.1:{self.port}"

    def delay(self, seconds: float) -> None:
        """From now on every message waits so long for its answer."""
        self._ask(f"delay {seconds}")

    def count(self) -> int:
        """How many messages came since the last `take`."""
        return int(self._ask("count")["count"])

    def processor(self) -> float:
        """Seconds of the processor that the sink has used so far."""
        return float(self._ask("count")["processor"])

    def take(self) -> Came:
        """Everything since the last time."""
        said = self._ask("take")
        rows = said["messages"]
        return Came(
            said["sessions"],
            [row[1] for row in rows],
            [row[2] for row in rows],
            [row[0] for row in rows],
            said["bytes"],
        )

    def _ask(self, line: str) -> dict[str, Any]:
        self._in.write(line + "\n")
        self._in.flush()
        said: dict[str, Any] = json.loads(self._out.readline())
        return said


@contextmanager
def running() -> Iterator[Sink]:
    """A sink in a process of its own for the length of the block."""
    command = [sys.executable, "-m", "tests.benchmarks.drain.sink"]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    try:
        yield Sink(process)
    finally:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.close()
        process.stdout.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(10)
