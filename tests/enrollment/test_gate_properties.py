"""Nobody who is blocked is ever armed, whatever happens in whatever order.

Real database, real engine, a mail server of our own. `tests.enrollment.blocking` says what can
happen, and keeps its own record of who is blocked.
"""

from collections import Counter

import pytest
from django.db import transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance import gate
from compliance.case import Case
from compliance.verdicts import Finding, Outcome, Verdict
from sequences.models import Version
from signals import asking
from tests.enrollment.blocking import ACTS, Story
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, live
from tests.world import World

EXAMPLES = 15
HAPPENS = st.tuples(st.sampled_from(ACTS), st.sampled_from(["ann", "ben"]))
BEGUN = (("enrol", "ann"), ("enrol", "ben"), ("approve", "ann"))


@pytest.fixture
def cadence(stage: World) -> Version:
    """Four e-mails, a day apart, and no pause between sequences that would hide a hole."""
    with transaction.atomic():
        stage.workspace.cool_off_days = 0
        stage.workspace.save()
    return live(stage, email("one"), *(email(key, 1) for key in ("two", "three", "four")))


def told(world: World, version: Version, acts: list[tuple[str, str]]) -> Story:
    """A story to its end, and whatever could still get somebody a message after it."""
    story = Story(world, version)
    for act, who in acts:
        getattr(story, act)(who)
    story.tried_hard()
    return story


def test_whoever_is_blocked_is_never_armed(stage: World, cadence: Version, sink: Sink) -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=EXAMPLES, derandomize=True)
    @given(st.lists(HAPPENS, min_size=4, max_size=14), st.booleans())
    def holds(acts: list[tuple[str, str]], begun: bool) -> None:
        seen.update(told(stage, cadence, [*BEGUN, *acts] if begun else acts).seen)

    holds()
    # Both happened often, or the property would say nothing.
    assert min(seen["arms"], seen["blocked turns"]) > EXAMPLES


@pytest.mark.parametrize(
    "act",
    [
        "opts_out",
        "complains",
        "says_no_to_the_crm",
        "is_imported_as_opted_out",
        "is_stopped_by_a_colleague",
        "domain_is_stopped",
        "rule_is_published",
        "company_changes",
        "company_is_marked_by_hand",
        "company_is_imported_as_customer",
        "loses_their_owner",
        "goes_to_a_competitor",
        "ann_moves",
    ],
)
def test_a_block_between_check_and_arm_keeps_the_message_back(
    stage: World, cadence: Version, sink: Sink, act: str
) -> None:
    story = Story(stage, cadence)
    for each in ("enrol", "approve", "turn", "take_in_hand", act, "arm_in_hand"):
        getattr(story, each)("ann")
    assert story.armed("ann") == 1


def test_without_a_block_in_between_the_message_is_armed(
    stage: World, cadence: Version, sink: Sink
) -> None:
    story = Story(stage, cadence)
    for each in ("enrol", "approve", "turn", "take_in_hand", "arm_in_hand"):
        getattr(story, each)("ann")
    assert story.armed("ann") == 2


def test_whoever_is_not_blocked_is_armed(stage: World, cadence: Version, sink: Sink) -> None:
    story = told(stage, cadence, [])
    assert (story.armed("ann"), story.armed("ben")) == (4, 2)


def test_without_the_gate_the_same_story_would_arm_who_is_blocked(
    stage: World, cadence: Version, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    def blind(case: Case) -> Verdict:
        return Verdict((Finding(rule="none", version=1, outcome=Outcome.ALLOW, reason=""),))

    monkeypatch.setattr(gate, "_verdict", blind)
    with pytest.raises(AssertionError, match="armed although blocked"):
        told(stage, cadence, [*BEGUN, ("company_changes", "ann")])


def test_without_asking_again_whoever_is_blocked_would_go_on_until_the_next_step(
    stage: World, cadence: Version, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "work_off", lambda **more: None)
    with pytest.raises(AssertionError, match="goes on although blocked"):
        told(stage, cadence, [*BEGUN, ("loses_their_owner", "ann")])


@pytest.mark.parametrize(
    "act", ["opts_out", "complains", "says_no_to_the_crm", "is_imported_as_opted_out"]
)
def test_what_a_person_said_goes_with_them_to_another_address(
    stage: World, cadence: Version, sink: Sink, act: str
) -> None:
    acts = [*BEGUN, ("turn", "ann"), (act, "ann"), ("moves_to_another_address", "ann")]
    story = told(stage, cadence, acts)
    assert story.armed("ann") == 1


def test_a_dead_mailbox_does_not_follow_a_person_to_another_address(
    stage: World, cadence: Version, sink: Sink
) -> None:
    story = Story(stage, cadence)
    sink.refuses[story.people["ann"].email] = "550 5.1.1 No such user"
    for act in ("enrol", "approve", "turn", "moves_to_another_address"):
        getattr(story, act)("ann")
    story.tried_hard()
    assert story.people["ann"].email in {mail["To"] for mail in sink.accepted}
