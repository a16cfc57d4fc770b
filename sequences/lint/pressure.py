"""How many touches fall on one person within seven days, on any way through the sequence."""

from collections.abc import Iterator
from dataclasses import dataclass

from sequences.cadence import DelayUnit
from sequences.lint.finding import Finding, Place
from sequences.plans import Plan, StepInput, graph

WEEK = 7
_MINUTES = {DelayUnit.MINUTES: 1, DelayUnit.HOURS: 60}
_A_DAY = 24 * 60


@dataclass(frozen=True, slots=True)
class _Reached:
    """A step reached so many minutes after the first touch, with the touches made before it."""

    key: str
    minutes: int
    touches: int


def findings(plan: Plan, most: int) -> Iterator[Finding]:
    """The first step that may be one touch too many, whichever way people come to it.

    Conditions are taken to hold or not as it suits: what can happen to somebody counts. Working
    days count as days, so that a week is never taken for longer than it is.
    """
    if graph.cycle(plan):
        return
    reachable = graph.reachable(plan)
    for step in plan.steps:
        if step.key in reachable and _touches(step) and (found := _too_many(plan, step, most)):
            first, last = plan.number(step.key), plan.number(found)
            at_fault = plan.steps[last - 1]
            message = (
                f"from step {first} to here people may get over {most} touches in {WEEK} days."
            )
            fix = "Spread the steps, or drop one."
            yield Place(last, at_fault).warning("too_many_touches", message, fix)
            return


def _too_many(plan: Plan, first: StepInput, most: int) -> str:
    """The step that makes one touch too many within a week of `first`; "" for none.

    Per step only those ways are kept that no other reaches with as many touches as early.
    """
    waiting = [_Reached(first.key, 0, 0)]
    best: dict[str, list[_Reached]] = {}
    while waiting:
        here = waiting.pop()
        step = plan.step(here.key)
        if step is None or _is_beaten(here, best.setdefault(here.key, [])):
            continue
        best[here.key].append(here)
        touches = here.touches + _touches(step)
        if touches > most and not graph.always_jumps(step):
            return here.key
        waiting += _next(plan, step, here, touches)
    return ""


def _is_beaten(new: _Reached, known: list[_Reached]) -> bool:
    return any(k.minutes <= new.minutes and k.touches >= new.touches for k in known)


def _next(plan: Plan, step: StepInput, here: _Reached, touches: int) -> Iterator[_Reached]:
    """Where somebody may be after this step, while the week lasts."""
    following = graph.after(plan, step.key)
    ways = [(jump.to, here.touches) for jump in step.jumps]
    if following is not None and not graph.always_jumps(step):
        ways.append((following.key, touches))
    for key, made in ways:
        to = plan.step(key)
        if to is None:
            continue
        between = made > here.touches and _touches(to)
        minutes = here.minutes + max(_waits(to), plan.min_gap_hours * 60 if between else 0)
        if minutes < WEEK * _A_DAY:
            yield _Reached(key, minutes, made)


def _touches(step: StepInput) -> bool:
    return step.kind != "wait"


def _waits(step: StepInput) -> int:
    return step.delay_amount * _MINUTES.get(DelayUnit(step.delay_unit), _A_DAY)
