"""Plans as plain data: equal plans have equal data, and whatever is wrong has a path."""

import json
from dataclasses import MISSING, fields, is_dataclass
from typing import Any, get_args, get_type_hints

import pytest
from hypothesis import given

from contacts.conditions import Condition, Conditions, Match, Operator
from sequences.cadence import OFFICE_HOURS, Block, Window
from sequences.plans import (
    Canary,
    Goal,
    Jump,
    Plan,
    StepInput,
    as_data,
    digest,
    read_plan,
    read_step,
)
from sequences.plans.data import plan_from
from sequences.plans.reader import MAX_UNKNOWN, Reader
from tests.sequences.plans_strategy import plans

ASKED = Conditions((Condition(field="contact.country", operator=Operator.IS, value="DE"),))


def wrong(data: Any) -> dict[str, str]:
    """Each problem of a plan's data by its path."""
    _, found = read_plan(data)
    return {problem.field: problem.message for problem in found}


def in_step(**data: Any) -> list[str]:
    _, found = read_step({"kind": "call", **data})
    return [problem.field for problem in found]


@given(plans())
def test_a_plan_comes_back_from_its_data_which_stays_the_same_in_order(plan: Plan) -> None:
    data = json.dumps(as_data(plan))
    read, found = read_plan(json.loads(data))
    assert (read, found) == (plan, [])
    assert json.dumps(as_data(read)) == data


def test_what_equals_its_default_is_left_out() -> None:
    assert as_data(Plan()) == {}
    assert as_data(StepInput("call")) == {"kind": "call"}
    assert as_data(Canary()) == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [(Canary(bounce=6), Canary(bounce=6.0)), (Canary(opt_out=0.0), Canary(opt_out=-0.0))],
)
def test_equal_numbers_have_equal_data(one: Canary, other: Canary) -> None:
    assert one == other
    assert digest(Plan(canary=one)) == digest(Plan(canary=other))


def test_conditions_that_ask_for_nothing_are_left_out() -> None:
    nothing = Conditions((), Match.ANY)
    assert as_data(Plan(goal=Goal("Won", nothing))) == {"goal": {"name": "Won"}}
    assert as_data(StepInput("call", when=nothing)) == {"kind": "call"}
    assert as_data(Jump("bye", nothing)) == {"to": "bye"}


def test_all_fields_of_all_parts_are_read() -> None:
    """What nobody asks for would be lost on the way through a store."""
    asked: dict[str, set[str]] = {}
    _walk(Plan, asked)
    reader = Reader({}, "", [])
    plan_from(reader)
    assert set(reader.asked) == asked["Plan"]
    assert {"StepInput", "Variant", "Case", "Event", "Expectation", "Canary", "Exit"} < set(asked)


def _walk(kind: type[Any], found: dict[str, set[str]]) -> None:
    if not is_dataclass(kind) or kind.__name__ in found or kind in (Conditions, Window, Block):
        return
    found[kind.__name__] = {field.name for field in fields(kind)}
    for hint in get_type_hints(kind).values():
        for part in (hint, *get_args(hint)):
            if isinstance(part, type):
                _walk(part, found)


def test_a_window_is_named_by_its_wrong_block() -> None:
    good = {"weekday": 0, "start": "09:00", "end": "17:00"}
    assert list(wrong({"window": [good, {**good, "start": "9"}]})) == ["window.2"]
    assert list(wrong({"window": [good, {"weekday": 7}]})) == [
        "window.2.weekday",
        "window.2.start",
        "window.2.end",
        "window.2",
    ]
    assert list(wrong({"window": [{**good, "note": "x"}]})) == ["window.1.note"]


@pytest.mark.parametrize("window", [0, "", {}, False, "09:00"])
def test_a_window_that_is_no_list_is_no_missing_window(window: object) -> None:
    assert list(wrong({"window": window})) == ["window"]


def test_a_window_comes_back() -> None:
    assert read_plan({"window": OFFICE_HOURS.to_json()})[0].window == OFFICE_HOURS
    assert read_plan({"window": []}) == (Plan(), [])


