"""Planning, starting, stopping and rolling back a migration. A worker carries it out."""

import hashlib
import math
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment.models import Enrollment, Migration, MigrationPerson, MigrationState, PersonFate
from enrollment.moving.standing import MOVABLE
from enrollment.moving.watching import THRESHOLDS, figures
from sequences import published, step_maps
from sequences.models import Version, VersionState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_HOLD_MINUTES = 14 * 24 * 60
OPEN = (MigrationState.CANARY, MigrationState.RUNNING, MigrationState.ROLLING_BACK)


@transaction.atomic
def create(
    source: Version,
    target: Version,
    *,
    seat: Membership,
    actor: Actor,
    step_map: Mapping[str, str] | None = None,
    share: int = 10,
    hold_minutes: int = 120,
    thresholds: Mapping[str, float] | None = None,
) -> Migration:
    """Plan a migration; without a map the likeliest is taken. A worker makes the dry run.

    Refused: not_allowed, invalid (versions, map, share, times, thresholds), nobody_to_move.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    _check_versions(source, target)
    chosen = dict(step_map) if step_map is not None else proposed(source, target)
    check_map(source, target, chosen)
    limits = _checked_limits(share, hold_minutes, thresholds or {})
    people = Enrollment.objects.filter(version=source, state__in=MOVABLE).order_by("pk")
    ids = list(people.values_list("pk", flat=True))
    if not ids:
        raise Refused("Nobody is in this version who could be moved.", code="nobody_to_move")
    migration: Migration = Migration.objects.create(
        source=source,
        target=target,
        step_map=chosen,
        created_by=seat,
        created_at=clock.now(),
        people_total=len(ids),
        **limits,
    )
    _add_people(migration, ids)
    record(
        Action.MIGRATION_CREATED,
        migration,
        actor=actor,
        label=str(target),
        number=target.number,
        source=source.number,
        people=len(ids),
    )
    return migration


@transaction.atomic
def change_map(
    migration: Migration, step_map: Mapping[str, str], *, seat: Membership, actor: Actor
) -> Migration:
    """Another step map; the dry run starts anew. Refused once anybody was moved."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = _locked(migration)
    if row.state != MigrationState.DRAFT:
        raise Refused("This migration has started; its step map is fixed.", code="state_changed")
    check_map(row.source, row.target, step_map)
    row.step_map, row.judged_at, row.progress = dict(step_map), None, 0
    row.save(update_fields=["step_map", "judged_at", "progress"])
    row.people.update(fate="", reason="", before={}, after={})
    return row


@transaction.atomic
def start(
    migration: Migration, *, seat: Membership, actor: Actor, seen: datetime | None = None
) -> Migration:
    """Move the first share. `seen` is when the dry run was made that was looked at.

    Refused while the dry run is not done or not the one seen, or somebody else moves them.
    """
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    row = _locked(migration)
    if row.judged_at is None:
        raise Refused("The dry run is not done yet. Wait for it, and look at it.", code="not_ready")
    if seen is not None and seen != row.judged_at:
        message = "The dry run was made anew after you looked at it. Look at it again."
        raise Refused(message, code="edited_meanwhile")
    _check_alone(row)
    _check_versions(row.source, row.target)
    row.progress = 0
    row.save(update_fields=["progress"])
    return perform(row, "start", actor=actor, data=_numbers(row), at=clock.now())


@transaction.atomic
def go_on(migration: Migration, *, reason: str, seat: Membership, actor: Actor) -> Migration:
    """Move the rest now, although it is still watched or was stopped; says why."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    words = _reason(reason)
    row = _locked(migration)
    _check_alone(row)
    _check_versions(row.source, row.target)
    said = {"figures": figures(row), "note": words}
    return perform(row, "widen", actor=actor, data=_numbers(row, words), **said)


@transaction.atomic
def stop(migration: Migration, *, reason: str, seat: Membership, actor: Actor) -> Migration:
    """Move nobody else; those moved stay where they are."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    words = _reason(reason)
    row = _locked(migration)
    said = {"figures": figures(row), "note": words, "at": clock.now()}
    return perform(row, "stop", actor=actor, data=_numbers(row, words), **said)


