"""What is different between two states of one step."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from contacts.conditions import Conditions, plain_list
from sequences.cadence.delays import counted
from sequences.differences.change import Change, ChangeKind, before_and_after
from sequences.differences.texts import Fate, Run, runs
from sequences.plans import Metric, Plan, StepInput, TaskEnd, Variant, days

WORDS: Mapping[str, str] = {
    "subject": "subject",
    "preheader": "preview text",
    "text": "text",
    "html": "HTML",
    "instructions": "instructions",
}


@dataclass(frozen=True, slots=True)
class Placed:
    """A step with its number and day in its plan."""

    step: StepInput
    number: int
    day: int
    plan: Plan

    def __str__(self) -> str:
        return f"Step {self.number} ({self.step.label}, day {self.day})"


def placed(plan: Plan) -> dict[str, Placed]:
    """The steps of a plan by key."""
    numbered = enumerate(zip(plan.steps, days(plan.steps), strict=True), 1)
    return {step.key: Placed(step, number, day, plan) for number, (step, day) in numbered}


def whole(kind: ChangeKind, one: Placed, verb: str) -> Iterator[Change]:
    """A step that only one of the plans has, with everything it says and does."""
    step = one.step
    yield Change(kind, f"{one} {verb}.", step.key)
    fate: Fate = "added" if kind is ChangeKind.ADDED else "removed"
    yield from _words(one, step, fate)
    nothing = StepInput(step.kind)
    for field, (part, say) in _SAID.items():
        value = getattr(step, field)
        if value != getattr(nothing, field):
            said = say(value, one.plan)
            yield Change(part, f"{one} {said}.", step.key, field, (Run(fate, said),))
    for variant in step.variants:
        yield _about_variants(one, variant.key, f"variant {variant.key} has {variant.share} %")
        yield from _words(one, variant, fate)


def _words(one: Placed, words: StepInput | Variant, fate: Fate) -> Iterator[Change]:
    """What a step or a variant says, all of it new or gone."""
    variant = f"variants.{words.key}." if isinstance(words, Variant) else ""
    label = f"{one}, variant {words.key}" if variant else str(one)
    for field, name in WORDS.items():
        if text := getattr(words, field, ""):
            runs_of_it = (Run(fate, text),)
            path = f"{variant}{field}"
            yield Change(ChangeKind.COPY, f"{label}: its {name}.", one.step.key, path, runs_of_it)


def inside(old: Placed, new: Placed) -> Iterator[Change]:
    """Every difference of a step that both plans have."""
    before, after = old.step, new.step
    if before.kind != after.kind:
        sentence = f"{new} was “{before.label}” before."
        yield Change(ChangeKind.KIND, sentence, after.key, "kind")
    delays = [(step.delay_amount, step.delay_unit) for step in (before, after)]
    if delays[0] != delays[1]:
        yield Change(ChangeKind.TIMING, _timing(old, new), after.key, "delay")
    yield from _parts(old, new)
    for field, name in WORDS.items():
        texts = getattr(before, field), getattr(after, field)
        if texts[0] != texts[1]:
            sentence = f"{new}: the {name} changed."
            yield Change(ChangeKind.COPY, sentence, after.key, field, runs(*texts))
    yield from _variants(old, new)


def _timing(old: Placed, new: Placed) -> str:
    sentence = f"{new} waits {new.step.delay} instead of {old.step.delay}"
    return f"{sentence}; it was on day {old.day}." if old.day != new.day else f"{sentence}."


def _parts(old: Placed, new: Placed) -> Iterator[Change]:
    """The parts that are said in half a sentence each."""
    for field, (kind, say) in _SAID.items():
        before, after = getattr(old.step, field), getattr(new.step, field)
        if before != after:
            texts = say(before, old.plan), say(after, new.plan)
            sentence = f"{new} now {texts[1]} (before: {texts[0]})."
            yield Change(kind, sentence, new.step.key, field, before_and_after(*texts))


def _variants(old: Placed, new: Placed) -> Iterator[Change]:
    before = {each.key: each for each in old.step.variants}
    after = {each.key: each for each in new.step.variants}
    for key in [key for key in before if key not in after]:
        yield _about_variants(new, key, f"variant {key} is gone")
        yield from _words(new, before[key], "removed")
    for key, variant in after.items():
        if key in before:
            yield from _variant(new, before[key], variant)
        else:
            about = f"variant {key} is new, for {variant.share} % of the people"
            yield _about_variants(new, key, about)
            yield from _words(new, variant, "added")
    if [key for key in before if key in after] != [key for key in after if key in before]:
        yield _about_variants(new, "", "the variants stand in another order")


def _variant(new: Placed, before: Variant, after: Variant) -> Iterator[Change]:
    key = after.key
    if before.share != after.share:
        shares = f"{after.share} % of the people instead of {before.share} %"
        yield _about_variants(new, key, f"variant {key} goes to {shares}")
    for field, name in WORDS.items():
        texts = getattr(before, field, ""), getattr(after, field, "")
        if texts[0] != texts[1]:
            sentence = f"{new}, variant {key}: the {name} changed."
            path = f"variants.{key}.{field}"
            yield Change(ChangeKind.COPY, sentence, new.step.key, path, runs(*texts))


def _about_variants(new: Placed, key: str, words: str) -> Change:
    path = f"variants.{key}" if key else "variants"
    return Change(ChangeKind.VARIANTS, f"{new}: {words}.", new.step.key, path)


def _track(track: str, _plan: Plan) -> str:
    return f"is on the {track} track"


def _thread(same: bool, _plan: Plan) -> str:
    return "answers in the earlier thread" if same else "opens a new thread"


def _when(asked: Conditions, _plan: Plan) -> str:
    return f"applies only when {asked}" if asked else "applies to everybody"


def _jumps(jumps: Any, plan: Plan) -> str:
    ways = [
        f"to step {plan.number(jump.to)} {f'when {jump.when}' if jump.when else 'always'}"
        for jump in jumps
    ]
    return f"jumps {'; else '.join(ways)}" if ways else "jumps nowhere"


_MEASURED = {
    Metric.REPLIED: "replied",
    Metric.MEETING: "booked a meeting",
    Metric.CLICKED: "clicked",
}


def _experiment(experiment: Any, _plan: Plan) -> str:
    if experiment is None:
        return "compares no variants"
    how = "automatically" if experiment.automatic else "by hand"
    people = f"{experiment.minimum:,} people each"
    return f"compares its variants by who {_MEASURED[experiment.metric]}, {people}, decided {how}"


def _sender(address: str, _plan: Plan) -> str:
    return f"is sent from {address}" if address else "is sent from the person's own mailbox"


def _reply_to(address: str, _plan: Plan) -> str:
    return f"asks for answers to {address}" if address else "asks for answers to its sender"


def _cc(addresses: tuple[str, ...], _plan: Plan) -> str:
    return f"is copied to {plain_list([*addresses])}" if addresses else "is copied to nobody"


def _bcc(addresses: tuple[str, ...], _plan: Plan) -> str:
    where = plain_list([*addresses]) if addresses else "nobody"
    return f"is copied to {where} without saying so"


def _links(links: Any, _plan: Plan) -> str:
    named = plain_list([f"“{link.title}” ({link.url})" for link in links])
    return f"links {named}" if links else "links no files"


_ENDS = {TaskEnd.EXPIRE: "expires", TaskEnd.SKIP: "is skipped", TaskEnd.WAIT: "waits for a person"}


def _patience(patience: Any, _plan: Plan) -> str:
    if patience is None:
        return "waits for its person as the workspace says"
    told = "without reminders"
    if patience.remind_hours and patience.reminders:
        first = f"after {counted(patience.remind_hours, 'working hours')}"
        told = f"with {counted(patience.reminders, 'reminders')}, the first {first}"
    days = counted(patience.escalate_days, "working days")
    others = f"tells others after {days}" if patience.escalate_days else "tells nobody else"
    end = _ENDS.get(patience.end, patience.end)
    return f"{end} after {counted(patience.end_days, 'days')}, {told}, and {others}"


def _automatic(leaves: bool, _plan: Plan) -> str:
    return "leaves by itself" if leaves else "is sent by a person"


# Which parts of a step are said in half a sentence, and how.
_SAID: Mapping[str, tuple[ChangeKind, Callable[[Any, Plan], str]]] = {
    "track": (ChangeKind.TRACK, _track),
    "same_thread": (ChangeKind.THREAD, _thread),
    "when": (ChangeKind.CONDITIONS, _when),
    "jumps": (ChangeKind.JUMPS, _jumps),
    "experiment": (ChangeKind.EXPERIMENT, _experiment),
    "sender": (ChangeKind.SENDER, _sender),
    "reply_to": (ChangeKind.SENDER, _reply_to),
    "cc": (ChangeKind.SENDER, _cc),
    "bcc": (ChangeKind.SENDER, _bcc),
    "links": (ChangeKind.LINKS, _links),
    "patience": (ChangeKind.PATIENCE, _patience),
    "automatic": (ChangeKind.KIND, _automatic),
}
