"""Differences between plans, and texts compared word by word."""

import time as clock
from dataclasses import fields, replace
from datetime import time
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.conditions import Condition, Conditions, Match, Operator
from sequences.cadence import Block, Window
from sequences.differences import Change, ChangeKind, Run, differences, runs
from sequences.plans import (
    Canary,
    Case,
    Exit,
    Expectation,
    Experiment,
    Goal,
    Jump,
    Link,
    Patience,
    Plan,
    StepInput,
    Tracking,
    Variant,
    digest,
)
from tests.sequences.plans_strategy import plans

INTRO = StepInput("email", "intro", subject="A thought", text="Hi {{ first_name }},\n\nshall we?")
CALL = StepInput("call", "call", delay_amount=1, instructions="Ask about the plant.")
BYE = StepInput("email", "bye", delay_amount=2, subject="Closing", text="Goodbye.")
LIVE = Plan((INTRO, CALL, BYE))
GERMANY = Conditions((Condition(field="contact.country", operator=Operator.IS, value="DE"),))
B = Variant("b", 20, "Another thought", text="Hello there")
TESTED = Case("A reply ends it", "2027-01-11 09:00", expect=(Expectation("replied"),))
# Another value for every part of a step, and of a plan.
STEP_CHANGES: dict[str, Any] = {
    "patience": Patience(end_days=9),
    "automatic": True,
    "kind": "task",
    "key": "other",
    "track": "positive",
    "delay_amount": 9,
    "delay_unit": "hours",
    "subject": "Other",
    "preheader": "Other",
    "text": "Other",
    "html": "<p>Other</p>",
    "same_thread": False,
    "instructions": "Other",
    "when": GERMANY,
    "jumps": (Jump("bye", GERMANY),),
    "variants": (B,),
    "experiment": Experiment(),
    "sender": "bob@acme.example",
    "reply_to": "bob@acme.example",
    "cc": ("bob@acme.example",),
    "bcc": ("bob@acme.example",),
    "links": (Link("Prices", "https://acme.example"),),
}
PLAN_CHANGES: dict[str, Any] = {
    "steps": (INTRO,),
    "window": Window((Block(0, time(9), time(12)),)),
    "mode": "smart",
    "zone": "Europe/Berlin",
    "holidays": False,
    "min_gap_hours": 24,
    "spread_minutes": 0,
    "new_a_day": 10,
    "exits": (Exit("Germany", "disqualified", GERMANY),),
    "goal": Goal("Germany", GERMANY),
    "canary": Canary(),
    "snippets": (("intro", "Hi"),),
    "cases": (TESTED,),
    "tracking": Tracking(clicks=True),
}
TEXTS = st.text(alphabet="ab {}\n.ü", max_size=60)


def to(*steps: StepInput, window: Window | None = None) -> tuple[Change, ...]:
    return differences(LIVE, Plan(steps, window))


def only(*steps: StepInput) -> Change:
    changes = to(*steps)
    assert len(changes) == 1, changes
    return changes[0]


def test_a_plan_does_not_differ_from_itself() -> None:
    assert differences(LIVE, replace(LIVE, notes="Only a note.")) == ()


def test_a_new_step_is_named_with_its_place_its_day_and_its_words() -> None:
    changes = to(INTRO, CALL, StepInput("sms", "sms", delay_amount=1, text="Hello"), BYE)
    assert [change.sentence for change in changes] == [
        "Step 3 (SMS, day 3) is new.",
        "Step 3 (SMS, day 3): its text.",
    ]
    assert changes[1].runs == (Run("added", "Hello"),)


def test_a_removed_step_shows_what_it_said() -> None:
    gone, words = to(INTRO, BYE)
    assert (gone.kind, gone.sentence) == (ChangeKind.REMOVED, "Step 2 (Call, day 2) is gone.")
    assert words.runs == (Run("removed", "Ask about the plant."),)


def test_only_the_step_that_moved_is_reported() -> None:
    assert only(CALL, INTRO, BYE).step_key in {"intro", "call"}
    assert only(BYE, INTRO, CALL).sentence == "Step 1 (Email, day 1) was step 3 before."


def test_another_delay_names_both_and_the_day_that_shifts() -> None:
    change = only(INTRO, CALL, replace(BYE, delay_amount=4))
    assert change.kind is ChangeKind.TIMING
    assert change.sentence == (
        "Step 3 (Email, day 6) waits 4 days instead of 2 days; it was on day 4."
    )


def test_changed_copy_is_shown_word_by_word() -> None:
    change = only(replace(INTRO, text="Hi {{ full_name }},\n\nshall we?"), CALL, BYE)
    assert (change.kind, change.step_key, change.field) == (ChangeKind.COPY, "intro", "text")
    assert change.runs == (
        Run("same", "Hi "),
        Run("removed", "{{ first_name }}"),
        Run("added", "{{ full_name }}"),
        Run("same", ",\n\nshall we?"),
    )


