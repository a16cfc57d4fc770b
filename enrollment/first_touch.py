"""First touches: what ties a review to its enrollment.

The first message of an enrollment leaves only as the content that a second person approved. Any
drift of what it is made of makes the approval void and opens a new review.
"""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from audit.transitions import perform
from compliance import reviews
from compliance.content import Content
from compliance.models import Review, ReviewState
from enrollment import composing, planning, progress, stops
from enrollment.models import UNSETTLED, Enrollment, EnrollmentState, ExitReason, Touch
from sequences import flow, published
from sequences.models import Step, StepKind
from sequences.rendering import html_from_text
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership

ENGINE = system("first touch")


def first_step(enrollment: Enrollment) -> Step | None:
    """The step whose message needs the review; None when none is to be transmitted on the way.

    The one that is planned; before that, the first that the person would come to if their fields
    stay what they are; else, because those may change, the first on the way at all.
    """
    steps = enrollment.version.steps
    planned = Touch.objects.filter(enrollment=enrollment, state="planned", first=True)
    if touch := planned.select_related("step").first():
        step: Step = touch.step
        return step
    key = _first_on_the_way(enrollment)
    return steps.get(key=key) if key else None


def _first_on_the_way(enrollment: Enrollment) -> str | None:
    plan, start = published.plan(enrollment.version), planning.next_key(enrollment)
    fields: dict[str, str] = {}
    if any(progress.asks(plan, step) for step in plan.steps):
        fields = progress.facts_of_one(enrollment, clock.now())
    for known in (fields, None):
        for step, arrival in progress.likely(plan, start, enrollment.passed, known):
            if step.kind == StepKind.EMAIL and arrival.action == flow.Action.DO:
                return step.key
    return None


def written(enrollment: Enrollment) -> composing.Composed:
    """The first message as it would be sent now."""
    step = first_step(enrollment)
    if step is None:
        raise Refused("This version sends no e-mail, so there is nothing to review.")
    return composing.compose(enrollment, step)


def open_for(enrollment: Enrollment, *, actor: Actor, supersedes: Review | None = None) -> Review:
    """Write the first message and open its review.

    Raises Refused when a variable has no value: an incomplete message is not shown for approval.
    """
    composed = written(enrollment)
    if composed.missing:
        names = ", ".join(composed.missing)
        raise Refused(
            f"The first message needs {names}. Fill it in on the contact, then try again.",
            code="missing_variables",
        )
    return _open(enrollment, composed.content, actor=actor, supersedes=supersedes)


def _open(
    enrollment: Enrollment,
    content: Content,
    *,
    actor: Actor,
    supersedes: Review | None = None,
    again_by: Membership | None = None,
) -> Review:
    version = enrollment.version
    return reviews.open_review(
        content,
        contact=enrollment.contact,
        enrollment_id=enrollment.pk,
        version_id=version.pk,
        step_key=content.step_key,
        author=version.author,
        last_editor=version.last_editor,
        enroller=enrollment.enrolled_by,
        owner=enrollment.contact.owner,
        actor=actor,
        supersedes=supersedes,
        also_barred=frozenset({again_by.pk} if again_by else ()),
    )


def approve(
    review: Review, *, seat: Membership, actor: Actor, seen_hash: str, reason: str = ""
) -> Review:
    """Approve exactly what was seen and start the sequence.

    Raises Refused when the message has drifted meanwhile; a new review is open then, and stays
    open: the refusal does not undo it.
    """
    if _drifted(review):
        raise Refused(
            "The message changed while you looked at it. Reload the page and look at the new one.",
            code="content_changed",
        )
    with transaction.atomic():
        enrollment = _locked(review)
        _must_be_current(enrollment, review)
        decided = reviews.approve(review, by=seat, actor=actor, seen_hash=seen_hash, reason=reason)
        now = clock.now()
        enrollment = perform(enrollment, "activate", actor=actor, at=now)
        start(enrollment, now, actor)
    return decided


def start(enrollment: Enrollment, now: datetime, actor: Actor) -> Touch | None:
    """Plan what comes first, or let a touch that waited for the new approval go on."""
    freed = planning.free(enrollment, now)
    if freed or Touch.objects.filter(enrollment=enrollment, state__in=UNSETTLED).exists():
        return freed
    return planning.plan_next(enrollment, anchor=now, actor=actor)


def request_changes(review: Review, *, seat: Membership, actor: Actor, reason: str) -> Review:
    """Send it back to the rep with a reason; the enrollment keeps waiting."""
    with transaction.atomic():
        _must_be_current(_locked(review), review)
        return reviews.request_changes(review, by=seat, actor=actor, reason=reason)


def reject(review: Review, *, seat: Membership, actor: Actor, reason: str) -> Review:
    """Refuse it for good: the enrollment exits."""
    with transaction.atomic():
        enrollment = _locked(review)
        _must_be_current(enrollment, review)
        decided = reviews.reject(review, by=seat, actor=actor, reason=reason)
        stops.exit_enrollment(
            enrollment,
            reason=ExitReason.REJECTED_IN_REVIEW,
            evidence=f"review {review.pk}",
            actor=actor,
        )
    return decided


