"""What a message waits for: its turn, its window, its mailbox's ears, today's limits."""

from datetime import UTC, datetime, timedelta

from enrollment import breakers, canaries, limits
from enrollment.dispatch.loading import Around
from enrollment.limits import Limit
from enrollment.models import Mailbox, Touch
from enrollment.planning import Later
from sequences.cadence import Due
from sequences.models import StepKind

EARS_MUST_BE_YOUNGER = timedelta(minutes=5)
ASK_AGAIN = timedelta(minutes=1)


def judge(touch: Touch, around: Around) -> Later | None:
    """Until when a touch waits and for what; None when it may leave now.

    Who waits for a beginning is not late by it; whatever follows one is.
    """
    if (due := _to_begin(touch, around)) is not None:
        return Later(touch, due, anew=True)
    if (due := _to_leave(touch, around)) is not None:
        return Later(touch, due)
    return None


def deaf(mailbox: Mailbox) -> bool:
    """Whether mail to this mailbox has not been proven to arrive for five minutes."""
    if mailbox.unmonitored_by_id is not None:
        return False
    if mailbox.heard_at is None:
        return True
    return datetime.now(UTC) - mailbox.heard_at > EARS_MUST_BE_YOUNGER


def for_room(touch: Touch, full: Limit, around: Around) -> Due:
    """Until a limit has room again and the person's hours are open."""
    return Due(_opening(touch, full.until, around).at, full.cause)


def for_receiver(touch: Touch, slow: Due, around: Around) -> Due:
    """Until a receiver is looked at again and the person's hours are open."""
    return Due(_opening(touch, slow.at, around).at, slow.cause)


def _to_begin(touch: Touch, around: Around) -> Due | None:
    """A first message waits while only so many begin at a time."""
    if not touch.first:
        return None
    run = around.runs.get(touch.enrollment.version_id)
    starts = around.starts(touch)
    due = canaries.waiting(touch, run, around.diary, around.now, starts=starts)
    if due is not None or touch.mailbox is None:
        return due
    if full := around.room.lacks(around.limits[touch.pk]):
        return for_room(touch, full, around)
    return _for_follow_ups(touch, touch.mailbox, around)


def _to_leave(touch: Touch, around: Around) -> Due | None:
    mailbox = touch.mailbox
    if mailbox is None or not mailbox.is_active:
        return Due(around.now + ASK_AGAIN, "waits for an active mailbox")
    opening = _opening(touch, around.now, around)
    if opening.at > around.now:
        return opening
    if around.outlet(touch) is None:
        what = "an account for text messages" if touch.kind == StepKind.SMS else "the credentials"
        cause = f"waits until an admin enters {what} of its mailbox anew"
        return Due(around.now + ASK_AGAIN, cause)
    if deaf(mailbox):
        cause = "waits until replies to this mailbox are heard again (stale ears)"
        return Due(around.now + ASK_AGAIN, cause)
    row = around.breakers.of(touch, around.route(touch))
    if (slow := breakers.waiting(touch, row, around.now)) is not None:
        return for_receiver(touch, slow, around)
    if touch.first:
        return None
    full = around.room.lacks(around.limits[touch.pk])
    return for_room(touch, full, around) if full else None


def _for_follow_ups(touch: Touch, mailbox: Mailbox, around: Around) -> Due | None:
    if mailbox.pk not in around.keeping:
        return None
    limit = limits.of_mailbox(mailbox, around.now)
    cause = f"waits: today's follow-ups need the rest of the mailbox's {limit.cap} a day"
    return Due(_opening(touch, limit.until, around).at, cause)


def _opening(touch: Touch, moment: datetime, around: Around) -> Due:
    return around.diary.opening(touch.enrollment, moment)
