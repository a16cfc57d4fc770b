"""Figures on the project's own replies: how often each meaning is read right, and which are not.

`python -m tests.signals.reading.reply_figures` prints them. A line of a file of replies is
`language label[!] [=detail] | text`: "!" marks a reply that holds opt-out words and is none,
`detail` is the date, the address or the day that must be read, "\\n" is a line break.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from signals.reading.intent import Intent, Understanding, understand

REPLIES = Path(__file__).parent / "replies"
#: `looked_at` was read while the phrases were written, `held_out` was written before them, `later`
#: and `tried` after them, `blind` by another hand that knew none of them. All have been looked at
#: since; docs/reply-meanings.md has their first figures.
SETS = ("looked_at", "held_out", "later", "tried", "blind")
RECEIVED = date(2026, 11, 23)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply and what it must be read as."""

    language: str
    label: Intent
    hard: bool
    detail: str
    text: str


@dataclass(frozen=True, slots=True)
class Miss:
    """A reply that was read otherwise."""

    reply: Reply
    read_as: Intent
    held: bool


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    right: int
    total: int

    @property
    def percent(self) -> float:
        """0 to 100; 100 of nothing."""
        return 100.0 * self.right / self.total if self.total else 100.0

    def __str__(self) -> str:
        return f"{self.right} of {self.total} ({self.percent:.1f} %)"


@dataclass(frozen=True, slots=True)
class Figures:
    """What one set of replies shows; recall and precision are by intent, right by language."""

    name: str
    right: Share
    recall: dict[Intent, Share]
    precision: dict[Intent, Share]
    by_language: dict[str, Share]
    hard_suppressed: Share
    details: Share
    misses: tuple[Miss, ...]

    @property
    def opt_outs_let_go(self) -> int:
        """Wishes to be left alone that were neither heard nor held for a person."""
        missed = (miss for miss in self.misses if miss.reply.label is Intent.OPT_OUT)
        return sum(not (miss.held or miss.read_as is Intent.COMPLAINT) for miss in missed)


def replies(name: str) -> Iterator[Reply]:
    """The replies of one set, in the order of its file."""
    for line in (REPLIES / f"{name}.txt").read_text().splitlines():
        head, _, text = line.partition(" | ")
        language, label, *more = head.split()
        detail = next((each for each in more if each.startswith("=")), "").strip("=!")
        hard = "!" in head
        yield Reply(language, Intent(label.rstrip("!")), hard, detail, text.replace("\\n", "\n"))


def detail_of(found: Understanding) -> str:
    """The date, address or day that was read, as the sets write it."""
    if found.intent is Intent.NOT_NOW:
        return found.come_back.isoformat() if found.come_back else ""
    if found.intent is Intent.MEETING:
        days = (each.day.isoformat() for each in found.proposed if each.day)
        return next(days, "")
    return next((each.email for each in found.contacts), "")


@cache
def figures(name: str) -> Figures:
    """Read one set and count."""
    read = [(each, understand(each.text, received=RECEIVED)) for each in replies(name)]
    pairs = [(each.label, found.intent) for each, found in read]
    languages = sorted({each.language for each, _ in read})
    hard = [found for each, found in read if each.hard]
    detailed = [detail_of(found) == each.detail for each, found in read if each.detail]
    return Figures(
        name,
        _share([label is got for label, got in pairs]),
        {i: _share([got is i for label, got in pairs if label is i]) for i in Intent},
        {i: _share([label is i for label, got in pairs if got is i]) for i in Intent},
        {
            language: _share([r.label is f.intent for r, f in read if r.language == language])
            for language in languages
        },
        _share([found.intent is Intent.OPT_OUT for found in hard]),
        _share(detailed),
        tuple(Miss(r, f.intent, f.held) for r, f in read if r.label is not f.intent),
    )


def _share(hits: list[bool]) -> Share:
    return Share(sum(hits), len(hits))


def lines(found: Figures) -> Iterator[str]:
    """The figures of one set for people, the misses last."""
    yield f"Replies, {found.name}: {found.right} read right"
    for intent in Intent:
        recall, precision = found.recall[intent], found.precision[intent]
        yield f"  {intent.value:13} recall {recall}, precision {precision}"
    yield "  by language   " + ", ".join(
        f"{language} {share.percent:.0f} %" for language, share in found.by_language.items()
    )
    yield f"  with opt-out words that are no wish: {found.hard_suppressed} suppressed"
    yield f"  wishes neither heard nor held: {found.opt_outs_let_go}"
    yield f"  dates, addresses and days: {found.details}"
    for miss in found.misses:
        held = ", held" if miss.held else ""
        shown = " ".join(miss.reply.text.split())[:90]
        wanted = miss.reply.label.value
        yield f"  miss: {miss.reply.language} {wanted}, read as {miss.read_as.value}{held}: {shown}"


if __name__ == "__main__":
    for each in SETS:
        print("\n".join(lines(figures(each))))
