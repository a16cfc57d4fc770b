"""The buttons of the overview of a draft: what each makes of the plan. Pure.

`add-call-main` puts a step at the end of a track, `after-call-intro` after the step intro;
`up-intro`, `down-intro`, `delete-intro` are about that step, `mode-smart` about the whole.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

from contacts.conditions import Conditions
from sequences.plans import LABELS, Mode, Plan, StepInput, Track, vocabulary
from tenancy.errors import Refused


def ordered(plan: Plan, order: str) -> Plan:
    """The plan after a button; as it was for one that is none of these. Refused: still_used."""
    verb, _, rest = order.partition("-")
    return BUTTONS.get(verb, _nothing)(plan, rest)


def added(before: Plan, after: Plan) -> str:
    """The key of the step that is new; "" for none."""
    known = {step.key for step in before.steps}
    return next((step.key for step in after.steps if step.key not in known), "")


def uses(plan: Plan, key: str) -> list[str]:
    """Where the plan jumps to a step or asks about it, in words for people."""
    found: list[str] = []
    for number, step in enumerate(plan.steps, 1):
        if step.key == key:
            continue
        if any(jump.to == key for jump in step.jumps):
            found.append(f"a jump of step {number}")
        if any(_asks(asked, key) for asked in (step.when, *(j.when for j in step.jumps))):
            found.append(f"a condition of step {number}")
    found += [f"the exit “{each.name}”" for each in plan.exits if _asks(each.when, key)]
    if plan.goal and _asks(plan.goal.when, key):
        found.append("the goal")
    return [*found, *_tests(plan, key)]


def _tests(plan: Plan, key: str) -> list[str]:
    return [
        f"the test “{case.name}”"
        for case in plan.cases
        if key in {e.after for e in case.events} | {e.step for e in case.expect}
    ]


def _asks(asked: Conditions, key: str) -> bool:
    return any(vocabulary.step_of(each.field) == key for each in asked.items)


def _add(plan: Plan, rest: str) -> Plan:
    kind, _, track = rest.partition("-")
    if kind not in LABELS or track not in list(Track):
        return plan
    is_first = not any(step.track == track for step in plan.steps)
    return replace(plan, steps=(*plan.steps, _new(kind, track, is_first)))


def _add_after(plan: Plan, rest: str) -> Plan:
    kind, _, key = rest.partition("-")
    before = plan.step(key)
    if kind not in LABELS or before is None:
        return plan
    place = plan.number(key)
    made = _new(kind, before.track, False)
    return replace(plan, steps=(*plan.steps[:place], made, *plan.steps[place:]))


def _new(kind: str, track: str, is_first: bool) -> StepInput:
    return StepInput(kind, track=track, delay_amount=0 if is_first else 1)


def _up(plan: Plan, key: str) -> Plan:
    return _swapped(plan, key, -1)


def _down(plan: Plan, key: str) -> Plan:
    return _swapped(plan, key, 1)


def _swapped(plan: Plan, key: str, by: int) -> Plan:
    """The step and its neighbour on the same track change places."""
    step = plan.step(key)
    if step is None:
        return plan
    places = [n for n, each in enumerate(plan.steps) if each.track == step.track]
    here = places.index(plan.number(key) - 1)
    if not 0 <= here + by < len(places):
        return plan
    steps, there = list(plan.steps), places[here + by]
    steps[places[here]], steps[there] = steps[there], step
    return replace(plan, steps=tuple(steps))


def _delete(plan: Plan, key: str) -> Plan:
    if used := uses(plan, key):
        number = plan.number(key)
        message = f"Step {number} cannot be deleted while it is named by {'; '.join(used)}."
        raise Refused(f"{message} Change that first.", code="still_used")
    return replace(plan, steps=tuple(step for step in plan.steps if step.key != key))


def _mode(plan: Plan, mode: str) -> Plan:
    return replace(plan, mode=mode) if mode in list(Mode) else plan


def _nothing(plan: Plan, _rest: str) -> Plan:
    return plan


BUTTONS: Mapping[str, Callable[[Plan, str], Plan]] = {
    "add": _add,
    "after": _add_after,
    "up": _up,
    "down": _down,
    "delete": _delete,
    "mode": _mode,
}
