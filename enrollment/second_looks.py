"""Having an approved first message looked at once more, because its approval has grown old."""

from django.db import transaction

from audit.transitions import perform
from compliance import reviews
from compliance.models import Review, ReviewState
from enrollment import first_touch, planning, stops
from enrollment.models import Enrollment, Touch
from tenancy.actors import Actor


@transaction.atomic
def look_again(enrollment: Enrollment, reason: str, *, actor: Actor) -> Review | None:
    """Open the review anew, in the words that were approved; None when there is no approval, or
    the message has left. What has drifted besides is written anew, as by `first_touch.refresh`."""
    if (renewed := first_touch.refresh(enrollment.pk, actor=actor)) is not None:
        return renewed
    fresh = stops.locked(enrollment.pk)
    review = fresh.review
    if review is None or review.state != ReviewState.APPROVED:
        return None
    if planning.has_left(fresh, review.channel):
        return None
    content = reviews.content_of(review)
    former = reviews.void(review, actor=actor, reason=reason)
    renewed = first_touch.open_one(
        fresh,
        content,
        actor=actor,
        supersedes=former,
        again_by=former.last_editor if former.is_edited else None,
        is_edited=former.is_edited,
    )
    waiting = Touch.objects.filter(enrollment=fresh, state="planned")
    waiting.update(held=True, lease_until=None)
    perform(fresh, "send_back", actor=actor, review_id=renewed.pk, data={"cause": reason})
    return renewed
