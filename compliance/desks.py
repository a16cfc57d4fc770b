"""Which reviews somebody may find: the real ones, and what was planted for them, which stands in
the place of the message that it was copied from."""

from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance.models import Review, ReviewLook, ReviewState
from tenancy.models import Membership


def open_to(seat: Membership) -> QuerySet[Review]:
    """Real reviews and what was planted for this reviewer, without the messages whose copy they
    have before them: with both at hand anybody could tell which is which. No statement."""
    mine = looks_at_planted(seat).values("review")
    rows: QuerySet[Review] = Review.queue.filter(Q(planted="") | Q(pk__in=mine))
    return without_copied(rows, seat)


def without_copied(rows: QuerySet[Review], seat: Membership) -> QuerySet[Review]:
    """Rows without the messages whose copy waits for this reviewer; no statement."""
    copies = planted_for(seat).filter(enrollment_id=OuterRef("enrollment_id"))
    return rows.exclude(Q(planted="", state=ReviewState.PENDING) & Exists(copies))


def planted_for(seat: Membership) -> QuerySet[Review]:
    """What was planted for this reviewer and waits for their answer; no statement."""
    rows: QuerySet[Review] = Review.queue.filter(state=ReviewState.PENDING).exclude(planted="")
    return rows.filter(pk__in=looks_at_planted(seat).values("review"))


def looks_at_planted(seat: Membership) -> QuerySet[ReviewLook]:
    """The look of a planted message is made with it, for the one person that it is for."""
    return ReviewLook.objects.filter(member=seat).exclude(review__planted="")


def found_at(review: Review, seat: Membership) -> UUID:
    """Under which id this person finds a review: their copy's while one waits; one statement."""
    copies = planted_for(seat).filter(enrollment_id=review.enrollment_id)
    copy: UUID | None = copies.values_list("pk", flat=True).first()
    return copy if copy and review.state == ReviewState.PENDING else review.pk
