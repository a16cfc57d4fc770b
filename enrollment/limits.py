"""Limits that are taken, not counted: each arm takes one in its own transaction."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import connection

from enrollment.models import LimitCounter, Mailbox, Touch
from sequences.cadence import zone_or_utc
from sequences.models import Version
from sequences.plans import Plan
from tenancy.ids import uuid7
from tenancy.models import Workspace
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
    return take_one(_key(mailbox, now), mailbox.daily_limit)


def take_one(key: str, most: int) -> bool:
    """Take one of the `most` that the counter `key` allows; False when none is left."""
    if most < 1:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [uuid7(), current_workspace_id(), key, most])
        return cursor.fetchone() is not None


def is_full(mailbox: Mailbox, now: datetime) -> bool:
    """Whether today's messages of a mailbox are used up, as far as is known before arming."""
    return used(mailbox, now) >= mailbox.daily_limit


def used(mailbox: Mailbox, now: datetime) -> int:
    """How many of today's messages a mailbox has used."""
    return _taken(_key(mailbox, now))


def keeps_for_follow_ups(mailbox: Mailbox, now: datetime) -> bool:
    """Whether follow-ups that are planned before the day ends need all that is left of it: what
    was begun goes on before somebody new begins."""
    room = max(0, mailbox.daily_limit - used(mailbox, now))
    planned = Touch.objects.filter(
        mailbox=mailbox,
        state="planned",
        held=False,
        automatic=True,
        first=False,
        due_at__lt=tomorrow(now),
    )
    return bool(planned.exclude(kind="wait")[:room].count() >= room)


def tomorrow(now: datetime) -> datetime:
    """When the next day of the counter begins."""
    day = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time(), UTC)


def _key(mailbox: Mailbox, now: datetime) -> str:
    # One day for the whole mailbox, whatever the contacts' zones: a limit per day is the
    # provider's, and a day that differs from contact to contact could be used twice.
    return f"mailbox:{mailbox.pk}:{now.astimezone(UTC).date()}"


def is_start(touch: Touch) -> bool:
    """Whether arming the touch starts somebody: the first message, at its first attempt. What was
    given back and leaves again was counted then; it is no start a second time."""
    return touch.first and not touch.intents.exists()


def take_start(version: Version, plan: Plan, now: datetime) -> bool:
    """Take one of today's new people of a sequence; True when the plan sets no limit.

    Call it for what `is_start` says, in the arming transaction; roll back, or call it last, when
    the touch is not armed after all. Follow-ups are not counted. A version that replaces another
    on the same day goes on with the day's count.
    """
    return not plan.new_a_day or take_one(_starts_key(version, now), plan.new_a_day)


def starts_full(version: Version, plan: Plan, now: datetime) -> bool:
    """Whether today's new people are used up, as far as is known before arming."""
    return bool(plan.new_a_day) and _taken(_starts_key(version, now)) >= plan.new_a_day


def starts_cause(plan: Plan) -> str:
    """What a person reads while it waits for the next day."""
    return f"waits: the limit of {plan.new_a_day} new people a day of this sequence is reached"


def next_start_day(now: datetime) -> datetime:
    """When the next day of new people begins: midnight in the zone of the workspace, in UTC."""
    zone = _zone()
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _taken(key: str) -> int:
    row = LimitCounter.objects.filter(key=key).first()
    return row.n if row else 0


def _starts_key(version: Version, now: datetime) -> str:
    day: date = now.astimezone(_zone()).date()
    return f"starts:{version.sequence_id}:{day}"


def _zone() -> ZoneInfo:
    return zone_or_utc(Workspace.objects.get(pk=current_workspace_id()).zone)
