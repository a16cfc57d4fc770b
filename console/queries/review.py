"""What the review pages read: the queue, and one message with all that its decision needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from compliance import gate, reviews
from compliance.content import Content
from compliance.findings import ContentFinding, Severity
from compliance.models import Decision, Review, ReviewState
from compliance.vault import Erased
from compliance.verdicts import Verdict
from compliance.weighing import Weighed
from console import marks
from enrollment.models import Enrollment, Touch
from sequences.models import Step, Version
from tenancy.models import Membership
from tenancy.roles import Role

SHOWN = 100
EARLIER = 20
REACHED = ("sent", "assumed_sent", "unknown", "armed", "done")
VIEWS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "waiting": ("Waiting", (ReviewState.PENDING,)),
    "sent_back": ("Changes requested", (ReviewState.CHANGES_REQUESTED,)),
    "approved": ("Approved", (ReviewState.APPROVED,)),
    "closed": (
        "Rejected or void",
        (ReviewState.REJECTED, ReviewState.VOID, ReviewState.WITHDRAWN),
    ),
}


@dataclass(frozen=True)
class Line:
    """One message in the list. `obstacle` says why this person may not decide on it."""

    review: Review
    version: Version | None
    obstacle: str
    errors: int
    warnings: int
    left: timedelta

    @property
    def late(self) -> bool:
        """Whether its time limit has passed."""
        return self.left < timedelta()


@dataclass(frozen=True)
class Message:
    """The message as it will be sent, with marks for what is from a field or was found."""

    content: Content
    subject: SafeString
    text: SafeString
    findings: Sequence[Weighed]
    template_text: str

    @property
    def errors(self) -> list[str]:
        """What keeps it from being approved, each sentence once."""
        return list(dict.fromkeys(e.finding.message for e in self.findings if e.is_error))

    @property
    def edited(self) -> bool:
        """Whether a person wrote other words than the template's for this recipient."""
        return bool(self.template_text) and self.template_text != self.content.text


@dataclass(frozen=True)
class Dossier:
    """Everything beside the message: why it may be sent, and what this person had before."""

    enrollment: Enrollment
    version: Version | None
    verdict: Verdict | None
    decided: Decision | None
    earlier: Sequence[Touch]
    successor: Review | None


def visible_to(seat: Membership) -> QuerySet[Review]:
    """Reviewers and admins see every review, managers those of their team; no statement."""
    related = ("contact", "contact__account", "decided_by")
    rows: QuerySet[Review] = Review.objects.select_related(*related)
    if seat.role != Role.MANAGER:
        return rows
    mine = Enrollment.objects.visible_to(seat)
    return rows.filter(enrollment_id__in=mine.values("pk"))


def in_view(seat: Membership, view: str) -> QuerySet[Review]:
    """The reviews of one tab: what waits longest first, what was decided last first."""
    rows = visible_to(seat).filter(state__in=VIEWS[view][1])
    return rows.order_by("due_at", "pk") if view == "waiting" else rows.order_by("-pk")


def lines(rows: Sequence[Review], seat: Membership, now: datetime) -> list[Line]:
    """Rows of the list; one statement for their versions."""
    versions = versions_of(rows)
    return [
        Line(
            review=row,
            version=versions.get(row.version_id),
            obstacle=reviews.obstacle(row, seat),
            errors=_count(row, "error"),
            warnings=_count(row, "warning"),
            left=row.due_at - now,
        )
        for row in rows
    ]


def versions_of(rows: Sequence[Review]) -> dict[UUID, Version]:
    """Versions with their sequence, by id; one statement."""
    ids = {row.version_id for row in rows}
    return {row.pk: row for row in Version.objects.filter(pk__in=ids).select_related("sequence")}


def message(review: Review) -> Message | None:
    """The message with its marks, or None once the person was erased; six statements at most."""
    try:
        content = reviews.content_of(review)
    except Erased:
        return None
    step = Step.objects.filter(version_id=review.version_id, key=review.step_key).first()
    found = reviews.weighed(review, content)
    subject, text = (step.subject, step.text) if step else ("", "")
    return Message(
        content=content,
        subject=_marked(content, found, "subject", subject),
        text=_marked(content, found, "text", text),
        findings=found,
        template_text=marks.unedited(content, "text", text) if step else "",
    )


def dossier(review: Review) -> Dossier:
    """What stands beside the message; five statements."""
    rows = Enrollment.objects.select_related("sequence", "enrolled_by", "owner", "mailbox")
    decision = _latest_decision(review)
    return Dossier(
        enrollment=rows.get(pk=review.enrollment_id),
        version=versions_of([review]).get(review.version_id),
        verdict=gate.verdict_of(decision) if decision else None,
        decided=decision,
        earlier=list(
            Touch.objects.filter(enrollment__contact=review.contact_id, state__in=REACHED)
            .select_related("sequence", "step")
            .order_by("-settled_at", "-pk")[:EARLIER]
        ),
        successor=Review.objects.filter(supersedes=review).first(),
    )


def next_to_decide(seat: Membership, after: Review) -> Review | None:
    """The next message that this person may decide on, from the place of the last one on."""
    waiting = list(in_view(seat, "waiting").exclude(pk=after.pk)[:SHOWN])
    open_to_me = [row for row in waiting if not reviews.obstacle(row, seat)]
    place = (after.due_at, after.pk)
    later = (row for row in open_to_me if (row.due_at, row.pk) > place)
    return next(later, open_to_me[0] if open_to_me else None)


def _latest_decision(review: Review) -> Decision | None:
    """The newest verdict of this enrolment, or of the person before the enrolment had an id."""
    own = gate.decisions_for(contact_id=review.contact_id)
    return own.filter(enrollment_id__in=[review.enrollment_id]).first() or own.first()


def _marked(content: Content, found: Sequence[Weighed], field: str, template: str) -> SafeString:
    shown = [_as_it_weighs(each) for each in found]
    every = [*marks.of_findings(shown, field), *marks.of_facts(content, field, template)]
    return marks.marked(str(getattr(content, field)), every)


def _as_it_weighs(each: Weighed) -> ContentFinding:
    """What is accepted is no longer marked as wrong."""
    return replace(each.finding, severity=Severity.WARNING) if each.waiver else each.finding


def _count(row: Review, severity: str) -> int:
    return sum(found["severity"] == severity for found in row.findings)
