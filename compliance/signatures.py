"""Who decided what at which stage of a review. Rows are added and never changed."""

from uuid import UUID

from compliance import looking
from compliance.models import Review, ReviewSignature, Signed
from tenancy import clock
from tenancy.models import Membership


def sign(
    review: Review, by: Membership, decision: Signed, *, reason: str = "", group_key: str = ""
) -> ReviewSignature:
    """Keep what this person decided on this content at the stage where the review is.

    `looked_at` is when they opened it first, and None when they never did, which only an approval
    within a group (`group_key`) may be.
    """
    signature: ReviewSignature = ReviewSignature.objects.create(
        review=review,
        stage=review.stage,
        member=by,
        decision=decision,
        reason=reason,
        content_hash=review.content_hash,
        group_key=group_key,
        looked_at=looking.looked_at(review, by),
        at=clock.now(),
    )
    return signature


def approvers(review: Review) -> frozenset[UUID]:
    """Who approved an earlier stage; one statement unless it is at the first or `signatures` was
    loaded with it."""
    if review.stage == 0:
        return frozenset()
    rows = review.signatures.all()
    return frozenset(row.member_id for row in rows if row.decision == Signed.APPROVED)
