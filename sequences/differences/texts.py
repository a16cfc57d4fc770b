"""Two texts compared word by word.

Comparing takes time in proportion to a fixed limit: texts that differ too much are compared by
line, and beyond that as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

MAX_CELLS = 200_000  # of a comparison's table: under a tenth of a second

Fate = Literal["same", "removed", "added"]

# A word takes the spaces after it along, so that two changed words in a row read as one change.
_WORD = re.compile(r"(?:\{\{[^{}\n]*\}\}|\w+|[^\w\s])[^\S\n]*|\n|[^\S\n]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is in both versions, only in the former, or only in the latter."""

    fate: Fate
    text: str


def runs(before: str, after: str) -> tuple[Run, ...]:
    """`before` and `after` word by word.

    The texts of the runs that are not "added" join to `before`, those not "removed" to `after`.
    """
    if before == after:
        return (Run("same", after),) if after else ()
    for pattern in (_WORD, _LINE):
        first, second = pattern.findall(before), pattern.findall(after)
        start, end = _shared(first, second)
        inner = first[start : len(first) - end], second[start : len(second) - end]
        if len(inner[0]) * len(inner[1]) <= MAX_CELLS:
            tail = second[len(second) - end :]
            return _joined([*_kept(second[:start]), *_compared(*inner), *_kept(tail)])
    return _joined([("removed", before), ("added", after)])


def _shared(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """How many pieces both begin with, and how many of the rest both end with."""
    shortest = min(len(first), len(second))
    start = next((n for n in range(shortest) if first[n] != second[n]), shortest)
    rest = shortest - start
    end = next((n for n in range(rest) if first[-n - 1] != second[-n - 1]), rest)
    return start, end


def _kept(pieces: Sequence[str]) -> list[tuple[Fate, str]]:
    return [("same", piece) for piece in pieces]


def _compared(first: Sequence[str], second: Sequence[str]) -> Iterator[tuple[Fate, str]]:
    """A shortest way from `first` to `second` by a longest common subsequence."""
    lengths = _common(first, second)
    row = column = 0
    while row < len(first) and column < len(second):
        if first[row] == second[column]:
            yield "same", second[column]
            row, column = row + 1, column + 1
        elif lengths[row + 1][column] >= lengths[row][column + 1]:
            yield "removed", first[row]
            row += 1
        else:
            yield "added", second[column]
            column += 1
    yield from (("removed", piece) for piece in first[row:])
    yield from (("added", piece) for piece in second[column:])


def _common(first: Sequence[str], second: Sequence[str]) -> list[list[int]]:
    """For each pair of positions: the length of the longest common rest."""
    lengths = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for row in range(len(first) - 1, -1, -1):
        here, below = lengths[row], lengths[row + 1]
        for column in range(len(second) - 1, -1, -1):
            if first[row] == second[column]:
                here[column] = below[column + 1] + 1
            else:
                here[column] = max(below[column], here[column + 1])
    return lengths


def _joined(pieces: Sequence[tuple[Fate, str]]) -> tuple[Run, ...]:
    """Neighbours of one fate as one run; of a change, first what goes and then what comes."""
    found: list[Run] = []
    for changed, group in groupby(pieces, lambda piece: piece[0] != "same"):
        together = list(group)
        fates: tuple[Fate, ...] = ("removed", "added") if changed else ("same",)
        for fate in fates:
            text = "".join(text for text_fate, text in together if text_fate == fate)
            found += [Run(fate, text)] if text else []
    return tuple(found)
