"""The stages of one review as they were stored at its opening, and at which of them it is."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from compliance.models import Review
from compliance.review_policy import EVERYBODY, Stage

# What a review without stages has: one decision of any reviewer, within a day.
PLAIN = Stage(EVERYBODY, None, 24, "")


def of(review: Review) -> tuple[Stage, ...]:
    """Every stage in its order, at least one."""
    return tuple(_stage(each) for each in review.stages) or (PLAIN,)


def current(review: Review) -> Stage:
    """The one that decides next, or has decided last."""
    known = of(review)
    return known[min(review.stage, len(known) - 1)]


def is_last(review: Review) -> bool:
    """Whether an approval here approves the message."""
    return review.stage >= len(of(review)) - 1


def enter(review: Review, number: int, now: datetime) -> tuple[str, ...]:
    """Put a review at one of its stages, with the whole time of that stage and open to nobody's
    eyes yet. Returns the columns to save; stores nothing."""
    review.stage, review.stage_at = number, now
    review.due_at = now + timedelta(hours=current(review).hours)
    review.reminded_at = review.escalated_at = None
    review.locked_by = review.locked_until = None
    return (
        *("stage", "stage_at", "due_at", "reminded_at", "escalated_at"),
        *("locked_by", "locked_until"),
    )


def _stage(data: Mapping[str, Any]) -> Stage:
    group = UUID(str(data["group"])) if data.get("group") else None
    return Stage(data["name"], group, int(data["hours"]), data.get("says", ""))
