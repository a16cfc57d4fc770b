"""Moving one person, and moving them back: under the person's gate, audited, in one transaction."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import first_touch, planning, stops
from enrollment.models import (
    UNSETTLED,
    Enrollment,
    EnrollmentState,
    Migration,
    MigrationPerson,
    PersonFate,
    Touch,
    TouchState,
)
from enrollment.moving.standing import MOVABLE, Both, Look, due_in_target, look
from sequences.models import Version
from sequences.timetable import closed_dates
from tenancy import clock
from tenancy.actors import Actor

LEFT = Q(
    state__in=(
        TouchState.ARMED,
        TouchState.SENT,
        TouchState.UNKNOWN,
        TouchState.ASSUMED_SENT,
        TouchState.FAILED,
        # A task in somebody's hand may be half done; nobody takes it out of it.
        TouchState.DUE,
    )
) | Q(state=TouchState.DONE, automatic=False) & ~Q(kind="wait")


def move(migration: Migration, person: MigrationPerson, *, actor: Actor) -> bool:
    """Move one person as they stand now, not as they stood in the dry run. False while a message
    of theirs is leaving: asked again later."""
    row = stops.locked(person.enrollment_id)
    touches, both = _touches(row), Both.of(migration)
    closed, now = closed_dates(), clock.now()
    seen = look(row, touches, both, closed, now)
    if seen.fate == PersonFate.WAITS:
        _settle(person, PersonFate.WAITS, seen.reason)
        return False
    if seen.fate == PersonFate.STAYS or seen.standing is None:
        _settle(person, PersonFate.STAYS, seen.reason)
        return True
    person.kept = _kept(row, seen)
    _repoint(row, migration.target, seen.standing.next_key or "", dict(seen.standing.passed))
    _record(row, migration, actor, seen)
    # A task that somebody has in hand stays with them.
    holds_task = seen.open_touch is not None and seen.open_touch.state == TouchState.DUE
    # Who waits for the first review has nothing planned yet; the approval plans it.
    begins = row.state == EnrollmentState.AWAITING_REVIEW and seen.open_touch is None
    if not holds_task:
        _cancel_planned(row, f"Moved to version {migration.target.number}.", actor)
    next_key = seen.standing.next_key
    if next_key and not holds_task and not begins:
        at, cause = due_in_target(row, touches, both, next_key, closed, now)
        _plan(row, next_key, at, cause, actor)
    _review_anew(row, actor)
    person.before, person.after = dict(seen.before), dict(seen.after)
    person.moved_at = now
    _settle(person, PersonFate.MOVED, seen.reason)
    return True


def move_back(migration: Migration, person: MigrationPerson, *, actor: Actor) -> None:
    """Put one person back as they were, unless something of the new version has left."""
    row = stops.locked(person.enrollment_id)
    ours = Touch.objects.filter(enrollment=row, step__version=migration.target_id)
    if row.state not in MOVABLE or row.version_id != migration.target_id:
        _settle(person, PersonFate.STAYS, "has ended or was moved on meanwhile")
        return
    if ours.filter(LEFT).exists():
        _settle(person, PersonFate.STAYS, "has had something of the new version")
        return
    _cancel_planned(row, f"Moved back to version {migration.source.number}.", actor)
    kept = person.kept
    _repoint(row, migration.source, kept["resume_key"], kept["passed"])
    record(
        Action.ENROLLMENT_MOVED_BACK,
        row,
        actor=actor,
        migration=str(migration.pk),
        number=migration.source.number,
    )
    _plan_again(row, kept, actor)
    _review_anew(row, actor)
    _settle(person, PersonFate.RETURNED, "")


def keep(person: MigrationPerson, reason: str) -> None:
    """Somebody who could not be moved stays, with the reason."""
    _settle(person, PersonFate.STAYS, reason)


def _touches(row: Enrollment) -> list[Touch]:
    found = Touch.objects.filter(enrollment=row).select_related("step").order_by("pk")
    return list(found.select_for_update(of=("self",)))


def _repoint(row: Enrollment, version: Version, resume_key: str, passed: dict[str, str]) -> None:
    row.version, row.resume_key, row.passed = version, resume_key, passed
    row.save(update_fields=["version", "resume_key", "passed"])


def _record(row: Enrollment, migration: Migration, actor: Actor, seen: Look) -> None:
    record(
        Action.ENROLLMENT_MOVED,
        row,
        actor=actor,
        migration=str(migration.pk),
        source=migration.source.number,
        number=migration.target.number,
        step=seen.before.get("step", ""),
        next=seen.after.get("step", ""),
        due_at=seen.after.get("due_at", ""),
    )


def _review_anew(row: Enrollment, actor: Actor) -> None:
    """What has not left is another message now. Who is paused or held stays so: theirs is written
    and reviewed when they go on."""
    if row.state in (EnrollmentState.ACTIVE, EnrollmentState.AWAITING_REVIEW):
        first_touch.refresh(row.pk, actor=actor)


def _plan(row: Enrollment, key: str, at: datetime, cause: str, actor: Actor) -> None:
    touch = planning.plan_step(row, key, anchor=clock.now(), actor=actor)
    Touch.objects.filter(pk=touch.pk, state=TouchState.PLANNED).update(
        due_at=at, first_due_at=at, cause=cause[:300]
    )


def _plan_again(row: Enrollment, kept: dict[str, Any], actor: Actor) -> None:
    """The touch that was planned, at its moment; or what follows a task that was done since."""
    if Touch.objects.filter(enrollment=row, state__in=UNSETTLED).exists():
        return
    if kept["step"]:
        at = max(datetime.fromisoformat(kept["due_at"]), clock.now())
        _plan(row, kept["step"], at, kept["cause"], actor)
    elif row.state != EnrollmentState.AWAITING_REVIEW:
        planning.plan_next(row, anchor=clock.now(), actor=actor)


def _cancel_planned(row: Enrollment, cause: str, actor: Actor) -> None:
    for touch in Touch.objects.filter(enrollment=row, state=TouchState.PLANNED):
        perform(touch, "cancel", actor=actor, cause=cause, at=clock.now())


def _kept(row: Enrollment, seen: Look) -> dict[str, Any]:
    """What a roll-back needs: the place in the old version and the touch that was planned."""
    planned = seen.open_touch is not None and seen.open_touch.state == TouchState.PLANNED
    return {
        "resume_key": row.resume_key,
        "passed": row.passed,
        "step": seen.before.get("step", "") if planned else "",
        "due_at": seen.before.get("due_at", ""),
        "cause": seen.before.get("cause", ""),
    }


def _settle(person: MigrationPerson, fate: PersonFate, reason: str) -> None:
    person.fate, person.reason = fate, reason[:300]
    person.save()