def test_every_wrong_comparison_is_named() -> None:
    good = {"field": "contact.country", "operator": "is", "value": "DE"}
    when = {"conditions": [{**good, "value": 5}, good, {**good, "field": "x"}, {**good, "odd": 1}]}
    assert in_step(when=when) == [
        "when.conditions.1.value",
        "when.conditions.1.value",
        "when.conditions.3.field",
        "when.conditions.4.odd",
    ]


@pytest.mark.parametrize(
    ("when", "field"),
    [
        ({"conditions": []}, "when.conditions"),
        ({"match": "some", "conditions": as_data(ASKED)["conditions"]}, "when.match"),
        ({"conditions": as_data(ASKED)["conditions"] * 9}, "when.conditions"),
        ("contact.country is DE", "when"),
    ],
)
def test_conditions_that_cannot_be_read_are_named(when: object, field: str) -> None:
    assert in_step(when=when)[0] == field


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"cc": [5]}, "cc"),
        ({"cc": ["a"] * 6}, "cc"),
        ({"cc": "a@b.example"}, "cc"),
        ({"same_thread": "yes"}, "same_thread"),
        ({"delay_amount": True}, "delay_amount"),
        ({"delay_amount": 1.5}, "delay_amount"),
        ({"delay_amount": "1"}, "delay_amount"),
        ({"text": 5}, "text"),
        ({"text": "a\0b"}, "text"),
        ({"text": "\ud800"}, "text"),
        ({"subject": "x" * 999}, "subject"),
        ({"jumps": [{}]}, "jumps.1.to"),
        ({"links": [{"title": "x"}]}, "links.1.url"),
        ({"variants": [{"key": "b"}]}, "variants.1.share"),
        ({"experiment": {"metric": "fame"}}, "experiment.metric"),
        ({"experiment": {"minimum": 9}}, "experiment.minimum"),
        ({"txt": "x"}, "txt"),
    ],
)
def test_what_cannot_be_read_of_a_step_is_named(data: dict[str, Any], field: str) -> None:
    assert in_step(**data) == [field]


def test_what_is_missing_is_named() -> None:
    data: dict[str, Any] = {"steps": [{}], "exits": [{}], "goal": {}, "cases": [{}]}
    assert list(wrong(data)) == [
        "steps.1.kind",
        *("exits.1.name", "exits.1.reason", "exits.1.when"),
        *("goal.name", "goal.when"),
        *("cases.1.name", "cases.1.start", "cases.1.expect"),
    ]


def test_a_typing_error_is_met_with_the_name_that_was_meant() -> None:
    assert wrong({"spread_minuts": 5}) == {
        "spread_minuts": "spread_minuts: There is no such field. Did you mean spread_minutes?"
    }


def test_of_many_unknown_fields_a_few_are_told() -> None:
    assert len(wrong({f"x{n}": 1 for n in range(5_000)})) == MAX_UNKNOWN


def test_half_a_character_in_a_name_can_be_sent_back() -> None:
    (found,) = wrong({"\ud800": 1}).items()
    assert json.dumps(found, ensure_ascii=False).encode()


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -1, 100.1, True, "5"])
def test_a_percentage_lies_between_0_and_100(number: object) -> None:
    assert list(wrong({"canary": {"bounce": number}})) == ["canary.bounce"]


def test_names_of_fields_have_a_limit() -> None:
    case = {"name": "a", "start": "b", "expect": [{"outcome": "never"}]}
    assert list(wrong({"cases": [{**case, "fields": {"x" * 121: "y"}}]})) == [
        f"cases.1.fields.{'x' * 40}"
    ]


def test_nothing_has_a_default_that_its_reader_does_not_know() -> None:
    plan = read_plan({"steps": [{"kind": "call"}]})[0]
    assert plan.steps == (StepInput("call"),)
    assert all(
        getattr(plan, field.name) == field.default
        for field in fields(Plan)
        if field.default is not MISSING and field.name != "steps"
    )
