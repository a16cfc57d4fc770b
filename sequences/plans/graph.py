"""The ways through a plan: which step can follow which, and whether any way comes back."""

from collections.abc import Iterator

from sequences.plans.document import Plan, StepInput, Track


def after(plan: Plan, key: str) -> StepInput | None:
    """The next step on the same track."""
    place = plan.number(key)
    step = plan.step(key)
    if step is None:
        return None
    return next((each for each in plan.steps[place:] if each.track == step.track), None)


def entry(plan: Plan) -> StepInput | None:
    """Where everybody starts: the first step of the main track."""
    return next((step for step in plan.steps if step.track == Track.MAIN), None)


def always_jumps(step: StepInput) -> bool:
    """Whether nobody is ever left to do the step itself."""
    return any(not jump.when for jump in step.jumps)


def edges(plan: Plan, key: str) -> Iterator[str]:
    """The keys of the steps that can come right after reaching this one."""
    step = plan.step(key)
    if step is None:
        return
    yield from (jump.to for jump in step.jumps if plan.step(jump.to))
    following = after(plan, key)
    if following is not None and not always_jumps(step):
        yield following.key


def reachable(plan: Plan) -> set[str]:
    """The keys of the steps that somebody can come to."""
    start = entry(plan)
    return {start.key, *beyond(plan, start.key)} if start else set()


def leads(plan: Plan, first: str, to: str) -> bool:
    """Whether somebody who reached the step `first` can come to the step `to` afterwards."""
    return to in beyond(plan, first)


def beyond(plan: Plan, first: str) -> set[str]:
    """The keys of the steps that can come after the step `first`."""
    found: set[str] = set()
    waiting = list(edges(plan, first))
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(edges(plan, key))
    return found


def cycle(plan: Plan) -> tuple[str, ...]:
    """The keys along a way that comes back to where it began; () when there is none."""
    done: set[str] = set()
    for step in plan.steps:
        if step.key not in done and (found := _cycle_from(plan, step.key, done)):
            return found
    return ()


def _cycle_from(plan: Plan, start: str, done: set[str]) -> tuple[str, ...]:
    """Depth first, without recursion: `way` is the open path, `todo` what is left at each place."""
    way, todo = [start], [list(edges(plan, start))]
    while way:
        if not todo[-1]:
            done.add(way.pop())
            todo.pop()
            continue
        key = todo[-1].pop()
        if key in way:
            return (*way[way.index(key) :], key)
        if key not in done:
            way.append(key)
            todo.append(list(edges(plan, key)))
    return ()
