"""Limits that are taken, not counted: each arm takes one in its own transaction."""

from datetime import UTC, datetime, time, timedelta

from django.db import connection

from enrollment.models import LimitCounter, Mailbox
from tenancy.ids import uuid7
from tenancy.scope import current_workspace_id

# The condition is in the statement that takes, so two takers at the cap cannot both succeed.
_TAKE = """
INSERT INTO enrollment_limitcounter AS counter (id, workspace_id, key, n)
VALUES (%s, %s, %s, 1)
ON CONFLICT (workspace_id, key) DO UPDATE SET n = counter.n + 1 WHERE counter.n + 1 <= %s
RETURNING n
"""


def take(mailbox: Mailbox, now: datetime) -> bool:
    """Take one of today's messages of a mailbox; False when none is left. Never overshoots."""
    if mailbox.daily_limit < 1:
        return False
    key = _key(mailbox, now)
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [uuid7(), current_workspace_id(), key, mailbox.daily_limit])
        return cursor.fetchone() is not None


def is_full(mailbox: Mailbox, now: datetime) -> bool:
    """Whether today's messages of a mailbox are used up, as far as is known before arming."""
    return used(mailbox, now) >= mailbox.daily_limit


def used(mailbox: Mailbox, now: datetime) -> int:
    """How many of today's messages a mailbox has used."""
    row = LimitCounter.objects.filter(key=_key(mailbox, now)).first()
    return row.n if row else 0


def tomorrow(now: datetime) -> datetime:
    """When the next day of the counter begins."""
    day = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time(), UTC)


def _key(mailbox: Mailbox, now: datetime) -> str:
    # One day for the whole mailbox, whatever the contacts' zones: a limit per day is the
    # provider's, and a day that differs from contact to contact could be used twice.
    return f"mailbox:{mailbox.pk}:{now.astimezone(UTC).date()}"
