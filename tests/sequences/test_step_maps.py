"""Which step is which when people move, and where they stand afterwards."""

from hypothesis import given
from hypothesis import strategies as st

from sequences.plans import Plan, StepInput
from sequences.step_maps import problems, propose, stand, track_of

A = StepInput("email", "a", subject="A thought", text="How do you check who may be contacted?")
B = StepInput("call", "b", instructions="Ask about the plant.")
C = StepInput("email", "c", subject="Closing", text="I will not write again about this.")
OLD = Plan((A, B, C))


def likely(new: Plan) -> dict[str, str]:
    return {pair.old: pair.new for pair in propose(OLD, new)}


def after(new: Plan, *reached: str) -> tuple[str | None, tuple[str, ...]]:
    standing = stand(OLD, new, likely(new), dict.fromkeys(reached, "sent"), "main")
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
    found = problems(OLD, OLD, {"a": "a", "b": "b", "c": "a"})
    assert [problem.message for problem in found if problem.blocks] == [
        "Step 3 (Email) and Step 1 (Email) lead to one step. Give each its own, or none."
    ]


def test_a_map_must_name_every_step_and_lead_to_steps_of_the_same_kind() -> None:
    found = problems(OLD, OLD, {"a": "b", "b": "nowhere", "x": ""})
    assert [problem.old for problem in found if problem.blocks] == ["a", "b", "c", "x"]


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
    assert track_of(old, ["a", "thanks"]) == "positive"
    assert stand(old, new, same, {"a": "sent", "thanks": "sent"}, "positive").next_key == "more"


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
    standing = stand(before, plan, step_map, reached, "main")
    start = new.index(standing.next_key) if standing.next_key else len(new)
    to_come = [key for key in new[start:] if key not in standing.passed]
    assert not set(to_come) & set(reached)
    assert {key for key in old[count:] if key in new} <= set(to_come)
