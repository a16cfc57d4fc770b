"""Hypothesis strategies for plans that may be stored: every field of every part is used."""

import unicodedata
from datetime import time
from typing import Any

from hypothesis import strategies as st

from contacts.conditions import NEEDS_NO_VALUE, NONE, NUMERIC, Condition, Conditions, Match
from contacts.conditions import Operator as Op
from sequences.cadence import Block, DelayUnit, Window
from sequences.plans import (
    BY_HAND,
    EXIT_REASONS,
    LABELS,
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
    StepInput,
    TaskEnd,
    Track,
    Tracking,
    Variant,
)
from sequences.plans.data import MAX_REMIND_HOURS, MAX_REMINDERS, MAX_TASK_DAYS
from sequences.plans.vocabulary import FIELDS, TASK_OUTCOMES

# What tends to be taken for something else, or to be lost.
TRAPS = (
    *("no", "yes", "on", "null", "~", "true", "1e3", "017", "0x1F", "1_000", ".inf", "-", "12.50"),
    *("17:30", "2026-03-29", "2026-03-29 09:00", "=", "<<", "# not a comment", "a: b", "- a", "&a"),
    *("*a", "!a", "%a", "@a", "`a`", "'", '"', "\\", "|", ">", "{", "[", "? a", " a", "a ", "\t"),
    *("\u200fשלום", "👩‍🚀 🇩🇪", "a\u00a0b", "---", "...", "x" * 300, "word " * 60),
)
_BRACES = "{}\uff5b\ufe5b\u2774\u2983"
_BIDI = "\u202d\u202e"
# What no template refuses.
_LETTERS = st.characters(
    exclude_categories=("Cs", "Cc", "Zl", "Zp"), exclude_characters=_BRACES + _BIDI
)
_LINES = st.one_of(
    st.sampled_from([trap for trap in TRAPS if not set(trap) & set(_BRACES)]),
    st.text(_LETTERS, max_size=30),
    st.sampled_from(("Hi {{ first_name }},", '{{ city | default: "there" }}', "", "  ", "\tx")),
)
_ADDRESSES = st.sampled_from(("", "sales@mail.acme.example", "o'hara+x@acme.example"))
_NAMES = st.text("bcz09_", min_size=1, max_size=20)
_KEYS = st.text("abz09", min_size=1, max_size=6).map("-".join)
_STARTS = st.datetimes().map(lambda moment: f"{2000 + moment.year % 200}-01-31 {moment:%H:%M}")
_FIELDS = st.sampled_from(sorted(FIELDS))


def anything(limit: int = 60) -> st.SearchStrategy[str]:
    """Any text that can be stored: no NUL, no half of a pair."""
    free = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
    return st.one_of(st.sampled_from(TRAPS), free, bodies()).map(lambda text: text[:limit])


def lines() -> st.SearchStrategy[str]:
    """A template of one line."""
    return _LINES.map(lambda text: text[:200])


def bodies() -> st.SearchStrategy[str]:
    """A template of several lines, with all the spaces that an author may leave."""
    return st.lists(_LINES, max_size=5).map("\n".join)


def _stripped(text: str) -> str:
    """As values of conditions are: no control characters, no outer spaces."""
    return "".join(each for each in text if unicodedata.category(each) != "Cc").strip()


def _named() -> st.SearchStrategy[str]:
    return anything(100).filter(lambda text: bool(text.strip()))


@st.composite
def conditions(draw: st.DrawFn, least: int = 0) -> Conditions:
    """Up to three comparisons."""
    items = tuple(draw(st.lists(_condition(), min_size=least, max_size=3)))
    return Conditions(items, draw(st.sampled_from(Match))) if items else NONE


@st.composite
def _condition(draw: st.DrawFn) -> Condition:
    operator = draw(st.sampled_from(Op))
    values = anything().map(_stripped).filter(bool)
    field = draw(st.one_of(_FIELDS, st.sampled_from(("contact.custom.plan", "step.a-b.opened"))))
    if operator in NEEDS_NO_VALUE:
        return Condition(field=field, operator=operator)
    if operator is Op.IN:
        several = tuple(draw(st.lists(values, min_size=1, max_size=3)))
        return Condition(field=field, operator=operator, values=several)
    numbers = st.sampled_from(("30", "1e3", "-2.50"))
    value = draw(numbers if operator in NUMERIC else values)
    return Condition(field=field, operator=operator, value=value)


def _words(draw: st.DrawFn) -> dict[str, Any]:
    html = st.sampled_from(("", "<p>Hi {{ first_name }}</p>\n<p>\t👋 </p>\n\n"))
    return {
        "subject": draw(lines()),
        "preheader": draw(lines()),
        "text": draw(bodies()),
        "html": draw(html),
    }


@st.composite
def _variants(draw: st.DrawFn) -> tuple[Variant, ...]:
    names = draw(st.lists(_NAMES, max_size=3, unique=True))
    return tuple(Variant(name, draw(st.integers(1, 33)), **_words(draw)) for name in names)


@st.composite
def _steps(draw: st.DrawFn) -> tuple[StepInput, ...]:
    keys = draw(st.lists(_KEYS, max_size=4, unique=True))
    return tuple(draw(_step(key, keys[place:])) for place, key in enumerate(keys, 1))


