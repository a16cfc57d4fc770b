"""Which of a stop and an arming was first, by the order of their commits.

PostgreSQL notes the moment of a commit before the transaction lets its locks go. So of two that
want the same lock the first has the earlier moment, and a later moment of an arming proves that
the stop had committed before. Pure.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import inf

# A stop and an arming race when both were at work at once, or less than so many seconds apart.
WINDOW = 0.1


@dataclass(frozen=True)
class Arming:
    """One touch in one arming. `committed` is None where it was not armed; `dot_at`, when the
    server had the dot, where it had none. `covers` are the ids by which a stop may name it.
    Moments in seconds."""

    begun: float
    ended: float
    covers: frozenset[str]
    committed: float | None = None
    dot_at: float | None = None
    labelled: bool = False


@dataclass(frozen=True)
class Stop:
    """One stop: when it was asked for, when it committed by the server's note, when whoever asked
    knew of that, and until when it surely held."""

    kind: str
    covers: str
    called: float
    committed: float
    known: float
    holds_until: float = inf


@dataclass
class Tally:
    """What became of the races of one kind of stop. Overlaps are in milliseconds: by how much dots
    were later than the server's note of the commit, and than the news of it. Of the unlabelled
    those are `missed` that were later than the news too; before, nobody may have seen the stop."""

    stops: int = 0
    races: int = 0
    armed_first: int = 0
    not_armed: int = 0
    armed_after: int = 0
    unlabelled: int = 0
    missed: int = 0
    overlaps: list[float] = field(default_factory=list)
    after_news: list[float] = field(default_factory=list)


def judge(stops: Sequence[Stop], armings: Sequence[Arming]) -> dict[str, Tally]:
    """The races by the kind of their stop. An arming long after a stop is no race any more, and
    still counted where it must not be."""
    by_name: dict[str, list[Arming]] = defaultdict(list)
    for arming in sorted(armings, key=lambda each: each.ended):
        for name in arming.covers:
            by_name[name].append(arming)
    found: dict[str, Tally] = defaultdict(Tally)
    for stop in stops:
        known = by_name.get(stop.covers, [])
        _add(found[stop.kind], stop, known)
    return dict(found)


def _add(tally: Tally, stop: Stop, known: Sequence[Arming]) -> None:
    tally.stops += 1
    after = set(map(id, _after(stop, known)))
    tally.armed_after += len(after)
    for arming in _near(stop, known):
        tally.races += 1
        if arming.committed is None:
            tally.not_armed += 1
        elif id(arming) not in after:
            tally.armed_first += 1
            _overlap(tally, stop, arming)


def _near(stop: Stop, known: Sequence[Arming]) -> Iterator[Arming]:
    """Those that were at work while it was, or a little before or after. What was armed once a
    switch was open again is none of its races."""
    first = bisect_left(known, stop.called - WINDOW, key=lambda each: each.ended)
    for arming in known[first:]:
        if arming.begun > stop.committed + WINDOW:
            # Batches overlap, so a later end may still have an earlier begin.
            if arming.begun > stop.committed + 60:
                return
            continue
        if arming.committed is None or arming.committed < stop.holds_until:
            yield arming


def _after(stop: Stop, known: Sequence[Arming]) -> Iterator[Arming]:
    """Those that committed although the stop had, while it held."""
    first = bisect_right(known, stop.committed, key=lambda each: each.ended)
    for arming in known[first:]:
        when = arming.committed
        if when is not None and stop.committed < when < stop.holds_until:
            yield arming


def _overlap(tally: Tally, stop: Stop, arming: Arming) -> None:
    """A dot after the stop; once a switch is open again, dots may be written again."""
    if arming.dot_at is not None and stop.committed < arming.dot_at < stop.holds_until:
        tally.overlaps.append((arming.dot_at - stop.committed) * 1000)
        tally.after_news.append(max(0.0, arming.dot_at - stop.known) * 1000)
        tally.unlabelled += not arming.labelled
        tally.missed += arming.dot_at > stop.known and not arming.labelled


def percentile(values: Sequence[float], share: float) -> float:
    """Of sorted values, nearest rank; 0 of none."""
    if not values:
        return 0.0
    return values[min(len(values) - 1, int(len(values) * share))]


def as_line(tally: Tally) -> Mapping[str, object]:
    """What is kept of it."""
    rounded = {
        name: [round(each, 2) for each in sorted(values)]
        for name, values in (("overlaps", tally.overlaps), ("after_news", tally.after_news))
    }
    return {**vars(tally), **rounded}
