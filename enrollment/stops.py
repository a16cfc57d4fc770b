"""Everything that stops anyone goes through here, in one transaction with its cause.

A stop locks the recipient's gate, raises its epoch, records itself and cancels the open touches.
An arm locks the same row, so no arm commits after a stop that covers it. What was on the wire
already is counted, shown as "stopping", and labelled when its answer is recorded.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform, perform_held, perform_many
from compliance.fingerprints import words_key
from compliance.models import Review, ReviewState
from compliance.services import address_key
from compliance.suppressing import REFERENCE
from contacts.models import Contact
from enrollment import gates
from enrollment.models import (
    Enrollment,
    ExitReason,
    IntentState,
    NextAction,
    RecipientGate,
    SendIntent,
    StopRecord,
    Touch,
)
from tenancy import clock, statements
from tenancy.actors import Actor
from tenancy.reading import read_related
from tenancy.scope import current_workspace_id

# What composing, planning and reviewing read of an enrollment.
RELATED = (
    "contact__account",
    "contact__owner",
    "sequence",
    "version",
    "workspace",
    "mailbox__owner__user",
    "review__content",
)
_ADDRESS = """
SELECT contact.email_base, contact.id
FROM enrollment_enrollment AS enrollment
JOIN contacts_contact AS contact ON contact.id = enrollment.contact_id
WHERE enrollment.workspace_id = %s AND enrollment.id = %s
"""
# Read again afterwards, in a new statement: one that waits for a lock may hand on what was named
# before.
_LOCKED = "SELECT FROM enrollment_enrollment WHERE workspace_id = %s AND id = %s FOR UPDATE"
RECYCLE_AFTER = timedelta(days=90)
# These shut the address for good, present and future, whatever is enrolled later.
SHUTS = frozenset(
    {ExitReason.OPTED_OUT, ExitReason.COMPLAINED, ExitReason.BOUNCED, ExitReason.ERASED}
)
FOLLOWS = {
    ExitReason.COMPLETED_NO_RESPONSE: NextAction.RECYCLE,
    ExitReason.REPLIED: NextAction.HAND_OVER,
    ExitReason.MEETING_BOOKED: NextAction.HAND_OVER,
    ExitReason.ESCALATED: NextAction.HAND_OVER,
    ExitReason.ACCOUNT_CHANGE: NextAction.HAND_OVER,
}


@dataclass(frozen=True)
class Stopped:
    """What a stop did, and how many messages were already leaving when it committed."""

    exited: int
    cancelled: int
    in_flight: int


def stop_address(
    base_or_key: str,
    *,
    cause: ExitReason,
    evidence: str,
    actor: Actor,
    contact_id: UUID | None = None,
) -> Stopped:
    """Exit every live enrollment of an address, whichever sequence, and shut its gate when the
    cause is one that shuts. Idempotent: a repetition finds nothing left to stop."""
    key = key_for(base_or_key)
    with transaction.atomic():
        gate = gates.lock([key])[key]
        rows = list(_live_of(base_or_key, contact_id))
        return _stop(gate, rows, cause=cause, evidence=evidence, actor=actor)


def stop_many(
    bases: Iterable[str], *, cause: ExitReason, evidence: str, actor: Actor
) -> list[Stopped]:
    """Stop many addresses in one transaction; gates are locked in one sorted sweep."""
    with transaction.atomic():
        keys = {key_for(base): base for base in bases}
        locked = gates.lock(keys)
        return [
            _stop(gate, list(_live_of(keys[key])), cause=cause, evidence=evidence, actor=actor)
            for key, gate in locked.items()
        ]


def exit_enrollment(
    enrollment: Enrollment,
    *,
    reason: ExitReason,
    evidence: str,
    actor: Actor,
    next_action: NextAction | None = None,
    next_action_at: datetime | None = None,
    said: Mapping[str, Any] | None = None,
) -> Stopped:
    """Exit one enrollment; the person's other sequences go on. `said` goes into the audit entry of
    the exit; without `next_action_at` who is to come back does so after `RECYCLE_AFTER`."""
    with transaction.atomic():
        gate = lock_for(enrollment)
        rows = list(Enrollment.objects.live().filter(pk=enrollment.pk))
        return _stop(
            gate,
            rows,
            cause=reason,
            evidence=evidence,
            actor=actor,
            next_action=next_action,
            next_action_at=next_action_at,
            whole_address=False,
            said=said,
        )


def close_channel(
    keys: Iterable[str],
    channel: str,
    *,
    evidence: str,
    actor: Actor,
    contact_id: UUID | None = None,
) -> int:
    """One channel to these addresses was just closed, in this transaction: nobody exits, but what
    is being armed or written to them, whatever the channel, is judged anew before it leaves. How
    many messages of theirs may be on the wire."""
    leaving = 0
    with transaction.atomic():
        for gate in gates.lock(keys).values():
            stop = _note(gate, (), ExitReason.OPTED_OUT, evidence, 0, shuts=False)
            # The log outside the database has the suppression, which ends nobody when it is read.
            StopRecord.objects.filter(pk=stop.pk).update(is_logged=True)
            leaving += (mine := in_flight(gate.address_key))
            record(
                Action.STOPPED,
                stop,
                actor=actor,
                contact_id=contact_id,
                cause=stop.cause,
                channel=channel,
                in_flight=mine,
                evidence=evidence,
            )
    return leaving


def lock_for(enrollment: Enrollment) -> RecipientGate:
    """The locked gate of the person in an enrollment; whoever holds it is alone with arming."""
    key = gate_key(enrollment)
    return gates.lock([key])[key]


def locked(enrollment_id: UUID) -> Enrollment:
    """An enrollment as it is now, ours until the transaction ends, its person's gate locked before
    the row itself; with all that composing, planning and reviewing read of it."""
    found = statements.rows(_ADDRESS, current_workspace_id(), enrollment_id)
    if not found:
        raise Enrollment.DoesNotExist
    gates.lock([_key_of(*found[0])])
    statements.run(_LOCKED, current_workspace_id(), enrollment_id)
    row: Enrollment = read_related(Enrollment, RELATED, [enrollment_id])[0]
    return row


def gate_key(enrollment: Enrollment) -> str:
    """The gate of the person's address; without an address, of the person."""
    return _key_of(enrollment.contact.email_base, enrollment.contact.pk)