@st.composite
def _step(draw: st.DrawFn, key: str, later: list[str]) -> StepInput:
    """Jumps lead forward alone, so no way comes back."""
    kind = draw(st.sampled_from(sorted(LABELS)))
    jump = st.builds(Jump, st.sampled_from(later or [""]), conditions())
    written = st.builds(Experiment, st.sampled_from(Metric), st.integers(10, 500), st.booleans())
    copies = st.lists(st.just("crm@acme.example"), max_size=2).map(tuple)
    titles = st.text(_LETTERS, max_size=30).map(lambda text: f"Price list {text}")
    link = st.builds(Link, titles, st.just("https://acme.example/a?b=c"))
    return StepInput(
        kind=kind,
        key=key,
        track=draw(st.sampled_from(Track)).value,
        delay_amount=draw(st.integers(0, 700)),
        delay_unit=draw(st.sampled_from(DelayUnit)).value,
        **_words(draw),
        same_thread=draw(st.booleans()),
        instructions=draw(bodies()),
        when=draw(conditions()),
        jumps=tuple(draw(st.lists(jump, max_size=2 if later else 0))),
        variants=draw(_variants()) if kind == "email" else (),
        experiment=draw(st.none() | written),
        sender=draw(_ADDRESSES),
        reply_to=draw(_ADDRESSES),
        cc=draw(copies),
        bcc=draw(copies),
        links=tuple(draw(st.lists(link, max_size=2))),
        patience=draw(st.none() | policies()) if kind in BY_HAND else None,
    )


def policies() -> st.SearchStrategy[Patience]:
    """How long a task may wait, whatever can be stored."""
    return st.builds(
        Patience,
        remind_hours=st.integers(0, MAX_REMIND_HOURS),
        reminders=st.integers(0, MAX_REMINDERS),
        escalate_days=st.integers(0, MAX_TASK_DAYS),
        end_days=st.integers(1, MAX_TASK_DAYS),
        end=st.sampled_from([each.value for each in TaskEnd]),
    )


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """One or two blocks on some days; the last one may end the day."""
    blocks: list[Block] = []
    for day in draw(st.sets(st.integers(0, 6), min_size=1)):
        count = draw(st.sampled_from((2, 4)))
        hours = sorted(draw(st.sets(st.integers(0, 23), min_size=count, max_size=count)))
        clocks = [time(hour, draw(st.sampled_from((0, 15)))) for hour in hours]
        blocks += [Block(day, *clocks[n : n + 2]) for n in range(0, count, 2)]
        if draw(st.booleans()):
            blocks[-1] = Block(day, blocks[-1].start, time(0, 0))
    return Window(tuple(blocks))


@st.composite
def _case(draw: st.DrawFn, name: str, steps: tuple[StepInput, ...]) -> Case:
    fields = st.dictionaries(_FIELDS, anything(), max_size=3)
    manual = [step.key for step in steps if step.kind not in ("email", "wait")]
    event = st.builds(Event, st.just("reply"), st.just(""), st.integers(0, 9000), fields)
    tasks = st.builds(Event, st.sampled_from(TASK_OUTCOMES), st.sampled_from(manual or [""]))
    at = st.one_of(st.just(""), _STARTS)
    ends = st.builds(Expectation, st.sampled_from(EXIT_REASONS), st.just(""), at, anything())
    keys = [step.key for step in steps]
    never = st.builds(Expectation, st.just("never"), st.sampled_from(keys or [""]), at, anything())
    return Case(
        name=name,
        start=draw(_STARTS),
        zone=draw(st.sampled_from(("", "Europe/Berlin"))),
        fields=draw(fields),
        events=tuple(draw(st.lists(event | tasks if manual else event, max_size=2))),
        expect=tuple(draw(st.lists(never | ends if keys else ends, min_size=1, max_size=2))),
    )


_PERCENT = st.floats(0, 100).map(lambda number: number + 0.0)
_EXITS = st.builds(Exit, _named(), st.sampled_from(EXIT_REASONS), conditions(least=1))
_GOALS = st.builds(Goal, _named(), conditions(least=1))
_CANARIES = st.builds(
    Canary,
    st.integers(1, 100),
    st.integers(0, 500),
    st.integers(1, 900),
    _PERCENT,
    _PERCENT,
    _PERCENT,
)

_TRACKINGS = st.builds(Tracking, st.booleans(), st.booleans(), st.booleans()).filter(
    lambda asked: asked != Tracking()
)


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """Any plan that may be stored: `problems` and `case_problems` find nothing in it."""
    steps = draw(_steps())
    names = draw(st.lists(_named(), max_size=2, unique_by=str.strip))
    snippets = draw(
        st.dictionaries(_NAMES, bodies().filter(lambda text: bool(text.strip())), max_size=2)
    )
    return Plan(
        steps=steps,
        window=draw(st.none() | windows()),
        notes=draw(anything(500)),
        mode=draw(st.sampled_from(Mode)).value,
        zone=draw(st.sampled_from(("", "Europe/Berlin", "America/Argentina/Buenos_Aires"))),
        holidays=draw(st.booleans()),
        min_gap_hours=draw(st.integers(0, 720)),
        spread_minutes=draw(st.integers(0, 1440)),
        new_a_day=draw(st.integers(0, 900)),
        exits=tuple(draw(st.lists(_EXITS, max_size=2))),
        goal=draw(st.none() | _GOALS),
        canary=draw(st.none() | _CANARIES),
        tracking=draw(st.none() | _TRACKINGS),
        snippets=tuple(sorted(snippets.items())),
        cases=tuple(draw(_case(name, steps)) for name in names),
    )
