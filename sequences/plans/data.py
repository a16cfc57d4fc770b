"""A plan as plain data (what JSON and YAML hold) and back. What equals its default is left out,
so the data of a plan is canonical: equal plans have equal data, in one order.

Reading never stops at the first mistake: whatever cannot be read becomes a Problem with the path
of the field (`steps.3.variants.1.share`), and the default stands in.
"""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any

from contacts import conditions
from contacts.conditions import (
    MAX_CONDITIONS,
    MAX_FIELD,
    MAX_VALUE,
    MAX_VALUES,
    NONE,
    Condition,
    ConditionError,
    Conditions,
    Match,
    Operator,
)
from sequences.cadence import CadenceError, DelayUnit, Window
from sequences.cadence.window import MAX_BLOCKS
from sequences.plans import vocabulary
from sequences.plans.document import (
    EXIT_REASONS,
    LABELS,
    MAX_STEPS,
    Canary,
    Case,
    Event,
    Exit,
    Expectation,
    Experiment,
    Goal,
    Jump,
    Link,
    Metric,
    Mode,
    Patience,
    Plan,
    Problem,
    StepInput,
    TaskEnd,
    Track,
    Tracking,
    Variant,
)
from sequences.plans.reader import Reader

MAX_TEXT = 200_000
MAX_LINE = 998
MAX_NAME = 120
MAX_JUMPS = 4
MAX_VARIANTS = 4
MAX_EXITS = 8
MAX_CASES = 40
MAX_EVENTS = 30
MAX_COPIES = 5
MAX_LINKS = 5
MAX_SNIPPETS = 50
MAX_REMIND_HOURS = 80
MAX_REMINDERS = 20
MAX_TASK_DAYS = 60

# The parts of a stored step and of a stored version that have columns of their own.
STEP_COLUMNS = (
    "key kind track delay_amount delay_unit subject preheader text html same_thread instructions"
).split()
VERSION_COLUMNS = ("steps", "window", "notes")


def as_data(thing: Any) -> Any:
    """Plain data of a plan or a part of one; what equals its default is left out."""
    if isinstance(thing, Window):
        return thing.to_json()
    if isinstance(thing, Conditions):
        return _conditions_data(thing)
    if is_dataclass(thing) and not isinstance(thing, type):
        return _fields_data(thing)
    if isinstance(thing, Enum):
        return thing.value
    if isinstance(thing, tuple | list):
        return [as_data(each) for each in thing]
    if isinstance(thing, Mapping):
        return {key: as_data(thing[key]) for key in sorted(thing)}
    return thing


