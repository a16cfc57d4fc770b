"""Whoever silences a checker says why, in the same line."""

import re

import pytest

from tests.architecture.sources import PACKAGES, python

SILENCED = re.compile(r"#\s*(type:\s*ignore|noqa)(?P<rest>.*)")
WITH_CAUSE = re.compile(r"^(\[[-\w, ]+\] # \w|: [A-Z]+\d+(, [A-Z]+\d+)* - \w)")


def causeless(line: str) -> bool:
    """Whether the line silences a checker without naming the rule and the cause."""
    found = SILENCED.search(line)
    return bool(found) and not WITH_CAUSE.match(found["rest"] if found else "")


def test_every_silenced_check_names_its_rule_and_its_cause() -> None:
    bad = [
        f"{source.place}:{number}"
        for source in python(*PACKAGES, "tests")
        for number, line in enumerate(source.lines, start=1)
        if causeless(line) and "test_exceptions_to_the_checks" not in source.place
    ]
    assert bad == []


@pytest.mark.parametrize(
    "line",
    ["x = y  # type: ignore", "x = y  # type: ignore[attr]", "import x  # noqa", "x  # noqa: F401"],
)
def test_a_bare_exception_is_found(line: str) -> None:
    assert causeless(line)


@pytest.mark.parametrize(
    "line",
    ["x = y  # type: ignore[misc] # ships no types", "import x  # noqa: F401 - bound by import"],
)
def test_an_explained_exception_passes(line: str) -> None:
    assert not causeless(line)
