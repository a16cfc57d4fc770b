"""Counting a backlog: a fixed number of statements, whatever its size; the database groups."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from enrollment import control, limits
from enrollment.backlog.deciding import REVIEW_DAYS, STALE_HOURS, Part
from enrollment.models import Absence, Mailbox, Release, ReleaseKind, Touch
from enrollment.models.control import GateKind
from sequences import ramps, spacing
from sequences.ramps import Ramp
from tenancy.models import Workspace
from tenancy.reading import own_workspace
from tenancy.scope import current_workspace_id

AHEAD = timedelta(days=60)
NO_LIMIT = 10**9
_EVERYBODY = "workspace"

_BEHIND = """
FROM enrollment_touch AS touch
    LEFT JOIN enrollment_enrollment AS person ON touch.first AND person.id = touch.enrollment_id
    LEFT JOIN compliance_review AS review ON review.id = person.review_id
WHERE touch.workspace_id = %(workspace)s AND touch.state = 'planned' AND NOT touch.held
    AND (%(owner)s::uuid IS NULL AND touch.due_at <= %(cutoff)s
        OR touch.first_due_at <= %(cutoff)s AND touch.enrollment_id IN (
            SELECT id FROM enrollment_enrollment
            WHERE workspace_id = %(workspace)s AND owner_id = %(owner)s AND state = 'active'))
    AND (%(sequence)s::uuid IS NULL OR touch.sequence_id = %(sequence)s)
    AND (%(mailbox)s::uuid IS NULL OR touch.mailbox_id = %(mailbox)s AND touch.automatic)
    AND touch.sequence_id <> ALL(%(shut_sequences)s)
    AND (touch.mailbox_id IS NULL OR NOT touch.automatic
        OR touch.mailbox_id <> ALL(%(shut_mailboxes)s))
"""
_GROUPS = """
SELECT touch.sequence_id::text,
    CASE WHEN touch.kind = 'wait' THEN 'wait' WHEN NOT touch.automatic THEN 'task'
        WHEN touch.first THEN 'first' ELSE 'follow_up' END,
    coalesce(touch.mailbox_id::text, ''),
    width_bucket(extract(epoch FROM %(cutoff)s - coalesce(touch.first_due_at, touch.due_at)) / 3600,
        %(hours)s::numeric[]),
    width_bucket(coalesce(extract(epoch FROM %(cutoff)s - review.decided_at) / 86400, 0),
        %(days)s::numeric[]),
    count(*), min(coalesce(touch.first_due_at, touch.due_at))
"""
_BY_GROUP = "GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5"
_STEPS = """
SELECT touch.sequence_id::text, touch.position, touch.kind, count(*)
"""
_BY_STEP = "GROUP BY 1, 2, 3 ORDER BY 1, 2"
_AHEAD = """
SELECT mailbox_id::text, (due_at AT TIME ZONE %s)::date, count(*)
FROM enrollment_touch
WHERE workspace_id = %s AND state = 'planned' AND NOT held AND automatic AND kind <> 'wait'
    AND mailbox_id IS NOT NULL AND due_at > %s AND due_at < %s
