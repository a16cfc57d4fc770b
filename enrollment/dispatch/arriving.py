"""Reaching a step: whether it is done, is over, does not apply, leads elsewhere or ends it all.

Judged when the step is due, from the facts of that moment; `sequences.flow` decides. What is not
done is settled here, with the rule, the sentence and the version in the trail, and what follows is
planned in the same transaction.
"""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from audit.transitions import perform
from enrollment import campaign, leaving, planning, stops
from enrollment.dispatch.loading import Around
from enrollment.models import Enrollment, EnrollmentState, Touch
from enrollment.planning import Later
from sequences import flow, published
from sequences.plans import Plan, StepInput, step_of
from tenancy import clock
from tenancy.actors import system

ENGINE = system("dispatch")


def judge(touch: Touch, around: Around) -> Later | Callable[[], None] | None:
    """Whether a step is to be done at the moment of `around`: None, or what becomes of it. It
    waits for the campaign's start, is settled, or its enrollment ends. Asks the person's facts only
    where something depends on them."""
    enrollment, now = touch.enrollment, around.now
    sequence, workspace = enrollment.sequence, enrollment.workspace
    if campaign.is_over(sequence, workspace, now):
        return partial(leaving.expire, enrollment, sequence, actor=ENGINE)
    starts = campaign.starts_at(sequence, workspace)
    if starts is not None and starts > now:
        return Later(touch, around.diary.opening(enrollment, now), anew=True)
    plan = published.plan(enrollment.version)
    step = plan.step(touch.step.key) or step_of(touch.step)
    fields = around.fields.get(enrollment.pk, {})
    if (how := flow.leaves(plan, fields)) is not None:
        return partial(leaving.leave, enrollment, plan, how, actor=ENGINE)
    arrival = flow.arrive(step, fields)
    if arrival.action == flow.Action.DO:
        return None
    return partial(_pass, touch, plan, step, arrival)


def mine(touch: Touch) -> bool:
    """Whether the claimed touch is still as it was claimed and its enrollment goes on. Holds the
    person's gate and the row from here on, so no stop comes in between."""
    stops.lock_for(touch.enrollment)
    rows = Touch.objects.select_for_update()
    locked = rows.filter(pk=touch.pk, state="planned", held=False, fence=touch.fence).exists()
    active = Enrollment.objects.filter(pk=touch.enrollment_id, state=EnrollmentState.ACTIVE)
    return bool(locked and active.exists())


def _pass(touch: Touch, plan: Plan, step: StepInput, arrival: flow.Arrival) -> None:
    if mine(touch):
        _settle(touch, plan, step, arrival, clock.now())


def _settle(
    touch: Touch, plan: Plan, step: StepInput, arrival: flow.Arrival, now: datetime
) -> None:
    said = _said(touch, step, arrival)
    if arrival.action == flow.Action.JUMP:
        landing = _landing(touch.enrollment, plan, arrival.to)
        words = _leads_to(plan, landing, arrival)
        said |= {"rule": "jump", "to": landing or "", "cause": words}
        _done(touch, step, "jump", words, said, now)
        if landing is not None:
            planning.plan_step(touch.enrollment, landing, anchor=now, actor=ENGINE)
        return
    rule = "condition" if arrival.action == flow.Action.SKIP else ""
    said |= {"rule": rule or "elapsed"}
    planning.follow(_done(touch, step, rule, arrival.reason, said, now), actor=ENGINE)


def _done(
    touch: Touch, step: StepInput, rule: str, words: str, said: dict[str, Any], now: datetime
) -> Touch:
    """A wait that leads elsewhere is over; any other step that is not done is skipped."""
    if not rule or (rule == "jump" and step.kind == "wait"):
        return perform(touch, "elapse", actor=ENGINE, data=said, at=now, note=words)
    return perform(touch, "skip", actor=ENGINE, data=said, rule=rule, note=words, at=now)


def _said(touch: Touch, step: StepInput, arrival: flow.Arrival) -> dict[str, Any]:
    version = touch.enrollment.version
    said = {"step": step.key, "version": version.number, "engine": flow.ENGINE}
    return {**said, "cause": arrival.reason} if arrival.reason else said


def _landing(enrollment: Enrollment, plan: Plan, to: str) -> str | None:
    """Where a jump leads; past what the person has had. No plan with a way back is ever stored,
    but if one were, nobody would go round in it."""
    rows = Touch.objects.filter(enrollment=enrollment, step__version=enrollment.version_id)
    had = rows.exclude(state="cancelled").values_list("step__key", flat=True)
    return flow.landing(plan, to, {*enrollment.passed, *had})


def _leads_to(plan: Plan, landing: str | None, arrival: flow.Arrival) -> str:
    step = plan.step(landing) if landing else None
    place = f"Step {plan.number(step.key)} ({step.label})" if step else "the end"
    why = "" if arrival.reason == "always" else f": {arrival.reason}"
    return f"goes on with {place}{why}"