@pytest.mark.parametrize(
    ("step", "kind", "words"),
    [
        (replace(CALL, kind="task"), ChangeKind.KIND, "was “Call” before"),
        (replace(CALL, same_thread=False), ChangeKind.THREAD, "opens a new thread"),
        (replace(CALL, instructions="Ask."), ChangeKind.COPY, "the instructions changed"),
        (replace(CALL, delay_unit="hours"), ChangeKind.TIMING, "1 hour instead of 1 day"),
    ],
)
def test_every_part_of_a_step_is_compared(step: StepInput, kind: ChangeKind, words: str) -> None:
    change = to(INTRO, step, BYE)[0]
    assert (change.kind, words in change.sentence) == (kind, True)


def test_another_window_is_said_in_hours() -> None:
    (change,) = to(INTRO, CALL, BYE, window=Window((Block(0, time(9), time(12)),)))
    expected = "The sequence now sends Mon 09:00–12:00 (before: sends in the workspace's window)."
    assert (change.kind, change.sentence) == (ChangeKind.WINDOW, expected)


# Every part


@pytest.mark.parametrize("name", [each.name for each in fields(StepInput)])
def test_another_value_of_any_part_of_a_step_is_a_difference(name: str) -> None:
    other = Plan((INTRO, replace(CALL, **{name: STEP_CHANGES[name]}), BYE))
    for changes in (differences(LIVE, other), differences(other, LIVE)):
        assert changes
        assert all(change.sentence.endswith(".") for change in changes)


@pytest.mark.parametrize("name", [each.name for each in fields(Plan) if each.name != "notes"])
def test_another_value_of_any_part_of_a_plan_is_a_difference(name: str) -> None:
    other = replace(LIVE, **{name: PLAN_CHANGES[name]})
    for changes in (differences(LIVE, other), differences(other, LIVE)):
        assert changes
        assert all(change.sentence.endswith(".") for change in changes)


@given(plans(), plans())
def test_two_plans_differ_exactly_if_their_digests_do(first: Plan, second: Plan) -> None:
    assert bool(differences(first, second)) is (digest(first) != digest(second))
    assert differences(first, replace(first, notes=second.notes)) == ()


@given(plans(), plans(), st.data())
def test_one_part_from_another_plan_is_told_exactly_if_it_differs(
    first: Plan, second: Plan, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([each.name for each in fields(Plan)]))
    other = replace(first, **{name: getattr(second, name)})
    assert bool(differences(first, other)) is (digest(first) != digest(other))


@given(plans().filter(lambda plan: len(plan.steps) > 1), st.data())
def test_one_part_from_another_step_is_told_exactly_if_it_differs(
    plan: Plan, data: st.DataObject
) -> None:
    name = data.draw(st.sampled_from([f.name for f in fields(StepInput) if f.name != "key"]))
    first, second, *rest = plan.steps
    other = replace(plan, steps=(replace(first, **{name: getattr(second, name)}), second, *rest))
    assert bool(differences(plan, other)) is (digest(plan) != digest(other))


# In words


@pytest.mark.parametrize(
    ("change", "kind", "sentence"),
    [
        (
            {"when": GERMANY},
            ChangeKind.CONDITIONS,
            "now applies only when country is “DE” (before: applies to everybody).",
        ),
        (
            {"jumps": (Jump("bye", GERMANY), Jump("intro"))},
            ChangeKind.JUMPS,
            "now jumps to step 3 when country is “DE”; else to step 1 always"
            " (before: jumps nowhere).",
        ),
        (
            {"track": "positive", "delay_amount": 0},
            ChangeKind.TRACK,
            "now is on the positive track (before: is on the main track).",
        ),
        (
            {"sender": "bob@acme.example"},
            ChangeKind.SENDER,
            "now is sent from bob@acme.example (before: is sent from the person's own mailbox).",
        ),
        (
            {"links": (Link("Prices", "https://acme.example"),)},
            ChangeKind.LINKS,
            "now links “Prices” (https://acme.example) (before: links no files).",
        ),
        (
            {"experiment": Experiment(automatic=True)},
            ChangeKind.EXPERIMENT,
            "now compares its variants by who replied, 100 people each, decided automatically"
            " (before: compares no variants).",
        ),
    ],
)
def test_a_part_is_said_before_and_after(
    change: dict[str, Any], kind: ChangeKind, sentence: str
) -> None:
    changes = to(INTRO, replace(CALL, **change), BYE)
    (told,) = (each for each in changes if each.kind is kind)
    assert told.sentence.split(") ", 1)[1] == sentence


