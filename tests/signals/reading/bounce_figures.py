"""Figures of the corpus of bounces: how many are recognised, for whom, and why, by group.

`servers` came back from real mail servers, `providers` was written to published formats while
the reader was made, `unseen` in seven rounds before the reader of the day had seen any of it;
`letters` only look like bounces.
"""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from signals.kinds import Kind
from signals.reading import Reading, read

CORPUS = Path(__file__).parent / "corpus" / "bounces"
GROUPS = ("servers", "providers", "unseen", "letters")
RECEIVED = datetime(2026, 11, 22, 9, tzinfo=UTC)
OURS = frozenset({"ours.example", "harbour.example", "sales.harbour.example"})
BOUNCES = frozenset({Kind.BOUNCE_HARD, Kind.BOUNCE_SOFT, Kind.DELAY})
NOT_A_BOUNCE = "not_bounce"


@dataclass(slots=True)
class Figures:
    """One group: numbers of messages, and the names of those that were missed."""

    group: str
    bounces: int = 0
    recognised: int = 0
    exact_recipients: int = 0
    kind_right: int = 0
    reason_right: int = 0
    others: int = 0
    taken_for_bounces: int = 0
    misses: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Sample:
    """One message of the corpus with what it must be read as."""

    group: str
    name: str
    expected: dict[str, Any]

    @property
    def place(self) -> str:
        return f"{self.group}/{self.name}"

    @property
    def raw(self) -> bytes:
        return (CORPUS / self.group / f"{self.name}.eml").read_bytes()

    @property
    def is_bounce(self) -> bool:
        return self.expected["kind"] in {kind.value for kind in BOUNCES}


def samples(group: str) -> list[Sample]:
    """The messages of one group, in the order of its expectations."""
    text = (CORPUS / group / "expectations.toml").read_text(encoding="utf-8")
    return [Sample(group, name, expected) for name, expected in tomllib.loads(text).items()]


@cache
def reading_of(raw: bytes) -> Reading:
    """The reading of a message as our intake would ask for it."""
    return read(raw, received_at=RECEIVED, own_domains=OURS)


def named(reading: Reading) -> list[str]:
    """Everybody whose delivery failed or is delayed, whatever the fate of the others."""
    return sorted({delivery.recipient for delivery in reading.deliveries if delivery.recipient})


def figures() -> Iterator[Figures]:
    """One `Figures` for each group."""
    for group in GROUPS:
        found = Figures(group)
        for sample in samples(group):
            _count(found, sample, reading_of(sample.raw))
        yield found


def _count(figures: Figures, sample: Sample, reading: Reading) -> None:
    is_bounce = reading.kind in BOUNCES
    if not sample.is_bounce:
        figures.others += 1
        figures.taken_for_bounces += is_bounce
        figures.misses += [f"{sample.name}: taken for a bounce"] if is_bounce else []
        return
    expected = sample.expected
    is_exact = is_bounce and named(reading) == sorted(expected["recipients"])
    is_right = is_bounce and expected.get("reason", reading.reason) == reading.reason
    figures.bounces += 1
    figures.recognised += is_bounce
    figures.exact_recipients += is_exact
    figures.kind_right += reading.kind == expected["kind"]
    figures.reason_right += is_right
    if not (is_exact and is_right):
        figures.misses.append(f"{sample.name}: {reading.kind} {reading.reason} {named(reading)}")
