"""Differences between plans, and texts compared word by word."""

import time as clock
from dataclasses import replace
from datetime import time
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.cadence import Block, Window
from sequences.differences import Change, ChangeKind, Run, differences, runs
from sequences.plans import Plan, StepInput

INTRO = StepInput("email", "intro", subject="A thought", text="Hi {{ first_name }},\n\nshall we?")
CALL = StepInput("call", "call", delay_amount=1, instructions="Ask about the plant.")
BYE = StepInput("email", "bye", delay_amount=2, subject="Closing", text="Goodbye.")
LIVE = Plan((INTRO, CALL, BYE))
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
    changes = to(INTRO, CALL, StepInput("sms", "sms", 1, "days", text="Hello"), BYE)
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
    expected = "Sends Mon 09:00–12:00 instead of in the workspace's window."
    assert (change.kind, change.sentence) == (ChangeKind.WINDOW, expected)


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