def _fields_data(thing: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for field in fields(thing):
        value = getattr(thing, field.name)
        default = field.default
        if field.default_factory is not MISSING:
            default = field.default_factory()
        if value != default and not _asks_nothing(value):
            found[field.name] = _pairs(value) if field.name == "snippets" else as_data(value)
            if isinstance(default, float):
                # 5 and 5.0, and both zeros, are equal; so must be their data.
                found[field.name] = float(value) + 0.0
    return found


def _asks_nothing(value: Any) -> bool:
    """Conditions without any comparison, whatever they say of all or any."""
    return isinstance(value, Conditions) and not value


def _pairs(snippets: tuple[tuple[str, str], ...]) -> dict[str, str]:
    return dict(sorted(snippets))


def _conditions_data(asked: Conditions) -> dict[str, Any]:
    return {"match": asked.match.value, "conditions": conditions.to_data(asked.items)}


def columns(step: StepInput) -> dict[str, Any]:
    """A step as the columns of its row; what has no column is in `options`."""
    data = {name: getattr(step, name) for name in STEP_COLUMNS}
    options = {name: each for name, each in _fields_data(step).items() if name not in STEP_COLUMNS}
    return {**data, "options": options}


def step_of(row: Any) -> StepInput:
    """The step that a stored row holds."""
    held = {name: getattr(row, name) for name in STEP_COLUMNS}
    return read_step({**row.options, **held})[0]


def options_of(plan: Plan) -> dict[str, Any]:
    """What a version stores in `options`."""
    data = _fields_data(plan)
    return {name: each for name, each in data.items() if name not in VERSION_COLUMNS}


def read_plan(data: object) -> tuple[Plan, list[Problem]]:
    """A plan from data, and everything that could not be read."""
    problems: list[Problem] = []
    reader = Reader(data, "", problems)
    plan = plan_from(reader)
    reader.nothing_else()
    return plan, problems


def plan_from(reader: Reader) -> Plan:
    """A plan from the fields of a mapping, which may hold others too."""
    return Plan(
        steps=reader.items("steps", _step, MAX_STEPS),
        window=_window(reader),
        notes=reader.text("notes", limit=10_000),
        mode=reader.text("mode", "classic", options=Mode),
        zone=reader.text("zone", limit=64),
        holidays=reader.flag("holidays", True),
        min_gap_hours=reader.whole("min_gap_hours", 0, 0, 24 * 30),
        spread_minutes=reader.whole("spread_minutes", 20, 0, 24 * 60),
        new_a_day=reader.whole("new_a_day", 0, 0, 100_000),
        exits=reader.items("exits", _exit, MAX_EXITS),
        goal=reader.one("goal", _goal),
        canary=reader.one("canary", _canary),
        tracking=reader.one("tracking", _tracking),
        snippets=tuple(sorted(reader.texts("snippets", MAX_SNIPPETS, MAX_TEXT).items())),
        cases=reader.items("cases", _case, MAX_CASES),
    )


def read_step(data: object) -> tuple[StepInput, list[Problem]]:
    """A single step from data."""
    problems: list[Problem] = []
    return _step(Reader(data, "", problems)), problems


def _conditions(reader: Reader) -> Conditions:
    match = reader.text("match", Match.ALL, options=Match)
    if match not in list(Match):
        reader.note("match", "Write all or any.")
        match = Match.ALL
    items = reader.items("conditions", _condition, MAX_CONDITIONS, least=1)
    reader.nothing_else()
    return Conditions(tuple(each for each in items if each), Match(match))


def _condition(reader: Reader) -> Condition | None:
    given = {
        "field": reader.text("field", limit=MAX_FIELD, required=True),
        "operator": reader.text("operator", options=Operator, required=True),
        "value": reader.text("value", limit=MAX_VALUE),
        "values": list(reader.words("values", MAX_VALUES, MAX_VALUE)),
    }
    reader.nothing_else()
    try:
        return conditions.read_condition(reader.number, given, vocabulary.is_field)
    except ConditionError as error:
        reader.note(error.part, error.message)
        return None


def _when(reader: Reader, *, required: bool = False) -> Conditions:
    return reader.one("when", _conditions, required=required) or NONE


def _step(reader: Reader) -> StepInput:
    step = StepInput(
        kind=reader.text("kind", options=LABELS, required=True),
        key=reader.text("key", limit=60),
        track=reader.text("track", Track.MAIN, options=Track),
        delay_amount=reader.whole("delay_amount", 0, 0, 1_100_000),
        delay_unit=reader.text("delay_unit", DelayUnit.DAYS, options=DelayUnit),
        **_letter(reader),
        same_thread=reader.flag("same_thread", True),
        instructions=reader.text("instructions", limit=10_000),
        when=_when(reader),
        jumps=reader.items("jumps", _jump, MAX_JUMPS),
        variants=reader.items("variants", _variant, MAX_VARIANTS),
        experiment=reader.one("experiment", _experiment),
        sender=reader.text("sender", limit=254),
        reply_to=reader.text("reply_to", limit=254),
        cc=reader.words("cc", MAX_COPIES),
        bcc=reader.words("bcc", MAX_COPIES),
        links=reader.items("links", _link, MAX_LINKS),
        patience=reader.one("patience", _patience),
        automatic=reader.flag("automatic", False),
    )
    reader.nothing_else()
    return step


def _letter(reader: Reader) -> dict[str, str]:
    return {
        "subject": reader.text("subject", limit=MAX_LINE),
        "preheader": reader.text("preheader", limit=200),
        "text": reader.text("text", limit=MAX_TEXT),
        "html": reader.text("html", limit=MAX_TEXT),
    }


def _jump(reader: Reader) -> Jump:
    jump = Jump(reader.text("to", limit=60, required=True), _when(reader))
    reader.nothing_else()
    return jump


def _variant(reader: Reader) -> Variant:
    key = reader.text("key", limit=20, required=True)
    share = reader.whole("share", 0, 0, 100, required=True)
    variant = Variant(key, share, **_letter(reader))
    reader.nothing_else()
    return variant


def _experiment(reader: Reader) -> Experiment:
    metric = reader.text("metric", Metric.REPLIED, options=Metric)
    if metric not in list(Metric):
        reader.note("metric", f"Use {', '.join(Metric)}.")
        metric = Metric.REPLIED
    minimum = reader.whole("minimum", 100, 10, 100_000)
    experiment = Experiment(Metric(metric), minimum, reader.flag("automatic", False))
    reader.nothing_else()
    return experiment


def _link(reader: Reader) -> Link:
    title = reader.text("title", required=True)
    link = Link(title, reader.text("url", limit=2_000, required=True))
    reader.nothing_else()
    return link


def _patience(reader: Reader) -> Patience:
    usual = Patience()
    patience = Patience(
        remind_hours=reader.whole("remind_hours", usual.remind_hours, 0, MAX_REMIND_HOURS),
        reminders=reader.whole("reminders", usual.reminders, 0, MAX_REMINDERS),
        escalate_days=reader.whole("escalate_days", usual.escalate_days, 0, MAX_TASK_DAYS),
        end_days=reader.whole("end_days", usual.end_days, 1, MAX_TASK_DAYS),
        end=reader.text("end", usual.end, options=TaskEnd),
    )
    reader.nothing_else()
    return patience


def _exit(reader: Reader) -> Exit:
    name = reader.text("name", limit=MAX_NAME, required=True)
    reason = reader.text("reason", options=EXIT_REASONS, required=True)
    found = Exit(name, reason, _when(reader, required=True))
    reader.nothing_else()
    return found


def _goal(reader: Reader) -> Goal:
    name = reader.text("name", limit=MAX_NAME, required=True)
    goal = Goal(name, _when(reader, required=True))
    reader.nothing_else()
    return goal


def _canary(reader: Reader) -> Canary:
    canary = Canary(
        share=reader.whole("share", 10, 1, 100),
        people=reader.whole("people", 0, 0, 100_000),
        hold_minutes=reader.whole("hold_minutes", 120, 1, 60 * 24 * 14),
        bounce=reader.percentage("bounce", 5.0),
        opt_out=reader.percentage("opt_out", 1.0),
        complaint=reader.percentage("complaint", 0.1),
    )
    reader.nothing_else()
    return canary


def _tracking(reader: Reader) -> Tracking | None:
    asked = {name: reader.flag(name, False) for name in ("opens", "clicks", "utm")}
    reader.nothing_else()
    # Nothing switched on is the same as nothing said.
    return Tracking(**asked) if any(asked.values()) else None


def _case(reader: Reader) -> Case:
    case = Case(
        name=reader.text("name", limit=MAX_NAME, required=True),
        start=reader.text("start", limit=40, required=True),
        zone=reader.text("zone", limit=64),
        fields=reader.texts("fields", 50),
        events=reader.items("events", _event, MAX_EVENTS),
        expect=reader.items("expect", _expectation, MAX_STEPS * 2, least=1, required=True),
    )
    reader.nothing_else()
    return case


def _event(reader: Reader) -> Event:
    event = Event(
        what=reader.text("what", limit=60, required=True),
        after=reader.text("after", limit=60),
        minutes=reader.whole("minutes", 0, 0, 60 * 24 * 730),
        fields=reader.texts("fields", 20),
    )
    reader.nothing_else()
    return event


def _expectation(reader: Reader) -> Expectation:
    found = Expectation(
        outcome=reader.text("outcome", limit=60, required=True),
        step=reader.text("step", limit=60),
        at=reader.text("at", limit=40),
        because=reader.text("because"),
    )
    reader.nothing_else()
    return found


def _window(reader: Reader) -> Window | None:
    blocks = reader.items("window", _block, MAX_BLOCKS)
    for number in range(1, len(blocks) + 1):
        # One more block each time, so that the first one that cannot be is found.
        try:
            window = Window.parse(blocks[:number])
        except CadenceError as error:
            reader.note(f"window.{number}", str(error))
            return None
    return window if blocks else None


def _block(reader: Reader) -> dict[str, int | str]:
    block: dict[str, int | str] = {
        "weekday": reader.whole("weekday", 0, 0, 6, required=True),
        "start": reader.text("start", limit=5, required=True),
        "end": reader.text("end", limit=5, required=True),
    }
    reader.nothing_else()
    return block
