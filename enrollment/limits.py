"""Limits that are taken, not counted: each arm takes of them in its own transaction.

A limit is a counter with a cap. Whoever arms locks the counters, gives what is left to as many
messages as fit, in the order in which they were due, and stores the sum: nothing overshoots, and
what does not fit is left for the counter's next day or hour. A limit that is off has no counter, so
it locks nothing.
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from contacts.domains import receiver
from enrollment.models import LimitCounter, Mailbox, SendIntent, Touch
from sequences import published, ramps
from sequences.cadence import zone_or_utc
from sequences.models import StepKind
from sequences.quotas import Quota
from tenancy.ids import first_at, uuid7
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id
from tenancy.statements import array, document, rows, run

# Longer than any day lasts, in whatever zone it is counted.
KEPT = timedelta(days=7)
# In one order, so that two who need the same counters queue at the first one.
_HELD = """
SELECT key, n FROM enrollment_limitcounter WHERE workspace_id = %s AND key = ANY(%s::text[])
ORDER BY key FOR UPDATE
"""
_KNOWN = (
    "SELECT key, n FROM enrollment_limitcounter WHERE workspace_id = %s AND key = ANY(%s::text[])"
)
_OPENED = """
INSERT INTO enrollment_limitcounter (id, workspace_id, key, n)
SELECT * FROM json_to_recordset(%s::json) AS new (id uuid, workspace_id uuid, key text, n int)
ON CONFLICT (workspace_id, key) DO NOTHING
"""
_TAKEN = """
UPDATE enrollment_limitcounter AS counter SET n = counter.n + taken.n
FROM json_to_recordset(%s::json) AS taken (key text, n int)
WHERE counter.workspace_id = %s AND counter.key = taken.key
"""
_ARMED = """
SELECT touch_id FROM enrollment_sendintent WHERE workspace_id = %s AND touch_id = ANY(%s::uuid[])
"""
# How many follow-ups are planned for today, counted no further than what is left of the day.
_PLANNED = """
SELECT box.id, (
    SELECT count(*) FROM (
        SELECT 1 FROM enrollment_touch
        WHERE workspace_id = %(workspace)s AND mailbox_id = box.id AND state = 'planned'
            AND NOT held AND automatic AND NOT first AND kind <> 'wait'
            AND due_at < %(tomorrow)s
        LIMIT box.room
    ) AS planned
)
FROM json_to_recordset(%(boxes)s::json) AS box (id uuid, room int)
"""


@dataclass(frozen=True, slots=True)
class Limit:
    """A counter with its cap, when it begins anew, and the sentence for whoever waits for it."""

    key: str
    cap: int
    until: datetime
    cause: str


class Room:
    """What is left of some limits."""

    def __init__(self, used: dict[str, int]) -> None:
        self._used = used
        self._taken: Counter[str] = Counter()

    def used(self, limit: Limit) -> int:
        """How many of a limit are gone."""
        return self._used.get(limit.key, 0) + self._taken[limit.key]

    def lacks(self, limits: Iterable[Limit]) -> Limit | None:
        """The limit that is used up; of several, the one that lasts longest."""
        full = [each for each in limits if self.used(each) >= each.cap]
        return max(full, key=lambda each: each.until) if full else None

    def take(self, limits: Iterable[Limit]) -> bool:
        """Take one of every limit, or of none."""
        wanted = list(limits)
        if self.lacks(wanted):
            return False
        self._taken.update(each.key for each in wanted)
        return True

    def give_back(self, limits: Iterable[Limit]) -> None:
        """Give back what was taken for a message that does not leave now."""
        self._taken.subtract(each.key for each in limits)

    def keep(self) -> None:
        """Store what was taken; the counters are locked since `held`."""
        taken = [{"key": key, "n": n} for key, n in sorted(self._taken.items()) if n]
        if taken:
            run(_TAKEN, document(taken), current_workspace_id())


def known(limits: Iterable[Limit]) -> Room:
    """What is left, as far as is known before arming."""
    keys = {each.key for each in limits}
    found = rows(_KNOWN, current_workspace_id(), array(keys)) if keys else []
    return Room(dict(found))


def held(limits: Iterable[Limit]) -> Room:
    """What is left, with the counters locked until the transaction ends."""
    keys, here = sorted({each.key for each in limits}), current_workspace_id()
    if not keys:
        return Room({})
    new = [{"id": uuid7(), "workspace_id": here, "key": key, "n": 0} for key in keys]
    run(_OPENED, document(new))
    return Room(dict(rows(_HELD, here, array(keys))))


def of(touch: Touch, now: datetime, *, starts: bool) -> list[Limit]:
    """The limits that a message takes of; `starts` says whether it starts somebody."""
    found = _of_sending(touch, touch.mailbox, now) if touch.mailbox else []
    if starts and (new := of_starts(touch, now)) is not None:
        found.append(new)
    return found


def _of_sending(touch: Touch, box: Mailbox, now: datetime) -> list[Limit]:
    """Those of its mailbox, and all that it shares."""
    # A text message goes to no domain.
    to = touch.enrollment.contact.domain if touch.kind != StepKind.SMS else ""
    shared = quotas(box, touch.enrollment.workspace, to)
    return [of_mailbox(box, now), *(of_quota(each, now) for each in shared)]


def quotas(box: Mailbox, here: Workspace, domain: str) -> list[Quota]:
    """The limits that a message from a mailbox to a domain ("" to none) takes of besides the
    mailbox's day: those of the member who owns it, of the workspace, and of the recipient's domain;
    the ones that are on."""
    user, to = f"user:{box.owner_id}" if box.owner_id else "", _domain_key(domain)
    whose = "the recipient's domain"
    found = (
        (f"mailbox:{box.pk}", box.hourly_limit, "the mailbox", True),
        (user, here.messages_a_day_per_user, "the sender, over all their mailboxes,", False),
        ("workspace", here.messages_a_day, "the workspace", False),
        ("workspace", here.messages_an_hour, "the workspace", True),
        (to, here.messages_a_day_per_domain, whose, False),
        (to, here.messages_an_hour_per_domain, whose, True),
    )
    return [
        Quota(owner, most, words, hourly) for owner, most, words, hourly in found if owner and most
    ]


def of_quota(quota: Quota, now: datetime) -> Limit:
    """Its counter of this day or hour."""
    return Limit(quota.key(now), quota.most, quota.until(now), quota.cause)


def _domain_key(domain: str) -> str:
    # A domain may be a person's own, and longer than a key: counters keep neither.
    name = receiver(domain)
    return f"domain:{hashlib.sha256(name.encode()).hexdigest()[:32]}" if name else ""


def of_mailbox(mailbox: Mailbox, now: datetime) -> Limit:
    """A mailbox's messages of today."""
    # One day for the whole mailbox, whatever the contacts' zones: a limit per day is the
    # provider's, and a day that differs from contact to contact could be used twice.
    day = now.astimezone(UTC).date()
    most = cap(mailbox, day)
    cause = ramps.full(mailbox.daily_limit, most)
    return Limit(f"mailbox:{mailbox.pk}:{day}", most, tomorrow(now), cause)


