"""Invents plans, people and what they do, and keeps what became of them in `histories.json`.

    .venv/bin/python -m tests.sequences.make_histories

Run it after a change of decisions, together with a higher `sequences.flow.ENGINE`; the difference
of the file then shows what the change means. Inputs come from a fixed seed: they stay the same.
What is kept are decisions and moments, no wording.
"""

import json
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contacts.conditions import Condition, Conditions, Match, Operator
from sequences import flow
from sequences.cadence import OFFICE_HOURS, Window
from sequences.plans import (
    Case,
    Event,
    Exit,
    Expectation,
    Goal,
    Jump,
    Plan,
    StepInput,
    Variant,
    as_data,
    problems,
    read_plan,
    vocabulary,
)
from sequences.scripted import case_problems, person_of
from sequences.simulation import Journey, Person, Script, walk

FILE = Path(__file__).parent / "histories.json"
HOW_MANY = 50
KINDS = ("email", "email", "email", "email_personal", "call", "linkedin", "sms", "task", "wait")
# Local starts: nights on which clocks change, days before holidays, and ordinary days.
PLACES: tuple[tuple[str, str, str, tuple[str, ...]], ...] = (
    ("Europe/Berlin", "DE", "BY", ("2026-03-28 23:30", "2026-10-24 22:10", "2026-04-02 16:50")),
    ("Europe/London", "GB", "", ("2026-03-28 12:00", "2026-12-24 15:00", "2026-05-01 09:15")),
    ("America/New_York", "US", "NY", ("2026-03-07 20:00", "2026-11-01 00:40", "2026-07-02 16:00")),
    ("Australia/Sydney", "AU", "NSW", ("2026-04-04 23:50", "2026-10-03 22:00", "2026-06-10 10:00")),
    ("America/Santiago", "CL", "", ("2026-04-04 18:00", "2026-09-05 21:30", "2026-08-12 11:00")),
    ("Asia/Tokyo", "JP", "", ("2026-05-01 08:00", "2026-02-10 12:30", "2026-12-30 17:00")),
)
ALL_WEEK = [{"weekday": day, "start": "00:00", "end": "24:00"} for day in range(7)]
NIGHTS = [{"weekday": day, "start": "02:00", "end": "03:00"} for day in range(7)]
TWO_BLOCKS = [
    {"weekday": day, "start": start, "end": end}
    for day in (0, 1, 3)
    for start, end in (("08:30", "11:00"), ("14:00", "17:30"))
]
WINDOWS = (None, None, ALL_WEEK, NIGHTS, TWO_BLOCKS)
WHATS = (
    *("opened", "clicked", "fields", "auto_reply", "reply", "fields", "bounce_soft", "opened"),
    *("opt_out", "unclear", "fields", "bounce_hard", "not_now", "meeting_booked", "left_company"),
)


@dataclass(frozen=True)
class History:
    """A plan, with the one case that says who and what happens, and the key of the spread."""

    plan: Plan
    key: str

    @property
    def case(self) -> Case:
        """Who it is about and what they do."""
        return self.plan.cases[0]

    @property
    def person(self) -> Person:
        """The person, whose moments are spread."""
        found = person_of(self.plan, self.case, OFFICE_HOURS)
        return replace(found, id=self.key, key=self.key.encode())

    def replay(self) -> Journey:
        """What becomes of the person today."""
        return walk(self.plan, self.person, Script(self.case, vocabulary.TASK_OUTCOMES))


def invented(number: int) -> History:
    """The history with this number; always the same."""
    for attempt in range(100):
        found = _invent(random.Random(f"history {number}.{attempt}"), number)
        if not problems(found.plan) and not case_problems(found.plan):
            return found
    raise AssertionError("Nothing sensible was invented.")


def read(data: Mapping[str, Any]) -> History:
    """A history as it was kept."""
    plan, wrong = read_plan(data["plan"])
    assert not wrong, wrong
    return History(plan, data["key"])


def decided(history: History) -> list[str]:
    """The decisions, a line each: step, what, when (UTC), and what else was decided."""
    journey = history.replay()
    lines = []
    for each in journey.passages:
        words = [each.step, each.what.value, _moment(each.at), each.outcome, each.variant]
        words += [f"to {each.to}"] if each.to else []
        lines.append(" ".join(word for word in words if word))
    return [*lines, f"{journey.end.reason or 'waits'} {_moment(journey.end.at)}"]


def kept() -> dict[str, Any]:
    """What the file holds."""
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def main() -> None:
    """Write the file."""
    parts = ",\n".join(_written(invented(number)) for number in range(1, HOW_MANY + 1))
    text = f'{{"engine": {flow.ENGINE}, "histories": [\n{parts}\n]}}\n'
    json.loads(text)
    FILE.write_text(text, encoding="utf-8")
    print(f"{HOW_MANY} histories of engine {flow.ENGINE} are in {FILE.name}")


def _written(history: History) -> str:
    """One history, its steps and its decisions a line each, so that differences can be read."""
    data = as_data(history.plan)
    steps = ",\n   ".join(_line(step) for step in data.pop("steps"))
    rest = _line(data)[1:]
    lines = ",\n  ".join(_line(line) for line in decided(history))
    plan = f'{{"steps": [\n   {steps}],\n   {rest}'
    return f' {{"key": {_line(history.key)}, "plan": {plan},\n "decisions": [\n  {lines}]}}'


