"""What time does to first messages that wait: remind, escalate, expire. Never send anyway.

Each part may be done twice, or by two at once, without harm: what it has done stands in the row,
under the row's lock. A decision and an expiry lock the recipient's gate, so one of them is first
and the other finds it done.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, QuerySet

from audit.actions import Action
from audit.recording import Fact, record_many
from compliance import policing, reviewer_groups, reviews, stages
from compliance.models import Review, ReviewSignature, ReviewState
from compliance.review_policy import Policy
from enrollment import gates, notices, stops
from enrollment.models import Enrollment, ExitReason
from tenancy import clock
from tenancy.actors import system
from tenancy.models import Membership

CLOCK = system("review times")
AT_A_TIME = 500
# What one reminder counts at most; more than that nobody reads in a day.
COUNTED = 5_000
EXPIRING = 100

DUE = "First messages are due"
OVERDUE = "First messages are overdue"
EXPIRED = "First messages were not decided in time"
QUEUE = "review/"


def keep() -> None:
    """One round in the open scope."""
    expire()
    escalate()
    remind()


@transaction.atomic
def remind() -> int:
    """Tell the people of a stage, once for each stage, that its time is nearly over: one notice
    for each person and round. Returns how many messages are near."""
    policy, now = policing.in_force(), clock.now()
    edge = now + timedelta(hours=policy.remind_hours)
    near = _waiting().filter(due_at__lte=edge, due_at__gt=now)
    fresh = set(_locked(near.filter(reminded_at=None)).values_list("pk", flat=True)[:COUNTED])
    if not fresh:
        return 0
    Review.objects.filter(pk__in=fresh).update(reminded_at=now)
    rows = list(near.select_related("contact").order_by("due_at")[:COUNTED])
    newly = [row for row in rows if row.pk in fresh]
    seats = _Seats()
    deciding = {row.pk: people for row, people in zip(rows, seats.deciding(rows), strict=True)}
    touched = {member for row in newly for member in deciding[row.pk]}
    counts = Counter(member for people in deciding.values() for member in people)
    for member in sorted(touched, key=lambda each: each.pk):
        body = f"{_messages(counts[member])} due within {_hours(policy.remind_hours)}."
        notices.tell(member, DUE, body, QUEUE, "warn")
    return len(fresh)


@transaction.atomic
def escalate() -> int:
    """Open to every reviewer what its people did not decide in time, give it the time of its stage
    once more, and tell those whom the policy names. Returns how many messages."""
    policy, now = policing.in_force(), clock.now()
    rows = list(_locked(_waiting().filter(escalated_at=None, due_at__lte=now))[:AT_A_TIME])
    if not rows:
        return 0
    for row in rows:
        row.escalated_at, row.reminded_at = now, None
        row.due_at = _once_more(row, now)
    Review.objects.bulk_update(rows, ["escalated_at", "reminded_at", "due_at"])
    record_many([_escalated(row) for row in rows], actor=CLOCK)
    body = f"{_messages(len(rows))} overdue. Every reviewer who had no part in them may decide now."
    for member in _Seats().answering(policy):
        notices.tell(member, OVERDUE, body, QUEUE, "bad")
    return len(rows)


@transaction.atomic
def expire() -> int:
    """End what nobody decided: the review is void, and the person leaves the sequence with that as
    evidence. The people who enrolled them are told. Returns how many messages."""
    now = clock.now()
    over = Review.objects.filter(state=ReviewState.PENDING, expires_at__lte=now)
    ids = dict(over.order_by("expires_at").values_list("enrollment_id", "pk")[:EXPIRING])
    if not ids:
        return 0
    rows = list(Enrollment.objects.filter(pk__in=ids).select_related("contact"))
    gates.lock(stops.gate_key(row) for row in rows)
    told: Counter[UUID] = Counter()
    for row in rows:
        told[row.enrolled_by_id] += _expire(row, ids[row.pk], now)
    _tell_expired(+told)
    return sum(told.values())


def _expire(enrollment: Enrollment, review_id: UUID, now: datetime) -> bool:
    """Whoever decided while we waited for the gate was first."""
    review = _locked(Review.objects.filter(pk=review_id, state=ReviewState.PENDING)).first()
    if review is None or review.expires_at is None or review.expires_at > now:
        return False
    reason = f"Nobody decided by {review.expires_at:%d %b %Y, %H:%M} UTC."
    reviews.void(review, actor=CLOCK, reason=reason)
    stops.exit_enrollment(
        enrollment,
        reason=ExitReason.EXPIRED,
        evidence=f"review {review.pk}: {reason}",
        actor=CLOCK,
    )
    return True


def _tell_expired(told: Counter[UUID]) -> None:
    for member in Membership.objects.filter(pk__in=told).order_by("pk"):
        people = "1 person" if told[member.pk] == 1 else f"{told[member.pk]:,} people"
        body = f"{people} left the sequence unwritten, because nobody decided on the message."
        notices.tell(member, EXPIRED, body, "enrollments/?state=exited", "warn")


def _waiting() -> "QuerySet[Review]":
    """What waits and has not expired; that is the next part's."""
    now = clock.now()
    rows: QuerySet[Review] = Review.objects.filter(state=ReviewState.PENDING)
    return rows.exclude(expires_at__lte=now)


