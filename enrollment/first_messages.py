"""Which message of an enrollment is its first of a channel, and how it reads now."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from compliance.content import Content
from enrollment import composing, planning, progress
from enrollment.models import Enrollment, Touch
from sequences import flow, published
from sequences.models import Step
from sequences.plans import Plan
from tenancy import clock
from tenancy.errors import Refused


def first_step(enrollment: Enrollment) -> Step | None:
    """The step whose message needs the review; None when none is to be transmitted on the way.

    The one that is planned; before that, the first that the person would come to if their fields
    stay what they are; else, because those may change, the first on the way at all.
    """
    planned = Touch.objects.filter(enrollment=enrollment, state="planned", first=True)
    if touch := planned.select_related("step").first():
        step: Step = touch.step
        return step
    plan, start = published.plan(enrollment.version), planning.next_key(enrollment)
    fields: Mapping[str, str] = {}
    if _asks(plan):
        fields = progress.facts_of_one(enrollment, clock.now())
    key = _on_the_way(plan, start, enrollment.passed, _channels_had(enrollment, plan), fields)
    return published.rows(enrollment.version)[key] if key else None


def steps_of_new(enrollments: Sequence[Enrollment]) -> dict[UUID, Step | None]:
    """As `first_step`, for many for whom nothing has been planned yet; three queries where a
    condition is asked, else none."""
    asking = [row for row in enrollments if _asks(published.plan(row.version))]
    fields = progress.facts_of(asking, clock.now()) if asking else {}
    found: dict[UUID, Step | None] = {}
    for row in enrollments:
        plan = published.plan(row.version)
        key = _on_the_way(plan, flow.first(plan), (), (), fields.get(row.pk, {}))
        found[row.pk] = published.rows(row.version)[key] if key else None
    return found


def _asks(plan: Plan) -> bool:
    return any(progress.asks(plan, step) for step in plan.steps)


def _on_the_way(
    plan: Plan,
    start: str | None,
    passed: Collection[str],
    had: Collection[str],
    fields: Mapping[str, str],
) -> str | None:
    for known in (fields, None):
        for step, arrival in progress.likely(plan, start, passed, known):
            is_first = step.leaves_by_itself and step.kind not in had
            if is_first and arrival.action == flow.Action.DO:
                return step.key
    return None


def _channels_had(enrollment: Enrollment, plan: Plan) -> frozenset[str]:
    """By which channels a message of the enrollment has left; asked only where there are two."""
    if not any(step.automatic for step in plan.steps):
        return frozenset()
    return planning.channels_left(enrollment)


def written(enrollment: Enrollment) -> composing.Composed:
    """The first message as it would be sent now."""
    step = first_step(enrollment)
    if step is None:
        raise Refused("This version sends nothing by itself, so there is nothing to review.")
    return composing.compose(enrollment, step)


def complete(enrollment: Enrollment) -> Content:
    """The first message as it would be sent now; Refused when a variable has no value."""
    found = _completed(written(enrollment))
    if isinstance(found, Refused):
        raise found
    return found


def complete_many(asked: Sequence[tuple[Enrollment, Step]]) -> dict[UUID, Content | Refused]:
    """As `complete`, of many, by enrollment, or why it cannot be written; the number of statements
    does not depend on how many they are."""
    composed = composing.compose_many(asked) if asked else {}
    return {pk: _completed(each) for pk, each in composed.items()}


def _completed(found: composing.Composed | composing.Unwritable) -> Content | Refused:
    if isinstance(found, composing.Unwritable):
        return found
    if not found.missing:
        return found.content
    names = ", ".join(found.missing)
    return Refused(
        f"The first message needs {names}. Fill it in on the contact, then try again.",
        code="missing_variables",
    )
