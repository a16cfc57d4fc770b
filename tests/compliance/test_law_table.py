"""The table for counsel: every line of it is judged by the whole gate, and `docs/law.md` shows it.

The expectations were written from the laws that each line names, not from the code.
"""

from collections import Counter

import pytest

from compliance.packs import PACKS, Basis, Channel, Subscriber
from compliance.rules import BY_ID, judge
from compliance.verdicts import Outcome, Verdict
from tests.compliance import law_document, law_table
from tests.compliance.law_table import Line, case_of, lines

OUTCOMES = {"allowed": Outcome.ALLOW, "blocked": Outcome.BLOCK, "waits": Outcome.DEFER}
LINES = lines()


def deciding(verdict: Verdict) -> set[str]:
    """The rules that decided, by the names that people know."""
    return {BY_ID[finding.rule].label for finding in verdict.blocks or verdict.defers}


@pytest.mark.parametrize("line", LINES, ids=str)
def test_the_gate_answers_as_the_table_says(line: Line) -> None:
    verdict = judge(case_of(line))
    assert verdict.outcome is OUTCOMES[line.expected], f"{line}\n{verdict.summary}"
    if not verdict.allows:
        assert deciding(verdict) == line.rules, f"{line}\n{verdict.summary}"


def test_the_table_has_at_least_150_lines_numbered_in_order() -> None:
    assert len(LINES) >= 150
    assert [line.no for line in LINES] == [str(n) for n in range(1, len(LINES) + 1)]


def test_no_two_lines_tell_the_same_story() -> None:
    stories = Counter(
        (line.country, line.channel, line.subscriber, line.address, line.on_record, line.state)
        for line in LINES
    )
    assert [story for story, count in stories.items() if count > 1] == []


def test_each_line_names_its_source() -> None:
    assert [line.no for line in LINES if not line.source.strip()] == []


def test_each_pack_basis_channel_and_kind_of_subscriber_is_in_the_table() -> None:
    cases = [case_of(line) for line in LINES]
    assert {each.person.country for each in cases} >= {*PACKS, ""}
    assert {ground.basis for each in cases for ground in each.consents} == set(Basis)
    assert {each.channel for each in cases} == set(Channel)
    assert {each.person.subscriber for each in cases} == set(Subscriber)


def test_each_pack_lets_somebody_through_and_stops_somebody() -> None:
    seen = {(case_of(line).person.country, line.expected) for line in LINES}
    assert {(code, said) for code in PACKS for said in ("allowed", "blocked")} <= seen


def test_a_word_that_nobody_knows_is_an_error() -> None:
    first = LINES[0]
    with pytest.raises(KeyError):
        case_of(Line(**{**vars(first), "state": "opted  out"}))


def test_the_page_for_counsel_is_written_from_the_table() -> None:
    written = law_document.FILE.read_text(encoding="utf-8")
    assert written == law_document.text(), f"Write it anew: {law_document.COMMAND}"


def test_the_words_of_the_table_are_all_in_use() -> None:
    said = {word for line in LINES for word in line.state.split("; ")}
    said = {word for word in said if not law_table.HOUR.fullmatch(word)}
    assert said == law_table.STOPS.keys() | law_table.STATES.keys()
