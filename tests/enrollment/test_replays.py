"""The engine and the simulation decide alike: the same stories, told by both."""

import pytest

from compliance import weighing
from enrollment.dispatch import check
from sequences.plans import Case, Event, Expectation, Plan
from sequences.simulation import effects
from tests.enrollment.replaying import TOLERANCE, both
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, step
from tests.sequences.make_histories import HOW_MANY, History, invented
from tests.world import World

# What a program can only report about a message that has left.
ABOUT_A_MESSAGE = {"opened", "clicked", "bounce_soft"}


def told_alike(history: History) -> bool:
    """Whether the engine of a test can tell it: without a company, and of messages that left."""
    return not any(
        "account.state" in event.fields or (event.what in ABOUT_A_MESSAGE and not event.after)
        for event in history.case.events
    )


# A third of them: each takes a second or two. All of them were compared when this was written.
STORIES = [each for n in range(1, HOW_MANY + 1) if told_alike(each := invented(n))][::3]


@pytest.fixture(autouse=True)
def _any_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Invented stories have invented words and no consents: what the content check and the gate
    say of them is not what is compared here."""
    monkeypatch.setattr(weighing, "check_no_error", lambda findings: None)
    monkeypatch.setattr(check, "_may_be_made", lambda touch: True)


@pytest.mark.parametrize("history", STORIES, ids=[each.key for each in STORIES])
def test_the_engine_decides_as_the_walk_does(stage: World, sink: Sink, history: History) -> None:
    engine, pure = both(stage, history.plan, history.case)
    assert (engine.decisions, engine.end) == (pure.decisions, pure.end)
    late = [abs(one - two) for one, two in zip(engine.moments, pure.moments, strict=True)]
    assert max(late, default=TOLERANCE) <= TOLERANCE


@pytest.mark.parametrize("kind", sorted(effects.SIGNALS - {"account_change"}))
def test_every_signal_has_the_same_effect(stage: World, sink: Sink, kind: str) -> None:
    steps = (email("one"), step("call", "call", 1), email("two", 2))
    positive = (step("call", "ring", 1, track="positive"), email("thanks", 1, track="positive"))
    plan = Plan((*steps, *positive), holidays=False)
    case = Case(
        "signals",
        "2026-05-04 09:00",
        zone="America/New_York",
        events=(Event(kind, "one", 60),),
        expect=(Expectation("sent", "one"),),
    )
    engine, pure = both(stage, plan, case)
    assert (engine.decisions, engine.end) == (pure.decisions, pure.end)