def resubmit(
    enrollment: Enrollment,
    *,
    seat: Membership,
    actor: Actor,
    subject: str = "",
    text: str = "",
) -> Review:
    """Ask again, with the facts as they are now and, where given, other words for this person.

    Who asks again, edited or not, does not approve it; nor does anybody who was barred before.
    Raises Refused unless the enrollment waits for review.
    """
    with transaction.atomic():
        stops.lock_for(enrollment)
        fresh = Enrollment.objects.select_for_update().get(pk=enrollment.pk)
        if fresh.state != EnrollmentState.AWAITING_REVIEW:
            raise Refused("Only an enrollment that waits for review can be sent again.")
        former = fresh.review
        if former and former.state in (ReviewState.PENDING, ReviewState.APPROVED):
            former = reviews.void(former, actor=actor, reason="Sent again with changes.")
        content = _edited(fresh, subject, text)
        review = _open(fresh, content, actor=actor, supersedes=former, again_by=seat)
        perform(fresh, "send_back", actor=actor, review_id=review.pk)
    return review


def _edited(enrollment: Enrollment, subject: str, text: str) -> Content:
    composed = written(enrollment)
    if composed.missing:
        raise Refused(f"The first message needs {', '.join(composed.missing)}.")
    content = composed.content
    if subject:
        content = replace(content, subject=" ".join(subject.split()))
    if text:
        content = replace(content, text=text, html=html_from_text(text))
    return content


def refresh(enrollment: Enrollment, *, actor: Actor = ENGINE) -> Review | None:
    """Compare the live review with what would be sent now; when it drifted, void it, send the
    enrollment back and open a new review, which is returned. Never touches what has left."""
    with transaction.atomic():
        stops.lock_for(enrollment)
        fresh = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
        review = fresh.review
        if review is None or review.state not in (ReviewState.PENDING, ReviewState.APPROVED):
            return None
        if planning.has_left(fresh) or first_step(fresh) is None:
            return None
        try:
            composed = written(fresh)
        except composing.Unwritable as error:
            former = reviews.void(review, actor=actor, reason=error.message)
            return _cannot_write(fresh, former, (error.message,), actor)
        changed = changes(fresh, review, composed.content)
        if not changed or fresh.state == EnrollmentState.EXITED:
            return None
        reason = f"Changed: {composing.in_words(changed)}."
        former = reviews.void(review, actor=actor, reason=reason)
        if composed.missing:
            return _cannot_write(fresh, former, composed.missing, actor)
        renewed = _open(fresh, composed.content, actor=actor, supersedes=former)
        _hold(fresh)
        perform(fresh, "send_back", actor=actor, review_id=renewed.pk, data={"changed": changed})
        return renewed


def ask(enrollment: Enrollment, content: Content, *, actor: Actor = ENGINE) -> Review | None:
    """Ask for the review of a first message that none was asked for, because nobody knew at the
    enrolment that the way would come to it. Until it is approved, the enrollment waits."""
    with transaction.atomic():
        stops.lock_for(enrollment)
        fresh = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
        if fresh.state != EnrollmentState.ACTIVE or fresh.review_id is not None:
            return None
        review = _open(fresh, content, actor=actor)
        _hold(fresh)
        data = {"cause": "the first message waits for a second person"}
        perform(fresh, "send_back", actor=actor, review_id=review.pk, data=data)
    return review


def changes(enrollment: Enrollment, review: Review, now: Content) -> list[str]:
    """What makes a review no longer fit: facts that differ, or an approver who has become a
    party to it."""
    changed = composing.changed_facts(reviews.content_of(review), now)
    if review.decided_by_id in review.barred | {enrollment.contact.owner_id}:
        changed.append("owner")
    return changed


def approval_stands(enrollment: Enrollment, review: Review) -> bool:
    """Whether the review is a live approval by a second person of what would be sent now."""
    if review.state != ReviewState.APPROVED or review.decided_by_id is None:
        return False
    return not changes(enrollment, review, written(enrollment).content)


def _cannot_write(
    enrollment: Enrollment, former: Review, missing: tuple[str, ...], actor: Actor
) -> Review:
    _hold(enrollment)
    perform(
        enrollment,
        "send_back",
        actor=actor,
        review_id=former.pk,
        data={"missing": list(missing)},
    )
    return former


def _hold(enrollment: Enrollment) -> None:
    """Who has claimed it lets go, so that it need not wait for a lease after the approval."""
    rows = Touch.objects.filter(enrollment=enrollment, state="planned")
    rows.update(held=True, lease_until=None)


def _drifted(review: Review) -> bool:
    with transaction.atomic():
        enrollment = Enrollment.objects.get(pk=review.enrollment_id)
        renewed = refresh(enrollment)
        return renewed is not None


def _locked(review: Review) -> Enrollment:
    """The enrollment of a review, its person's gate locked before the row itself."""
    enrollment = Enrollment.objects.get(pk=review.enrollment_id)
    stops.lock_for(enrollment)
    fresh: Enrollment = Enrollment.objects.select_for_update(of=("self",)).get(pk=enrollment.pk)
    return fresh


def _must_be_current(enrollment: Enrollment, review: Review) -> None:
    if enrollment.review_id != review.pk or enrollment.state != EnrollmentState.AWAITING_REVIEW:
        raise Refused(
            "This review no longer decides anything: the enrollment has moved on.",
            code="state_changed",
        )
