"""Exclusion rules beside the sequences that they hold for, and the people in flight.

Whoever is in flight when a rule comes into force, and is blocked by it, is paused with the rule's
name (`enrollment.pausing`).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from compliance import ruling
from compliance.facts import exclusion
from compliance.models import ExclusionRule, RuleState
from compliance.rules.exclusion import sentence
from compliance.suppressing import invalid
from enrollment import backtests, gates, notices, pausing
from enrollment.pausing import Blocked
from sequences.models import Motion, Sequence
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.alone import alone
from tenancy.models import Membership

WORKER = system("exclusion rules")


def write_draft(
    said: Mapping[str, Any], *, seat: Membership, actor: Actor, key: UUID | None = None
) -> ExclusionRule:
    """As `compliance.ruling.write_draft`; also refused when the motion or the sequence does not
    exist, or when the sequence is of another motion."""
    with transaction.atomic():
        _check_reach(said.get("motion", ""), said.get("sequence_id"))
        return ruling.write_draft(said, seat=seat, actor=actor, key=key)


def change_draft(
    rule: ExclusionRule,
    changes: Mapping[str, Any],
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ExclusionRule:
    """As `compliance.ruling.change_draft`, with the checks of `write_draft`."""
    with transaction.atomic():
        motion = changes.get("motion", rule.motion)
        _check_reach(motion, changes.get("sequence_id", rule.sequence_id))
        return ruling.change_draft(
            rule, changes, seat=seat, actor=actor, expected_edited_at=expected_edited_at
        )


def approve(
    rule: ExclusionRule,
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> ExclusionRule:
    """As `compliance.ruling.approve`; a message that is being armed comes before it, or asks the
    rule."""
    with transaction.atomic():
        done = ruling.approve(rule, seat=seat, actor=actor, expected_edited_at=expected_edited_at)
        # Last, so that arms wait for the commit alone.
        gates.take_workspace()
    return done


def apply(rule_id: UUID) -> None:
    """Pause everybody in flight whom a rule that came into force blocks, unless somebody else is
    just doing it. Call it outside a transaction."""
    with alone(f"rule:{rule_id}") as is_ours:
        with transaction.atomic():
            rule = _unapplied().filter(pk=rule_id).first()
        if not is_ours or rule is None:
            return
        note = f"“{rule.name}” (version {rule.number}) keeps them out: {sentence(exclusion(rule))}"
        chunks = backtests.blocked_in_flight(rule)
        if pausing.pause_all(
            ([Blocked(row, note) for row in rows] for rows in chunks),
            holds=lambda: _holds(rule),
            evidence=_evidence(rule),
            actor=WORKER,
        ):
            _finish(rule)


@transaction.atomic
def unfinished() -> list[UUID]:
    """Rules in force whose people in flight wait for a worker."""
    return list(_unapplied().values_list("pk", flat=True)[:20])


def _unapplied() -> "QuerySet[ExclusionRule]":
    rows = ExclusionRule.objects.select_related("approved_by")
    in_time = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    found: QuerySet[ExclusionRule] = rows.filter(in_time, state=RuleState.APPROVED, applied_at=None)
    return found


@transaction.atomic
def _holds(rule: ExclusionRule) -> bool:
    """Whether the rule is still in force: nobody is paused for one that was retired meanwhile."""
    return _unapplied().filter(pk=rule.pk).exists()


@transaction.atomic
def _finish(rule: ExclusionRule) -> None:
    if rule.approved_by is None or rule.approved_at is None:
        return
    paused = pausing.paused_by(_evidence(rule), rule.approved_at)
    if not ruling.note_applied(rule, paused=paused, actor=WORKER):
        return
    people = pausing.people_are(paused)
    body = f"“{rule.name}” version {rule.number} is in force; {people} paused by it."
    path = f"compliance/rules/{rule.key}/"
    notices.tell(rule.approved_by, "An exclusion rule is in force", body, path)


def _evidence(rule: ExclusionRule) -> str:
    return f"exclusion rule {rule.key}@{rule.number}"


def _check_reach(motion: str, sequence_id: UUID | None) -> None:
    if motion and motion not in Motion.values:
        raise invalid("motion", "This motion is not known. Choose one of the list.")
    if sequence_id is None:
        return
    row = Sequence.objects.filter(pk=sequence_id).first()
    if row is None:
        raise invalid("sequence_id", "This sequence does not exist. Choose one of the list.")
    if motion and row.motion != motion:
        message = f"“{row.name}” is of another motion, so the rule would never hold. Change one."
        raise invalid("sequence_id", message)
