"""Reading a sequence from text: everything that is wrong with it, by field and line, or a document.

Two kinds of mistakes are told together: what cannot be read (an unknown field, a number where text
belongs) and what forbids storing it (`plans.problems`: a circle of jumps, an unknown time zone).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from sequences.plans import LABELS, Plan, Problem, problems
from sequences.plans.data import plan_from
from sequences.plans.reader import Reader
from sequences.plans.vocabulary import ENTRIES, FIRST_YEAR, LAST_YEAR, MOTIONS
from sequences.scripted import case_problems
from sequences.text.document import (
    FORMAT,
    Document,
    Facts,
    Fault,
    Place,
    TextError,
    nearest,
)
from sequences.text.loading import load
from sequences.text.weekdays import numbered

MAX_FAULTS = 100


def _as_it_is(plan: Plan) -> Plan:
    return plan


def from_text(source: str | bytes, settle: Callable[[Plan], Plan] = _as_it_is) -> Document:
    """The document that a text holds, whether canonical or not. Nothing is stored.

    `settle` gives the plan as it would be stored, for instance with the workspace's snippets in
    place of the text's own; it is the one that is judged. Raises TextError with every fault, in
    the order of the text.
    """
    loaded = load(source)
    found: list[Problem] = []
    reader = Reader(numbered(loaded.data, found), "", found)
    facts, plan = document_from(reader)
    reader.nothing_else()
    if reader.is_mapping:
        stored = settle(plan)
        found += [*_keys(plan), *problems(stored), *case_problems(stored)]
    if found:
        raise TextError(*located(found, loaded.places))
    return Document(facts, plan, loaded.places)


def document_from(reader: Reader) -> tuple[Facts, Plan]:
    """Facts and plan from the fields of the whole."""
    if reader.whole("format", FORMAT, 0, 1_000_000, required=True) != FORMAT:
        reader.note("format", f"This program reads format {FORMAT}. Write {FORMAT}.")
    facts = reader.one("sequence", _facts, required=True)
    return facts or Facts(""), plan_from(reader)


def located(found: Iterable[Problem], places: Mapping[str, Place]) -> list[Fault]:
    """Each problem with its place in the text, in their order; one for each field, the first.

    Of what could not be read, neither the parts nor the owner are judged on top.
    """
    faults: dict[str, Fault] = {}
    touched: set[str] = set()
    for problem in found:
        owners = list(_owners(problem.field))
        if problem.field not in touched and not any(owner in faults for owner in owners):
            faults[problem.field] = _located(problem, places)
            touched.update(owners)
    ordered = sorted(faults.values(), key=lambda fault: (fault.line, fault.column))
    more = len(ordered) - MAX_FAULTS
    rest = [Fault("", f"There are {more:,} more. Correct these first.")] if more > 0 else []
    return ordered[:MAX_FAULTS] + rest


def _located(problem: Problem, places: Mapping[str, Place]) -> Fault:
    """A line of a template inside a block scalar is a line of the text."""
    place = nearest(places, problem.field)
    if not (place.block and problem.line):
        return Fault(problem.field, problem.message, place.line, place.column)
    column = place.block + problem.column - 1 if problem.column else 0
    return Fault(problem.field, problem.message, place.line + problem.line, column)


def _owners(path: str) -> Iterator[str]:
    """The path itself and those of what it is in."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def _facts(reader: Reader) -> Facts:
    facts = Facts(
        name=_line(reader, "name", 120, required=True),
        motion=reader.text("motion", MOTIONS[0], options=MOTIONS),
        segment=_line(reader, "segment", 80),
        purpose=_line(reader, "purpose", 200),
        campaign_type=_line(reader, "campaign_type", 40),
        persona=_line(reader, "persona", 80),
        buying_stage=_line(reader, "buying_stage", 80),
        starts_on=_date(reader, "starts_on"),
        ends_on=_date(reader, "ends_on"),
        entry=reader.text("entry", ENTRIES[0], options=ENTRIES),
        pool=_line(reader, "pool", 80),
    )
    if facts.entry not in ENTRIES:
        reader.note("entry", f"There is no such rule of entry. Use {', '.join(ENTRIES)}.")
    if facts.motion not in MOTIONS:
        reader.note("motion", f"There is no such motion. Use {', '.join(MOTIONS)}.")
    if facts.starts_on and facts.ends_on and facts.ends_on < facts.starts_on:
        reader.note("ends_on", "The last day lies before the first. Write a later one.")
    reader.nothing_else()
    return facts


def _line(reader: Reader, name: str, limit: int, *, required: bool = False) -> str:
    """One line; outer spaces are not kept."""
    text = reader.text(name, limit=limit, required=required).strip()
    if not text.isprintable():
        reader.note(name, "Write one line, without invisible characters.")
    elif required and not text:
        reader.note(name, "Write something here.")
    return text


def _date(reader: Reader, name: str) -> date | None:
    written = reader.text(name, limit=10)
    try:
        found = date.fromisoformat(written) if written else None
    except ValueError:
        found = None
    if written and (found is None or found.isoformat() != written):
        reader.note(name, "Write a date such as 2026-03-29.")
    elif found and not FIRST_YEAR <= found.year <= LAST_YEAR:
        reader.note(name, f"Choose a day in the years {FIRST_YEAR} to {LAST_YEAR}.")
    return found


def _keys(plan: Plan) -> Iterator[Problem]:
    """In a text each step has its key: without one, reading it twice would make two steps of it."""
    for number, step in enumerate(plan.steps, 1):
        if not step.key:
            name = (step.kind if step.kind in LABELS else "step").replace("_", "-")
            message = f"Step {number}: give it a key of its own, such as {name}-{number}."
            yield Problem(f"steps.{number}.key", f"{message} The key stays when the step moves.")