def test_a_variant_is_told_with_its_share_and_its_words() -> None:
    fresh = to(replace(INTRO, variants=(B,)), CALL, BYE)
    assert [(each.field, each.sentence) for each in fresh] == [
        ("variants.b", "Step 1 (Email, day 1): variant b is new, for 20 % of the people."),
        ("variants.b.subject", "Step 1 (Email, day 1), variant b: its subject."),
        ("variants.b.text", "Step 1 (Email, day 1), variant b: its text."),
    ]


def test_the_words_of_a_variant_are_compared_word_by_word() -> None:
    before = Plan((replace(INTRO, variants=(B,)),))
    after = Plan((replace(INTRO, variants=(replace(B, share=30, text="Hello you"),)),))
    share, words = differences(before, after)
    assert share.sentence.endswith("goes to 30 % of the people instead of 20 %.")
    assert words.runs == (Run("same", "Hello "), Run("removed", "there"), Run("added", "you"))


def test_variants_in_another_order_are_told() -> None:
    c = replace(B, key="c")
    (change,) = differences(
        Plan((replace(INTRO, variants=(B, c)),)), Plan((replace(INTRO, variants=(c, B)),))
    )
    assert (change.kind, "another order" in change.sentence) == (ChangeKind.VARIANTS, True)


def test_a_removed_step_says_what_it_asked() -> None:
    before = Plan((INTRO, replace(CALL, when=GERMANY)))
    changes = differences(before, Plan((INTRO,)))
    assert changes[-1].sentence == "Step 2 (Call, day 2) applies only when country is “DE”."
    assert [run.fate for run in changes[-1].runs] == ["removed"]


def test_any_instead_of_all_is_a_difference() -> None:
    both = Conditions((*GERMANY.items, *GERMANY.items))
    either = replace(both, match=Match.ANY)
    change = only(INTRO, replace(CALL, when=either), BYE)
    assert change.kind is ChangeKind.CONDITIONS
    before = replace(LIVE, steps=(INTRO, replace(CALL, when=both), BYE))
    (told,) = differences(before, replace(LIVE, steps=(INTRO, replace(CALL, when=either), BYE)))
    assert "country is “DE” or country is “DE”" in told.sentence


def test_ways_out_snippets_and_tests_are_told_by_name() -> None:
    after = replace(
        LIVE,
        exits=(PLAN_CHANGES["exits"][0],),
        snippets=(("intro", "Hi"),),
        cases=(TESTED,),
    )
    assert [each.sentence for each in differences(LIVE, after)] == [
        "New way out: Germany (disqualified) when country is “DE”.",
        "The snippet “intro” is new.",
        "New test: “A reply ends it”.",
    ]


def test_a_test_that_changed_is_told_by_its_name() -> None:
    before = replace(LIVE, cases=(TESTED,))
    after = replace(LIVE, cases=(replace(TESTED, zone="Europe/Berlin"),))
    (change,) = differences(before, after)
    assert change.sentence == "The test “A reply ends it” changed."


# Texts


@given(TEXTS, TEXTS)
def test_runs_lose_and_invent_nothing(before: str, after: str) -> None:
    found = runs(before, after)
    assert "".join(run.text for run in found if run.fate != "added") == before
    assert "".join(run.text for run in found if run.fate != "removed") == after


@given(st.permutations(["a", "b", "c", "d", "e"]))
def test_the_fewest_moves_explain_an_order(order: list[str]) -> None:
    steps = {key: StepInput("call", key) for key in "abcde"}
    changes = differences(Plan(tuple(steps.values())), Plan(tuple(steps[key] for key in order)))
    stay = len(order) - len(changes)
    rows = [row for row in combinations(order, stay + 1) if list(row) == sorted(row)]
    assert not rows
    assert any(list(row) == sorted(row) for row in combinations(order, stay))


def test_long_texts_are_compared_by_line_and_then_as_a_whole() -> None:
    lines = [f"line {n} has a few words of its own\n" for n in range(300)]
    after = [*lines[:100], "another\n", *lines[100:200], "and another\n", *lines[200:]]
    assert [run.text for run in runs("".join(lines), "".join(after)) if run.fate == "added"] == [
        "another\n",
        "and another\n",
    ]
    whole = runs("a b\n" * 5000 + "c", "b a\n" * 5000 + "d")
    assert [run.fate for run in whole] == ["removed", "added"]


def test_comparing_hostile_texts_is_quick() -> None:
    started = clock.perf_counter()
    runs("\n" * 100_000 + "x" + "{{" * 40_000, "y" + "\n {{" * 50_000)
    assert clock.perf_counter() - started < 2
