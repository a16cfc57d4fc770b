"""What was asked for on the command line, and how a part is measured and told."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.drain import rounds
from tests.benchmarks.drain.cluster import STATE
from tests.benchmarks.drain.rounds import Contender

PARTS = "drain full slow growth workspaces memory enrolment pinning control signals profile".split()


@dataclass(frozen=True)
class Asked:
    """The choices of one call; empty tuples leave a part its own."""

    parts: tuple[str, ...]
    mails: tuple[int, ...]
    rows: tuple[int, ...]
    rounds: int
    minutes: float
    people: int
    json: Path

    def counts(self, *otherwise: int) -> tuple[int, ...]:
        """How many mails are due, one table each."""
        return self.mails or otherwise


def asked(description: str) -> Asked:
    """Read the command line."""
    form = argparse.RawTextHelpFormatter
    parser = argparse.ArgumentParser("make bench", description=description, formatter_class=form)
    parser.add_argument("parts", nargs="*", metavar="part", help=", ".join(PARTS))
    parser.add_argument("--profile", action="store_true", help="the same as the part `profile`")
    parser.add_argument("--mails", type=_numbers, default=(), help="how many are due: 2000,10000")
    parser.add_argument("--rows", type=_numbers, default=(), help="planned rows: 10000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--minutes", type=float, default=60, help="no round begins after these")
    parser.add_argument("--people", type=int, default=100_000, help="how many to enrol")
    parser.add_argument("--json", type=Path, default=STATE, help="folder for the figures")
    said = vars(parser.parse_args())
    parts = tuple(said.pop("parts")) + (("profile",) if said.pop("profile") else ())
    if unknown := set(parts) - set(PARTS):
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return Asked(parts=parts or ("drain",), **said)


def _numbers(said: str) -> tuple[int, ...]:
    return tuple(int(each) for each in said.split(","))


def say(line: str) -> None:
    """To the person, at once."""
    print(line, flush=True)


def measure(asked: Asked, part: str, contenders: Sequence[Contender]) -> int:
    """All rounds of a part; 1 when one of its figures does not count."""
    kept = asked.json / f"{part}.json"
    rounds.run(contenders, asked.rounds, minutes=asked.minutes, kept=kept, say=say)
    return int(any(each.broken for each in contenders))
