"""One scripted test of a draft: who, from when, what happens, and what must come of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.text import capfirst

from console.forms import zones
from console.forms.editing import typed
from console.forms.editing.typed import Rows, Texts, Typed, block, choice, line, number
from contacts.conditions import field_label
from sequences.plans import Case, Event, Expectation, Plan
from sequences.plans.data import MAX_EVENTS
from sequences.plans.vocabulary import ACTIVITIES, TASK_OUTCOMES
from sequences.scripted import EVENTS, REASONS, STEP_OUTCOMES

Pairs = list[tuple[str, str]]

MAX_FIELDS = 50
MAX_EXPECTED = 100
LOCAL = "Local time of the person."
WHOLE = "The sequence as a whole"
FIELDS = "fields"


def _words(names: Sequence[str]) -> Pairs:
    return [(str(name), str(name).replace("_", " ").capitalize()) for name in names]


_TASKS = [each for each in EVENTS if each in TASK_OUTCOMES]
_ACTS = [each for each in EVENTS if each in ACTIVITIES]
_SIGNALS = [each for each in EVENTS if each not in {*_TASKS, *_ACTS, FIELDS}]
HAPPENINGS = [
    ("", "Choose"),
    ("Signals", _words(_SIGNALS)),
    ("With a message", _words(_ACTS)),
    ("A task comes out as", _words(_TASKS)),
    ("Data", [(FIELDS, "Fields change")]),
]
OUTCOMES = [
    ("", "Choose"),
    ("Of a step", _words(STEP_OUTCOMES)),
    ("Of the whole", _words(REASONS)),
]


class CaseFields(Typed):
    """The single fields of a test."""

    name = line("Name", "A sentence, such as “Replies after step 2, so there is no step 3”.")
    start = line("Starts", LOCAL, placeholder="2026-03-29 09:00")
    zone = choice("Time zone of the person")


class FieldRow(Typed):
    """A field of the person."""

    telling = ("name", "value")
    name = choice("Field")
    value = line("Value")


class EventRow(Typed):
    """Something that happens."""

    telling = ("what", "after", "minutes", "changes")
    what = choice("What happens", HAPPENINGS)
    after = choice("After")
    minutes = number("Minutes later")
    changes = block("Fields that change", rows=1, placeholder="contact.stage = customer")

    def as_data(self, stored: Event | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return {
            "what": self.given("what"),
            "after": self.given("after"),
            "minutes": self.whole("minutes") if self.typed("minutes").strip() else 0,
            "fields": read_fields(self.typed("changes"), stored.fields if stored else {}),
        }

    def take(self, problems: Mapping[str, str]) -> Texts:
        """Problems with any of the fields that change stand at their one box."""
        rest = {n: s for n, s in problems.items() if n.split(".")[0] != FIELDS}
        if mine := typed.below(problems, FIELDS):
            rest["changes"] = " ".join(mine.values())
        return super().take(rest)


class ExpectationRow(Typed):
    """What must have come of it."""

    telling = ("step", "outcome", "at", "because")
    step = choice("Of")
    outcome = choice("Outcome", OUTCOMES)
    at = line("At", placeholder="any time")
    because = line("Reason contains", placeholder="any reason")

    def as_data(self, stored: Expectation | None) -> dict[str, Any]:
        """As `plans.data` reads it."""
        return self.texts(("step", "outcome", "at", "because"), stored)


class CaseForm:
    """A test as its page shows it."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.fields = CaseFields(data)
        self.people = Rows(FieldRow, "people", data, MAX_FIELDS, spare=1)
        self.events = Rows(EventRow, "events", data, MAX_EVENTS, spare=1)
        self.expect = Rows(ExpectationRow, "expect", data, MAX_EXPECTED, spare=1)
        typed.offer(self.fields, "zone", [("", "UTC"), *zones.choices()])

    @property
    def lists(self) -> tuple[Rows[FieldRow], Rows[EventRow], Rows[ExpectationRow]]:
        """Its three lists."""
        return self.people, self.events, self.expect

    def offer(self, steps: Pairs, fields: Sequence[tuple[str, Any]]) -> None:
        """The steps and fields that may be chosen; what is chosen stays."""
        for row in self.people.shown:
            typed.offer(row, "name", [("", "Choose a field"), *fields])
        for event in self.events.shown:
            typed.offer(event, "after", [("", "The start"), *steps])
        for expected in self.expect.shown:
            typed.offer(expected, "step", [("", WHOLE), *steps])

    def rearranged(self, order: str) -> bool:
        """Answer a button that adds or deletes rows; False when it is none of these."""
        return any(rows.rearranged(order) for rows in self.lists)

    def as_data(self, stored: Case | None) -> dict[str, Any]:
        """The test as `plans.data` reads it."""
        known = stored or Case("", "")
        there = dict(enumerate(known.events)), dict(enumerate(known.expect))
        return {
            **self.fields.texts(("name", "start", "zone"), known),
            "fields": self._people(known.fields),
            "events": [row.as_data(there[0].get(n)) for n, row in enumerate(self.events)],
            "expect": [row.as_data(there[1].get(n)) for n, row in enumerate(self.expect)],
        }

    def take(self, problems: Mapping[str, str]) -> dict[str, str]:
        """Put sentences at their fields; gives back those that have no place here."""
        self.events.take(typed.below(problems, "events"))
        self.expect.take(typed.below(problems, "expect"))
        wrong = typed.below(problems, "fields")
        self.people.error = next(iter(wrong.values()), "")
        lists = ("events", "expect", "fields")
        return self.fields.take({n: s for n, s in problems.items() if n.split(".")[0] not in lists})

    def doubles(self) -> dict[str, str]:
        """What is wrong with fields that stand there twice, as problems are given."""
        names = [row.typed("name") for row in self.people]
        twice = next((name for name in names if names.count(name) > 1), "")
        said = f"{capfirst(field_label(twice))} stands here twice. Delete one of the two."
        return {FIELDS: said} if twice else {}

    def _people(self, stored: Mapping[str, str]) -> Texts:
        return {
            row.typed("name"): row.given("value", stored.get(row.typed("name"), ""))
            for row in self.people
        }


def shown(case: Case) -> CaseForm:
    """The form of a stored test."""
    texts = {"name": case.name, "start": case.start, "zone": case.zone}
    people = ({"name": name, "value": value} for name, value in case.fields.items())
    texts |= typed.numbered(people, "people")
    texts |= typed.numbered(map(_event, case.events), "events")
    texts |= typed.numbered(map(_expectation, case.expect), "expect")
    return CaseForm(texts)


def steps_of(plan: Plan) -> Pairs:
    """The steps to choose from."""
    return [(each.key, f"Step {n} ({each.label})") for n, each in enumerate(plan.steps, 1)]


def written(fields: Mapping[str, str]) -> str:
    """Fields, one a line."""
    return "\n".join(f"{name} = {value}" for name, value in fields.items())


def read_fields(text: str, stored: Mapping[str, str]) -> dict[str, str]:
    """The fields of such lines; the stored ones when nobody has touched them."""
    if text == typed.lines_of(written(stored)):
        return dict(stored)
    pairs = (line.partition("=") for line in text.split("\n") if line.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _event(event: Event) -> Texts:
    return {
        "what": event.what,
        "after": event.after,
        "minutes": str(event.minutes),
        "changes": written(event.fields),
    }


def _expectation(expected: Expectation) -> Texts:
    names = ("step", "outcome", "at", "because")
    return {name: getattr(expected, name) for name in names}