@transaction.atomic
def roll_back(migration: Migration, *, reason: str, seat: Membership, actor: Actor) -> Migration:
    """Everybody returns who has had nothing of the new version; the others stay, and it is said."""
    check_may(seat, actor, Capability.APPROVE_SEQUENCES)
    words = _reason(reason)
    row = _locked(migration)
    if not row.people.filter(fate=PersonFate.MOVED).exists():
        raise Refused("Nobody was moved, so there is nothing to roll back.", code="nothing_moved")
    _check_alone(row)
    return perform(row, "roll_back", actor=actor, data=_numbers(row, words), note=words)


@transaction.atomic
def discard(migration: Migration, *, seat: Membership, actor: Actor) -> Migration:
    """Put a dry run away."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    return perform(_locked(migration), "discard", actor=actor, at=clock.now())


def proposed(source: Version, target: Version) -> dict[str, str]:
    """The likeliest step map between two published versions."""
    pairs = step_maps.propose(published.plan(source), published.plan(target))
    return {pair.old: pair.new for pair in pairs}


def check_map(source: Version, target: Version, step_map: Mapping[str, str]) -> None:
    """A map that can be used; else everything that is wrong with it, by old step."""
    found = step_maps.problems(published.plan(source), published.plan(target), step_map)
    wrong = {f"step_map.{each.old}": each.message for each in found if each.blocks}
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)


def unfinished() -> list[UUID]:
    """Migrations that a worker has something to do for, or may have soon."""
    todo = Migration.objects.filter(state__in=OPEN) | Migration.objects.filter(
        state=MigrationState.DRAFT, judged_at=None
    )
    return list(todo.values_list("pk", flat=True)[:20])


def _check_alone(row: Migration) -> None:
    busy = Migration.objects.filter(source=row.source, state__in=OPEN).exclude(pk=row.pk)
    if busy.exists():
        raise Refused("Another migration from this version is under way.", code="migration_open")


def _check_versions(source: Version, target: Version) -> None:
    wrong: dict[str, str] = {}
    if source.sequence_id != target.sequence_id or source.pk == target.pk:
        wrong["target"] = "Choose another version of the same sequence."
    elif target.state != VersionState.APPROVED:
        wrong["target"] = "People can only be moved to the approved version."
    if source.state not in (VersionState.APPROVED, VersionState.RETIRED):
        wrong["source"] = "Nobody is in a version that was never approved."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)


def _checked_limits(
    share: int, hold_minutes: int, thresholds: Mapping[str, float]
) -> dict[str, Any]:
    wrong: dict[str, str] = {}
    if not 1 <= share <= 100:
        wrong["share"] = "The first share is 1 to 100 percent."
    if not 0 <= hold_minutes <= MAX_HOLD_MINUTES:
        wrong["hold_minutes"] = "Watch the first share for at most 14 days."
    for name, limit in thresholds.items():
        if name not in THRESHOLDS or not 0 <= limit <= 100:
            known = ", ".join(THRESHOLDS)
            wrong[f"thresholds.{name[:20]}"] = f"Give percentages from 0 to 100 for {known}."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)
    return {
        "share": share,
        "hold_minutes": hold_minutes,
        "thresholds": {**THRESHOLDS, **thresholds},
    }


def _add_people(migration: Migration, ids: list[UUID]) -> None:
    """The first share is drawn by a hash, so nobody chooses it and a retry draws the same."""
    drawn = sorted(ids, key=lambda pk: hashlib.sha256(migration.pk.bytes + pk.bytes).digest())
    first = set(drawn[: max(1, math.ceil(len(ids) * migration.share / 100))])
    MigrationPerson.objects.bulk_create(
        [MigrationPerson(migration=migration, enrollment_id=pk, first=pk in first) for pk in ids],
        batch_size=1_000,
    )


def _locked(migration: Migration) -> Migration:
    rows = Migration.objects.select_for_update(of=("self",))
    row: Migration = rows.select_related("source", "target").get(pk=migration.pk)
    return row


def _numbers(row: Migration, reason: str = "") -> dict[str, Any]:
    said = {"reason": reason} if reason else {}
    return {"source": row.source.number, "number": row.target.number, **said}


def _reason(reason: str) -> str:
    words = reason.strip()
    if not words or len(words) > 300:
        message = "Say why, in at most 300 characters."
        raise Refused(message, fields={"reason": message})
    return words


__all__ = [
    "change_map",
    "check_map",
    "create",
    "discard",
    "go_on",
    "proposed",
    "roll_back",
    "start",
    "stop",
    "unfinished",
]
