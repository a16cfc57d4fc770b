"""What is different between two plans as a whole: hours, limits, ways out, tests."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from contacts.conditions import plain_list
from sequences.cadence import Delay, DelayUnit, Window
from sequences.differences.change import Change, ChangeKind, before_and_after, in_lists
from sequences.differences.texts import Run, runs
from sequences.plans import Canary, Case, Exit, Goal, Mode, Plan, Tracking


def sequence(before: Plan, after: Plan) -> Iterator[Change]:
    """Differences besides the steps and the tests."""
    for field, (kind, say) in _SAID.items():
        values = getattr(before, field), getattr(after, field)
        if values[0] != values[1]:
            texts = say(values[0]), say(values[1])
            sentence = f"The sequence now {texts[1]} (before: {texts[0]})."
            yield Change(kind, sentence, "", field, before_and_after(*texts))
    yield from _ways_out(before, after)
    yield from _snippets(dict(before.snippets), dict(after.snippets))


def tests(before: Plan, after: Plan) -> Iterator[Change]:
    """Differences of the scripted tests, by name."""
    old = {case.name: case for case in before.cases}
    new = {case.name: case for case in after.cases}
    unique = len(old) == len(before.cases) and len(new) == len(after.cases)
    if not unique:
        make = partial(_change, ChangeKind.TESTS, "cases")
        yield from in_lists(before.cases, after.cases, _case, make, ("test", "tests"))
        return
    names = [case.name for case in before.cases], [case.name for case in after.cases]
    make = partial(_change, ChangeKind.TESTS, "cases")
    yield from in_lists(*names, _quoted, make, ("test", "tests"))
    for name in names[1]:
        if name in old and old[name] != new[name]:
            yield Change(ChangeKind.TESTS, f"The test “{name}” changed.", "", "cases")


def _change(kind: ChangeKind, field: str, sentence: str, shown: tuple[Run, ...]) -> Change:
    return Change(kind, sentence, "", field, shown)


def _ways_out(before: Plan, after: Plan) -> Iterator[Change]:
    if before.exits != after.exits:
        make = partial(_change, ChangeKind.EXITS, "exits")
        what = ("way out", "ways out")
        yield from in_lists(before.exits, after.exits, _exit, make, what)


def _snippets(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Change]:
    for name in sorted({*before, *after}):
        texts = before.get(name, ""), after.get(name, "")
        if name not in before:
            sentence = f"The snippet “{name}” is new."
        elif name not in after:
            sentence = f"The snippet “{name}” is no longer used."
        elif texts[0] != texts[1]:
            sentence = f"The snippet “{name}” changed."
        else:
            continue
        yield Change(ChangeKind.SNIPPETS, sentence, "", f"snippets.{name}", runs(*texts))


def _quoted(name: str) -> str:
    return f"“{name}”"


def _case(case: Case) -> str:
    return _quoted(case.name)


def _exit(each: Exit) -> str:
    return f"{each.name} ({each.reason.replace('_', ' ')}) when {each.when}"


def _window(window: Window | None) -> str:
    return f"sends {window}" if window else "sends in the workspace's window"


def _mode(mode: str) -> str:
    return "goes by behaviour (smart)" if mode == Mode.SMART else "goes by day (classic)"


def _zone(zone: str) -> str:
    zone_said = f"the zone {zone}" if zone else "the workspace's zone"
    return f"uses {zone_said} for people without one"


def _holidays(observed: bool) -> str:
    return "keeps public holidays" if observed else "sends on public holidays"


def _gap(hours: int) -> str:
    return f"leaves {hours} hours or more between two touches" if hours else "asks for no gap"


def _spread(minutes: int) -> str:
    return f"spreads messages over {minutes} minutes" if minutes else "spreads no messages"


def _new_a_day(people: int) -> str:
    return f"starts {people:,} people a day at most" if people else "starts any number of people"


def _goal(goal: Goal | None) -> str:
    return f"has the goal “{goal.name}”: {goal.when}" if goal else "has no goal"


def _canary(canary: Canary | None) -> str:
    if canary is None:
        return "tries it on nobody first"
    who = f"{canary.people:,} people" if canary.people else f"{canary.share} % of the people"
    limits = (
        f"bounces {canary.bounce:g} %, opt-outs {canary.opt_out:g} %,"
        f" complaints {canary.complaint:g} %"
    )
    return f"tries it on {who} for {_span(canary.hold_minutes)} first (limits: {limits})"


def _tracking(tracking: Tracking | None) -> str:
    named = {
        "opens": "opened messages",
        "clicks": "followed links",
        "utm": "campaign names in links",
    }
    asked = [words for name, words in named.items() if tracking and getattr(tracking, name)]
    return f"asks for {plain_list(asked)}" if asked else "asks for no tracking"


# Which parts of a plan are said in half a sentence, and how.
_SAID: Mapping[str, tuple[ChangeKind, Callable[[Any], str]]] = {
    "window": (ChangeKind.WINDOW, _window),
    "mode": (ChangeKind.MODE, _mode),
    "zone": (ChangeKind.WINDOW, _zone),
    "holidays": (ChangeKind.WINDOW, _holidays),
    "min_gap_hours": (ChangeKind.LIMITS, _gap),
    "spread_minutes": (ChangeKind.LIMITS, _spread),
    "new_a_day": (ChangeKind.LIMITS, _new_a_day),
    "goal": (ChangeKind.GOAL, _goal),
    "canary": (ChangeKind.CANARY, _canary),
    "tracking": (ChangeKind.TRACKING, _tracking),
}


def _span(minutes: int) -> str:
    """Minutes, or hours where they are whole."""
    if minutes and minutes % 60 == 0:
        return str(Delay(minutes // 60, DelayUnit.HOURS))
    return str(Delay(minutes, DelayUnit.MINUTES))
