"""Decisions of the past: fifty people, walked again, come to the same end by the same steps.

Whoever changes a decision on purpose raises `sequences.flow.ENGINE` and makes the file anew, so
that the change is seen and named.
"""

from typing import Any

import pytest

from sequences import flow
from sequences.simulation import What
from tests.sequences.make_histories import HOW_MANY, decided, invented, kept, read

AGAIN = "python -m tests.sequences.make_histories"
HISTORIES: list[dict[str, Any]] = kept()["histories"]


def test_the_histories_are_of_this_engine() -> None:
    was = kept()["engine"]
    assert was == flow.ENGINE, f"The file is of engine {was}: make it anew with {AGAIN}."


@pytest.mark.parametrize("history", HISTORIES, ids=[each["key"] for each in HISTORIES])
def test_the_same_history_has_the_same_decisions(history: dict[str, Any]) -> None:
    words = f"Decisions changed: raise flow.ENGINE and make the file anew with {AGAIN}."
    assert decided(read(history)) == history["decisions"], words


def test_the_file_holds_what_the_generator_invents() -> None:
    assert [read(each) for each in HISTORIES] == [invented(n) for n in range(1, HOW_MANY + 1)]


def test_the_histories_have_everything_that_can_happen() -> None:
    lines = [line.split() for each in HISTORIES for line in each["decisions"]]
    plans = [read(each).plan for each in HISTORIES]
    assert {words[1] for words in lines if len(words) > 2} >= {what.value for what in What}
    assert {words[0] for words in lines if len(words) == 2} >= {
        *("completed_no_response", "replied", "opted_out", "bounced", "converted", "waits"),
        *("disqualified", "meeting_booked"),
    }
    assert {step.kind for plan in plans for step in plan.steps} == {
        *("email", "email_personal", "call", "linkedin", "sms", "task", "wait")
    }


def test_a_changed_decision_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: without it, the replay could compare nothing with nothing."""
    monkeypatch.setattr(flow, "leaves", lambda plan, fields: None)
    changed = [each for each in HISTORIES if decided(read(each)) != each["decisions"]]
    assert changed
