"""One difference between two plans, and how the parts of a plan are said."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from sequences.differences.texts import Run

Item = TypeVar("Item")


class ChangeKind(StrEnum):
    """What happened to a step, or to the whole."""

    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    KIND = "kind"
    TRACK = "track"
    TIMING = "timing"
    THREAD = "thread"
    CONDITIONS = "conditions"
    JUMPS = "jumps"
    COPY = "copy"
    LINKS = "links"
    PATIENCE = "patience"
    VARIANTS = "variants"
    EXPERIMENT = "experiment"
    SENDER = "sender"
    MODE = "mode"
    WINDOW = "window"
    LIMITS = "limits"
    EXITS = "exits"
    GOAL = "goal"
    CANARY = "canary"
    TRACKING = "tracking"
    SNIPPETS = "snippets"
    TESTS = "tests"


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `sentence` says it; `runs` show changed, new or deleted text.

    `step_key` is empty for the whole; `field` names the part that the change is about, such as
    `text`, `variants.b.subject` or `snippets.intro`.
    """

    kind: ChangeKind
    sentence: str
    step_key: str = ""
    field: str = ""
    runs: tuple[Run, ...] = ()


def before_and_after(before: str, after: str) -> tuple[Run, ...]:
    """What was said before and what is said now, each as a whole."""
    both = Run("removed", before), Run("added", after)
    return tuple(run for run in both if run.text)


def in_lists(
    before: Sequence[Item],
    after: Sequence[Item],
    say: Callable[[Item], str],
    make: Callable[[str, tuple[Run, ...]], Change],
    what: tuple[str, str],
) -> Iterator[Change]:
    """Differences of two lists: what came, what went, and whether the rest changed places.

    `what` is the word for one and for several of them.
    """
    one, several = what
    for item in before:
        if item not in after:
            yield make(f"No longer {one}: {say(item)}.", before_and_after(say(item), ""))
    for item in after:
        if item not in before:
            yield make(f"New {one}: {say(item)}.", before_and_after("", say(item)))
    if [item for item in before if item in after] != [item for item in after if item in before]:
        order = "; ".join(map(say, before)), "; ".join(map(say, after))
        yield make(f"The {several} stand in another order.", before_and_after(*order))
