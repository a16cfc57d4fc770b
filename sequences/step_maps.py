"""Moving people from one plan to another: which step is which, and where somebody then stands.

Pure. A map leads from every step key of the old plan to a key of the new one, or to "" for a step
without a counterpart. Nobody is sent back, nobody gets a step twice, and no step that is in both
plans and still lay ahead is left out.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from sequences.plans import Plan, StepInput, Track, graph

SIMILAR = 0.6
LEFT_OUT = "skipped"
_WORD = re.compile(r"\w+")
MAX_WORDS = 2_000


@dataclass(frozen=True, slots=True)
class Pairing:
    """One line of a map for people to check: why these two are the same step."""

    old: str
    new: str
    reason: str


@dataclass(frozen=True, slots=True)
class MapProblem:
    """What forbids a map (or, if not `blocks`, what people should know)."""

    old: str
    message: str
    blocks: bool = True


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody stands in the new plan. `passed` (key to outcome) is never done again;
    `next_key` comes next (None: nothing is left); `missed` are new steps that lie before that
    place and are not for this person."""

    passed: Mapping[str, str]
    next_key: str | None
    missed: tuple[str, ...] = ()


def propose(before: Plan, after: Plan) -> tuple[Pairing, ...]:
    """A counterpart for every step of `before`: by key, else by kind and words, else none."""
    free = {step.key: step for step in after.steps}
    found: dict[str, Pairing] = {}
    for step in before.steps:
        if step.key in free and _same_nature(step, free[step.key]):
            found[step.key] = Pairing(step.key, step.key, "same key")
            del free[step.key]
    for step in before.steps:
        if step.key not in found:
            found[step.key] = _likeliest(step, free)
            free.pop(found[step.key].new, None)
    return tuple(found[step.key] for step in before.steps)


def problems(before: Plan, after: Plan, step_map: Mapping[str, str]) -> tuple[MapProblem, ...]:
    """What is wrong with a map, in the order of the old steps."""
    found: list[MapProblem] = []
    used: dict[str, str] = {}
    for step in before.steps:
        if step.key not in step_map:
            found.append(MapProblem(step.key, f"{_name(before, step)} is not in the map."))
            continue
        new = step_map[step.key]
        found += _pair_problems(before, after, step, new, used)
        used.setdefault(new, step.key)
    strange = sorted(step_map.keys() - {step.key for step in before.steps})
    found += [MapProblem(key, f"“{key[:60]}” is no step of the old version.") for key in strange]
    return tuple(found)


def stand(
    before: Plan,
    after: Plan,
    step_map: Mapping[str, str],
    reached: Mapping[str, str],
    *,
    planned: str = "",
    last: str = "",
) -> Standing:
    """Where somebody stands who has `reached` these old steps (key to outcome), the `last` of
    them, and has the step `planned` before them.

    The next step is the first, on the track that they are on, that is the counterpart of one
    still ahead, or a new one behind everything that was reached. What a jump has passed over lies
    not ahead, and does not come back.
    """
    ahead = _ahead(before, reached, planned, last)
    counterparts = {new: key for key, new in step_map.items() if new}
    passed = {
        new: reached.get(key, LEFT_OUT) for new, key in counterparts.items() if key not in ahead
    }
    place = _place(before, after, step_map, planned, last)
    way = [step.key for step in after.steps if step.track == place.track]
    behind = max((n for n, key in enumerate(way) if key in passed), default=-1)
    behind = max(behind, way.index(place.start) - 1) if place.start in way else behind
    news = [n for n, key in enumerate(way) if key not in counterparts]
    open_ = [n for n, key in enumerate(way) if key in counterparts and key not in passed]
    found = min([*open_, *(n for n in news if n > behind)], default=len(way))
    missed = tuple(way[n] for n in news if n < found)
    if found < len(way):
        return Standing(passed, way[found], missed)
    # Nothing is left, whatever else there is: no step may be taken for the first one.
    over = {step.key: LEFT_OUT for step in after.steps}
    return Standing(over | passed, None, missed)


