"""Conditions as lines of a form, shared by rules, audiences and versions."""

from hypothesis import given
from hypothesis import strategies as st

from console.forms import conditions
from contacts.conditions import Condition, Conditions, Operator, from_data
from sequences.plans import vocabulary
from tests.sequences import plans_strategy

TITLE = {"when-field-0": "contact.title", "when-operator-0": "in", "when-value-0": 'CTO, "a, b"'}
EMPTY = {"when-field-1": "", "when-operator-1": "is", "when-value-1": " "}
CITY = {"when-field-2": "contact.city", "when-operator-2": "is", "when-value-2": "Bonn"}
VALUES = st.text(st.characters(exclude_categories=("Cs", "Cc"))).map(str.strip).filter(bool)


@given(plans_strategy.conditions())
def test_conditions_come_back_as_they_were_stored(asked: Conditions) -> None:
    lines = conditions.posted(conditions.stored(asked, "when-").texts(), "when-")
    found = from_data(lines.to_json(), vocabulary.is_field) if lines.rows else ()
    assert found == asked.items


@given(st.lists(VALUES, min_size=1, max_size=4))
def test_values_with_commas_and_quotes_stay_apart(values: list[str]) -> None:
    assert conditions.split(conditions.joined(values)) == values


def test_a_line_that_nobody_filled_in_is_no_condition() -> None:
    lines = conditions.posted({**TITLE, **EMPTY, **CITY}, "when-")
    assert [row.field for row in lines.rows] == ["contact.title", "contact.city"]
    assert lines.to_json()[0]["values"] == ["CTO", "a, b"]


def test_the_line_that_is_dropped_is_the_one_that_was_shown() -> None:
    lines = conditions.posted({**TITLE, **EMPTY, **CITY}, "when-")
    assert lines.rearranged("when-drop-2")
    assert [row.field for row in lines.rows] == ["contact.title"]


def test_a_button_of_another_list_is_left_alone() -> None:
    lines = conditions.posted(TITLE, "when-")
    assert not lines.rearranged("jumps-0-when-more") and not lines.rearranged("when-nonsense")


def test_a_sentence_stands_at_its_line() -> None:
    lines = conditions.posted({**TITLE, **CITY}, "when-")
    lines.take({"conditions.2.value": "Too long.", "conditions": "Too many."})
    assert lines.rows[1].errors == {"value": "Too long."} and lines.error == "Too many."


def test_no_more_lines_are_offered_than_there_may_be() -> None:
    eight = tuple(Condition(field="contact.city", operator=Operator.IS_EMPTY) for _ in range(8))
    lines = conditions.stored(Conditions(eight))
    assert len(lines.shown) == 8 and not lines.has_room
