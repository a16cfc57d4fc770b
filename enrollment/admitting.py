"""Who was judged comes in or is refused, and begins where nobody has to approve anything first.

Many people at once, with a number of statements that does not depend on how many they are.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from audit.transitions import perform_held
from compliance.content import Content
from compliance.gate import Decided
from enrollment import first_messages, first_touch, planning
from enrollment.models import Enrollment, EnrollmentState
from sequences import flow, published
from sequences.models import Step
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused

# What the entry of each says of its decision, by enrollment.
Said = Mapping[UUID, Mapping[str, Any]]


def admit(rows: Sequence[Enrollment], decided: Sequence[Decided], *, actor: Actor) -> None:
    """Let in, or refuse, those of these enrollments that are requested; in the transaction in which
    they were made. The verdict of each has its place; their people, version and mailboxes are
    loaded. The rows in hand have the states that they have come to afterwards."""
    asked = [
        (row, each)
        for row, each in zip(rows, decided, strict=True)
        if row.state == EnrollmentState.REQUESTED
    ]
    said = {row.pk: {"decision": str(each.decision_id)} for row, each in asked}
    barred = {row.pk: {"rules": _rules(each)} for row, each in asked if not each.verdict.allows}
    _refuse([row for row, _ in asked if row.pk in barred], barred, said, actor)
    allowed = [row for row, each in asked if each.verdict.allows]
    steps = first_messages.steps_of_new(allowed)
    _ask_for_reviews([(row, step) for row in allowed if (step := steps[row.pk])], said, actor)
    _begin([row for row in allowed if steps[row.pk] is None], said, actor)


def _rules(each: Decided) -> list[str]:
    return [finding.rule for finding in (*each.verdict.blocks, *each.verdict.defers)]


def _refuse(rows: Sequence[Enrollment], why: Said, said: Said, actor: Actor) -> None:
    perform_held(rows, "refuse", actor=actor, data=lambda row: {**said[row.pk], **why[row.pk]})


def _ask_for_reviews(asked: Sequence[tuple[Enrollment, Step]], said: Said, actor: Actor) -> None:
    """Their first messages wait for a second person; who lacks a value for theirs is refused."""
    written = first_messages.complete_many(asked)
    messages = [(row, text) for row, _ in asked if isinstance(text := written[row.pk], Content)]
    lacking = {pk: {"cause": e.message} for pk, e in written.items() if isinstance(e, Refused)}
    _refuse([row for row, _ in asked if row.pk in lacking], lacking, said, actor)
    reviews = first_touch.open_many(messages, actor=actor) if messages else {}
    perform_held(
        [row for row, _ in messages],
        "admit",
        actor=actor,
        own=lambda row: {"review_id": reviews[row.pk].pk},
        data=lambda row: said[row.pk],
    )


def _begin(rows: Sequence[Enrollment], said: Said, actor: Actor) -> None:
    """A sequence of tasks alone transmits nothing, so there is nothing to approve."""
    if not rows:
        return
    perform_held(rows, "admit", actor=actor, data=lambda row: said[row.pk])
    now = clock.now()
    perform_held(rows, "activate", actor=actor, changes={"activated_at": now})
    firsts = [(row, flow.first(published.plan(row.version))) for row in rows]
    nexts = [planning.Next(row, key, now) for row, key in firsts if key is not None]
    planning.plan_many(nexts, actor=actor)
