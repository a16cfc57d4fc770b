"""What is different between two plans, in an order and in words that a person can follow.

Pure. Steps are the same step when they have the same key.
"""

from collections.abc import Sequence

from sequences.differences.change import Change, ChangeKind
from sequences.differences.sequence import sequence, tests
from sequences.differences.steps import inside, placed, whole
from sequences.differences.texts import Run, runs
from sequences.plans import Plan, digest

__all__ = ["Change", "ChangeKind", "Run", "differences", "runs"]


def differences(before: Plan, after: Plan) -> tuple[Change, ...]:
    """Every difference: the whole first, then the steps in their new order, then what is gone,
    then the tests.

    Empty exactly if both plans would do and say the same; notes are not compared.
    """
    if digest(before) == digest(after):
        return ()
    return (*sequence(before, after), *_steps(before, after), *tests(before, after))


def _steps(before: Plan, after: Plan) -> list[Change]:
    old, new = placed(before), placed(after)
    moved = _moved([key for key in old if key in new], [key for key in new if key in old])
    found: list[Change] = []
    for key, step in new.items():
        if key not in old:
            found += whole(ChangeKind.ADDED, step, "is new")
            continue
        if key in moved:
            sentence = f"{step} was step {old[key].number} before."
            found.append(Change(ChangeKind.MOVED, sentence, key))
        found += inside(old[key], step)
    for key, step in old.items():
        if key not in new:
            found += whole(ChangeKind.REMOVED, step, "is gone")
    return found


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
