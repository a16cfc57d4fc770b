"""Other words for one person's first message: by the rep who answers a reviewer, or by a reviewer
who passes it on.

One way for both: the former review ends, the next one of its thread opens, and who wrote the words
is barred from it, as is everybody who was barred before.
"""

from dataclasses import replace

from django.db import transaction

from audit.transitions import perform
from compliance import reviews
from compliance.content import Content
from compliance.models import Review, ReviewState, Signed
from enrollment import first_messages, first_touch, planting, stops
from enrollment.models import Enrollment, EnrollmentState
from enrollment.texting import SMS
from enrollment.tracking.facts import untracked
from sequences.phone_text import as_sent
from sequences.rendering import html_from_text
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership


def pass_on(
    review: Review,
    *,
    seat: Membership,
    actor: Actor,
    seen_hash: str,
    subject: str,
    text: str,
    reason: str = "",
    take_over: bool = False,
) -> Review:
    """A reviewer writes other words for this person and becomes their last editor; the new review
    that is returned is for somebody else. `subject` and `text` are all the words, also those that
    stay.

    Refused as `reviews.approve`, and: unchanged, findings (nobody could approve the new words).
    """
    if review.planted:
        answer = Signed.PASSED_ON
        return planting.answer(review, seat=seat, actor=actor, decision=answer, reason=reason)
    with transaction.atomic():
        enrollment = stops.locked(review.enrollment_id)
        first_touch.must_be_current(enrollment, review)
        former = reviews.pass_on(
            review, by=seat, actor=actor, seen_hash=seen_hash, reason=reason, take_over=take_over
        )
        if _words(subject, text) == _words_of(reviews.content_of(former)):
            raise Refused("You changed no word. Change some, or approve it.", code="unchanged")
        renewed = _again(enrollment, former, seat=seat, actor=actor, subject=subject, text=text)
        _check_approvable(renewed)
        return renewed


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
        fresh = stops.locked(enrollment.pk)
        if fresh.state != EnrollmentState.AWAITING_REVIEW:
            raise Refused("Only an enrollment that waits for review can be sent again.")
        former = fresh.review
        if former and former.state in (ReviewState.PENDING, ReviewState.APPROVED):
            former = reviews.void(former, actor=actor, reason="Sent again with changes.")
        return _again(fresh, former, seat=seat, actor=actor, subject=subject, text=text)


def _check_approvable(review: Review) -> None:
    """What a reviewer passes on must not need a third person to mend it."""
    weighed = reviews.weighed(review, reviews.content_of(review))
    errors = list(dict.fromkeys(each.finding.message for each in weighed if each.is_error))
    if errors:
        told = "Nobody could approve these words. " + " ".join(errors)
        raise Refused(told, code="findings", fields={"text": " ".join(errors)})


def _again(
    enrollment: Enrollment,
    former: Review | None,
    *,
    seat: Membership,
    actor: Actor,
    subject: str,
    text: str,
) -> Review:
    """The next review of the thread, in the words given; the template's where none are."""
    composed = first_messages.complete(enrollment)
    content = _worded(composed, subject, text)
    review = first_touch.open_one(
        enrollment,
        content,
        actor=actor,
        supersedes=former,
        again_by=seat,
        is_edited=content != composed,
    )
    perform(enrollment, "send_back", actor=actor, review_id=review.pk)
    return review


def _worded(composed: Content, subject: str, text: str) -> Content:
    """The message in other words; what stays as its template gives it keeps its HTML."""
    if composed.channel == SMS:
        return replace(composed, text=as_sent(text or composed.text))
    content, before = composed, _words_of(composed)
    wanted = _words(subject or composed.subject, text or composed.text)
    if wanted[0] != before[0]:
        content = replace(content, subject=wanted[0])
    if wanted[1] != before[1]:
        content = untracked(replace(content, text=text, html=html_from_text(text)))
    return content


def _words(subject: str, text: str) -> tuple[str, str]:
    """Line ends and blank edges, which forms change, are no change of words."""
    return " ".join(subject.split()), "\n".join(text.strip().splitlines())


def _words_of(content: Content) -> tuple[str, str]:
    return _words(content.subject, content.text)
