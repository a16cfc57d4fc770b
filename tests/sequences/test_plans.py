"""Plans as plain data: what may be stored, how keys are given, on which day a step lies."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.conditions import Condition, Conditions, Operator
from sequences.cadence import Window
from sequences.models import StepKind
from sequences.plans import (
    LABELS,
    MAX_STEPS,
    Jump,
    Link,
    Plan,
    StepInput,
    Variant,
    as_data,
    days,
    digest,
    problems,
    read_plan,
    with_keys,
)
from tests.sequences.plans_strategy import plans

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


@pytest.mark.parametrize(
    "address",
    [
        "{{email}}@acme.example",
        "a..b@acme.example",
        ".a@acme.example",
        "a@acme..example",
        "a@acme-.example",
        "a\u200b@acme.example",
        "\u202ea@acme.example",
        "=?utf-8?q?a?=@acme.example",
        "a:b@acme.example",
        "Boss <boss@acme.example>",
        "boss@acme.example.",
    ],
)
def test_what_is_no_plain_address_is_refused_before_anybody_approves_it(address: str) -> None:
    assert fields(replace(EMAIL, reply_to=address)) == ["steps.1.reply_to"]
    assert fields(replace(EMAIL, cc=("ok@acme.example", address))) == ["steps.1.cc"]


def test_an_error_in_a_template_names_its_step_and_line() -> None:
    (problem,) = problems(Plan((EMAIL, replace(CALL, text="Hi\n\nDear {{ frist_name }}"))))
    assert problem.message.startswith("Step 2, text, line 3, column 6: Unknown variable")


@pytest.mark.parametrize("part", ["subject", "preheader", "text", "html", "instructions"])
def test_an_unknown_snippet_is_named_with_its_line(part: str) -> None:
    changes: dict[str, Any] = {part: "Hi {{ snippet.intor }}"}
    plan = Plan((EMAIL, replace(CALL, **changes)))
    (problem,) = problems(plan)
    assert (problem.field, problem.line) == (f"steps.2.{part}", 1)
    assert problems(replace(plan, snippets=(("intor", "x"),))) == []


def test_an_error_in_a_variant_names_its_step_variant_and_line() -> None:
    wrong = Variant("b", 50, "Hi", text="Hi\n{{ frist_name }}")
    (problem,) = problems(Plan((replace(EMAIL, variants=(wrong,)),)))
    assert (problem.field, problem.line) == ("steps.1.variants.1.text", 2)
    assert problem.message.startswith("Step 1, variant 1, text, line 2, column 1: Unknown")


def test_an_error_in_a_snippet_names_it_and_its_line() -> None:
    (problem,) = problems(Plan((EMAIL,), snippets=(("intro", "Hi\n{{ signature }}"),)))
    assert (problem.field, problem.line) == ("snippets.intro", 2)


@pytest.mark.parametrize(
    ("html", "line"),
    [
        ("<p>\n<script>x()</script>", 2),
        ("<p onclick='x()'>", 1),
        ("<p>\n\n<a href='javascript:x()'>", 3),
        ("<iframe src='https://x.example'>", 1),
        ("<form action='https://x.example'>", 1),
    ],
)
def test_unsafe_html_is_refused_in_steps_variants_and_snippets(html: str, line: int) -> None:
    step = replace(EMAIL, html=html, variants=(Variant("b", 50, "Hi", html=html),))
    found = problems(Plan((step,), snippets=(("bad", html),)))
    assert {(problem.field, problem.line) for problem in found} == {
        ("steps.1.html", line),
        ("steps.1.variants.1.html", line),
        ("snippets.bad", line),
    }


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("html", "<p>" + "x" * 1_000_000),
        ("html", "<div>" * 39_000),
        ("text", "{{ first_name }}" * 10_000),
        ("text", "{{ " * 60_000),
        ("text", '{{ first_name | default: "' + "x" * 100_000 + '" }}'),
    ],
)
def test_a_bomb_is_refused_or_harmless_at_once(part: str, text: str) -> None:
    changes: dict[str, Any] = {"key": "b", part: text}
    started = time.process_time()
    found = problems(Plan((EMAIL, replace(EMAIL, **changes))))
    assert [problem.field for problem in found] == ([] if "<div>" in text else [f"steps.2.{part}"])
    assert time.process_time() - started < 2


def test_more_words_than_anybody_reads_are_refused_before_they_are_read() -> None:
    steps = tuple(replace(EMAIL, key=f"s{number}", text="{{" * 90_000) for number in range(12))
    (problem,) = problems(Plan(steps))
    assert (problem.field, "2,000,000" in problem.message) == ("steps", True)


def test_what_a_form_could_pass_but_nobody_read_back_is_refused() -> None:
    unknown = Condition(field="contact.shoe_size", operator=Operator.IS, value="42")
    asking = replace(EMAIL, when=Conditions((unknown,)))
    assert fields(asking) == ["steps.1.when.conditions.1.field"]
    assert fields(replace(EMAIL, cc=("a@x.example",) * 9)) == ["steps.1.cc"]


def test_a_link_is_the_same_for_everybody() -> None:
    link = Link("Prices", "https://acme.example/{{city}}")
    assert fields(replace(EMAIL, links=(link,))) == ["steps.1.links.1.url"]


def test_steps_without_keys_do_not_pass_for_one() -> None:
    fork = replace(CALL, jumps=(Jump("intro"),))
    found = problems(Plan((CALL, EMAIL, CALL, fork)))
    assert [problem.message[:34] for problem in found] == ["The steps go round in a circle: st"]


@given(plans())
def test_any_plan_that_can_be_written_can_be_stored(plan: Plan) -> None:
    assert problems(plan) == []
    assert read_plan(as_data(plan)) == (plan, [])


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


def test_the_digest_covers_steps_and_window_but_not_the_notes() -> None:
    plan = Plan((EMAIL, CALL), None, "First try.")
    window = Window.parse(json.loads('[{"weekday": 0, "start": "09:00", "end": "17:00"}]'))
    assert digest(plan) == digest(replace(plan, notes="Other."))
    assert len({digest(plan), digest(replace(plan, window=window)), digest(Plan((EMAIL,)))}) == 3
