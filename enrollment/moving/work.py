"""What a worker does with a migration: judge everybody, move the first share, watch, go on."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.db import OperationalError, transaction

from audit.transitions import perform
from enrollment import notices
from enrollment.models import Migration, MigrationPerson, MigrationState, PersonFate
from enrollment.moving import persons, watching
from enrollment.moving.standing import Both, loaded, look
from sequences.models import VersionState
from sequences.simulation.report import counted
from sequences.timetable import closed_dates
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused

WORKER = system("migration")
CHUNK = 100
TO_MOVE = (PersonFate.MOVES, PersonFate.WAITS)
TO_SETTLE: Mapping[str, tuple[str, ...]] = {
    MigrationState.CANARY: TO_MOVE,
    MigrationState.RUNNING: TO_MOVE,
    MigrationState.ROLLING_BACK: (PersonFate.MOVED,),
}
log = structlog.get_logger(__name__)


def run(migration_id: UUID) -> None:
    """Do what the state asks until nothing more can be done now. Two workers take turns."""
    while _one_round(migration_id):
        pass


def _one_round(migration_id: UUID) -> bool:
    """One chunk; False when there is nothing left to do, or only later."""
    with transaction.atomic():
        migration = _locked(migration_id)
        if migration is None:
            return False
        if migration.state == MigrationState.DRAFT:
            return migration.judged_at is None and _judge(migration)
        state, todo = migration.state, _todo(migration)
    if todo:
        # Everybody in a transaction of their own: no gate is kept while another is taken.
        settled = sum(_one(migration_id, state, person_id) for person_id in todo)
        if settled:
            return True
    return _after(migration_id)


def _after(migration_id: UUID) -> bool:
    """What follows when nobody is left to move now."""
    with transaction.atomic():
        migration = _locked(migration_id)
        follows = FOLLOWS.get(migration.state) if migration else None
        return follows(migration) if migration and follows else False


def _locked(migration_id: UUID, *, wait: bool = False) -> Migration | None:
    """The migration, locked; None when another worker has it and we do not wait for them."""
    rows = Migration.objects.select_for_update(skip_locked=not wait, of=("self",))
    found: Migration | None = (
        rows.select_related("source", "target").filter(pk=migration_id).first()
    )
    return found


def _todo(migration: Migration) -> list[UUID]:
    """Who is to be moved or moved back now; those who wait for an outcome come last."""
    people = migration.people.filter(fate__in=TO_SETTLE.get(migration.state, ()))
    if migration.state == MigrationState.CANARY:
        people = people.filter(first=True)
    waits = people.filter(fate=PersonFate.WAITS).values_list("pk", flat=True)
    others = people.exclude(fate=PersonFate.WAITS).order_by("pk").values_list("pk", flat=True)
    return [*others[:CHUNK], *waits.order_by("pk")]


def _judge(migration: Migration) -> bool:
    people = list(migration.people.filter(fate="").order_by("pk")[:CHUNK])
    if not people:
        _note(migration, judged_at=clock.now())
        return False
    both, closed, now = Both.of(migration), closed_dates(), clock.now()
    rows, touches = loaded([person.enrollment_id for person in people])
    for person in people:
        key = person.enrollment_id
        seen = look(rows[key], touches[key], both, closed, now)
        person.fate, person.reason = seen.fate, seen.reason
        person.before, person.after = dict(seen.before), dict(seen.after)
    MigrationPerson.objects.bulk_update(people, ["fate", "reason", "before", "after"])
    _note(migration, progress=migration.progress + len(people))
    return True


def _one(migration_id: UUID, state: str, person_id: UUID) -> bool:
    """Whether anything was settled for this person. A stop that came meanwhile keeps them."""
    try:
        with transaction.atomic():
            migration = _locked(migration_id, wait=True)
            if migration is None or migration.state != state:
                return False
            person = migration.people.get(pk=person_id)
            if person.fate not in TO_SETTLE[state]:
                return False
            return _settle(migration, person)
    except OperationalError:
        # Two who waited for each other: the next round tries again.
        log.warning("person not moved now", row_id=str(person_id))
    except Exception as error:
        return _keep(person_id, error)
    return False


def _settle(migration: Migration, person: MigrationPerson) -> bool:
    if migration.state == MigrationState.ROLLING_BACK:
        persons.move_back(migration, person, actor=WORKER)
        return True
    settled = persons.move(migration, person, actor=WORKER)
    if settled:
        _note(migration, progress=migration.progress + 1)
    return settled


def _keep(person_id: UUID, error: Exception) -> bool:
    """One who cannot be moved stays, says why, and hinders nobody else."""
    if not isinstance(error, Refused):
        log.exception("person not moved", row_id=str(person_id))
    ours = "could not be moved; see the log of the worker"
    with transaction.atomic():
        person = MigrationPerson.objects.select_for_update().get(pk=person_id)
        persons.keep(person, error.message if isinstance(error, Refused) else ours)
    return True


def _watched(migration: Migration) -> bool:
    """After the first share: watch, and then decide."""
    now = clock.now()
    if migration.watched_until is None:
        if migration.people.filter(first=True, fate__in=TO_MOVE).exists():
            return False
        _note(migration, watched_until=now + timedelta(minutes=migration.hold_minutes))
        return False
    figures = watching.figures(migration)
    if broken := watching.broken(figures, migration.thresholds):
        return _stopped(migration, figures, broken)
    if now < migration.watched_until:
        return False
    if migration.target.state != VersionState.APPROVED:
        note = "The version that people were to be moved to was retired."
        return _stopped(migration, figures, note)
    note = "no threshold was passed"
    perform(migration, "widen", actor=WORKER, data={"reason": note}, figures=figures, note=note)
    return True


def _stopped(migration: Migration, figures: dict[str, Any], note: str) -> bool:
    said = {"reason": note}
    now = clock.now()
    perform(migration, "stop", actor=WORKER, data=said, figures=figures, note=note, at=now)
    _tell(migration, "A migration was stopped", note, "bad")
    return False


def _finished(migration: Migration) -> bool:
    if migration.people.filter(fate__in=TO_MOVE).exists():
        return False
    perform(migration, "finish", actor=WORKER, at=clock.now())
    moved = migration.people.filter(fate=PersonFate.MOVED).count()
    _tell(migration, "A migration is done", f"{counted(moved, 'person', 'people')} moved.", "good")
    return False


def _returned(migration: Migration) -> bool:
    if not migration.people.filter(fate=PersonFate.MOVED).exists():
        perform(migration, "rolled_back", actor=WORKER, at=clock.now())
        back = migration.people.filter(fate=PersonFate.RETURNED).count()
        said = f"{counted(back, 'person is', 'people are')} back."
        _tell(migration, "A migration was rolled back", said, "info")
    return False


FOLLOWS: Mapping[str, Callable[[Migration], bool]] = {
    MigrationState.CANARY: _watched,
    MigrationState.RUNNING: _finished,
    MigrationState.ROLLING_BACK: _returned,
}


def _tell(migration: Migration, title: str, body: str, tone: str) -> None:
    sequence = migration.source.sequence
    way = f"“{sequence.name}”, version {migration.source.number} to {migration.target.number}"
    for member in {sequence.owner, migration.created_by}:
        path = f"migrations/{migration.pk}/"
        notices.tell(member, title, body=f"{way}: {body}", path=path, tone=tone)


def _note(migration: Migration, **changes: object) -> None:
    for name, value in changes.items():
        setattr(migration, name, value)
    migration.save(update_fields=list(changes))
