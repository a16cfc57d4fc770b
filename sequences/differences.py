"""What is different between two plans, in an order and in words that a person can follow.

Pure. Steps are the same step when they have the same key. Comparing takes time in proportion to
a fixed limit: texts that differ too much are compared by line, and beyond that as a whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Literal

from sequences.cadence import Window
from sequences.plans import Plan, StepInput, days

MAX_CELLS = 200_000  # of a comparison's table: under a tenth of a second

Fate = Literal["same", "removed", "added"]

# A word takes the spaces after it along, so that two changed words in a row read as one change.
_WORD = re.compile(r"(?:\{\{[^{}\n]*\}\}|\w+|[^\w\s])[^\S\n]*|\n|[^\S\n]+")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_COPY = {"subject": "subject", "text": "text", "html": "HTML", "instructions": "instructions"}


class ChangeKind(StrEnum):
    """What happened to a step, or to the whole."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    KIND = "kind"
    TIMING = "timing"
    THREAD = "thread"
    COPY = "copy"
    WINDOW = "window"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text that is in both versions, only in the former, or only in the latter."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `sentence` says it; `runs` show changed, new or deleted text.

    `step_key` is empty for the window; `field` names the part of a step that a COPY is about.
    """

    kind: ChangeKind
    sentence: str
    step_key: str = ""
    field: str = ""
    runs: tuple[Run, ...] = ()


@dataclass(frozen=True, slots=True)
class _Placed:
    """A step with its number and day."""

    step: StepInput
    number: int
    day: int

    def __str__(self) -> str:
        return f"Step {self.number} ({self.step.label}, day {self.day})"


def differences(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every difference: the window first, then the steps in their new order, then what is gone.

    Empty exactly if both plans would do and say the same; notes are not compared.
    """
    old, new = _placed(before.steps), _placed(after.steps)
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    found = list(_window(before.window, after.window))
    for key, step in new.items():
        if key not in old:
            found += _whole(ChangeKind.ADDED, step, "is new")
            continue
        if key in moved:
            sentence = f"{step} was step {old[key].number} before."
            found.append(Change(ChangeKind.MOVED, sentence, key))
        found += _inside(old[key], step)
    gone = [step for key, step in old.items() if key not in new]
    for step in gone:
        found += _whole(ChangeKind.REMOVED, step, "is gone")
    return tuple(found)


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


def _placed(steps: Sequence[StepInput]) -> dict[str, _Placed]:
    numbered = enumerate(zip(steps, days(steps), strict=True), 1)
    return {step.key: _Placed(step, number, day) for number, (step, day) in numbered}


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """The fewest steps that explain the new order: all but a longest one that kept it."""
    place = {key: number for number, key in enumerate(old)}
    best: list[list[str]] = []
    for number, key in enumerate(new):
        before = [best[n] for n in range(number) if place[new[n]] < place[key]]
        best.append([*_longest(before), key])
    return set(new) - set(_longest(best))


def _longest(rows: list[list[str]]) -> list[str]:
    return max(rows, key=lambda row: len(row)) if rows else []


def _whole(kind: ChangeKind, placed: _Placed, verb: str) -> Iterator[Change]:
    """A step that only one of the plans has, with everything it says."""
    yield Change(kind, f"{placed} {verb}.", placed.step.key)
    fate: Fate = "added" if kind is ChangeKind.ADDED else "removed"
    for field, name in _COPY.items():
        if text := getattr(placed.step, field):
            sentence = f"{placed}: its {name}."
            yield Change(ChangeKind.COPY, sentence, placed.step.key, field, (Run(fate, text),))


def _inside(old: _Placed, new: _Placed) -> Iterator[Change]:
    before, after = old.step, new.step
    if before.kind != after.kind:
        sentence = f"{new} was “{before.label}” before."
        yield Change(ChangeKind.KIND, sentence, after.key)
    if before.delay != after.delay:
        yield Change(ChangeKind.TIMING, _timing(old, new), after.key)
    if before.same_thread != after.same_thread:
        verb = "answers in the earlier thread" if after.same_thread else "opens a new thread"
        yield Change(ChangeKind.THREAD, f"{new} now {verb}.", after.key)
    for field, name in _COPY.items():
        texts = getattr(before, field), getattr(after, field)
        if texts[0] != texts[1]:
            sentence = f"{new}: the {name} changed."
            yield Change(ChangeKind.COPY, sentence, after.key, field, runs(*texts))


def _timing(old: _Placed, new: _Placed) -> str:
    sentence = f"{new} waits {new.step.delay} instead of {old.step.delay}"
    return f"{sentence}; it was on day {old.day}." if old.day != new.day else f"{sentence}."


def _window(before: Window | None, after: Window | None) -> Iterator[Change]:
    if before != after:
        text = f"Sends {_hours(after)} instead of {_hours(before)}."
        change = Run("removed", _hours(before)), Run("added", _hours(after))
        yield Change(ChangeKind.WINDOW, text, "", "window", change)


def _hours(window: Window | None) -> str:
    return str(window) if window else "in the workspace's window"


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
