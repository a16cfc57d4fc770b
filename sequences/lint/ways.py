"""The ways through a sequence: steps that nobody reaches or does, dead ends, modes, ways out."""

from collections.abc import Iterator

from compliance.findings import Severity
from contacts.conditions import Condition, Conditions
from sequences.lint.finding import Finding, Place, whole
from sequences.plans import Mode, Plan, StepInput, Track, graph, vocabulary

LONG = 10  # touches


def findings(plan: Plan) -> Iterator[Finding]:
    """Everything about how the steps follow each other."""
    reachable = graph.reachable(plan)
    for number, step in enumerate(plan.steps, 1):
        place = Place(number, step)
        yield from _reached(place, reachable)
        yield from _way_on(place, plan)
        yield from _needs_smart(place, plan)
        for asked in _asked(step):
            yield from _known_steps(place, asked, plan)
    yield from _ways_out(plan)


def _reached(place: Place, reachable: set[str]) -> Iterator[Finding]:
    if place.step.key not in reachable:
        message = "nobody can ever reach it."
        yield place.error("step_unreachable", message, "Let a jump lead to it, or delete it.")
    elif graph.always_jumps(place.step) and place.step.kind != "wait":
        message = "nobody ever does it, because one of its jumps is always taken."
        fix = "Give every jump a condition, or make the step a wait."
        yield place.warning("step_never_done", message, fix)


def _way_on(place: Place, plan: Plan) -> Iterator[Finding]:
    """A fork at which whoever fits no jump silently comes to the end."""
    step = place.step
    forks = step.kind == "wait" and step.jumps and not graph.always_jumps(step)
    if forks and graph.after(plan, step.key) is None:
        message = "for people who fit none of its jumps, the sequence ends here."
        fix = "Add a jump without conditions, or a step after it on the same track."
        yield place.warning("no_way_on", message, fix)


def _needs_smart(place: Place, plan: Plan) -> Iterator[Finding]:
    if plan.mode != Mode.CLASSIC:
        return
    step, uses = place.step, []
    if step.track != Track.MAIN:
        uses.append("another track")
    if step.jumps:
        uses.append("jumps")
    if any(vocabulary.is_behaviour(each.field) for asked in _asked(step) for each in asked.items):
        uses.append("conditions on behaviour")
    if uses:
        message = f"it has {' and '.join(uses)}, which a classic sequence does not follow."
        yield place.error("needs_smart", message, "Choose the mode “smart”, or delete these.")


def _asked(step: StepInput) -> list[Conditions]:
    return [step.when, *(jump.when for jump in step.jumps)]


def _known_steps(place: Place, asked: Conditions, plan: Plan) -> Iterator[Finding]:
    """Conditions on other steps: those must exist, and come to be before."""
    for condition in asked.items:
        key = vocabulary.step_of(condition.field)
        if key and plan.step(key) is None:
            yield place.error("condition_unknown", *_gone(condition, key))
        elif key and not graph.leads(plan, key, place.step.key):
            message = f"a condition asks about step {plan.number(key)}, which never comes before."
            yield place.warning("condition_too_early", message, "Ask about an earlier step.")


def _gone(condition: Condition, key: str) -> tuple[str, str]:
    message = f"a condition asks about the step “{key}”, which is not in the sequence."
    return message, f"Delete the condition on {condition.field}, or ask about another step."


def _ways_out(plan: Plan) -> Iterator[Finding]:
    own = [each.when for each in plan.exits] + ([plan.goal.when] if plan.goal else [])
    for condition in (each for asked in own for each in asked.items):
        key = vocabulary.step_of(condition.field)
        if key and plan.step(key) is None:
            message, fix = _gone(condition, key)
            message = f"Of the ways out, {message}"
            yield whole("condition_unknown", Severity.ERROR, message, fix)
    touches = sum(step.kind != "wait" for step in plan.steps)
    is_long = plan.mode == Mode.SMART or touches >= LONG
    if plan.steps and is_long and not own:
        message = "Apart from replies, opt-outs and bounces nothing ends this sequence."
        fix = "Add a way out or a goal, such as a meeting that is booked."
        yield whole("no_way_out", Severity.WARNING, message, fix)