def _locked(rows: "QuerySet[Review]") -> "QuerySet[Review]":
    """Whoever is just deciding on a message is left alone; the next round looks again."""
    return rows.select_for_update(of=("self",), skip_locked=True).order_by("due_at", "pk")


def _once_more(row: Review, now: datetime) -> datetime:
    due: datetime = now + timedelta(hours=stages.current(row).hours)
    return min(due, row.expires_at) if row.expires_at else due


def _escalated(row: Review) -> Fact:
    said = {"stage": row.stage, "due_at": row.due_at.isoformat()}
    return Fact(
        Action.REVIEW_ESCALATED,
        row,
        contact_id=row.contact_id,
        enrollment_id=row.enrollment_id,
        data=said,
    )


class _Seats:
    """Who may review, everybody and by group; two statements."""

    def __init__(self) -> None:
        rows = Membership.objects.filter(is_active=True, role__in=reviewer_groups.MAY_REVIEW)
        self.everybody = list(rows.order_by("pk"))
        self.by_group = reviewer_groups.able()

    def answering(self, policy: Policy) -> list[Membership]:
        """Whom the policy names for what is overdue; everybody where that group is empty."""
        named = self.by_group.get(policy.escalate_to, []) if policy.escalate_to else []
        return sorted(named or self.everybody, key=lambda each: each.pk)

    def deciding(self, rows: Sequence[Review]) -> Iterable[list[Membership]]:
        """For each message those who may decide on it as it stands; one statement more."""
        signed = _signed([row.pk for row in rows])
        for row in rows:
            had_part = row.barred | {row.contact.owner_id} | signed.get(row.pk, frozenset())
            yield [each for each in self._of_stage(row) if each.pk not in had_part]

    def _of_stage(self, row: Review) -> Sequence[Membership]:
        group = stages.current(row).group
        if group is None or row.escalated_at is not None:
            return self.everybody
        return self.by_group.get(group, [])


def _signed(ids: Collection[UUID]) -> dict[UUID, frozenset[UUID]]:
    """Who has signed an earlier stage of these."""
    found: dict[UUID, frozenset[UUID]] = {}
    rows = ReviewSignature.objects.filter(review__in=ids, stage__lt=F("review__stage"))
    for review_id, member_id in rows.values_list("review_id", "member_id"):
        found[review_id] = found.get(review_id, frozenset()) | {member_id}
    return found


def _messages(number: int) -> str:
    return "1 first message is" if number == 1 else f"{number:,} first messages are"


def _hours(number: int) -> str:
    return "1 hour" if number == 1 else f"{number} hours"
