"""Which step is which when people move, and where they stand afterwards."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from sequences.plans import Jump, Plan, StepInput
from sequences.step_maps import problems, propose, stand

A = StepInput("email", "a", subject="A thought", text="How do you check who may be contacted?")
B = StepInput("call", "b", instructions="Ask about the plant.")
C = StepInput("email", "c", subject="Closing", text="I will not write again about this.")
OLD = Plan((A, B, C))


def likely(new: Plan) -> dict[str, str]:
    return {pair.old: pair.new for pair in propose(OLD, new)}


def after(new: Plan, *reached: str) -> tuple[str | None, tuple[str, ...]]:
    had, last = dict.fromkeys(reached, "sent"), reached[-1] if reached else ""
    standing = stand(OLD, new, likely(new), had, last=last)
    return standing.next_key, standing.missed


def named(step: StepInput, key: str) -> StepInput:
    return StepInput(step.kind, key, subject=step.subject, text=step.text)


def test_steps_are_paired_by_key() -> None:
    assert likely(Plan((B, C, A))) == {"a": "a", "b": "b", "c": "c"}


def test_a_renamed_step_is_found_by_its_words() -> None:
    pairs = {pair.old: pair for pair in propose(OLD, Plan((named(A, "opening"), B, C)))}
    assert pairs["a"].new == "opening"
    assert pairs["a"].reason == "100% of the words are the same"


def test_a_call_is_never_the_counterpart_of_an_email() -> None:
    assert likely(Plan((StepInput("call", "a", text=A.text), C)))["a"] == ""


def test_a_map_that_joins_two_steps_is_refused() -> None:
    new = Plan((A, B))
    found = problems(OLD, new, {"a": "a", "b": "b", "c": "a"})
    assert [problem.message for problem in found if problem.blocks] == [
        "Step 3 (Email) and Step 1 (Email) lead to one step. Give each its own, or none."
    ]


def test_a_map_must_name_every_step_and_lead_to_steps_of_the_same_kind() -> None:
    found = problems(OLD, Plan((named(A, "z"),)), {"a": "z", "b": "z", "x": ""})
    assert [problem.old for problem in found if problem.blocks] == ["b", "c", "x"]


def test_a_step_without_counterpart_is_told_but_allowed() -> None:
    (found,) = problems(OLD, Plan((A, B)), {"a": "a", "b": "b", "c": ""})
    assert not found.blocks


def test_what_was_reached_never_comes_again() -> None:
    assert after(Plan((A, B, C)), "a") == ("b", ())


def test_a_reordered_plan_leaves_nothing_out_that_lay_ahead() -> None:
    assert after(Plan((A, C, B)), "a", "b") == ("c", ())
    assert after(Plan((C, A, B)), "a") == ("c", ())


def test_a_new_step_behind_the_person_is_not_caught_up_and_is_said() -> None:
    extra = StepInput("task", "extra", text="Look at the page.")
    assert after(Plan((A, extra, B, C)), "a", "b") == ("c", ("extra",))
    assert after(Plan((A, B, extra, C)), "a", "b") == ("extra", ())


def test_who_has_had_everything_has_nothing_left() -> None:
    assert after(Plan((C, B, A)), "a", "b", "c") == (None, ())


def test_somebody_on_a_track_stays_on_it() -> None:
    thanks = StepInput("email", "thanks", "positive", text="Thank you.")
    more = StepInput("email", "more", "positive", text="More of it.")
    old, new = Plan((A, B, thanks, more)), Plan((A, B, more, thanks))
    same = {key: key for key in ("a", "b", "thanks", "more")}
    had = {"a": "sent", "thanks": "sent"}
    assert stand(old, new, same, had, last="thanks").next_key == "more"


def test_a_step_with_its_own_key_is_no_other_step() -> None:
    found = problems(OLD, OLD, {"a": "c", "b": "b", "c": "a"})
    assert [problem.old for problem in found if problem.blocks] == ["a", "c"]
    assert found[0].message == "Step 1 (Email) is in the new version too, as step 1. Choose it."


def test_what_a_jump_has_passed_over_does_not_come_back() -> None:
    early = StepInput("email", "early", text="Early.")
    old = Plan((A, StepInput("task", "t", jumps=(Jump("c"),)), early, C))
    same = {step.key: step.key for step in old.steps}
    had = {"a": "sent", "t": "skipped"}
    standing = stand(old, old, same, had, planned="c", last="t")
    assert (standing.next_key, standing.passed["early"]) == ("c", "skipped")


def test_a_step_that_changes_its_track_still_comes() -> None:
    thanks = StepInput("email", "thanks", "positive", text="Thank you.")
    more = StepInput("email", "more", "positive", text="More of it.")
    old = Plan((A, StepInput("task", "t", jumps=(Jump("thanks"),)), thanks, more))
    new = Plan((A, replace(thanks, track="main"), replace(more, track="main")))
    step_map = {"a": "a", "t": "", "thanks": "thanks", "more": "more"}
    had = {"a": "sent", "t": "skipped"}
    assert stand(old, new, step_map, had, planned="thanks", last="t").next_key == "thanks"


def test_the_first_step_of_another_track_can_come_next() -> None:
    thanks = StepInput("email", "thanks", "positive", text="Thank you.")
    more = StepInput("email", "more", "positive", text="More of it.")
    plan = Plan((A, B, thanks, more))
    same = {step.key: step.key for step in plan.steps}
    had = {"a": "sent", "b": "skipped"}
    assert stand(plan, plan, same, had, planned="thanks", last="b").next_key == "thanks"


KEYS = ["k1", "k2", "k3", "k4", "k5"]


@given(
    old=st.permutations(KEYS),
    new=st.lists(st.sampled_from([*KEYS, "n1", "n2"]), unique=True),
    count=st.integers(0, 5),
)
def test_nothing_is_repeated_and_nothing_that_stayed_ahead_is_skipped(
    old: list[str], new: list[str], count: int
) -> None:
    before = Plan(tuple(StepInput("call", key) for key in old))
    plan = Plan(tuple(StepInput("call", key) for key in new))
    step_map = {key: key if key in new else "" for key in old}
    reached = dict.fromkeys(old[:count], "done")
    standing = stand(before, plan, step_map, reached, last=old[count - 1] if count else "")
    start = new.index(standing.next_key) if standing.next_key else len(new)
    to_come = [key for key in new[start:] if key not in standing.passed]
    assert not set(to_come) & set(reached)
    assert {key for key in old[count:] if key in new} <= set(to_come)