def _key_of(email_base: str, contact_id: UUID) -> str:
    return address_key(email_base or f"contact:{contact_id}")


def in_flight(key: str) -> int:
    """Messages to this address whose answer is not recorded yet."""
    open_states = (IntentState.ARMED, IntentState.UNKNOWN)
    return SendIntent.objects.filter(address_key=key, outcome__in=open_states).count()


def key_for(base_or_key: str) -> str:
    """A gate key is the keyed hash of the address's base form; a key passes as it is."""
    return address_key(base_or_key) if "@" in base_or_key else base_or_key


def _live_of(base_or_key: str, contact_id: UUID | None = None) -> QuerySet[Enrollment]:
    """Live enrollments of everybody who has this address, however they wrote it."""
    who = Q(email_base=base_or_key)
    if "@" not in base_or_key:
        # Gates know hashes, contacts know addresses; what we sent connects the two.
        sent = SendIntent.objects.filter(address_key=base_or_key)
        who = Q(pk__in=sent.values("touch__enrollment__contact_id"))
    if contact_id:
        who |= Q(pk=contact_id)
    bases = Contact.objects.filter(who).exclude(email_base="").values("email_base")
    people = Contact.objects.filter(who | Q(email_base__in=bases))
    rows: QuerySet[Enrollment] = Enrollment.objects.live().filter(contact__in=people)
    return rows.select_related("contact").order_by("pk")


def _stop(
    gate: RecipientGate,
    rows: Sequence[Enrollment],
    *,
    cause: ExitReason,
    evidence: str,
    actor: Actor,
    next_action: NextAction | None = None,
    next_action_at: datetime | None = None,
    whole_address: bool = True,
    said: Mapping[str, Any] | None = None,
) -> Stopped:
    # Ending one enrollment says nothing about the address, whatever the reason.
    shuts = whole_address and cause in SHUTS and gate.stopped_at is None
    if not rows and not shuts:
        return Stopped(0, 0, in_flight(gate.address_key))
    now = clock.now()
    cancelled = _cancel([row.pk for row in rows], cause, actor)
    follows = next_action or FOLLOWS.get(cause, NextAction.NONE)
    back = (next_action_at or now + RECYCLE_AFTER) if follows == NextAction.RECYCLE else None
    for row in rows:
        perform(
            row,
            "exit",
            actor=actor,
            data={"reason": cause.value, **_in_trail(evidence, actor), **(said or {})},
            reason=cause,
            by=actor.label,
            evidence=evidence or "none given",
            at=now,
            next_action=follows,
            next_action_at=back,
        )
    _close_reviews([row.pk for row in rows], actor)
    leaving = in_flight(gate.address_key)
    stop = _note(gate, rows, cause, evidence, cancelled, shuts)
    record(
        Action.STOPPED,
        stop,
        actor=actor,
        enrollment_id=rows[0].pk if len(rows) == 1 else None,
        contact_id=rows[0].contact_id if rows else None,
        cause=cause.value,
        in_flight=leaving,
        **_in_trail(evidence, actor),
    )
    return Stopped(len(rows), cancelled, leaving)


def _in_trail(evidence: str, actor: Actor) -> dict[str, str]:
    """What the trail may hold of an evidence for ever: references and our own sentences. Words
    that somebody typed lie with the row, where an erasure reaches them; the trail has their hash.
    """
    if actor.member_id is None or not evidence or re.fullmatch(REFERENCE, evidence):
        return {"evidence": evidence}
    return {"words": words_key(evidence)}


def _cancel(enrollment_ids: list[UUID], cause: ExitReason, actor: Actor) -> int:
    rows = Touch.objects.open().filter(enrollment_id__in=enrollment_ids)
    mine = list(rows.select_for_update().order_by("pk"))
    perform_held(
        mine,
        "cancel",
        actor=actor,
        changes={"cause": cause.label, "settled_at": clock.now(), "lease_until": None},
        data=lambda _: {"reason": cause.value},
    )
    return len(mine)


def _close_reviews(enrollment_ids: list[UUID], actor: Actor) -> None:
    """No queue shows a message that will not be sent."""
    waiting = Review.objects.filter(enrollment_id__in=enrollment_ids, state=ReviewState.PENDING)
    perform_many(
        Review,
        list(waiting.values_list("pk", flat=True)),
        "withdraw",
        actor=actor,
        changes={"reason": "The enrollment ended."},
    )


def _note(
    gate: RecipientGate,
    rows: Sequence[Enrollment],
    cause: ExitReason,
    evidence: str,
    cancelled: int,
    shuts: bool,
) -> StopRecord:
    moment = clock.real_now()
    gate.epoch += 1
    if shuts:
        gate.stopped_at, gate.reason = moment, cause.value
    gate.save()
    return StopRecord.objects.create(
        address_key=gate.address_key,
        enrollment_id=rows[0].pk if len(rows) == 1 else None,
        at=moment,
        cause=cause.value,
        evidence=evidence,
        epoch=gate.epoch,
        cancelled=cancelled,
    )
