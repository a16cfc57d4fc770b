"""What the review pages read: the queue, and one message with all that its decision needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils.safestring import SafeString

from compliance import desks, gate, looking, policing, reviewer_groups, reviews, stages
from compliance.content import Content
from compliance.findings import ContentFinding, Severity
from compliance.models import Decision, Review, ReviewState
from compliance.review_policy import Stage
from compliance.vault import Erased
from compliance.verdicts import Verdict
from compliance.weighing import Weighed
from console import marks
from enrollment import first_touch, planting
from enrollment.models import Enrollment, EnrollmentState, Touch
from sequences.models import Step, Version
from sequences.phone_text import Measured, measured
from tenancy import clock
from tenancy.actors import Actor
from tenancy.models import Membership
from tenancy.roles import Role

SHOWN = 100
EARLIER = 20
REACHED = ("sent", "assumed_sent", "unknown", "armed", "done")
VIEWS: Mapping[str, str] = {
    "waiting": "Waiting",
    "sent_back": "Back with the rep",
    "approved": "Approved",
    "closed": "Over",
}
LIVE: Mapping[str, str] = {ReviewState.PENDING: "waiting", ReviewState.APPROVED: "approved"}


@dataclass(frozen=True)
class Line:
    """One message in the list. `obstacle` says why this person may not decide on it, `looker` is
    who else has it open."""

    review: Review
    version: Version | None
    obstacle: str
    errors: int
    warnings: int
    left: timedelta
    looker: Membership | None
    stages: Sequence[Stage]

    @property
    def late(self) -> bool:
        """Whether its time limit has passed."""
        return self.left < timedelta()

    @property
    def stage(self) -> Stage:
        """The stage that decides next."""
        return self.stages[min(self.review.stage, len(self.stages) - 1)]

    @property
    def number(self) -> int:
        """Of that stage, from 1."""
        return min(self.review.stage, len(self.stages) - 1) + 1


@dataclass(frozen=True)
class Message:
    """The message as it will be sent, with marks for what is from a field or was found."""

    content: Content
    subject: SafeString
    text: SafeString
    findings: Sequence[Weighed]
    template_text: str

    @property
    def measured(self) -> Measured | None:
        """How telephones get it; None of an e-mail."""
        return measured(self.content.text) if self.content.channel == "sms" else None

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
    """Everything beside the message: why it may be sent, and what this person had before.
    `left` says why an approval cannot be withdrawn any more."""

    enrollment: Enrollment
    version: Version | None
    verdict: Verdict | None
    decided: Decision | None
    earlier: Sequence[Touch]
    successor: Review | None
    left: str


def visible_to(seat: Membership) -> QuerySet[Review]:
    """Reviewers and admins see every review, managers those of their team; no statement."""
    related = ("contact", "contact__account", "decided_by", "locked_by")
    rows = desks.open_to(seat).select_related(*related)
    if seat.role != Role.MANAGER:
        return rows
    mine = Enrollment.objects.visible_to(seat)
    return rows.filter(enrollment_id__in=mine.values("pk"))


def in_view(seat: Membership, view: str) -> QuerySet[Review]:
    """The reviews of one tab: what waits longest first, what was decided last first."""
    rows = visible_to(seat)
    if view == "waiting":
        return rows.filter(state=ReviewState.PENDING).order_by("due_at", "pk")
    if view == "approved":
        return rows.filter(state=ReviewState.APPROVED).order_by("-pk")
    over = rows.exclude(state__in=list(LIVE)).order_by("-pk")
    return over.filter(_of_the_rep()) if view == "sent_back" else over.exclude(_of_the_rep())


def _of_the_rep() -> Q:
    """What was sent or taken back, and nobody has answered yet: nothing has replaced it."""
    waits = Enrollment.objects.filter(state=EnrollmentState.AWAITING_REVIEW)
    return Q(Exists(waits.filter(review_id=OuterRef("pk"))))


def view_of(review: Review) -> str:
    """The tab that a message belongs to; at most one statement."""
    if known := LIVE.get(review.state):
        return known
    mine = Review.queue.filter(_of_the_rep(), pk=review.pk)
    return "sent_back" if mine.exists() else "closed"


def lines(rows: Sequence[Review], seat: Membership) -> list[Line]:
    """Rows of the list; four statements."""
    prefetch_related_objects(rows, "signatures__member")
    versions = versions_of(rows)
    groups, now, real = reviewer_groups.of_member(seat), clock.now(), clock.real_now()
    return [
        Line(
            review=row,
            version=versions.get(row.version_id),
            obstacle=reviews.obstacle(row, seat, groups),
            errors=_count(row, "error"),
            warnings=_count(row, "warning"),
            left=row.due_at - now,
            looker=looking.held_by_other(row, seat, real),
            stages=stages.of(row),
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


def dossier(review: Review, version: Version | None) -> Dossier:
    """What stands beside the message; five statements."""
    rows = Enrollment.objects.select_related("sequence", "enrolled_by", "owner", "mailbox")
    decision = _latest_decision(review)
    enrollment = rows.get(pk=review.enrollment_id)
    approved = review.state == ReviewState.APPROVED
    return Dossier(
        enrollment=enrollment,
        version=version,
        verdict=gate.verdict_of(decision) if decision else None,
        decided=decision,
        earlier=list(
            Touch.objects.filter(enrollment__contact=review.contact_id, state__in=REACHED)
            .select_related("sequence", "step")
            .order_by("-settled_at", "-pk")[:EARLIER]
        ),
        successor=Review.objects.filter(supersedes=review).first(),
        left=first_touch.left(enrollment, review.channel) if approved else "",
    )


def next_to_decide(seat: Membership, after: Review, actor: Actor) -> Review | None:
    """The next message that this person may decide on and nobody else has open, from the place of
    the last one on. Where the policy asks for it, now and then a planted one: so this writes."""
    groups = reviewer_groups.of_member(seat)
    rows = looking.not_held_by_others(in_view(seat, "waiting").exclude(pk=after.pk), seat)
    some = rows.prefetch_related("signatures")[:SHOWN]
    open_to_me = [row for row in some if not reviews.obstacle(row, seat, groups)]
    rate = policing.in_force().planted_per_hundred
    if planted := planting.next_for(seat, open_to_me, actor=actor, per_hundred=rate):
        return planted
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
