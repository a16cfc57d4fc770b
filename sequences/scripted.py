"""Scripted tests of a version: each case is walked on a clock of its own and compared. Pure.

A case says who (fields, zone), when it starts, what happens (signals, activities, outcomes of
tasks, changes of fields) and what must have come of it. The person has no random spread, so times
are exact to the minute; without a window of the version, `window` (else office hours) counts.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sequences.cadence import (
    OFFICE_HOURS,
    CadenceError,
    Hours,
    Window,
    resolve_local,
    zone_or_error,
)
from sequences.calendars import closures
from sequences.plans import (
    BY_HAND,
    EXIT_REASONS,
    Case,
    Event,
    Expectation,
    Plan,
    Problem,
    StepInput,
    vocabulary,
)
from sequences.simulation import Journey, Passage, Person, Script, What, effects, walk
from sequences.simulation.people import FIELDS

LOCAL = "%Y-%m-%d %H:%M"
NEVER, WAITS = "never", "waits"
DONE = frozenset({What.SENT, What.DONE, What.ELAPSED})
STEP_OUTCOMES = (*What, NEVER)
REASONS = (
    *dict.fromkeys((*effects.ENDS.values(), *EXIT_REASONS)),
    "completed_no_response",
    "expired",
    WAITS,
)
EVENTS = (
    *vocabulary.TASK_OUTCOMES,
    *sorted(effects.ACTIVITIES),
    *sorted(effects.SIGNALS),
    FIELDS,
)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one case; `sentences` say what is not as expected, none when it passed."""

    name: str
    passed: bool
    sentences: tuple[str, ...] = ()


def run_all(plan: Plan, *, window: Window | None = None) -> tuple[Result, ...]:
    """Run every case of the plan. A case that cannot be read fails, and says why."""
    return tuple(
        _run(plan, case, number, window or OFFICE_HOURS)
        for number, case in enumerate(plan.cases, 1)
    )


def case_problems(plan: Plan) -> list[Problem]:
    """Everything in the cases that names what is not there: steps, events, zones, times."""
    found = [
        each for number, case in enumerate(plan.cases, 1) for each in _case(plan, case, number)
    ]
    names: dict[str, int] = {}
    for number, case in enumerate(plan.cases, 1):
        if names.setdefault(case.name.strip(), number) != number:
            message = f"Tests {names[case.name.strip()]} and {number} have the same name."
            found.append(Problem(f"cases.{number}.name", f"{message} Rename one."))
    return found


def _run(plan: Plan, case: Case, number: int, window: Window) -> Result:
    unreadable = [problem.message for problem in _case(plan, case, number)]
    if unreadable:
        return Result(case.name, False, tuple(unreadable))
    zone = _zone(case)
    journey = walk(plan, person_of(plan, case, window), Script(case, vocabulary.TASK_OUTCOMES))
    sentences = tuple(
        sentence
        for expected in case.expect
        if (sentence := _differs(plan, journey, expected, zone))
    )
    return Result(case.name, not sentences, sentences)


def person_of(plan: Plan, case: Case, window: Window) -> Person:
    """The person whom a case is about."""
    zone = _zone(case)
    calendar = closures(
        country=case.fields.get("contact.country", ""),
        region=case.fields.get("contact.region", ""),
        observe=plan.holidays,
        own=(),
    )
    hours = Hours(zone, plan.window or window, calendar, gap=timedelta(hours=plan.min_gap_hours))
    start = resolve_local(datetime.fromisoformat(case.start), zone)
    return Person(id=case.name, key=b"", hours=hours, start=start, fields=case.fields)


def _zone(case: Case) -> ZoneInfo:
    return zone_or_error(case.zone or "UTC")


def _differs(plan: Plan, journey: Journey, expected: Expectation, zone: ZoneInfo) -> str:
    """The sentence that says what is not as expected; "" when it is."""
    if not expected.step:
        return _other_end(journey, expected, zone)
    name = _name(plan, expected.step)
    passage = journey.at(expected.step)
    if passage is None:
        if expected.outcome == NEVER:
            return ""
        return (
            f"{name} should have been {expected.outcome}, but nobody came to it: {_over(journey)}."
        )
    happened = f"it was {_told(plan, passage, zone)}"
    if not _fits(passage.what, expected.outcome):
        return f"{name} should {_should(expected.outcome)}, but {happened}."
    if expected.at and _local(passage.at, zone) != expected.at:
        return f"{name} should have been {expected.outcome} on {expected.at}, but {happened}."
    if _lacks(expected.because, passage.because):
        return f"{name} should name “{expected.because}” as the reason, but {happened}."
    return ""


