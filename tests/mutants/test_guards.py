"""Each mutant names what really stands in the sources: one that finds nothing removes nothing."""

from pathlib import Path

import pytest

from tests.mutants.guards import MUTANTS, Edit, Mutant

ROOT = Path(__file__).resolve().parent.parent.parent
EDITS = [pytest.param(edit, id=mutant.name) for mutant in MUTANTS for edit in mutant.edits]


@pytest.mark.parametrize("edit", EDITS)
def test_a_guard_stands_where_its_mutant_looks_for_it(edit: Edit) -> None:
    assert (ROOT / edit.file).read_text().count(edit.find) == 1
    assert edit.replace != edit.find


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda each: each.name)
def test_those_who_have_to_notice_exist(mutant: Mutant) -> None:
    assert all((ROOT / each.partition("::")[0]).exists() for each in mutant.tests)
