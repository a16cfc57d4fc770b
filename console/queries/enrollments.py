"""What the enrollment pages read."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.text import capfirst

from compliance import desks, reviews, vault
from compliance.content import Content, Fact
from compliance.models import Review, ReviewState
from console.components.domain import channel_icon
from console.components.plans import step_name, steps_by_number
from console.entries import ICONS
from enrollment import first_touch
from enrollment.models import Enrollment, Touch, TouchState
from enrollment.models.enrolling import LIVE
from enrollment.timeline import Event, Forecast
from enrollment.tracking.facts import TRACKING, is_ours
from sequences import published
from sequences.models import Sequence as SequenceRow
from sequences.plans import Plan
from signals.models import Signal
from tenancy.models import Membership
from tenancy.roles import Capability, may

OPEN = (TouchState.PLANNED, TouchState.DUE, TouchState.ARMED, TouchState.UNKNOWN, TouchState.FAILED)


@dataclass(frozen=True)
class Line:
    """A row of the list: the enrollment, and the touch that is next."""

    enrollment: Enrollment
    touch: Touch | None


@dataclass(frozen=True)
class PastEntry:
    """An event with its sign, and in words the step that it is about and what was said."""

    event: Event
    icon: str
    step: str
    detail: str


@dataclass(frozen=True)
class Coming:
    """A step that is still to come, and in words what limits it."""

    forecast: Forecast
    cause: str


def lines(rows: Sequence[Enrollment]) -> list[Line]:
    """Rows of the list; one statement for any number."""
    touches: dict[UUID, Touch] = {}
    found = Touch.objects.filter(enrollment__in=rows, state__in=OPEN).order_by("position")
    for touch in found:
        touches.setdefault(touch.enrollment_id, touch)
    return [Line(row, touches.get(row.pk)) for row in rows]


def sequences() -> list[SequenceRow]:
    """The sequences to filter by; one statement."""
    return list(SequenceRow.objects.order_by("name"))


def visible(seat: Membership) -> QuerySet[Enrollment]:
    """Enrollments that the seat may see, with what their page shows."""
    rows: QuerySet[Enrollment] = Enrollment.objects.visible_to(seat).for_board()
    return rows.select_related("workspace", "mailbox", "enrolled_by", "review__decided_by")


def signals_of(enrollment: Enrollment) -> list[Signal]:
    """What came back, newest first; one statement."""
    rows = Signal.objects.filter(enrollment_id=enrollment.pk)
    return list(rows.order_by("-received_at")[:20])


def content_of(review: Review | None) -> Content | None:
    """The first message as it was or will be reviewed; two statements."""
    if review is None:
        return None
    try:
        return reviews.content_of(review)
    except vault.Erased:
        return None


def review_at(enrollment: Enrollment, seat: Membership) -> UUID | None:
    """Where this person finds the first message in Review; None who may not review, or without
    one. One statement at most."""
    review = enrollment.review
    return desks.found_at(review, seat) if review and may(seat.role, Capability.REVIEW) else None


def may_withdraw(enrollment: Enrollment, seat: Membership) -> bool:
    """Whether the first message can be taken back by this person; two statements at most."""
    review = enrollment.review
    return (
        review is not None
        and review.state in (ReviewState.PENDING, ReviewState.APPROVED)
        and enrollment.state in LIVE
        and not first_touch.left(enrollment, review.channel)
        and not first_touch.no_withdrawal(review, seat)
    )


def shown_facts(content: Content | None) -> list[Fact]:
    """The facts that the message was written from; the person's own links are nobody else's."""
    facts = content.facts if content else ()
    return [
        fact
        for fact in facts
        if fact.name != "unsubscribe_url" and not (is_ours(fact) and fact.name != TRACKING)
    ]


def past(enrollment: Enrollment, events: Sequence[Event]) -> list[PastEntry]:
    """Events as people read them, steps by their number; no statement."""
    plan = published.plan(enrollment.version)
    return [_past(event, plan) for event in events]


def future(enrollment: Enrollment, forecasts: Sequence[Forecast]) -> list[Coming]:
    """What is still to come as people read it; no statement."""
    plan = published.plan(enrollment.version)
    return [Coming(each, steps_by_number(each.cause, plan)) for each in forecasts]


def _past(event: Event, plan: Plan) -> PastEntry:
    step = plan.step(event.step)
    return PastEntry(
        event=event,
        icon=_sign(event, step.kind if step else ""),
        step=event.step_name or (capfirst(step_name(plan, event.step)) if step else ""),
        detail=steps_by_number(event.detail, plan),
    )


def _sign(event: Event, kind: str) -> str:
    family = event.action.partition(".")[0]
    if family == "touch" and kind:
        return channel_icon(kind)
    return ICONS.get(event.action, ICONS.get(family, "info"))
