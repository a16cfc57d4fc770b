"""How long a task waits for its person: reminders, escalation, an end, and never silence."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.cadence import OFFICE_HOURS, Hours, after_open_time
from sequences.differences import differences
from sequences.patience import Move, Standing, ahead, ends_at, now_due
from sequences.plans import Patience, Plan, StepInput, TaskEnd, as_data, problems, read_step
from tests.sequences.linting import CALL, EMAIL, codes
from tests.sequences.plans_strategy import policies

BERLIN = Hours(ZoneInfo("Europe/Berlin"), OFFICE_HOURS)
FRIDAY = datetime(2026, 5, 8, 14, 0, tzinfo=UTC)  # 16:00 in Berlin
PATIENCE = Patience(remind_hours=4, reminders=2, escalate_days=2, end_days=5)


def local(moment: datetime) -> str:
    return f"{moment.astimezone(BERLIN.zone):%a %H:%M}"


def test_working_hours_go_on_after_the_weekend() -> None:
    assert local(after_open_time(FRIDAY, timedelta(hours=4), BERLIN)) == "Mon 12:00"


def test_the_first_reminder_comes_after_working_hours() -> None:
    at, move = ahead(PATIENCE, Standing(FRIDAY), BERLIN)
    assert (local(at), move) == ("Mon 12:00", Move.REMIND)


def test_the_next_reminder_is_a_working_day_later() -> None:
    monday = FRIDAY + timedelta(days=3)
    patience = replace(PATIENCE, escalate_days=0)
    at, move = ahead(patience, Standing(FRIDAY, reminded=1, last_at=monday), BERLIN)
    assert (local(at), move) == ("Tue 16:00", Move.REMIND)


def test_then_somebody_else_is_told() -> None:
    at, move = ahead(PATIENCE, Standing(FRIDAY, reminded=2, last_at=FRIDAY), BERLIN)
    assert (local(at), move) == ("Tue 16:00", Move.ESCALATE)


def test_in_the_end_it_ends_in_calendar_days() -> None:
    at, move = ahead(PATIENCE, Standing(FRIDAY, 2, FRIDAY, escalated=True), BERLIN)
    assert (at, move) == (FRIDAY + timedelta(days=5), Move.END)


def test_after_an_outage_only_the_weightiest_is_done() -> None:
    late = FRIDAY + timedelta(days=4, hours=1)
    assert now_due(PATIENCE, Standing(FRIDAY), BERLIN, late) is Move.ESCALATE
    assert now_due(PATIENCE, Standing(FRIDAY), BERLIN, late + timedelta(days=9)) is Move.END


def test_who_waits_for_a_decision_is_asked_every_working_day() -> None:
    at, move = ahead(PATIENCE, Standing(FRIDAY, 2, FRIDAY, escalated=True, waits=True), BERLIN)
    assert (local(at), move) == ("Mon 16:00", Move.ASK_AGAIN)


@given(policies(), st.integers(0, 30), st.booleans(), st.booleans())
def test_nobody_stalls_in_silence(
    policy: Patience, reminded: int, escalated: bool, waits: bool
) -> None:
    """Whatever the policy says and whatever was done, something happens by itself."""
    standing = Standing(FRIDAY, reminded, FRIDAY if reminded else None, escalated, waits)
    at, move = ahead(policy, standing, BERLIN)
    assert at <= ends_at(policy, FRIDAY) + timedelta(days=4)
    assert now_due(policy, standing, BERLIN, at) is move


@given(policies())
def test_every_policy_is_read_back(policy: Patience) -> None:
    step = StepInput("call", "ring", instructions="Ring.", patience=policy)
    assert read_step(as_data(step)) == (step, [])


@pytest.mark.parametrize(
    ("step", "field"),
    [
        (replace(EMAIL, patience=Patience()), "steps.1.patience"),
        (replace(CALL, patience=Patience(end="never")), "steps.1.patience.end"),
        (replace(CALL, patience=Patience(end_days=0)), "steps.1.patience.end_days"),
    ],
)
def test_what_no_task_can_be_told_is_not_stored(step: StepInput, field: str) -> None:
    assert [problem.field for problem in problems(Plan((step,)))] == [field]


@pytest.mark.parametrize(
    ("policy", "code"),
    [
        (Patience(remind_hours=0, escalate_days=0), "task_in_silence"),
        (Patience(escalate_days=6), "task_escalates_late"),
        (Patience(end=TaskEnd.WAIT.value), "task_waits"),
    ],
)
def test_the_lint_says_when_a_task_may_be_forgotten(policy: Patience, code: str) -> None:
    assert code in codes(EMAIL, replace(CALL, patience=policy))


def test_the_lint_says_nothing_of_a_good_policy() -> None:
    assert codes(EMAIL, replace(CALL, patience=PATIENCE)) == codes(EMAIL, CALL)


def test_the_difference_is_said_in_words() -> None:
    before, after = Plan((CALL,)), Plan((replace(CALL, patience=PATIENCE),))
    (change,) = differences(before, after)
    assert "expires after 5 days, with 2 reminders, the first after 4 working hours" in (
        change.sentence
    )
