"""What a worker does with a migration: judge everybody, move the first share, watch, go on."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.db import transaction

from audit.transitions import perform
from enrollment import notices
from enrollment.models import (
    Enrollment,
    Migration,
    MigrationPerson,
    MigrationState,
    PersonFate,
    Touch,
)
from enrollment.moving import persons, watching
from enrollment.moving.standing import Both, look
from sequences.timetable import closed_dates
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused

WORKER = system("migration")
CHUNK = 100
log = structlog.get_logger(__name__)


def run(migration_id: UUID) -> None:
    """Do what the state asks until nothing more can be done now. Two workers take turns."""
    while _one_round(migration_id):
        pass


def _one_round(migration_id: UUID) -> bool:
    """One chunk; False when there is nothing left to do, or only later."""
    with transaction.atomic():
        row = Migration.objects.select_for_update(skip_locked=True, of=("self",))
        migration = row.select_related("source", "target").filter(pk=migration_id).first()
        if migration is None:
            return False
        match migration.state:
            case MigrationState.DRAFT:
                return migration.judged_at is None and _judge(migration)
            case MigrationState.CANARY:
                return _move(migration, first=True) or _watched(migration)
            case MigrationState.RUNNING:
                return _move(migration, first=False) or _finished(migration)
            case MigrationState.ROLLING_BACK:
                return _return(migration)
    return False


def _judge(migration: Migration) -> bool:
    people = list(migration.people.filter(fate="").order_by("pk")[:CHUNK])
    if not people:
        _note(migration, judged_at=clock.now())
        return False
    both, closed, now = Both.of(migration), closed_dates(), clock.now()
    rows, touches = _loaded(people)
    for person in people:
        seen = look(
            rows[person.enrollment_id], touches[person.enrollment_id], migration, both, closed, now
        )
        person.fate, person.reason = seen.fate, seen.reason
        person.before, person.after = dict(seen.before), dict(seen.after)
    MigrationPerson.objects.bulk_update(people, ["fate", "reason", "before", "after"])
    _note(migration, progress=migration.progress + len(people))
    return True


def _loaded(
    people: Sequence[MigrationPerson],
) -> tuple[dict[UUID, Enrollment], dict[UUID, list[Touch]]]:
    """The enrollments of a chunk and their touches, in order; two queries."""
    ids = [person.enrollment_id for person in people]
    rows = Enrollment.objects.select_related(
        "contact__account", "workspace", "version", "mailbox__owner__user"
    ).filter(pk__in=ids)
    touches: dict[UUID, list[Touch]] = defaultdict(list)
    for touch in Touch.objects.filter(enrollment_id__in=ids).select_related("step").order_by("pk"):
        touches[touch.enrollment_id].append(touch)
    return {row.pk: row for row in rows}, touches


def _move(migration: Migration, *, first: bool) -> bool:
    """Move a chunk, each person in a savepoint: one that fails stays, and says why."""
    people = migration.people.filter(fate__in=(PersonFate.MOVES, PersonFate.WAITS))
    if first:
        people = people.filter(first=True)
    moved = 0
    for person in people.order_by("pk")[:CHUNK]:
        moved += _one(migration, person)
    if moved:
        _note(migration, progress=migration.progress + moved)
    return bool(moved)


def _one(migration: Migration, person: MigrationPerson) -> bool:
    """Whether it is settled for this person; who still waits is asked again later."""
    try:
        with transaction.atomic():
            return persons.move(migration, person, actor=WORKER)
    except Refused as refused:
        persons.keep(person, refused.message)
    except Exception:
        log.exception("person not moved", row_id=str(person.pk))
        persons.keep(person, "could not be moved; see the log of the worker")
    return True


def _watched(migration: Migration) -> bool:
    """After the first share: watch, and then decide."""
    now = clock.now()
    if migration.watched_until is None:
        if migration.people.filter(first=True, fate=PersonFate.WAITS).exists():
            return False
        _note(migration, watched_until=now + timedelta(minutes=migration.hold_minutes))
        return False
    figures = watching.figures(migration)
    if broken := watching.broken(figures, migration.thresholds):
        said = {"reason": broken}
        perform(migration, "stop", actor=WORKER, data=said, figures=figures, note=broken, at=now)
        _tell(migration, "A migration was stopped", broken, "bad")
        return False
    if now < migration.watched_until:
        return False
    note = "no threshold was passed"
    perform(migration, "widen", actor=WORKER, data={"reason": note}, figures=figures, note=note)
    return True


def _finished(migration: Migration) -> bool:
    if migration.people.filter(fate=PersonFate.WAITS).exists():
        return False
    perform(migration, "finish", actor=WORKER, at=clock.now())
    moved = migration.people.filter(fate=PersonFate.MOVED).count()
    _tell(migration, "A migration is done", f"{moved} people moved.", "good")
    return False


def _return(migration: Migration) -> bool:
    people = list(migration.people.filter(fate=PersonFate.MOVED).order_by("pk")[:CHUNK])
    for person in people:
        with transaction.atomic():
            persons.move_back(migration, person, actor=WORKER)
    if people:
        return True
    perform(migration, "rolled_back", actor=WORKER, at=clock.now())
    return False


def _tell(migration: Migration, title: str, body: str, tone: str) -> None:
    owner = migration.source.sequence.owner
    for member in {owner, migration.created_by}:
        notices.tell(member, title, body=body, path=f"migrations/{migration.pk}/", tone=tone)


def _note(migration: Migration, **changes: object) -> None:
    for name, value in changes.items():
        setattr(migration, name, value)
    migration.save(update_fields=list(changes))
