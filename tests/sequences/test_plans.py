"""Plans as plain data: what may be stored, how keys are given, on which day a step lies."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.cadence import Window
from sequences.models import StepKind
from sequences.plans import (
    LABELS,
    MAX_STEPS,
    Plan,
    StepInput,
    days,
    digest,
    lint_facts,
    problems,
    with_keys,
)

EMAIL = StepInput("email", "intro", subject="A thought", text="Hi {{ first_name }}")
CALL = StepInput("call", delay_amount=1, instructions="Ask about the plant.")


def fields(*steps: StepInput) -> list[str]:
    return [problem.field for problem in problems(Plan(steps))]


def test_the_kinds_are_those_of_the_stored_steps() -> None:
    assert list(LABELS.items()) == [(kind.value, kind.label) for kind in StepKind]


def test_an_unfinished_draft_may_be_stored() -> None:
    assert problems(Plan((StepInput("email"), CALL))) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"kind": "fax"}, "kind"),
        ({"key": "No Spaces"}, "key"),
        ({"key": "x" * 61}, "key"),
        ({"delay_unit": "moons"}, "delay_unit"),
        ({"delay_amount": -1}, "delay_amount"),
        ({"delay_amount": 9_999_999}, "delay_amount"),
        ({"subject": "x" * 999}, "subject"),
        ({"subject": "{{ wibble }}"}, "subject"),
        ({"text": "x" * 200_001}, "text"),
        ({"html": '<a href="{{ city }}">'}, "html"),
        ({"instructions": "x" * 10_001}, "instructions"),
        ({"instructions": "a\0b"}, "instructions"),
    ],
)
def test_what_cannot_be_stored_is_named_by_step_and_field(
    change: dict[str, Any], field: str
) -> None:
    assert fields(EMAIL, replace(CALL, **change)) == [f"steps.2.{field}"]


def test_an_error_in_a_template_names_its_step_and_line() -> None:
    (problem,) = problems(Plan((EMAIL, replace(CALL, text="Hi\n\nDear {{ frist_name }}"))))
    assert problem.message.startswith("Step 2, text, line 3, column 6: Unknown variable")


def test_two_steps_cannot_share_a_key() -> None:
    assert fields(EMAIL, CALL, EMAIL) == ["steps.3.key"]


def test_the_fifty_first_step_is_refused() -> None:
    assert fields(*[CALL] * MAX_STEPS) == []
    assert fields(*[CALL] * (MAX_STEPS + 1)) == ["steps"]


def test_new_steps_are_named_for_their_kind_and_never_for_a_former_step() -> None:
    personal = StepInput("email_personal")
    steps = with_keys((CALL, EMAIL, CALL, personal), used={"call", "call-3"})
    assert [step.key for step in steps] == ["call-2", "intro", "call-4", "email-personal"]


@given(st.lists(st.sampled_from([EMAIL.key, "call", "call-2", ""]), max_size=8))
def test_given_keys_are_kept_and_all_keys_are_usable(keys: list[str]) -> None:
    given_once = [key if key not in keys[:n] else "" for n, key in enumerate(keys)]
    named = with_keys((replace(CALL, key=key) for key in given_once), used={"call"})
    assert [s.key for s, key in zip(named, given_once, strict=True) if key] == [
        *filter(None, given_once)
    ]
    assert problems(Plan(named)) == []


def test_days_add_up_from_the_first_step() -> None:
    delays = [(3, "days"), (0, "days"), (1, "days"), (30, "hours"), (2, "working_days")]
    steps = [StepInput("call", delay_amount=n, delay_unit=unit) for n, unit in delays]
    assert days(steps) == [1, 1, 2, 3, 5]


def test_the_lint_reads_the_instructions_of_manual_steps_but_not_of_emails() -> None:
    call, email = lint_facts([CALL, replace(EMAIL, text="", instructions="Send it.")])
    assert (call.text, email.text) == ("Ask about the plant.", "")


def test_the_digest_covers_steps_and_window_but_not_the_notes() -> None:
    plan = Plan((EMAIL, CALL), None, "First try.")
    window = Window.parse(json.loads('[{"weekday": 0, "start": "09:00", "end": "17:00"}]'))
    assert digest(plan) == digest(replace(plan, notes="Other."))
    assert len({digest(plan), digest(replace(plan, window=window)), digest(Plan((EMAIL,)))}) == 3
