"""The terms of a version in plain sentences: hours, limits, canary, ways out, goal."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from console.components.moments import duration_text
from console.components.plans import conditions_in
from sequences.plans import Canary, Plan, Tracking

# On for everybody, whatever a version says.
ALWAYS = "Whoever answers, opts out, complains, bounces or finishes all steps leaves by itself."
WINDOWS = {"sequence": "set here", "workspace": "the workspace's", "office hours": "the default"}
EXITS = {
    "converted": "converted",
    "meeting_booked": "meeting booked",
    "disqualified": "disqualified",
    "account_change": "account changed",
    "escalated": "handed over to a person",
}


@dataclass(frozen=True)
class Term:
    """What a version does about one thing, in a sentence or several."""

    name: str
    sentences: tuple[str, ...]


def terms_of(plan: Plan, window: str, source: str, zone: str) -> list[Term]:
    """Every term; `window` are the hours in words, `source` where they are set, `zone` that of
    the workspace."""
    return [
        Term("Hours", (f"{window} ({WINDOWS.get(source, source)}).", *_days(plan))),
        Term("Time zone", (_zone(plan, zone),)),
        Term("Limits", tuple(_limits(plan))),
        Term("First few", (canary_in(plan.canary),)),
        Term("Tracking", tuple(_tracking(plan))),
        Term("Goal", (_goal(plan),)),
        Term("Ways out", tuple(_ways_out(plan))),
    ]


def canary_in(canary: Canary | None) -> str:
    """Who gets it first, for how long they are watched, and what stops it."""
    if canary is None:
        return "Everybody at once; nobody gets it first."
    one = canary.people == 1
    few = f"{canary.people:,} {'person' if one else 'people'}" if canary.people else ""
    who = f"The first {few or f'{canary.share} % of the people'}"
    hold = duration_text(timedelta(minutes=canary.hold_minutes))
    limits = (
        f"more than {canary.bounce:g} % bounces, more than {canary.opt_out:g} % opt-outs"
        f" or {canary.complaint:g} % complaints"
    )
    verb = "gets" if one else "get"
    return f"{who} {verb} the first message; then nobody else for {hold}. It stops at {limits}."


def _days(plan: Plan) -> tuple[str, ...]:
    if plan.holidays:
        return ("Not on public holidays where the person is.",)
    return ("On public holidays too.",)


def _zone(plan: Plan, zone: str) -> str:
    named = (plan.zone or zone).replace("_", " ")
    whose = "" if plan.zone else ", the workspace's"
    return f"The person's own; where nobody knows it, {named}{whose}."


def _limits(plan: Plan) -> Iterator[str]:
    people = f"At most {plan.new_a_day:,} new people a day." if plan.new_a_day else ""
    yield people or "Any number of new people a day."
    if plan.min_gap_hours:
        yield f"{plan.min_gap_hours} hours or more between two touches."
    if plan.spread_minutes:
        yield f"Messages leave spread over {plan.spread_minutes} minutes."


def _tracking(plan: Plan) -> Iterator[str]:
    asked = plan.tracking or Tracking()
    watched = [word for word, on in (("opens", asked.opens), ("clicks", asked.clicks)) if on]
    if watched:
        where = "where the workspace, the law and the person allow it"
        yield f"{' and '.join(watched).capitalize()}, {where}."
    else:
        yield "Nobody sees who opens a message or follows a link."
    if asked.utm:
        yield "Links to own sites name the campaign."


def _goal(plan: Plan) -> str:
    if plan.goal is None:
        return "None."
    return f"{plan.goal.name}: {conditions_in(plan.goal.when, plan)}."


def _ways_out(plan: Plan) -> Iterator[str]:
    yield ALWAYS
    for each in plan.exits:
        reason = EXITS.get(each.reason, each.reason.replace("_", " "))
        yield f"{each.name} (as {reason}): {conditions_in(each.when, plan)}."
