"""Sequences themselves: their facts, copies of them, who owns them, and how they go away.

A sequence outlives its author: disabling a member ends nothing of theirs. Each service is one
transaction and raises Refused with a sentence for the person.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, QuerySet, RestrictedError

from audit.actions import Action
from audit.recording import record
from sequences.facts import (
    DEFAULTS,
    check_name_follows_rule,
    checked_facts,
    facts_of,
    name_taken,
)
from sequences.locking import locked_sequence
from sequences.models import Sequence, Version, VersionState
from sequences.services import add_draft, add_sequence
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability, Role

# What one approved version at a time may hold; later versions of the sequence inherit it.
PLACE = ("motion", "segment")


@transaction.atomic
def change_facts(
    sequence: Sequence, changes: Mapping[str, Any], *, seat: Membership, actor: Actor
) -> Sequence:
    """Change some facts (names of `facts.DEFAULTS`); giving the stored ones changes nothing.

    Motion and segment are fixed once a version was approved (place_fixed), and while one waits
    for approval (in_approval). Refused too: invalid, name_taken, name_off_rule, not_allowed,
    sequence_archived.
    """
    if unknown := changes.keys() - DEFAULTS.keys():
        raise ValueError(f"No such facts: {', '.join(sorted(unknown))}.")
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = locked_sequence(sequence)
    before = facts_of(row)
    after = checked_facts({**before, **changes})
    changed = sorted(name for name in after if after[name] != before[name])
    if {"name", "campaign_type"} & set(changed):
        check_name_follows_rule(after, row.workspace)
    if set(PLACE) & set(changed):
        _move(row, after)
    if changed:
        _store(row, after, changed)
        said = {name: _plain(after[name]) for name in changed if name not in ("name", "purpose")}
        record(Action.SEQUENCE_CHANGED, row, actor=actor, label=row.name, changed=changed, to=said)
    return row


@transaction.atomic
def clone(sequence: Sequence, *, name: str, seat: Membership, actor: Actor) -> Version:
    """A new sequence of `seat` whose first draft says what the approved version says, else the
    newest one; steps keep their keys.

    Copies no people, no audience, no waiver, no signature and no dates. An archived sequence can
    be cloned too. Refused: name_taken, name_off_rule, invalid, not_allowed.
    """
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    facts = {**facts_of(sequence), "name": name, "starts_on": None, "ends_on": None}
    made = add_sequence(facts, seat)
    versions = sequence.versions.order_by("-number")
    source = versions.filter(state=VersionState.APPROVED).first() or versions.first()
    said: dict[str, Any] = {
        "cloned_from": str(sequence.pk),
        "version": source.number if source else None,
    }
    record(Action.SEQUENCE_CLONED, made, actor=actor, label=made.name, **said)
    return add_draft(made, seat, actor, copied=source)


@transaction.atomic
def delete(sequence: Sequence, *, seat: Membership, actor: Actor) -> None:
    """Delete a sequence that has no history: nothing was ever handed in, nobody was ever in it
    and no audience feeds it. Else refused (has_history): archive it."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    row = locked_sequence(sequence, archived_too=True)
    if row.versions.exclude(submitted_at=None).exists():
        raise _has_history(row)
    record(Action.SEQUENCE_DELETED, row, actor=actor, label=row.name)
    try:
        with transaction.atomic():
            row.versions.all().delete()
            row.delete()
            # Foreign keys are checked at the commit, which would be too late for a sentence.
            connection.check_constraints()
    except (ProtectedError, RestrictedError, IntegrityError) as error:
        # People, audiences and trials live above this app; their rows hold on to ours.
        raise _has_history(row) from error


@transaction.atomic
def hand_over(sequence: Sequence, *, to: Membership, seat: Membership, actor: Actor) -> Sequence:
    """Give a sequence another owner: any active member but a viewer.

    Admins may, and the owner. Refused: not_allowed, invalid (the new owner).
    """
    check_may(seat, actor, Capability.SEE)
    row = locked_sequence(sequence, archived_too=True)
    is_admin = Membership.objects.get(pk=seat.pk).may(Capability.ADMINISTER)
    if row.owner_id != seat.pk and not is_admin:
        message = "Only an admin or the owner may hand a sequence over. Ask one of them."
        raise Refused(message, code="not_allowed")
    heir = Membership.objects.filter(pk=to.pk).first()
    if heir is None or not heir.is_active or heir.role == Role.VIEWER:
        message = "The new owner has to be an active member who is no viewer. Choose another."
        raise Refused(message, code="invalid", fields={"to": message})
    if row.owner_id == heir.pk:
        return row
    former, row.owner = row.owner_id, heir
    row.save(update_fields=["owner"])
    said: dict[str, Any] = {"from": str(former), "to": str(heir.pk)}
    record(Action.SEQUENCE_HANDED_OVER, row, actor=actor, label=row.name, **said)
    return row


def owned_by(member: Membership) -> QuerySet[Sequence]:
    """The sequences in use that `member` owns, by name: what to hand over before or after the
    seat is disabled. They run on either way."""
    return Sequence.objects.filter(owner=member, archived_at=None).order_by("name")


def _move(row: Sequence, after: Mapping[str, Any]) -> None:
    """Another motion or segment, in the open draft too."""
    if row.versions.exclude(approved_at=None).exists():
        message = "A version of this sequence was approved, so its motion and segment stay."
        fields = dict.fromkeys(PLACE, message)
        raise Refused(f"{message} Clone it instead.", code="place_fixed", fields=fields)
    if row.versions.filter(state=VersionState.IN_APPROVAL).exists():
        message = "A version waits for approval. Send it back, then change motion and segment."
        raise Refused(message, code="in_approval", fields=dict.fromkeys(PLACE, message))
    row.versions.update(**{name: after[name] for name in PLACE})


def _store(row: Sequence, after: Mapping[str, Any], changed: list[str]) -> None:
    for name in changed:
        setattr(row, name, after[name])
    try:
        with transaction.atomic():
            row.save(update_fields=changed)
    except IntegrityError as error:
        raise name_taken(after["name"]) from error


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _has_history(row: Sequence) -> Refused:
    message = f"“{row.name}” has a history, which has to stay. Archive it instead."
    return Refused(message, code="has_history")
