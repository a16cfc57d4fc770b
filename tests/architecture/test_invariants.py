"""docs/invariants.md names tests that exist for each invariant, and the mutants that there are."""

import re

from tests.architecture.sources import ROOT
from tests.mutants.guards import MUTANTS

TEXT = (ROOT / "docs/invariants.md").read_text()


def test_each_invariant_names_tests_that_exist() -> None:
    lines = re.findall(r"^\| (\d+) \|.*\| (`.*) \|$", TEXT, re.MULTILINE)
    assert [int(number) for number, _ in lines] == list(range(1, 31))
    named = [each for _, tests in lines for each in re.findall(r"`([^`:]+)::(\w+)`", tests)]
    found = [(path, f"def {name}(" in (ROOT / "tests" / path).read_text()) for path, name in named]
    assert [path for path, is_there in found if not is_there] == []


def test_the_mutants_of_the_page_are_those_of_the_command() -> None:
    named = re.findall(r"^\| [^|]+ \| `([a-z-]+)` \|$", TEXT, re.MULTILINE)
    assert named == [each.name for each in MUTANTS]
