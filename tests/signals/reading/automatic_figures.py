"""Figures on automatic answers, by kind and language, with the misses named.

`automatic_figures()` reads every mail of the corpus once; the report prints what it yields.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from signals.kinds import Kind
from signals.reading import Reading, read
from tests.signals.reading.automatic_mail import Entry, entries, mail

OURS = frozenset({"ours.example"})
KINDS = {"auto": Kind.AUTO_REPLY, "left": Kind.LEFT_COMPANY, "other": Kind.OTHER}
MACHINES = frozenset(KINDS.values())


@dataclass(slots=True)
class Figure:
    """How many of how many were read right, and the names of those that were not."""

    of: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def right(self) -> int:
        """Those that were read right."""
        return self.of - len(self.misses)

    @property
    def share(self) -> float:
        """From 0 to 1; 1 when there was nothing to read."""
        return self.right / self.of if self.of else 1.0

    def count(self, name: str, *, right: bool) -> None:
        """Add one."""
        self.of += 1
        if not right:
            self.misses.append(name)


Figures = dict[tuple[str, str], Figure]


def automatic_figures(corpus: Iterable[Entry] | None = None) -> Figures:
    """A figure for each (question, language); the questions are:

    `automatic` (auto, left or other as expected), `left` (of those who have left), `human` (not
    taken for a machine), `date` (exactly the day named, or none), `sense` (first day back or last
    day away), `stand-in` (every name, address and number that stands in, and nobody else).
    """
    found: Figures = defaultdict(Figure)
    for entry in entries() if corpus is None else corpus:
        reading = read(mail(entry), received_at=entry.received, own_domains=OURS)
        for question, right in _answers(entry, reading):
            found[question, entry.language].count(f"{entry.name}: {reading.kind}", right=right)
    return dict(found)


def total(figures: Figures, question: str) -> Figure:
    """One question over all languages."""
    whole = Figure()
    for (asked, _), each in figures.items():
        if asked == question:
            whole.of += each.of
            whole.misses += each.misses
    return whole


def _answers(entry: Entry, reading: Reading) -> Iterator[tuple[str, bool]]:
    if entry.kind == "reply":
        yield "human", reading.kind not in MACHINES
        return
    yield "automatic", reading.kind is KINDS[entry.kind]
    if entry.kind == "other":
        return
    if entry.kind == "left":
        yield "left", reading.kind is Kind.LEFT_COMPANY
    named = entry.back or entry.last
    yield "date", reading.return_date == named
    if named and reading.return_date == named:
        yield "sense", reading.is_first_day_back is (entry.back is not None)
    yield "stand-in", _names_exactly(entry, reading)


def _names_exactly(entry: Entry, reading: Reading) -> bool:
    told = "|".join(f"{s.name}|{s.address}|{s.phone}" for s in reading.stand_ins)
    bare = told.replace(" ", "")
    if not entry.also:
        return not told
    return all(each.replace(" ", "") in bare for each in entry.also)


def lines(figures: Figures) -> Iterator[str]:
    """The figures as text: one line for each question and language, then the misses."""
    for (question, language), each in sorted(figures.items()):
        yield f"{question:10} {language}  {each.right:4} of {each.of:4}  {each.share:7.1%}"
        yield from (f"    missed: {name}" for name in each.misses)