def _other_end(journey: Journey, expected: Expectation, zone: ZoneInfo) -> str:
    end = journey.end
    happened = f"it ended on {_local(end.at, zone)}: {_over(journey)}"
    if (end.reason or WAITS) != expected.outcome:
        return f"It should end as {_words(expected.outcome)}, but {happened}."
    if expected.at and _local(end.at, zone) != expected.at:
        return f"It should end on {expected.at}, but {happened}."
    if _lacks(expected.because, end.because):
        return f"It should name “{expected.because}” as the reason, but {happened}."
    return ""


def _fits(what: What, outcome: str) -> bool:
    return what == outcome or (outcome == What.DONE and what in DONE)


def _lacks(wanted: str, because: str) -> bool:
    return wanted.casefold() not in because.casefold()


def _should(outcome: str) -> str:
    return "never be reached" if outcome == NEVER else f"have been {outcome}"


def _told(plan: Plan, passage: Passage, zone: ZoneInfo) -> str:
    words = f"{passage.what.value} on {_local(passage.at, zone)} ({zone.key})"
    if passage.to:
        words += f" to {_name(plan, passage.to).lower()}"
    return f"{words}, {passage.because}" if passage.because else words


def _over(journey: Journey) -> str:
    end = journey.end
    return f"{_words(end.reason or WAITS)}, {end.because}" if end.because else _words(end.reason)


def _words(reason: str) -> str:
    return reason.replace("_", " ")


def _name(plan: Plan, key: str) -> str:
    step = plan.step(key)
    return f"Step {plan.number(key)} ({step.label})" if step else f"Step “{key}”"


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):{LOCAL}}"


def _case(plan: Plan, case: Case, number: int) -> Iterator[Problem]:
    where, label = f"cases.{number}", f"Test {number}"
    if not case.name.strip():
        yield Problem(f"{where}.name", f"{label}: give it a name.")
    if not _readable(case.start):
        message = f"{label}: write its start as 2026-03-29 09:00, a local time of the person."
        yield Problem(f"{where}.start", message)
    try:
        _zone(case)
    except CadenceError as error:
        yield Problem(f"{where}.zone", f"{label}: {error}")
    yield from _fields(f"{where}.fields", label, case.fields)
    for place, event in enumerate(case.events, 1):
        yield from _event(plan, event, f"{where}.events.{place}", f"{label}, event {place}")
    for place, expected in enumerate(case.expect, 1):
        yield from _expected(plan, expected, f"{where}.expect.{place}", f"{label}, line {place}")


def _is_task(step: StepInput) -> bool:
    return step.kind in BY_HAND and not step.leaves_by_itself


def _event(plan: Plan, event: Event, where: str, label: str) -> Iterator[Problem]:
    if event.what not in EVENTS:
        message = f"{label}: there is no event “{event.what}”. Use {', '.join(EVENTS)}."
        yield Problem(f"{where}.what", message)
    step = plan.step(event.after)
    if event.after and step is None:
        yield Problem(f"{where}.after", f"{label}: there is no step “{event.after}” here.")
    if event.what in vocabulary.TASK_OUTCOMES and (step is None or not _is_task(step)):
        message = f"{label}: “{event.what}” is what came of a task. Name a manual step in `after`."
        yield Problem(f"{where}.after", message)
    if event.what == FIELDS and not event.fields:
        yield Problem(f"{where}.fields", f"{label}: write the fields that change.")
    fields = dict(event.fields)
    named = fields.pop(effects.RETURN_DATE, "")
    if named and not _is_date(named):
        message = f"{label}: write the return date as 2026-05-20."
        yield Problem(f"{where}.fields.{effects.RETURN_DATE}", message)
    yield from _fields(f"{where}.fields", label, fields)


def _expected(plan: Plan, expected: Expectation, where: str, label: str) -> Iterator[Problem]:
    if expected.step and plan.step(expected.step) is None:
        message = f"{label}: there is no step “{expected.step}” here. Use the key of a step."
        yield Problem(f"{where}.step", message)
    known = STEP_OUTCOMES if expected.step else REASONS
    if expected.outcome not in known:
        whose = "a step" if expected.step else "the whole sequence"
        message = f"{label}: “{expected.outcome}” cannot come of {whose}. Use {', '.join(known)}."
        yield Problem(f"{where}.outcome", message)
    if expected.at and not _readable(expected.at):
        message = f"{label}: write the time as 2026-03-29 09:00, a local time of the person."
        yield Problem(f"{where}.at", message)


def _fields(where: str, label: str, fields: Iterable[str]) -> Iterator[Problem]:
    for name in fields:
        if not vocabulary.is_field(name):
            message = f"{label}: there is no field “{name}”. Use one such as contact.title."
            yield Problem(f"{where}.{name}", message)


def _readable(text: str) -> bool:
    """Far from the ends of the calendar, so that every delay after it has a date."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return False
    years = range(vocabulary.FIRST_YEAR, vocabulary.LAST_YEAR + 1)
    return f"{moment:{LOCAL}}" == text and moment.year in years


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