GROUP BY 1, 2
"""


@dataclass(frozen=True)
class Counted:
    """So many touches of one sequence, part and lane: `late_hours` and `approved_days` are the
    lower edges of their ages."""

    sequence: str
    part: Part
    lane: str
    late_hours: int
    approved_days: int
    count: int
    oldest: datetime

    @property
    def group(self) -> str:
        """What is decided on together."""
        return group_of(self.sequence, self.part)


def group_of(sequence_id: UUID | str, part: Part) -> str:
    """The key of a group."""
    return f"{sequence_id}:{part.value}"


def scope_of(release: Release) -> dict[str, Any]:
    """Which touches wait for a release and for no switch besides: the parameters of the statements
    here. What another closed switch holds has a plan of its own."""
    others = [row for row in control.closed() if (row.kind, row.ref) != (release.kind, release.ref)]
    return {
        "workspace": current_workspace_id(),
        "cutoff": release.cutoff,
        "sequence": release.ref if release.kind == ReleaseKind.SEQUENCE else None,
        "mailbox": release.ref if release.kind == ReleaseKind.MAILBOX else None,
        "owner": _owner(release),
        "shut_sequences": [row.ref for row in others if row.kind == GateKind.SEQUENCE],
        "shut_mailboxes": [row.ref for row in others if row.kind == GateKind.MAILBOX],
    }


def backlog(release: Release) -> QuerySet[Touch]:
    """The same as rows, the oldest first; `moment_of` names the column that they go by."""
    known, moment = scope_of(release), moment_of(release)
    rows = Touch.objects.filter(state="planned", held=False, **{f"{moment}__lte": release.cutoff})
    rows = rows.exclude(sequence_id__in=known["shut_sequences"])
    if known["shut_mailboxes"]:
        rows = rows.exclude(automatic=True, mailbox_id__in=known["shut_mailboxes"])
    if known["sequence"]:
        rows = rows.filter(sequence_id=known["sequence"])
    if known["mailbox"]:
        rows = rows.filter(mailbox_id=known["mailbox"], automatic=True)
    if known["owner"]:
        rows = rows.filter(enrollment__owner_id=known["owner"], enrollment__state="active")
    found: QuerySet[Touch] = rows.order_by(moment, "pk")
    return found


def moment_of(release: Release) -> str:
    """By which moment a touch belongs to the backlog. Who waited for somebody's return was put
    off to it; when they were first due says what they waited from."""
    return "first_due_at" if release.kind == ReleaseKind.ABSENCE else "due_at"


def _owner(release: Release) -> UUID | None:
    if release.kind != ReleaseKind.ABSENCE:
        return None
    return UUID(str(Absence.objects.values_list("member_id", flat=True).get(pk=release.ref)))


def count(release: Release) -> dict[str, Any]:
    """What `Release.counted` keeps: groups, steps, and what the mailboxes have to send anyway."""
    workspace = own_workspace()
    hours = sorted({0, 1, *STALE_HOURS, workspace.max_lateness_hours})
    days = [0, *REVIEW_DAYS]
    known = {**scope_of(release), "hours": hours, "days": days}
    with connection.cursor() as cursor:
        cursor.execute(" ".join((_GROUPS, _BEHIND, _BY_GROUP)), known)
        groups = [_row(row, hours, days) for row in cursor.fetchall()]
        cursor.execute(" ".join((_STEPS, _BEHIND, _BY_STEP)), known)
        steps = [list(row) for row in cursor.fetchall()]
        until = release.cutoff + AHEAD
        cursor.execute(_AHEAD, [workspace.zone, known["workspace"], release.cutoff, until])
        ahead = [[lane, day.isoformat(), n] for lane, day, n in cursor.fetchall()]
    boxes = list(Mailbox.objects.all())
    return {
        "groups": groups,
        "steps": steps,
        "ahead": ahead,
        "limits": {str(box.pk): [box.daily_limit, box.name] for box in boxes},
        "ramps": {str(box.pk): _grows(box.ramp) for box in boxes if box.ramp},
        "gaps": _gaps(workspace, boxes),
        "common": _common(workspace, boxes),
        "shared": {str(box.pk): _shared(workspace, box) for box in boxes},
        "used": used_today(boxes, release.cutoff),
        "max_hours": workspace.max_lateness_hours,
    }


def rows_of(counted: Mapping[str, Any]) -> list[Counted]:
    """The groups of a stored count."""
    return [
        Counted(sequence, Part(part), lane, late, approved, n, datetime.fromisoformat(oldest))
        for sequence, part, lane, late, approved, n, oldest in counted.get("groups", ())
    ]


def total(rows: Iterable[Counted]) -> int:
    """How many touches; waits are none, they only have to be over."""
    return sum(row.count for row in rows)


def taken_of(counted: Mapping[str, Any], today: date) -> dict[tuple[str, date], int]:
    """What each mailbox has used today and has planned for the days to come."""
    found = {(lane, date.fromisoformat(day)): int(n) for lane, day, n in counted.get("ahead", ())}
    for lane, n in counted.get("used", {}).items():
        found[lane, today] = found.get((lane, today), 0) + int(n)
    return found


def cap_of(counted: Mapping[str, Any], key: str, day: date) -> int:
    """How many messages a mailbox may send on a day, or several that have a limit in common, as it
    was when this was counted."""
    common = counted.get("common", {})
    limit = int(common[key] if key in common else counted.get("limits", {}).get(key, (0, ""))[0])
    grows = counted.get("ramps", {}).get(key)
    ramp = Ramp(date.fromisoformat(grows[0]), *map(int, grows[1:])) if grows else None
    return ramps.cap(limit, ramp, day)


def distance_of(counted: Mapping[str, Any], key: str) -> timedelta:
    """How far apart the messages of a mailbox lie, or of several, that keeps a gap or has a limit
    an hour, on average; nothing without."""
    return timedelta(seconds=counted.get("gaps", {}).get(key, 0))


def _gaps(workspace: Workspace, boxes: Iterable[Mailbox]) -> dict[str, float]:
    found = {str(box.pk): _apart(box.gap_seconds, box.hourly_limit or 0) for box in boxes}
    found[_EVERYBODY] = _apart(0, workspace.messages_an_hour)
    return {key: seconds for key, seconds in found.items() if seconds}


def _apart(gap: int, an_hour: int) -> float:
    return max(gap * spacing.MIDDLE, 3600 / an_hour if an_hour else 0.0)


def _common(workspace: Workspace, boxes: Iterable[Mailbox]) -> dict[str, int]:
    """The limits a day that several mailboxes have in common."""
    keys = {key for box in boxes for key in _shared(workspace, box)}
    everybody = workspace.messages_a_day or NO_LIMIT
    most = workspace.messages_a_day_per_user
    return {key: everybody if key == _EVERYBODY else most for key in keys}


def _shared(workspace: Workspace, box: Mailbox) -> list[str]:
    found = [_EVERYBODY] if workspace.messages_a_day or workspace.messages_an_hour else []
    if box.owner_id and workspace.messages_a_day_per_user:
        found.append(f"user:{box.owner_id}")
    return found


def _grows(ramp: Ramp) -> list[Any]:
    return [ramp.begins.isoformat(), ramp.first, ramp.step]


def used_today(boxes: Iterable[Mailbox], now: datetime) -> dict[str, int]:
    """How much of today's limit each mailbox has used, by its id; one statement."""
    known = {str(box.pk): limits.of_mailbox(box, now) for box in boxes}
    room = limits.known(known.values())
    return {key: room.used(limit) for key, limit in known.items()}


def _row(row: tuple[Any, ...], hours: list[int], days: list[int]) -> list[Any]:
    sequence, part, lane, late, approved, n, oldest = row
    edges = hours[max(late - 1, 0)], days[max(approved - 1, 0)]
    return [sequence, part, lane, *edges, n, oldest.isoformat()]
