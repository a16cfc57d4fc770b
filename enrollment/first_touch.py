"""First touches: what ties a review to its enrollment.

The first message of an enrollment leaves only as the content that a second person approved. Any
drift of what it is made of makes the approval void and opens a new review.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.transitions import perform, perform_locked
from compliance import reviews, signatures
from compliance.content import Content, content_hash
from compliance.findings import ContentFinding
from compliance.models import Review, ReviewState, Signed
from compliance.review_policy import Routed
from enrollment import (
    composing,
    first_messages,
    notices,
    planning,
    planting,
    routing,
    stops,
    undecided,
)
from enrollment.models import UNSETTLED, Enrollment, EnrollmentState, ExitReason, Touch
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Capability

ENGINE = system("first touch")

WORDS_AGAIN = "Your words for one person have to be looked at again"
DRIFTED = "The message changed while you looked at it. Reload the page and look at the new one."
SENT_BACK = "Nothing leaves until somebody answers: send it again, or end the enrolment."


def open_many(
    messages: Sequence[tuple[Enrollment, Content]], *, actor: Actor
) -> dict[UUID, Review]:
    """Open the reviews of many first messages, each on the way that the policy says; by
    enrollment. The number of statements does not depend on how many they are."""
    terms = routing.terms([routing.subject(enrollment) for enrollment, _ in messages])
    openings = [
        _opening(enrollment, content, *routing.routed(routing.subject(enrollment), content, terms))
        for enrollment, content in messages
    ]
    return {row.enrollment_id: row for row in reviews.open_many(openings, actor=actor)}


def open_one(
    enrollment: Enrollment,
    content: Content,
    *,
    actor: Actor,
    supersedes: Review | None = None,
    again_by: Membership | None = None,
    is_edited: bool = False,
) -> Review:
    """Open the review of one message. `again_by` asks for it once more; where they edited the
    words, they are its last editor."""
    editor = enrollment.version.last_editor
    about = routing.subject(enrollment)
    routed = routing.routed(about, content, routing.terms([about]), is_edited=is_edited)
    opening = _opening(enrollment, content, *routed, is_edited=is_edited)
    opening = replace(
        opening,
        supersedes=supersedes,
        last_editor=again_by if again_by and is_edited else editor,
        also_barred=opening.also_barred | ({editor.pk, again_by.pk} if again_by else set()),
    )
    return reviews.open_many([opening], actor=actor)[0]


def _opening(
    enrollment: Enrollment,
    content: Content,
    found: tuple[ContentFinding, ...],
    routed: Routed,
    *,
    is_edited: bool = False,
) -> reviews.Opening:
    version = enrollment.version
    return reviews.Opening(
        content=content,
        contact=enrollment.contact,
        enrollment_id=enrollment.pk,
        version_id=version.pk,
        step_key=content.step_key,
        author=version.author,
        last_editor=version.last_editor,
        enroller=enrollment.enrolled_by,
        owner=enrollment.contact.owner,
        also_barred=frozenset(version.editors),
        findings=found,
        routed=routed,
        is_edited=is_edited,
    )


def approve(
    review: Review,
    *,
    seat: Membership,
    actor: Actor,
    seen_hash: str,
    reason: str = "",
    group_key: str = "",
    take_over: bool = False,
) -> Review:
    """Sign the stage of exactly what was seen; the last stage starts the sequence. Refused
    (answer_undecided) while nobody has said what an answer of this person means.

    Raises Refused when the message has drifted meanwhile, or its policy asks for more by the facts
    of now; a new review is open then, and stays open: the refusal does not undo it. Else refused
    as `reviews.approve`.
    """
    if review.planted:
        answer = Signed.APPROVED
        return planting.answer(review, seat=seat, actor=actor, decision=answer, reason=reason)
    if sentence := _asked_again(review):
        raise Refused(sentence, code="content_changed")
    with transaction.atomic():
        enrollment = stops.locked(review.enrollment_id)
        must_be_current(enrollment, review)
        undecided.check(enrollment)
        decided = reviews.approve(
            review,
            by=seat,
            actor=actor,
            seen_hash=seen_hash,
            reason=reason,
            group_key=group_key,
            take_over=take_over,
        )
        if decided.state == ReviewState.APPROVED:
            _begin(enrollment, clock.now(), actor)
    return decided


def _begin(enrollment: Enrollment, now: datetime, actor: Actor) -> None:
    """Start an approved enrollment. What was paused or on hold besides, before the review or
    during it, is so again at once: an approval speaks of the message alone."""
    row = perform_locked(enrollment, "activate", actor=actor, at=now)
    start(row, now, actor)
    if not row.keeps_waiting:
        return
    said = {"cause": "it was so before the approval"}
    if row.pause_reason:
        until = row.pause_until
        said |= {"reason": row.pause_reason} | ({"until": str(until)} if until else {})
        kept = {"reason": row.pause_reason, "until": until, "note": row.pause_note}
        perform(row, "pause", actor=actor, data=said, **kept)
    else:
        perform(row, "hold", actor=actor, data=said, note=row.pause_note)
    _hold(row)


def start(enrollment: Enrollment, now: datetime, actor: Actor) -> Touch | None:
    """Plan what comes first, or let a touch that waited for the new approval go on."""
    freed = planning.free(enrollment, now)
    if freed or Touch.objects.filter(enrollment=enrollment, state__in=UNSETTLED).exists():
        return freed
    return planning.plan_next(enrollment, anchor=now, actor=actor)


def request_changes(
    review: Review, *, seat: Membership, actor: Actor, reason: str, take_over: bool = False
) -> Review:
    """Send it back to the rep with a reason; the enrollment keeps waiting."""
    if review.planted:
        answer = Signed.CHANGES_REQUESTED
        return planting.answer(review, seat=seat, actor=actor, decision=answer, reason=reason)
    with transaction.atomic():
        enrollment = stops.locked(review.enrollment_id)
        must_be_current(enrollment, review)
        decided = reviews.request_changes(
            review, by=seat, actor=actor, reason=reason, take_over=take_over
        )
    _tell_rep(enrollment, seat, "Changes are wanted in a first message", SENT_BACK)
    return decided


def reject(
    review: Review, *, seat: Membership, actor: Actor, reason: str, take_over: bool = False
) -> Review:
    """Refuse it for good: the enrollment exits."""
    if review.planted:
        answer = Signed.REJECTED
        return planting.answer(review, seat=seat, actor=actor, decision=answer, reason=reason)
    with transaction.atomic():
        enrollment = stops.locked(review.enrollment_id)
        must_be_current(enrollment, review)
        decided = reviews.reject(review, by=seat, actor=actor, reason=reason, take_over=take_over)
        stops.exit_enrollment(
            enrollment,
            reason=ExitReason.REJECTED_IN_REVIEW,
            evidence=f"review {review.pk}",
            actor=actor,
        )
    _tell_rep(enrollment, seat, "A first message was rejected", "The enrolment has ended with it.")
    return decided


def withdraw(review: Review, *, seat: Membership, actor: Actor, reason: str) -> Review:
    """Take back an approval, or a message that still waits, before anything has left: what is
    planned is held, and the enrollment waits until somebody sends it again or ends it.

    Who may: whoever may review, or may enrol and sees the enrollment. Holds the recipient's gate
    from the beginning, so an arm is either seen here or finds the approval gone. Refused:
    not_allowed, left (armed or gone), state_changed, invalid (no reason).
    """
    if review.planted:
        answer = Signed.WITHDRAWN
        return planting.answer(review, seat=seat, actor=actor, decision=answer, reason=reason)
    with transaction.atomic():
        if sentence := no_withdrawal(review, seat):
            raise Refused(sentence, code="not_allowed")
        enrollment = stops.locked(review.enrollment_id)
        _must_not_have_left(enrollment, review)
        done = reviews.withdraw(review, by=seat, actor=actor, reason=reason)
        _hold(enrollment)
        if enrollment.state != EnrollmentState.AWAITING_REVIEW:
            said = {"cause": "the approval was withdrawn"}
            perform(enrollment, "send_back", actor=actor, review_id=done.pk, data=said)
    _tell_rep(enrollment, seat, "A first message was taken back", SENT_BACK)
    return done


def no_withdrawal(review: Review, seat: Membership) -> str:
    """Why this person may not take the message back, as a sentence; "" when they may. Stopping is
    easy, starting is hard: four eyes are not asked for here."""
    if seat.may(Capability.REVIEW):
        return ""
    mine = Enrollment.objects.visible_to(seat).filter(pk=review.enrollment_id)
    if seat.may(Capability.ENROL) and mine.exists():
        return ""
    return "Reviewers, and whoever answers for this enrolment, may take its message back."


def left(enrollment: Enrollment, channel: str) -> str:
    """Why the first message of a channel cannot be taken back any more, as a sentence; "" while it
    can."""
    rows = Touch.objects.filter(
        enrollment=enrollment, automatic=True, kind=channel, state__in=planning.LEFT
    )
    touch = rows.order_by("pk").first()
    if touch is None:
        return ""
    when = f"left on {touch.settled_at:%d %b at %H:%M} UTC" if touch.settled_at else "is leaving"
    return f"The first message {when}, so it cannot be taken back. Use Stop to end the rest."


def _must_not_have_left(enrollment: Enrollment, review: Review) -> None:
    if enrollment.state == EnrollmentState.EXITED:
        raise Refused("This enrolment has ended, so nothing leaves any more.", code="state_changed")
    if enrollment.review_id != review.pk:
        raise _moved_on()
    if sentence := left(enrollment, review.channel):
        raise Refused(sentence, code="left")


def refresh(enrollment_id: UUID, *, actor: Actor = ENGINE) -> Review | None:
    """Compare the live review with what would be sent now; when it drifted, void it, send the
    enrollment back and open a new review, which is returned. Words written for one person go back
    to the rep instead, who is told; the former review is returned. Never touches what has left."""
    with transaction.atomic():
        return _refreshed(stops.locked(enrollment_id), actor)


def _refreshed(fresh: Enrollment, actor: Actor) -> Review | None:
    review = fresh.review
    if review is None or review.state not in (ReviewState.PENDING, ReviewState.APPROVED):
        return None
    if planning.has_left(fresh, review.channel):
        return None
    step = first_messages.first_step(fresh)
    if step is None:
        return None
    try:
        composed = composing.compose(fresh, step)
    except composing.Unwritable as error:
        former = reviews.hand_back(review, actor=actor, reason=error.message)
        return _back_with_rep(fresh, former, {"missing": [error.message]}, actor)
    changed = changes(fresh, review, reviews.content_of(review), composed.content)
    if not changed or fresh.state == EnrollmentState.EXITED:
        return None
    reason = f"Changed: {composing.in_words(changed)}."
    if composed.missing:
        former = reviews.hand_back(review, actor=actor, reason=reason)
        return _back_with_rep(fresh, former, {"missing": list(composed.missing)}, actor)
    if review.is_edited:
        # Nobody else knows what these words would have to be now.
        former = reviews.hand_back(review, actor=actor, reason=reason)
        transaction.on_commit(lambda: _tell_rep(fresh, None, WORDS_AGAIN, SENT_BACK), robust=True)
        return _back_with_rep(fresh, former, {"changed": changed}, actor)
    former = reviews.void(review, actor=actor, reason=reason)
    renewed = open_one(fresh, composed.content, actor=actor, supersedes=former)
    _hold(fresh)
    perform(fresh, "send_back", actor=actor, review_id=renewed.pk, data={"changed": changed})
    return renewed


def ask(enrollment: Enrollment, content: Content, *, actor: Actor = ENGINE) -> Review | None:
    """Ask for the review of a first message that none was asked for: nobody knew at the enrolment
    that the way would come to it, or it is the first of another channel. Until it is approved, the
    enrollment waits."""
    with transaction.atomic():
        fresh = stops.locked(enrollment.pk)
        if fresh.state != EnrollmentState.ACTIVE or _is_of(fresh.review, content.channel):
            return None
        former = _of_channel(fresh, content.channel) if fresh.review_id else None
        review = open_one(fresh, content, actor=actor, supersedes=former)
        _hold(fresh)
        data = {"cause": "the first message waits for a second person"}
        perform(fresh, "send_back", actor=actor, review_id=review.pk, data=data)
    return review


def of_channel(review: Review | None, channel: str) -> Review | None:
    """The review of an enrollment, where it is about the first message of this channel."""
    return review if _is_of(review, channel) else None


def _is_of(review: Review | None, channel: str) -> bool:
    return review is not None and review.channel == channel


def _of_channel(enrollment: Enrollment, channel: str) -> Review | None:
    """A live review that was set aside for that of the other channel, void now: what it approved
    never left."""
    rows = Review.objects.filter(enrollment_id=enrollment.pk, channel=channel)
    live = rows.filter(state__in=(ReviewState.PENDING, ReviewState.APPROVED)).first()
    reason = "The way came to another channel first."
    return reviews.void(live, actor=ENGINE, reason=reason) if live is not None else None


def changes(enrollment: Enrollment, review: Review, approved: Content, now: Content) -> list[str]:
    """What makes a review of `approved` no longer fit: facts that differ, or an approver of any of
    its stages who has become a party to it."""
    changed = composing.changed_facts(approved, now)
    signed = signatures.approvers(review) | {review.decided_by_id}
    if (signed & (review.barred | {enrollment.contact.owner_id})) - {None}:
        changed.append("owner")
    return changed


def approval_stands(
    enrollment: Enrollment, review: Review, approved: Content, now: Content
) -> bool:
    """Whether the review is a live approval, by a second person, of exactly this content, and of
    what would be sent now."""
    if review.planted or review.state != ReviewState.APPROVED or review.decided_by_id is None:
        return False
    if content_hash(approved) != review.content_hash:
        return False
    return not changes(enrollment, review, approved, now)


def _back_with_rep(
    enrollment: Enrollment, former: Review, said: dict[str, list[str]], actor: Actor
) -> Review:
    _hold(enrollment)
    perform(enrollment, "send_back", actor=actor, review_id=former.pk, data=said)
    return former


def _hold(enrollment: Enrollment) -> None:
    """Who has claimed it lets go, so that it need not wait for a lease after the approval."""
    rows = Touch.objects.filter(enrollment=enrollment, state="planned")
    rows.update(held=True, lease_until=None)


def _asked_again(review: Review) -> str:
    """Why the message has to be looked at anew, as a sentence; "" when it need not."""
    with transaction.atomic():
        enrollment = stops.locked(review.enrollment_id)
        if _refreshed(enrollment, ENGINE) is not None:
            return DRIFTED
        return _ask_more(enrollment, review)


def _ask_more(enrollment: Enrollment, review: Review) -> str:
    """Facts that no word of the message shows may ask for more than they did at the opening: then
    the review is void, and the next one asks for it. Why, as a sentence."""
    live = enrollment.review
    if live is None or live.pk != review.pk or live.state != ReviewState.PENDING:
        return ""
    content = reviews.content_of(live)
    more = routing.stricter(live, routing.subject(enrollment), content)
    if more is None:
        return ""
    says = " ".join(cause.says for cause in routing.news(live, more[1]))
    reason = f"The review policy asks for more by now. {says}"
    former = reviews.void(live, actor=ENGINE, reason=reason)
    opening = _opening(enrollment, content, *more, is_edited=live.is_edited)
    opening = replace(opening, supersedes=former, last_editor=live.last_editor)
    (renewed,) = reviews.open_many([opening], actor=ENGINE)
    said = {"cause": "the review policy asks for more"}
    perform(enrollment, "send_back", actor=ENGINE, review_id=renewed.pk, data=said)
    return f"{reason} It was asked for again: reload the page."


def must_be_current(enrollment: Enrollment, review: Review) -> None:
    """Raise Refused (state_changed) unless the enrollment waits for this very review."""
    if enrollment.review_id != review.pk or enrollment.state != EnrollmentState.AWAITING_REVIEW:
        raise _moved_on()


def _moved_on() -> Refused:
    sentence = "This review no longer decides anything: the enrollment has moved on."
    return Refused(sentence, code="state_changed")


def _tell_rep(enrollment: Enrollment, by: Membership | None, title: str, body: str) -> None:
    """Who enrolled the person learns it, unless they did it themselves. The reason stands on the
    page, not in the notice: it may speak of the person. After the decision has committed: a
    notice has a lock of its own, which must not be waited for with the recipient's gate in hand."""
    with transaction.atomic():
        rep = Membership.objects.get(pk=enrollment.enrolled_by_id)
        if by is None or rep.pk != by.pk:
            notices.tell(rep, title, body, f"enrollments/{enrollment.pk}/", "warn")
