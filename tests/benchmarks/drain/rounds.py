"""Rounds: everybody once, then everybody again, so that what the machine does besides falls on
all alike; and what the rounds say together."""

import json
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.drain.engine import Broken, Took


@dataclass
class Contender:
    """One line of the table: who sends, how much, and how it is done once."""

    name: str
    mails: int
    once: Callable[[], Took]
    took: list[Took] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def rates(self) -> tuple[float, float, float]:
        """Median, lowest and highest mails a second."""
        rates = [each.rate for each in self.took]
        return median(rates), min(rates), max(rates)

    @property
    def rate(self) -> float:
        """The median; 0 when no round counts."""
        return self.rates[0] if self.took else 0.0

    def micros(self, part: str) -> float:
        """Microseconds of the processor for each mail, by kind of process; the median."""
        spent = [asdict(each.bill)[part] / each.mails for each in self.took]
        return float(median(spent)) * 1e6


def run(
    contenders: Sequence[Contender],
    rounds: int,
    *,
    minutes: float,
    kept: Path,
    say: Callable[[str], None],
) -> None:
    """Let everybody send `rounds` times. No round begins after `minutes`; what was measured is in
    `kept` after each one, so breaking off loses nothing."""
    end = time.monotonic() + minutes * 60
    for number in range(1, rounds + 1):
        if time.monotonic() > end:
            say(f"{minutes:.0f} minutes are over after {number - 1} of {rounds} rounds.")
            return
        for each in contenders:
            _once(each, number, say)
        keep(kept, contenders)


def _once(contender: Contender, number: int, say: Callable[[str], None]) -> None:
    if contender.broken:
        return
    try:
        took = contender.once()
    except (Broken, TimeoutError) as error:
        contender.broken.append(str(error))
        say(f"round {number}: {contender.name}: {error}")
        return
    contender.took.append(took)
    say(
        f"round {number}: {contender.name}, {took.mails:,} mails:"
        f" {took.rate:,.0f} a second in {took.seconds:.2f} s"
    )


def keep(path: Path, contenders: Iterable[Contender]) -> None:
    """Every single measurement as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "name": each.name,
            "mails": each.mails,
            "broken": each.broken,
            "rounds": [{**asdict(took), "rate": took.rate} for took in each.took],
        }
        for each in contenders
    ]
    said: dict[str, Any] = {"at": datetime.now(UTC).isoformat(), "machine": machine(), "rows": rows}
    path.write_text(json.dumps(said, indent=1))


def machine() -> dict[str, str]:
    """What it ran on."""
    import os
    import platform

    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if "model name" in line), "")
    busy = ", ".join(f"{load:.2f}" for load in os.getloadavg())
    return {
        "processors": f"{os.cpu_count()} x {model or platform.machine()}",
        "python": f"Python {platform.python_version()}",
        "system": platform.platform(),
        "load when it ended": busy,
    }