@dataclass(frozen=True, slots=True)
class _Place:
    """The track that somebody is on in the new plan; `start` is set where a jump has led."""

    track: str
    start: str = ""


def _ahead(before: Plan, reached: Mapping[str, str], planned: str, last: str) -> set[str]:
    """The old steps that can still come; for who has reached nothing, all of them."""
    if planned and before.step(planned):
        return {planned, *graph.beyond(before, planned)} - reached.keys()
    if last and before.step(last):
        return _after(before, last) - reached.keys()
    return {step.key for step in before.steps} - reached.keys()


def _after(plan: Plan, last: str) -> set[str]:
    """What comes after a step that was reached, by its own track: its jumps were asked already."""
    following = graph.after(plan, last)
    return {following.key, *graph.beyond(plan, following.key)} if following else set()


def _place(
    before: Plan, after: Plan, step_map: Mapping[str, str], planned: str, last: str
) -> _Place:
    """By the counterpart of what is planned, else of what was reached last, else by the old
    track."""
    for key in filter(None, (planned, last)):
        if target := after.step(step_map.get(key, "")):
            follows = graph.after(before, last) if last else graph.entry(before)
            jumped = key == planned and (follows is None or follows.key != planned)
            return _Place(target.track, target.key if jumped else "")
    step = before.step(planned) or before.step(last)
    return _Place(step.track if step else Track.MAIN.value)


def same_timing(old: StepInput | None, new: StepInput | None) -> bool:
    """Whether a step waits as long as its counterpart did, so that a date can stay."""
    return bool(old and new) and _timing(old) == _timing(new)


def _timing(step: StepInput | None) -> tuple[int, str] | None:
    return (step.delay_amount, step.delay_unit) if step else None


def _pair_problems(
    before: Plan, after: Plan, step: StepInput, new: str, used: Mapping[str, str]
) -> list[MapProblem]:
    name = _name(before, step)
    own = after.step(step.key)
    if own is not None and _same_nature(step, own) and new != step.key:
        message = f"{name} is in the new version too, as step {after.number(step.key)}. Choose it."
        return [MapProblem(step.key, message)]
    if not new:
        message = f"{name} has no counterpart: who stands before it does not get it."
        return [MapProblem(step.key, message, blocks=False)]
    target = after.step(new)
    if target is None:
        return [MapProblem(step.key, f"{name} leads to “{new[:60]}”, which is no step there.")]
    if new in used:
        other = _name(before, before.step(used[new]) or step)
        message = f"{name} and {other} lead to one step. Give each its own, or none."
        return [MapProblem(step.key, message)]
    if not _same_nature(step, target):
        message = f"{name} is “{step.label}”, its counterpart “{target.label}”. Choose another."
        return [MapProblem(step.key, message)]
    if step.track != target.track:
        message = f"{name} changes from the {step.track} to the {target.track} track."
        return [MapProblem(step.key, message, blocks=False)]
    return []


def _same_nature(one: StepInput, other: StepInput) -> bool:
    """A call never counts as an e-mail; who had the one has not had the other."""
    return one.kind == other.kind


def _likeliest(step: StepInput, free: Mapping[str, StepInput]) -> Pairing:
    best, best_ratio = "", 0.0
    for key, other in free.items():
        if _same_nature(step, other) and (ratio := _likeness(step, other)) > best_ratio:
            best, best_ratio = key, ratio
    if best_ratio >= SIMILAR:
        return Pairing(step.key, best, f"{best_ratio:.0%} of the words are the same")
    return Pairing(step.key, "", "no step like it")


def _likeness(one: StepInput, other: StepInput) -> float:
    """Shared words over all words (Jaccard); steps without words are told apart by their place."""
    first, second = _words(one), _words(other)
    everything = first | second
    return len(first & second) / len(everything) if everything else 0.0


def _words(step: StepInput) -> frozenset[str]:
    text = " ".join((step.subject, step.text, step.instructions))
    return frozenset(_WORD.findall(text.casefold())[:MAX_WORDS])


def _name(plan: Plan, step: StepInput) -> str:
    return f"Step {plan.number(step.key)} ({step.label})"
