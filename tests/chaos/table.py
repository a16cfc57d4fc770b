"""The table that a person reads."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from tests.chaos.points import BY_NAME

COLUMNS = (
    ("rounds", "rounds"),
    ("strikes", "strikes"),
    ("touches", "touches"),
    ("sent", "sent"),
    ("unknown", "unknown"),
    ("found_sent", "was sent"),
    ("found_unsent", "was not"),
    ("for_a_person", "person"),
    ("refused", "refused"),
    ("lost", "lost"),
    ("doubled", "doubled"),
    ("seconds", "seconds"),
)
OTHERS = {
    "random": "SIGKILL at any moment",
    "broker": "broker killed and away",
    "database": "database killed and away",
    "smtp": "451, 554, hang, lost connections",
    "clock": "database's clock set by an hour",
    "clocks": "workers' clocks set by an hour",
    "together": "every point in one round",
}
EXPLAINED = """\
A strike is one kill, stop or lost reply. "unknown" are sends in doubt; "was sent" and "was not" is
how the relay's log settled them. "person" are touches that were tried eight times and wait for
somebody, "refused" those that the relay refused for good. Lost, doubled,
and every difference between the three sets must be 0."""


def lines(done: Sequence[Mapping[str, Any]]) -> list[str]:
    """One line for each name, its rounds added up, and what must not be."""
    names = list(dict.fromkeys(each["name"] for each in done))
    head = f"{'point':<9} {'moment':<33}" + "".join(f"{word:>9}" for _, word in COLUMNS)
    body = [_line(name, [each for each in done if each["name"] == name]) for name in names]
    broken = [f"{each['name']}: {words}" for each in done for words in each["broken"]]
    return [head, *body, "", *_by_point(done), EXPLAINED, *broken]


def _by_point(done: Sequence[Mapping[str, Any]]) -> list[str]:
    """How often it was struck at each point, over all rounds; of whole workers by themselves."""
    found: dict[str, Counter[str]] = {"": Counter(), " of whole workers": Counter()}
    for each in done:
        kind = " of whole workers" if each["name"].endswith(" whole") else ""
        found[kind].update(each["by_point"])
    return [
        f"Strikes{kind}: " + ", ".join(f"{name} {count}" for name, count in counts.items()) + "."
        for kind, counts in found.items()
        if counts
    ]


def _line(name: str, done: Sequence[Mapping[str, Any]]) -> str:
    added = {key: sum(each.get(key, 0) for each in done) for key, _ in COLUMNS[1:]}
    cells = "".join(f"{added[key]:>9.0f}" for key, _ in COLUMNS[1:])
    return f"{name:<9} {moment(name):<33}{len(done):>9}{cells}"


def moment(name: str) -> str:
    """In words."""
    bare, _, whole = name.partition(" ")
    known = BY_NAME.get(bare)
    words = known.moment if known else OTHERS.get(bare, "")
    return f"{words}, {whole}" if whole else words
