"""What each reviewer decided in a range of days: how much, how quickly, and how attentively.

Every figure is an aggregate of the signatures, which are never changed. What was planted counts
among the planted figures alone. Managers and admins see everybody, a reviewer sees themselves.

- *Times* are from the first look at the message to the decision, and from the start of the stage
  (the opening, or the signature of the stage before). Median and 90th percentile.
- *Late* is a decision after the hours that its stage had.
- *Agreement* is among messages that somebody else judged too, at another stage or when the same
  content came again: how many of them both let pass, or both did not.
- *Together* are approvals within a group, of which some were opened.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection

from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import own_workspace
from tenancy.roles import Role
from tenancy.scope import current_workspace_id

USUAL_DAYS = 30
MOST_DAYS = 366
SEES_ALL = frozenset({Role.MANAGER, Role.ADMIN})
# The hours of a stage that the review does not name.
HOURS = 24

# Real signatures of the range; `member` null is everybody.
_SIGNED = """
WITH mine AS (
    SELECT s.*, r.thread_id, r.opened_at, r.stages
    FROM compliance_reviewsignature s
    JOIN compliance_review r ON r.id = s.review_id AND r.workspace_id = s.workspace_id
    WHERE s.workspace_id = %(workspace)s AND r.planted = ''
      AND s.at >= %(since)s AND s.at < %(until)s
      AND (%(member)s::uuid IS NULL OR s.member_id = %(member)s::uuid)
)
"""
_DECIDED = """
{signed}, timed AS (
    SELECT m.*, m.at - m.looked_at AS reading, m.at - coalesce(before.at, m.opened_at) AS waiting,
        make_interval(hours => coalesce((m.stages -> m.stage ->> 'hours')::int, %(hours)s)) AS given
    FROM mine m LEFT JOIN LATERAL (
        SELECT max(p.at) AS at FROM compliance_reviewsignature p
        WHERE p.workspace_id = m.workspace_id AND p.review_id = m.review_id
          AND p.stage < m.stage AND p.decision = 'approved'
    ) before ON true
    WHERE m.decision <> 'withdrawn'
)
SELECT member_id,
    count(*) FILTER (WHERE decision = 'approved'),
    count(*) FILTER (WHERE decision = 'changes_requested'),
    count(*) FILTER (WHERE decision = 'rejected'),
    count(*) FILTER (WHERE decision = 'passed_on'),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY reading),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY reading),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY waiting),
    percentile_cont(0.9) WITHIN GROUP (ORDER BY waiting),
    count(*) FILTER (WHERE waiting > given),
    count(*) FILTER (WHERE group_key <> ''),
    count(*) FILTER (WHERE group_key <> '' AND looked_at IS NOT NULL)
FROM timed GROUP BY member_id
"""
_AGREED = """
{signed}, judged AS (
    SELECT DISTINCT ON (m.member_id, m.thread_id, m.content_hash)
        m.member_id, m.thread_id, m.content_hash, m.decision = 'approved' AS passes
    FROM mine m WHERE m.decision <> 'withdrawn'
    ORDER BY m.member_id, m.thread_id, m.content_hash, m.at DESC
), compared AS (
    SELECT j.member_id, bool_and((o.decision = 'approved') = j.passes) AS same
    FROM judged j
    JOIN compliance_review r ON r.workspace_id = %(workspace)s AND r.thread_id = j.thread_id
        AND r.planted = ''
    JOIN compliance_reviewsignature o ON o.workspace_id = %(workspace)s AND o.review_id = r.id
        AND o.content_hash = j.content_hash AND o.member_id <> j.member_id
        AND o.decision <> 'withdrawn'
    GROUP BY j.member_id, j.thread_id, j.content_hash
)
SELECT member_id, count(*), count(*) FILTER (WHERE same) FROM compared GROUP BY member_id
"""
_PLANTED = """
SELECT l.member_id, count(*),
    count(*) FILTER (WHERE s.decision <> 'approved'),
    count(*) FILTER (WHERE s.decision = 'approved')
FROM compliance_reviewlook l
JOIN compliance_review r ON r.id = l.review_id AND r.workspace_id = l.workspace_id
JOIN compliance_reviewsignature s ON s.workspace_id = l.workspace_id
    AND s.review_id = l.review_id AND s.member_id = l.member_id
WHERE l.workspace_id = %(workspace)s AND r.planted <> ''
  AND l.first_at >= %(since)s AND l.first_at < %(until)s
  AND (%(member)s::uuid IS NULL OR l.member_id = %(member)s::uuid)
GROUP BY l.member_id
"""


@dataclass(frozen=True, slots=True)
class Days:
    """From the first day to the last, both whole, in the zone of the workspace."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """One reviewer. Times are None when nothing was timed."""

    member: Membership
    approved: int = 0
    changes: int = 0
    rejected: int = 0
    passed_on: int = 0
    reading: timedelta | None = None
    reading_90: timedelta | None = None
    waiting: timedelta | None = None
    waiting_90: timedelta | None = None
    late: int = 0
    together: int = 0
    together_opened: int = 0
    judged_by_two: int = 0
    agreed: int = 0
    planted: int = 0
    caught: int = 0
    missed: int = 0

    @property
    def decided(self) -> int:
        """Every decision."""
        return self.approved + self.changes + self.rejected + self.passed_on

    @property
    def agreement(self) -> float | None:
        """The share of messages judged by two on which they agreed; None when there are none."""
        return self.agreed / self.judged_by_two if self.judged_by_two else None


def days(first: date | None, last: date | None) -> Days:
    """A range of days as asked; the last 30 where nothing is said. Refused (invalid) when it ends
    before it begins or has more than 366 days."""
    end = last or clock.now().astimezone(_zone()).date()
    begin = first or end - timedelta(days=USUAL_DAYS - 1)
    if begin > end:
        raise Refused("The range ends before it begins. Exchange the days.", code="invalid")
    if (end - begin).days >= MOST_DAYS:
        raise Refused(f"Choose at most {MOST_DAYS} days.", code="invalid")
    return Days(begin, end)


def report(seat: Membership, asked: Days, *, role: str = "") -> list[Figures]:
    """The figures of every reviewer who decided something, by name; of this person alone unless
    they are manager or admin, as is whoever asks by a key of a lower `role`. What was planted and
    waits for its answer is not told of. Five statements."""
    zone = _zone()
    said = {
        "workspace": current_workspace_id(),
        "since": datetime.combine(asked.first, time(), zone),
        "until": datetime.combine(asked.last + timedelta(days=1), time(), zone),
        "member": None if {seat.role, role or seat.role} <= SEES_ALL else seat.pk,
        "hours": HOURS,
    }
    found: dict[UUID, dict[str, Any]] = {}
    for query, names in _QUERIES.items():
        for key, *values in _rows(query, said):
            found.setdefault(key, {}).update(zip(names, values, strict=True))
    people = Membership.objects.in_bulk(list(found))
    rows = (Figures(member=people[key], **values) for key, values in found.items())
    return sorted(rows, key=lambda each: (each.member.label.casefold(), each.member.pk))


_QUERIES: Mapping[str, Sequence[str]] = {
    _DECIDED: (
        *("approved", "changes", "rejected", "passed_on", "reading", "reading_90"),
        *("waiting", "waiting_90", "late", "together", "together_opened"),
    ),
    _AGREED: ("judged_by_two", "agreed"),
    _PLANTED: ("planted", "caught", "missed"),
}


def _rows(query: str, said: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query.format(signed=_SIGNED), said)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def _zone() -> ZoneInfo:
    zone: str = own_workspace().zone
    return ZoneInfo(zone)