def _line(data: Any) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _invent(rng: random.Random, number: int) -> History:
    zone, country, region, starts = rng.choice(PLACES)
    smart = rng.random() < 0.5
    steps = tuple(_steps(rng, smart))
    window = rng.choice(WINDOWS)
    fields = {
        "contact.country": country,
        "contact.region": region,
        "contact.title": rng.choice(("Head of Sales", "Engineer", "CEO")),
        "contact.custom.sms": rng.choice(("", "no")),
        "contact.days_since_contacted": rng.choice(("", "3", "40")),
    }
    case = Case(
        name=f"history {number}",
        start=rng.choice(starts),
        zone=zone,
        fields={name: text for name, text in fields.items() if text},
        events=tuple(_events(rng, number, steps)),
        # A case expects something; what is compared here are the decisions.
        expect=(Expectation("sent", "s1"),),
    )
    plan = Plan(
        steps=steps,
        window=Window.parse(window) if window else None,
        mode="smart" if smart else "classic",
        holidays=rng.random() < 0.7,
        min_gap_hours=rng.choice((0, 0, 4, 20, 48)),
        exits=_exits(rng),
        goal=Goal("Customer", _is("account.state", "customer")) if rng.random() < 0.4 else None,
        cases=(case,),
    )
    return History(plan, f"person {number}")


def _steps(rng: random.Random, smart: bool) -> Iterator[StepInput]:
    count = rng.randint(3, 8)
    side = ("p1", "p2", "n1") if smart else ()
    for number in range(1, count + 1):
        yield _step(rng, f"s{number}", "main", number, side)
    for key in side:
        yield _step(rng, key, "positive" if key.startswith("p") else "negative", 0, ())


def _step(
    rng: random.Random, key: str, track: str, number: int, side: tuple[str, ...]
) -> StepInput:
    kind = "email" if number == 1 else rng.choice(KINDS)
    writes = kind.startswith("email")
    return StepInput(
        kind,
        key=key,
        track=track,
        delay_amount=0 if number == 1 else rng.choice((0, 1, 1, 2, 3, 36)),
        delay_unit=rng.choice(("minutes", "hours", "days", "days", "working_days")),
        when=_when(rng, number) if number > 1 and rng.random() < 0.4 else Conditions(),
        jumps=_jumps(rng, number, side) if number > 1 and side and rng.random() < 0.5 else (),
        variants=(Variant("b", rng.choice((20, 50)), "Another", "", "Hello again"),)
        if kind == "email" and rng.random() < 0.3
        else (),
        subject="A thought" if writes else "",
        text="Hello" if writes else "",
    )


def _when(rng: random.Random, number: int) -> Conditions:
    earlier = f"step.s{rng.randint(1, number - 1)}"
    pool = (
        _condition("contact.title", Operator.CONTAINS, "sales"),
        _condition("contact.custom.sms", Operator.IS_EMPTY),
        _condition(f"{earlier}.outcome", Operator.IS, rng.choice(("sent", "done", "skipped"))),
        _condition(f"{earlier}.opened", Operator.IS, "yes"),
        _condition("activity.clicked", Operator.IS_NOT, "yes"),
        _condition("contact.days_since_contacted", Operator.MORE_THAN, "1"),
        _condition("contact.last_contacted_by", Operator.IN, values=("email", "call")),
    )
    return Conditions(tuple(rng.sample(pool, rng.randint(1, 2))), rng.choice(tuple(Match)))


def _jumps(rng: random.Random, number: int, side: tuple[str, ...]) -> tuple[Jump, ...]:
    earlier = f"step.s{rng.randint(1, number - 1)}.outcome"
    liked = _condition(earlier, Operator.IN, values=("interested", "connected"))
    opened = _condition("activity.opened", Operator.IS, "yes")
    positive = Jump(rng.choice(side[:2]), Conditions((liked, opened), Match.ANY))
    return (positive, Jump("n1", _is(earlier, "not_interested")))


def _exits(rng: random.Random) -> tuple[Exit, ...]:
    if rng.random() < 0.5:
        return ()
    return (Exit("Left the market", "disqualified", _is("contact.stage", "closed")),)


def _events(rng: random.Random, number: int, steps: tuple[StepInput, ...]) -> Iterator[Event]:
    for step in steps:
        if step.kind not in ("email", "wait") and rng.random() < 0.6:
            talks = ("connected",) if step.kind == "call" else ()
            what = rng.choice(("interested", "not_interested", "no_answer", *talks))
            yield Event(what, step.key, rng.choice((0, 45, 60 * 26, 60 * 24 * 6)))
    # Each kind comes up in its turn; whatever else happens is drawn.
    for what in (WHATS[number % len(WHATS)], *rng.choices(WHATS, k=rng.randint(0, 1))):
        after = rng.choice(("", *(step.key for step in steps[:4])))
        yield Event(what, after, rng.choice((1, 30, 60 * 5, 60 * 24 * 2)), _fields(rng, what))


def _fields(rng: random.Random, what: str) -> dict[str, str]:
    if what == "auto_reply" and rng.random() < 0.6:
        return {"return_date": "2026-12-29" if rng.random() < 0.3 else "2026-06-05"}
    if what == "fields":
        changes = ({"account.state": "customer"}, {"contact.stage": "closed"})
        return rng.choice((*changes, changes[0], {"contact.title": "CEO"}))
    return {}


def _is(field: str, value: str) -> Conditions:
    return Conditions((_condition(field, Operator.IS, value),))


def _condition(
    field: str, operator: Operator, value: str = "", values: tuple[str, ...] = ()
) -> Condition:
    return Condition(field=field, operator=operator, value=value, values=values)


if __name__ == "__main__":
    main()
