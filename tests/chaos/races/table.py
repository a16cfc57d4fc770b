"""The table of the races that a person reads."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tests.chaos.races.judging import WINDOW, percentile

Rounds = Sequence[Mapping[str, Any]]
COUNTS = ("stops", "races", "armed_first", "not_armed", "armed_after")
HEADS = ("stops", "races", "arm first", "not armed", "arm AFTER", "left")
TIMES = ("p50", "p99", "max", "p99 news", "max news")
EXPLAINED = f"""\
A race is a touch whose arming and whose stop were at work at once or less than
{WINDOW * 1000:.0f} ms apart; one switch races with every touch of a batch. "arm first": it
committed before the stop. "arm AFTER": it committed after a stop that had committed and held; must
be 0. "left": dots that the mail server had after the commit of the stop, of messages that were
armed before it; then by how many milliseconds. PostgreSQL notes a commit before it is on disk and
seen by others; "news" counts from when whoever stopped knew of it. "no label": how many of those
that left the product did not mark as left after a stop; "missed": of these, those that
came after the news; before, nobody could see the stop yet."""


def lines(done: Mapping[str, Rounds]) -> list[str]:
    """One line for each kind of stop and their sum, then the control's."""
    found = []
    for which, title in (("with", "with the locks"), ("without", "control: without the locks")):
        rounds = done.get(which, [])
        if rounds:
            seconds = sum(each["seconds"] for each in rounds)
            found += [f"{title}, {len(rounds)} rounds, {seconds:.0f} s", *_table(rounds), ""]
    return [*found, EXPLAINED]


def added(rounds: Rounds, what: str) -> int:
    """A count over all kinds."""
    return sum(int(kind[what]) for each in rounds for kind in each["kinds"].values())


def holds(done: Mapping[str, Rounds]) -> bool:
    """Whether the locks keep what goes wrong without them."""
    bad, good = done.get("without", []), done.get("with", [])
    return added(bad, "armed_after") > 0 and bool(good) and added(good, "armed_after") == 0


def _table(rounds: Rounds) -> Iterator[str]:
    heads = "".join(f"{head:>10}" for head in (*HEADS, *TIMES, "no label", "missed"))
    yield f"{'kind of stop':<22}{heads}"
    names = sorted({name for each in rounds for name in each["kinds"]})
    for name in names:
        yield _line(name, [each["kinds"][name] for each in rounds if name in each["kinds"]])
    yield _line("all", [kind for each in rounds for kind in each["kinds"].values()])


def _line(name: str, tallies: Sequence[Mapping[str, Any]]) -> str:
    counts = [sum(each[key] for each in tallies) for key in COUNTS]
    overlaps, news = (
        sorted(value for each in tallies for value in each[key])
        for key in ("overlaps", "after_news")
    )
    shown = [*counts, len(overlaps)]
    times = [
        *(percentile(overlaps, share) for share in (0.5, 0.99, 1.0)),
        *(percentile(news, share) for share in (0.99, 1.0)),
    ]
    cells = "".join(f"{each:>10}" for each in shown) + "".join(f"{each:>10.1f}" for each in times)
    unlabelled = sum(each["unlabelled"] for each in tallies)
    # Rounds of before do not say it, so all of theirs may be.
    missed = sum(each.get("missed", each["unlabelled"]) for each in tallies)
    return f"{name:<22}{cells}{unlabelled:>10}{missed:>10}"
