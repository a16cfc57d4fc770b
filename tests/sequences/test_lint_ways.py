"""What the lint says about the ways through a sequence, and how many touches they make."""

import time
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.conditions import Condition, Conditions, Operator
from sequences.lint import pressure
from sequences.plans import Exit, Goal, Jump, Plan, StepInput, graph
from tests.sequences.linting import CALL, CONTEXT, EMAIL, codes, found, only

OPENED = Conditions((Condition(field="step.intro.opened", operator=Operator.IS, value="yes"),))
IN_GERMANY = Conditions((Condition(field="contact.country", operator=Operator.IS, value="DE"),))
MEETING = Conditions((Condition(field="activity.meeting", operator=Operator.IS, value="yes"),))
EXITS = (Exit("Meeting", "meeting_booked", MEETING),)
ASK = StepInput("call", instructions="Ask.")


def smart(*steps: StepInput) -> list[str]:
    return codes(*steps, mode="smart", exits=EXITS)


def on(track: str, key: str, **changes: Any) -> StepInput:
    return replace(ASK, key=key, track=track, delay_amount=1, **changes)


def asking(key: str) -> Conditions:
    field = f"step.{key}.opened"
    return Conditions((Condition(field=field, operator=Operator.IS, value="yes"),))


def test_a_step_that_no_jump_leads_to_blocks() -> None:
    steps = (EMAIL, on("positive", "thanks"))
    (finding,) = found(*steps, mode="smart", exits=EXITS)
    assert (finding.code, finding.step_key, finding.waivable) == (
        "step_unreachable",
        "thanks",
        False,
    )
    fork = replace(ASK, key="fork", jumps=(Jump("thanks", OPENED),))
    assert smart(EMAIL, fork, on("positive", "thanks")) == []


def test_a_step_whose_jump_is_always_taken_is_never_done() -> None:
    jumps = (Jump("thanks"),)
    end = on("positive", "thanks")
    assert smart(EMAIL, on("main", "call", jumps=jumps), end) == ["step_never_done"]
    assert smart(EMAIL, StepInput("wait", "go", jumps=jumps), end) == []


def test_what_comes_after_a_jump_that_is_always_taken_is_out_of_reach() -> None:
    steps = (EMAIL, StepInput("wait", "go", jumps=(Jump("thanks"),)), on("main", "later"))
    assert smart(*steps, on("positive", "thanks")) == ["step_unreachable"]


def test_a_fork_without_another_way_is_a_silent_end() -> None:
    fork = StepInput("wait", "fork", jumps=(Jump("thanks", OPENED),))
    end = on("positive", "thanks")
    assert smart(EMAIL, fork, end) == ["no_way_on"]
    assert smart(EMAIL, fork, on("main", "else"), end) == []


@pytest.mark.parametrize(
    "step",
    [
        on("positive", "other"),
        replace(ASK, key="fork", jumps=(Jump("last", IN_GERMANY),)),
        replace(ASK, key="if", when=OPENED),
    ],
)
def test_a_classic_sequence_has_no_tracks_jumps_or_behaviour(step: StepInput) -> None:
    steps = (EMAIL, step, replace(ASK, key="last"))
    needs = [each for each in found(*steps) if each.code == "needs_smart"]
    assert [each.blocks for each in needs] == [True]
    assert "needs_smart" not in smart(*steps)


def test_a_classic_sequence_may_ask_who_somebody_is() -> None:
    assert codes(EMAIL, replace(ASK, key="if", when=IN_GERMANY)) == []


def test_a_condition_on_a_step_that_is_not_there_blocks() -> None:
    assert smart(EMAIL, replace(ASK, key="if", when=asking("gone"))) == ["condition_unknown"]
    gone = (Exit("Gone", "converted", asking("gone")),)
    assert "condition_unknown" in codes(EMAIL, exits=gone)


def test_a_condition_on_a_later_step_can_never_hold() -> None:
    steps = (EMAIL, replace(ASK, key="if", when=asking("late")), on("main", "late"))
    assert smart(*steps) == ["condition_too_early"]
    assert smart(EMAIL, on("main", "late"), replace(ASK, key="if", when=asking("late"))) == []


