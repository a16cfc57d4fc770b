"""Shorthand for tests that walk plans: people, steps and conditions in few words."""

from datetime import UTC, datetime
from typing import Any

from contacts.conditions import Condition, Conditions, Operator
from sequences.cadence import OFFICE_HOURS, Closures, Hours, Window
from sequences.plans import Case, Event, Plan, StepInput, vocabulary
from sequences.simulation import Journey, Person, Script, walk
from tests.sequences.clocks import ALWAYS, BERLIN, shut

MONDAY = datetime(2026, 5, 4, 7, tzinfo=UTC)  # 09:00 in Berlin


def email(key: str, days: int = 0, **more: Any) -> StepInput:
    """A message so many days after the step before."""
    return StepInput("email", key=key, delay_amount=days, subject="Hi", text="Hello", **more)


def step(kind: str, key: str, days: int = 0, **more: Any) -> StepInput:
    """Any other step."""
    return StepInput(kind, key=key, delay_amount=days, **more)


def a_plan(*steps: StepInput, **more: Any) -> Plan:
    """A plan that is open at any hour unless told otherwise."""
    return Plan(steps, **{"window": ALWAYS, **more})


def person(
    *,
    window: Window = OFFICE_HOURS,
    closed: Closures | None = None,
    start: datetime = MONDAY,
    key: bytes = b"",
    **more: Any,
) -> Person:
    """Somebody in Berlin; without a key nothing is spread."""
    hours = Hours(BERLIN, window, closed or shut(()))
    return Person(**{"id": "peter", "key": key, "hours": hours, "start": start, **more})


def told(plan: Plan, *events: Event, who: Person | None = None) -> Journey:
    """The way of somebody who does what the events say."""
    case = Case("told", "", events=events)
    return walk(plan, who or person(), Script(case, vocabulary.TASK_OUTCOMES))


def is_(field: str, value: str) -> Conditions:
    """One condition."""
    return Conditions((Condition(field=field, operator=Operator.IS, value=value),))


def said(journey: Journey) -> list[str]:
    """Each step with what became of it: intro sent, call skipped."""
    return [f"{each.step} {each.what.value}" for each in journey.passages]


def when(journey: Journey, key: str) -> str:
    """The local time at which a step was settled."""
    passage = journey.at(key)
    return f"{passage.at.astimezone(BERLIN):%Y-%m-%d %H:%M}" if passage else ""
