"""What conditions ask about people in a sequence: their fields, what they did, how steps ended.

The keys are those of `sequences.plans.vocabulary`; all values are text, yes is "yes", no is "".
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from contacts.facts import fields_of
from enrollment.models import Activity, Enrollment, Touch, TouchState
from sequences import flow
from sequences.plans import Plan, StepInput, vocabulary

YES = "yes"
# What a state is called as the outcome of a step; an open step has none yet.
OUTCOMES: Mapping[str, str] = {
    TouchState.SENT: "sent",
    TouchState.ASSUMED_SENT: "sent",
    TouchState.DONE: "done",
    TouchState.SKIPPED: "skipped",
    TouchState.EXPIRED: "expired",
    TouchState.FAILED: "failed",
}
OPEN = frozenset(TouchState.values) - OUTCOMES.keys()

Teller = Callable[[Sequence[Enrollment]], Mapping[UUID, Collection[str]]]
_tellers: list[Teller] = []


def hears(teller: Teller) -> None:
    """Let an app above say which kinds of signal came in for each enrollment (one query)."""
    if teller not in _tellers:
        _tellers.append(teller)


def facts_of(enrollments: Sequence[Enrollment], now: datetime) -> dict[UUID, dict[str, str]]:
    """The facts of each enrollment at `now`, by its id; three queries for any number.

    Enrollments come with their contact and its account. What somebody did counts from the
    enrolment on, unless it was about another sequence.
    """
    found = {row.pk: fields_of(row.contact, now) for row in enrollments}
    for row in enrollments:
        found[row.pk] |= {
            f"step.{key}.outcome": OUTCOMES.get(said, "" if said in OPEN else said)
            for key, said in row.passed.items()
        }
    _add_steps(found)
    _add_activities(found, enrollments)
    for teller in _tellers:
        for pk, kinds in teller(enrollments).items():
            found[pk] |= {f"signal.{kind}": YES for kind in kinds}
    return found


def facts_of_one(enrollment: Enrollment, now: datetime) -> dict[str, str]:
    """As `facts_of`, for one."""
    return facts_of([enrollment], now)[enrollment.pk]


def asks(plan: Plan, step: StepInput) -> bool:
    """Whether any condition is asked when this step is reached."""
    return bool(step.when or step.jumps or has_exits(plan))


def has_exits(plan: Plan) -> bool:
    """Whether the version has ways out of its own."""
    return bool(plan.exits or plan.goal)


def likely(
    plan: Plan, key: str | None, passed: Collection[str], fields: Mapping[str, str] | None = None
) -> Iterator[tuple[StepInput, flow.Arrival]]:
    """The steps that somebody comes to from step `key` on, and what each comes to.

    With `fields` as if they stayed what they are; without, as if every condition held and no
    jump were taken that depends on one.
    """
    seen: set[str] = set()
    while key is not None and key not in seen and (step := plan.step(key)) is not None:
        seen.add(key)
        arrival = flow.arrive(step, fields) if fields is not None else _unasked(step)
        yield step, arrival
        jumps = arrival.action == flow.Action.JUMP
        key = flow.landing(plan, arrival.to, passed) if jumps else flow.following(plan, key, passed)


def _unasked(step: StepInput) -> flow.Arrival:
    for jump in step.jumps:
        if not jump.when:
            return flow.Arrival(flow.Action.JUMP, "always", jump.to)
    return flow.Arrival(flow.Action.ELAPSE if step.kind == "wait" else flow.Action.DO)


def _add_steps(found: dict[UUID, dict[str, str]]) -> None:
    """How each step ended; that of a step with this key in any version counts."""
    rows = Touch.objects.filter(enrollment__in=list(found), state__in=list(OUTCOMES))
    columns = rows.order_by("pk").values_list("enrollment_id", "step__key", "state", "outcome")
    for pk, key, state, outcome in columns:
        found[pk][f"step.{key}.outcome"] = outcome or OUTCOMES[state]


def _add_activities(found: dict[UUID, dict[str, str]], enrollments: Sequence[Enrollment]) -> None:
    rows_of: dict[UUID, list[Enrollment]] = defaultdict(list)
    for row in enrollments:
        rows_of[row.contact_id].append(row)
    mine = Q(enrollment__in=list(found)) | Q(enrollment=None)
    rows = Activity.objects.filter(mine, contact__in=list(rows_of))
    columns = rows.values_list("contact_id", "enrollment_id", "kind", "at", "touch__step__key")
    for contact_id, enrollment_id, kind, at, key in columns:
        for row in rows_of[contact_id]:
            if enrollment_id == row.pk or (not enrollment_id and at >= row.created_at):
                found[row.pk] |= _done(kind, key)


def _done(kind: str, key: str | None) -> dict[str, str]:
    told: dict[str, str] = {}
    if kind in vocabulary.ACTIVITIES:
        told[f"activity.{kind}"] = YES
    if key and kind in vocabulary.STEP_FACTS:
        told[f"step.{key}.{kind}"] = YES
    return told
