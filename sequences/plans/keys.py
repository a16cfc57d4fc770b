"""Keys of steps, the day each is on, and the digest of a plan."""

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import replace

from sequences.cadence import DelayUnit, StepTiming
from sequences.plans.data import as_data
from sequences.plans.document import Plan, StepInput

MINUTES_A_DAY = 24 * 60
_MINUTES = {DelayUnit.MINUTES: 1, DelayUnit.HOURS: 60}


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
    """The day of each step, the first of its track being day 1, as if each were settled at once.

    A working day counts as one day: which weekday somebody starts on is not known here.
    """
    found: list[int] = []
    minutes: dict[str, int] = {}
    for step in steps:
        each = _MINUTES.get(DelayUnit(step.delay_unit), MINUTES_A_DAY)
        # The first step's delay counts before the sequence, so its day is 1 whatever it is.
        waited = step.delay_amount * each if step.track in minutes else 0
        minutes[step.track] = minutes.get(step.track, 0) + waited
        found.append(1 + minutes[step.track] // MINUTES_A_DAY)
    return found


def timings(steps: Iterable[StepInput]) -> list[StepTiming]:
    """What a forecast needs."""
    return [StepTiming(step.key, step.delay, step.kind != "wait") for step in steps]


def digest(plan: Plan) -> str:
    """SHA-256 of what an approval covers (everything but the notes), in hexadecimal."""
    document = as_data(replace(plan, notes=""))
    text = json.dumps(document, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