def cap(mailbox: Mailbox, day: date) -> int:
    """How many messages a mailbox may send on a day of UTC: its limit, or less while it is new."""
    return ramps.cap(mailbox.daily_limit, mailbox.ramp, day)


def of_starts(touch: Touch, now: datetime) -> Limit | None:
    """A sequence's new people of today; None when its plan sets no limit. A version that replaces
    another on the same day goes on with the day's count."""
    enrollment = touch.enrollment
    most = published.plan(enrollment.version).new_a_day
    if not most:
        return None
    zone = zone_or_utc(enrollment.workspace.zone)
    key = f"starts:{enrollment.version.sequence_id}:{now.astimezone(zone).date()}"
    cause = f"waits: the limit of {most} new people a day of this sequence is reached"
    return Limit(key, most, next_start_day(enrollment.workspace, now), cause)


def take_one(key: str, most: int) -> bool:
    """Take one of the `most` that the counter `key` allows; False when none is left."""
    limit = Limit(key, most, datetime.max.replace(tzinfo=UTC), "")
    room = held([limit])
    if not room.take([limit]):
        return False
    room.keep()
    return True


def forget_old() -> int:
    """Delete the counters that nothing asks for any more; returns how many there were."""
    born = first_at(datetime.now(UTC) - KEPT)
    with transaction.atomic():
        return LimitCounter.objects.filter(pk__lt=born).delete()[0]


def begun(touches: Iterable[Touch]) -> frozenset[UUID]:
    """The touches that were armed before: what was given back and leaves again is no start a
    second time."""
    firsts = [touch for touch in touches if touch.first]
    if not firsts:
        return frozenset()
    found = rows(_ARMED, current_workspace_id(), array(touch.pk for touch in firsts))
    return frozenset(pk for (pk,) in found) | _by_another_channel(firsts)


def _by_another_channel(firsts: Sequence[Touch]) -> frozenset[UUID]:
    """Those whose person has had a message of the enrollment by another channel; a statement only
    where a version has two."""
    asked = {touch.enrollment_id: touch for touch in firsts if _has_texts(touch)}
    if not asked:
        return frozenset()
    rows = SendIntent.objects.filter(touch__enrollment__pk__among=list(asked))
    said = rows.values_list("touch__enrollment_id", "touch__kind")
    return frozenset(asked[pk].pk for pk, kind in said if kind != asked[pk].kind)


def _has_texts(touch: Touch) -> bool:
    return any(step.automatic for step in published.plan(touch.enrollment.version).steps)


def is_start(touch: Touch, before: Collection[UUID]) -> bool:
    """Whether arming the touch starts somebody: the first message, at its first attempt; `before`
    is what `begun` has found."""
    return bool(touch.first) and touch.pk not in before


def keeping_for_follow_ups(
    mailboxes: Sequence[Mailbox], room: Room, now: datetime
) -> frozenset[UUID]:
    """The mailboxes whose follow-ups of today need all that is left of the day: what was begun
    goes on before somebody new begins."""
    known = {box.pk: of_mailbox(box, now) for box in mailboxes}
    left = {pk: max(0, limit.cap - room.used(limit)) for pk, limit in known.items()}
    if not left:
        return frozenset()
    boxes = [{"id": pk, "room": most} for pk, most in left.items()]
    words = {
        "workspace": current_workspace_id(),
        "tomorrow": tomorrow(now),
        "boxes": document(boxes),
    }
    return frozenset(pk for pk, count in rows(_PLANNED, **words) if count >= left[pk])


def tomorrow(now: datetime) -> datetime:
    """When the next day of a mailbox's counter begins."""
    day = now.astimezone(UTC).date() + timedelta(days=1)
    return datetime.combine(day, time(), UTC)


def next_start_day(workspace: Workspace, now: datetime) -> datetime:
    """When the next day of new people begins: midnight in the zone of the workspace, in UTC."""
    zone = zone_or_utc(workspace.zone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)