def test_a_smart_or_long_sequence_has_a_way_out_of_its_own() -> None:
    assert codes(EMAIL, mode="smart") == ["no_way_out"]
    assert codes(EMAIL, mode="smart", goal=Goal("A meeting", MEETING)) == []
    many = [on("main", f"call-{number}", delay_unit="days") for number in range(9)]
    spaced = [replace(each, delay_amount=7) for each in many]
    assert codes(EMAIL, *spaced) == ["no_way_out"]


# Pressure


def days_of(*days: int) -> list[StepInput]:
    delays = [day - before for before, day in zip((1, *days), days, strict=False)]
    return [replace(ASK, key=f"s{n}", delay_amount=delay) for n, delay in enumerate(delays)]


def crowded(*steps: StepInput, most: int = 5, gap: int = 0) -> list[int]:
    plan = Plan(steps, min_gap_hours=gap)
    return [finding.number for finding in pressure.findings(plan, most)]


@pytest.mark.parametrize(
    ("days", "number"),
    [
        ((1, 2, 3, 4, 5, 8, 9), []),
        ((1, 2, 3, 4, 5, 7), [6]),
        ((1, 20, 20, 21, 22, 23, 26), [7]),
        ((1, 20, 20, 21, 22, 23, 27), []),
    ],
)
def test_five_touches_in_any_week_are_fine_and_a_sixth_is_not(
    days: tuple[int, ...], number: list[int]
) -> None:
    assert crowded(*days_of(*days)) == number


def test_the_limit_is_the_workspaces() -> None:
    steps = days_of(1, 2, 3)
    assert (crowded(*steps, most=2), crowded(*steps, most=3)) == ([3], [])
    finding = only(EMAIL, *steps, context=replace(CONTEXT, max_touches_a_week=3))
    assert (finding.code, finding.number, finding.blocks) == ("too_many_touches", 4, False)


def test_waiting_is_no_touch_and_a_gap_keeps_them_apart() -> None:
    waits = [StepInput("wait", f"wait-{number}") for number in range(9)]
    assert crowded(EMAIL, *waits) == []
    at_once = [replace(ASK, key=f"s{number}") for number in range(9)]
    assert crowded(*at_once) == [6]
    assert crowded(*at_once, gap=48) == []


def test_the_way_through_a_jump_counts() -> None:
    fork = replace(ASK, key="fork", delay_amount=7, jumps=(Jump("p0", OPENED),))
    others = [on("positive", f"p{number}") for number in range(5)]
    assert crowded(EMAIL, fork, *others) == []
    late = replace(fork, delay_amount=1)
    assert crowded(EMAIL, late, *others) == [7]
    assert crowded(EMAIL, late, *others[:4]) == []


@given(st.lists(st.integers(0, 4), min_size=1, max_size=9), st.integers(1, 6))
def test_on_one_track_the_count_is_that_of_the_calendar(delays: list[int], most: int) -> None:
    days = [1 + sum(delays[1 : number + 1]) for number in range(len(delays))]
    weeks = [[each for each in days[n:] if each < day + 7] for n, day in enumerate(days)]
    too_many = any(len(week) > most for week in weeks)
    steps = [replace(ASK, key=f"s{n}", delay_amount=delay) for n, delay in enumerate(delays)]
    assert bool(crowded(*steps, most=most)) is too_many


def test_a_net_of_jumps_is_searched_quickly() -> None:
    steps = tuple(
        replace(
            ASK,
            key=f"s{n}",
            delay_amount=n % 3,
            delay_unit="hours",
            jumps=tuple(Jump(f"s{n + k}", OPENED) for k in range(2, 6) if n + k < 50),
        )
        for n in range(50)
    )
    started = time.process_time()
    assert crowded(*steps, most=50) == []
    assert graph.cycle(Plan(steps)) == ()
    assert time.process_time() - started < 3


def test_a_circle_of_jumps_ends_the_search() -> None:
    round_and_round = (
        replace(ASK, key="a", jumps=(Jump("b", OPENED),)),
        replace(ASK, key="b", jumps=(Jump("a", OPENED),)),
    )
    assert graph.cycle(Plan(round_and_round))
    assert crowded(*round_and_round, most=1) == []


def test_steps_beyond_a_jump_are_reached_and_lead_no_way_back() -> None:
    plan = Plan((EMAIL, CALL, on("positive", "thanks")))
    assert graph.leads(plan, "intro", "call")
    assert not graph.leads(plan, "call", "intro")
    assert graph.reachable(plan) == {"intro", "call"}
