"""What an author writes: a plan of steps as plain data, checked before it is stored.

Pure. A plan is the same thing in a form, in a REST call and in a stored version, so the checks,
the lint's view and the digest that the audit keeps are made from it alone.
"""

import hashlib
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Self, cast

from sequences import lint
from sequences.cadence import CadenceError, Delay, DelayUnit, StepTiming, Window
from sequences.rendering import Kind, TemplateError, parse

MAX_STEPS = 50
MAX_INSTRUCTIONS = 10_000
MAX_NOTES = 10_000
MINUTES_A_DAY = 24 * 60

LABELS = {
    "email": "Email",
    "email_personal": "Email to personalise",
    "call": "Call",
    "linkedin": "LinkedIn",
    "sms": "SMS",
    "task": "Task",
    "wait": "Wait",
}
EMAILS = frozenset({"email", "email_personal"})

_KEY = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,58}[a-z0-9])?")
_MINUTES = {DelayUnit.MINUTES: 1, DelayUnit.HOURS: 60}
# What the author sees each part called, and how it is read.
_PARTS = {"subject": Kind.SUBJECT, "text": Kind.TEXT, "html": Kind.HTML, "instructions": Kind.TEXT}


@dataclass(frozen=True, slots=True)
class StepInput:
    """One step. `key` is empty for a new step; the delay counts from the step before.

    `instructions` are for the person who does a manual step; they may use variables too.
    """

    kind: str
    key: str = ""
    delay_amount: int = 0
    delay_unit: str = "days"
    subject: str = ""
    text: str = ""
    html: str = ""
    same_thread: bool = True
    instructions: str = ""

    @classmethod
    def of(cls, row: object) -> Self:
        """The step that a stored row holds; its fields have the same names."""
        return cls(**{field.name: getattr(row, field.name) for field in fields(cls)})

    @property
    def delay(self) -> Delay:
        """The delay; CadenceError or ValueError unless the step was checked."""
        return Delay(self.delay_amount, DelayUnit(self.delay_unit))

    @property
    def label(self) -> str:
        """The kind in words."""
        return LABELS.get(self.kind, self.kind)


@dataclass(frozen=True, slots=True)
class Plan:
    """All that an approval covers, and the notes. No window means the workspace's."""

    steps: tuple[StepInput, ...] = ()
    window: Window | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a plan cannot be stored. `field` is for example `steps.2.subject`, counted from 1."""

    field: str
    message: str


def problems(plan: Plan) -> list[Problem]:
    """Everything that forbids storing the plan; an unfinished draft is fine."""
    found = [problem for n, step in enumerate(plan.steps, 1) for problem in _step(n, step)]
    if len(plan.steps) > MAX_STEPS:
        message = f"A sequence has at most {MAX_STEPS} steps; this has {len(plan.steps)}."
        found.insert(0, Problem("steps", f"{message} Delete some."))
    if len(plan.notes) > MAX_NOTES or "\0" in plan.notes:
        message = f"The notes must be plain text of at most {MAX_NOTES:,} characters."
        found.append(Problem("notes", message))
    return found + list(_repeated(plan.steps))


def _step(number: int, step: StepInput) -> Iterator[Problem]:
    where = f"steps.{number}"
    if step.kind not in LABELS:
        message = f"Step {number}: there is no such kind of step. Use {', '.join(LABELS)}."
        yield Problem(f"{where}.kind", message)
    if step.key and not _KEY.fullmatch(step.key):
        message = f"Step {number}: a key has lower-case letters, digits and hyphens, at most 60."
        yield Problem(f"{where}.key", message)
    if step.delay_unit not in list(DelayUnit):
        message = f"Step {number}: there is no such unit. Use {', '.join(DelayUnit)}."
        yield Problem(f"{where}.delay_unit", message)
    else:
        yield from _delay(number, step)
    yield from _texts(number, step)


def _delay(number: int, step: StepInput) -> Iterator[Problem]:
    try:
        Delay(step.delay_amount, DelayUnit(step.delay_unit))
    except CadenceError as error:
        yield Problem(f"steps.{number}.delay_amount", f"Step {number}: {error}")


def _texts(number: int, step: StepInput) -> Iterator[Problem]:
    for part, kind in _PARTS.items():
        name = part if part != "html" else "HTML"
        try:
            parse(getattr(step, part), kind)
        except TemplateError as error:
            place = f"Step {number}, {name}, line {error.line}, column {error.column}"
            yield Problem(f"steps.{number}.{part}", f"{place}: {error.message}")
    if len(step.instructions) > MAX_INSTRUCTIONS:
        message = f"Step {number}: the instructions are over {MAX_INSTRUCTIONS:,} characters."
        yield Problem(f"steps.{number}.instructions", f"{message} Shorten them.")


def _repeated(steps: Sequence[StepInput]) -> Iterator[Problem]:
    first: dict[str, int] = {}
    for number, step in enumerate(steps, 1):
        if step.key and first.setdefault(step.key, number) != number:
            message = f'Steps {first[step.key]} and {number} have the same key "{step.key}".'
            yield Problem(f"steps.{number}.key", f"{message} Leave one of them empty.")


def with_keys(steps: Iterable[StepInput], used: Collection[str]) -> tuple[StepInput, ...]:
    """The steps, each with a key; a new one is named for its kind and number: call, call-2, …

    `used` are all keys that the sequence ever had: a key never comes to mean another step,
    because people are moved from version to version by it.
    """
    steps = tuple(steps)
    taken = {*used, *(step.key for step in steps)}
    named: list[StepInput] = []
    for step in steps:
        key = step.key or _free(step.kind.replace("_", "-"), taken)
        taken.add(key)
        named.append(replace(step, key=key))
    return tuple(named)


def _free(name: str, taken: Collection[str]) -> str:
    number = 1
    while (key := name if number == 1 else f"{name}-{number}") in taken:
        number += 1
    return key


def days(steps: Iterable[StepInput]) -> list[int]:
    """The day of each step, the first being day 1, as if each were settled at once.

    A working day counts as one day: which weekday somebody starts on is not known here.
    """
    found: list[int] = []
    minutes = 0
    for step in steps:
        each = _MINUTES.get(DelayUnit(step.delay_unit), MINUTES_A_DAY)
        minutes += step.delay_amount * each if found else 0
        found.append(1 + minutes // MINUTES_A_DAY)
    return found


def timings(steps: Iterable[StepInput]) -> list[StepTiming]:
    """What a forecast needs."""
    return [StepTiming(step.key, step.delay) for step in steps]


def lint_facts(steps: Sequence[StepInput]) -> list[lint.StepFacts]:
    """The steps as the lint reads them. What a manual step says may stand in its instructions."""
    return [
        lint.StepFacts(
            key=step.key,
            kind=_lint_kind(step.kind),
            day=day,
            subject=step.subject,
            text=step.text if step.kind == "email" else step.text or step.instructions,
            html=step.html,
        )
        for step, day in zip(steps, days(steps), strict=True)
    ]


def _lint_kind(kind: str) -> lint.StepKind:
    return "personal_email" if kind == "email_personal" else cast(lint.StepKind, kind)


def digest(plan: Plan) -> str:
    """SHA-256 of what an approval covers (steps and window, not the notes), in hexadecimal."""
    window = plan.window.to_json() if plan.window else []
    document = {"steps": [asdict(step) for step in plan.steps], "window": window}
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
