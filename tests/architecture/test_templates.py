"""Templates: a button that leads nowhere submits, and nobody notices."""

import re
from collections.abc import Iterator

from tests.architecture.sources import templates

PART = re.compile(r"\{% block (?P<opens>\w+) %\}|\{% (?P<closes>endblock)\b|as (?P<names>\w+) %\}")


def blocks(text: str) -> Iterator[tuple[int, tuple[str, ...], str]]:
    """Where a name is given: the place, the blocks around it, the name ("" where blocks change)."""
    around: tuple[str, ...] = ()
    for part in PART.finditer(text):
        if part["opens"]:
            around = (*around, part["opens"])
        elif part["closes"]:
            around = around[:-1]
        yield part.end(), around, part["names"] or ""


def strangers(text: str) -> set[str]:
    """Names that are given in one block and used in another, which does not know them."""
    places = list(blocks(text))
    given = {(name, around) for _, around, name in places if name}
    ends = [place for place, _, _ in places[1:]] + [len(text)]
    found = set()
    for name in {name for name, _ in given}:
        homes = [around for each, around in given if each == name]
        use = re.compile(rf"(?<![\w.\"'/])(?<!as ){name}(?![\w\"'=])")
        for (start, around, _), end in zip(places, ends, strict=True):
            known = any(around[: len(home)] == home for home in homes)
            if not known and use.search(text[start:end]):
                found.add(name)
    return found


def test_what_a_block_names_is_used_in_that_block() -> None:
    assert strangers("{% block a %}{% url 'x' as y %}{% endblock a %}{% block b %}{{ y }}")
    found = {page.place: strangers(page.text) for page in templates()}
    assert {name: names for name, names in found.items() if names} == {}
