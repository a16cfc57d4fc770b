"""Where people of a version stand, and where a step map would put them. Reads only."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from enrollment import planning
from enrollment.models import (
    IN_FLIGHT,
    UNSETTLED,
    Enrollment,
    EnrollmentState,
    Migration,
    PersonFate,
    Touch,
    TouchState,
)
from sequences import published, step_maps
from sequences.cadence import next_in_window
from sequences.cadence import step_spread as spread
from sequences.calendars import OwnClosedDate
from sequences.models import Version
from sequences.plans import Plan
from sequences.step_maps import Standing
from sequences.timetable import hours_for

MOVABLE = (
    EnrollmentState.AWAITING_REVIEW,
    EnrollmentState.ACTIVE,
    EnrollmentState.PAUSED,
    EnrollmentState.ON_HOLD,
)
# Cancelled never happened; planned has not happened yet.
AHEAD = (TouchState.CANCELLED, TouchState.PLANNED)


@dataclass(frozen=True)
class Look:
    """What a migration would do with one person, and the touch that is open now."""

    fate: PersonFate
    reason: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    standing: Standing | None = None
    open_touch: Touch | None = None


@dataclass(frozen=True)
class Both:
    """Two versions, their plans and how their steps belong together; `version` is the target."""

    source_id: UUID
    source: Plan
    target: Plan
    step_map: Mapping[str, str]
    version: Version

    @classmethod
    def of(cls, migration: Migration) -> "Both":
        """Those of a stored migration."""
        return cls.between(migration.source, migration.target, migration.step_map)

    @classmethod
    def between(cls, source: Version, target: Version, step_map: Mapping[str, str]) -> "Both":
        """Any two versions of a sequence; the target may be a draft."""
        return cls(source.pk, published.plan(source), published.plan(target), step_map, target)


def loaded(
    enrollment_ids: Collection[UUID],
) -> tuple[dict[UUID, Enrollment], dict[UUID, list[Touch]]]:
    """Enrollments with all that `look` reads of them, and their touches in order; two queries."""
    ids = list(enrollment_ids)
    rows = Enrollment.objects.select_related(
        "contact__account", "workspace", "sequence", "version", "mailbox__owner__user"
    ).filter(pk__in=ids)
    touches: dict[UUID, list[Touch]] = defaultdict(list)
    for touch in Touch.objects.filter(enrollment_id__in=ids).select_related("step").order_by("pk"):
        touches[touch.enrollment_id].append(touch)
    return {row.pk: row for row in rows}, touches


def look(
    row: Enrollment,
    touches: Sequence[Touch],
    both: Both,
    closed: Sequence[OwnClosedDate],
    now: datetime,
) -> Look:
    """What a move would do with one person; `touches` are all of theirs, with the steps."""
    open_touch = next((each for each in touches if each.state in UNSETTLED), None)
    before = _as_it_is(row, open_touch)
    if row.state not in MOVABLE or row.version_id != both.source_id:
        words = row.get_state_display().lower()
        return Look(PersonFate.STAYS, f"is {words} or on another version by now", before, {})
    standing = stand(row, touches, both)
    if open_touch is not None and open_touch.state in IN_FLIGHT:
        reason = "a message is leaving; moves when its outcome is known"
        return Look(PersonFate.WAITS, reason, before, {}, standing, open_touch)
    after = _as_it_would_be(row, touches, open_touch, both, standing, closed, now)
    return Look(PersonFate.MOVES, _said(both, standing), before, after, standing, open_touch)


def stand(row: Enrollment, touches: Sequence[Touch], both: Both) -> Standing:
    """Where somebody stands in the target, from what was reached in the source. What they had of
    an earlier version counts through `passed` alone: a key may have meant another step there."""
    own = [each for each in touches if each.step.version_id == row.version_id]
    had = [each for each in own if each.state not in AHEAD]
    reached = dict(row.passed) | {each.step.key: each.outcome or each.state for each in had}
    planned = next((each.step.key for each in own if each.state == TouchState.PLANNED), "")
    last = max(had, key=_reached_at).step.key if had else ""
    if not planned and not last:
        planned = row.resume_key
    return step_maps.stand(
        both.source, both.target, both.step_map, reached, planned=planned, last=last
    )


def _reached_at(touch: Touch) -> tuple[bool, datetime]:
    """What is open was reached after all that is settled."""
    return touch.settled_at is None, touch.settled_at or touch.due_at


def anchor_of(row: Enrollment, touches: Sequence[Touch]) -> datetime:
    """The moment from which the next step counts: the last settled touch, else the start."""
    settled = [each.settled_at for each in touches if each.settled_at and each.state not in AHEAD]
    return max(settled, default=row.activated_at or row.created_at)


def due_in_target(
    row: Enrollment,
    touches: Sequence[Touch],
    both: Both,
    key: str,
    closed: Sequence[OwnClosedDate],
    now: datetime,
) -> tuple[datetime, str]:
    """When a step of the target would be due, never in the past; a step that waits as long as
    before keeps its moment."""
    step = both.target.step(key)
    assert step is not None, "the standing names a step of the target"
    planned = next((each for each in touches if each.state == TouchState.PLANNED), None)
    if planned is not None and both.step_map.get(planned.step.key) == key:
        former = both.source.step(planned.step.key)
        if step_maps.same_timing(former, step):
            return planned.due_at, planned.cause
    hours = hours_for(
        both.version, row.contact, workspace=row.workspace, closed=closed, sender=row.mailbox
    ).hours
    key_of = spread(row.pk.bytes, key)
    due = planning.opening(row, hours, anchor_of(row, touches), step=step, spread_key=key_of)
    if due.at < now:
        due = next_in_window(now, hours)
    return due.at, due.cause


def _as_it_is(row: Enrollment, touch: Touch | None) -> dict[str, Any]:
    if touch is not None:
        return {"step": touch.step.key, "due_at": touch.due_at.isoformat(), "cause": touch.cause}
    waits = row.state == EnrollmentState.AWAITING_REVIEW
    return {"step": "", "due_at": "", "cause": "waits for review" if waits else "nothing is left"}


def _as_it_would_be(
    row: Enrollment,
    touches: Sequence[Touch],
    touch: Touch | None,
    both: Both,
    standing: Standing,
    closed: Sequence[OwnClosedDate],
    now: datetime,
) -> dict[str, Any]:
    if touch is not None and touch.state == TouchState.DUE:
        cause = "the task stays with its person; then it goes on here"
        return {"step": standing.next_key or "", "due_at": "", "cause": cause}
    if standing.next_key is None:
        return {"step": "", "due_at": "", "cause": "nothing is left"}
    if row.state == EnrollmentState.AWAITING_REVIEW:
        cause = "waits for review of the new words"
        return {"step": standing.next_key, "due_at": "", "cause": cause}
    if row.state == EnrollmentState.ACTIVE and touch is not None and touch.first:
        cause = "goes back to review: the first message has not left and is another one now"
        return {"step": standing.next_key, "due_at": "", "cause": cause}
    at, cause = due_in_target(row, touches, both, standing.next_key, closed, now)
    return {"step": standing.next_key, "due_at": at.isoformat(), "cause": cause}


def _said(both: Both, standing: Standing) -> str:
    if not standing.missed:
        return ""
    numbers = ", ".join(str(both.target.number(key)) for key in standing.missed)
    return f"stands behind new step {numbers}, and does not get it"
