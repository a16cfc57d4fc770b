"""Who has a first message open: a lock that shows itself, ends by itself and can be taken over.

It keeps two people from doing the same work; what keeps their decisions apart is the row's own
lock. Locks live in real time, looks in the time of the schedules, as decisions do.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance.models import Review, ReviewLook, ReviewState
from tenancy import clock
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership

HOLD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Look:
    """Who holds a message: since when they know it, when they were last there, and until when it
    is theirs unless they stay. `holder` is None when nobody does."""

    holder: Membership | None
    is_mine: bool
    first_at: datetime | None = None
    last_at: datetime | None = None
    until: datetime | None = None


NOBODY = Look(holder=None, is_mine=False)


def open(review: Review, seat: Membership, *, take_over: bool = False, holds: bool = True) -> Look:
    """Note that this person looks at the message, and hold it for them while it waits.

    Another one's lock is left alone unless `take_over`. `holds` is False for whoever may not
    decide on it (`reviews.obstacle`). Whoever opens a message lets go of the others that they had
    open. Raises NotFound when there is no such review.
    """
    with transaction.atomic():
        _let_go_of_others(review, seat)
        real = clock.real_now()
        if holds:
            waiting = Review.queue.filter(pk=review.pk, state=ReviewState.PENDING)
            free = waiting if take_over else waiting.filter(_free_for(seat, real))
            free.update(locked_by=seat, locked_until=real + HOLD)
        fresh = Review.queue.select_related("locked_by").filter(pk=review.pk).first()
        if fresh is None:
            raise NotFound
        _note(fresh, seat)
        return held(fresh, seat, real)


def held(review: Review, seat: Membership, real: datetime) -> Look:
    """Who holds it at this real moment; one statement when somebody does."""
    holder = holder_of(review, real)
    if holder is None:
        return NOBODY
    look = ReviewLook.objects.filter(review=review, member=holder).first()
    # A page shows one time, and the demo's is another than the clock on the wall.
    left = review.locked_until - real if review.locked_until else timedelta()
    return Look(
        holder=holder,
        is_mine=holder.pk == seat.pk,
        first_at=look.first_at if look else None,
        last_at=look.last_at if look else None,
        until=clock.now() + left,
    )


def holder_of(review: Review, now: datetime) -> Membership | None:
    """Who holds it at this real moment; no statement when `locked_by` was loaded."""
    if review.locked_until is None or review.locked_until <= now:
        return None
    holder: Membership | None = review.locked_by
    return holder


def held_by_other(review: Review, seat: Membership, now: datetime) -> Membership | None:
    """Who else holds it at this real moment; None when nobody does, or this person."""
    holder = holder_of(review, now)
    return None if holder is None or holder.pk == seat.pk else holder


def check_free(review: Review, seat: Membership) -> None:
    """Raise Refused (locked) while somebody else holds it."""
    if other := held_by_other(review, seat, clock.real_now()):
        raise Refused(
            f"{other.label} has this message open. Take it over to decide on it, or take another.",
            code="locked",
        )


def not_held_by_others(rows: "QuerySet[Review]", seat: Membership) -> "QuerySet[Review]":
    """Those that this person could open now; one statement for the moment."""
    return rows.filter(_free_for(seat, clock.real_now()))


def looked_at(review: Review, seat: Membership) -> datetime | None:
    """When this person opened it first; None when they never did."""
    rows = ReviewLook.objects.filter(review=review, member=seat)
    found: datetime | None = rows.values_list("first_at", flat=True).first()
    return found


def _free_for(seat: Membership, real: datetime) -> Q:
    return Q(locked_by=None) | Q(locked_by=seat) | Q(locked_until__lte=real)


def _let_go_of_others(review: Review, seat: Membership) -> None:
    """Skips what is being decided at this moment: a decision ends its lock itself."""
    others = Review.queue.filter(locked_by=seat).exclude(pk=review.pk)
    mine = others.select_for_update(skip_locked=True, of=("self",))
    ids = list(mine.values_list("pk", flat=True))
    if ids:
        Review.queue.filter(pk__in=ids).update(locked_by=None, locked_until=None)


def _note(review: Review, seat: Membership) -> None:
    now = clock.now()
    ReviewLook.objects.bulk_create(
        [ReviewLook(review=review, member=seat, first_at=now, last_at=now)],
        update_conflicts=True,
        unique_fields=["workspace", "review", "member"],
        update_fields=["last_at"],
    )
