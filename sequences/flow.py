"""What happens to a person in a version: pure decisions, the same for the engine, the simulation,
the scripted tests and the replayed histories.

On reaching a step its jumps are asked first, then its conditions; then it is done. Conditions are
judged at that moment, not when the step was planned: what a person did meanwhile counts.
`ENGINE` names these rules: whoever changes a decision raises it, and `tests/sequences` says where.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from contacts.conditions import Conditions, Match, phrase, plain_list
from sequences.plans import graph
from sequences.plans.document import Plan, StepInput

ENGINE = 1
# How long a finished sequence listens before it counts as completed without an answer.
LISTENS = timedelta(days=7)
NOBODY: frozenset[str] = frozenset()


class Action(StrEnum):
    """What reaching a step comes to."""

    DO = "do"
    ELAPSE = "elapse"  # a wait that is over
    SKIP = "skip"
    JUMP = "jump"


@dataclass(frozen=True, slots=True)
class Arrival:
    """The decision on one step for one person: `reason` is a sentence, `to` where a jump leads."""

    action: Action
    reason: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """A way out that holds: the exit reason and the name of the exit or goal."""

    reason: str
    name: str
    sentence: str


def first(plan: Plan, passed: Collection[str] = NOBODY) -> str | None:
    """The key of the step where somebody starts; None for a plan without any."""
    start = graph.entry(plan)
    return _past(plan, start, passed)


def following(plan: Plan, key: str, passed: Collection[str] = NOBODY) -> str | None:
    """The key of the step that comes after `key` on its track; None at the end.

    `passed` are steps that somebody has had before they were moved to this plan: never twice.
    """
    return _past(plan, graph.after(plan, key), passed)


def landing(plan: Plan, to: str, passed: Collection[str] = NOBODY) -> str | None:
    """Where a jump to `to` leads: there, or past what somebody has had before."""
    return _past(plan, plan.step(to), passed)


def arrive(step: StepInput, fields: Mapping[str, str]) -> Arrival:
    """Decide on a step that has been reached, from the facts of that moment."""
    for jump in step.jumps:
        if jump.when.hold(fields):
            return Arrival(Action.JUMP, _why(jump.when, fields, "always"), jump.to)
    if not step.when.hold(fields):
        return Arrival(Action.SKIP, _why_not(step.when, fields))
    return Arrival(Action.ELAPSE if step.kind == "wait" else Action.DO)


def leaves(plan: Plan, fields: Mapping[str, str]) -> Leaving | None:
    """The first way out of the version's own that holds; the goal comes first."""
    if plan.goal and plan.goal.when and plan.goal.when.hold(fields):
        return Leaving("converted", plan.goal.name, _why(plan.goal.when, fields, ""))
    for each in plan.exits:
        if each.when and each.when.hold(fields):
            return Leaving(each.reason, each.name, _why(each.when, fields, ""))
    return None


def _past(plan: Plan, step: StepInput | None, passed: Collection[str]) -> str | None:
    while step is not None and step.key in passed:
        step = graph.after(plan, step.key)
    return step.key if step else None


def _why(asked: Conditions, fields: Mapping[str, str], otherwise: str) -> str:
    if not asked:
        return otherwise
    if asked.match is Match.ALL:
        return str(asked)
    failing = asked.failing(fields)
    return plain_list([phrase(item) for item in asked.items if item not in failing])


def _why_not(asked: Conditions, fields: Mapping[str, str]) -> str:
    words = [phrase(item) for item in asked.failing(fields)]
    return f"not so: {plain_list(words, 'nor' if len(words) > 1 else 'and')}"
