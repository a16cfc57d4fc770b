"""The stop switch: for the workspace, one sequence or one mailbox.

A switch closes a gate and cancels nothing: touches stay planned, and it opens with a release plan
alone (`enrollment.backlog`). It takes its key exclusively, so when it has committed no arm is under
way.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import gates
from enrollment.models import ControlGate, PastGate, Release, ReleaseState
from enrollment.models.control import GateKind
from tenancy import clock, turns
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.scope import current_workspace_id
from tenancy.statements import rows

_CLOSED = """
SELECT installation.paused_at IS NOT NULL OR installation.restore_hold, clock_timestamp(),
    gate.kind, gate.ref
FROM tenancy_installation AS installation
    LEFT JOIN enrollment_controlgate AS gate ON gate.workspace_id = %s
WHERE installation.id = 1
"""

log = structlog.get_logger(__name__)
# Seconds between the clocks of a process and of the database, before it stops sending.
MOST_APART = 5.0
MOST_REASON = 300
REMEMBERED = timedelta(days=30)


@dataclass(frozen=True)
class Closed:
    """What may not send now."""

    everything: bool
    sequences: frozenset[UUID]
    mailboxes: frozenset[UUID]

    def covers(self, *, sequence_id: UUID, mailbox_id: UUID) -> bool:
        """Whether a touch of this sequence and mailbox has to wait."""
        return self.everything or sequence_id in self.sequences or mailbox_id in self.mailboxes


def close(
    kind: str, ref: UUID, *, reason: str, actor: Actor, since: datetime | None = None
) -> ControlGate:
    """Close a switch. Closing a closed one keeps it closed: a release plan that is being applied
    ends, and none is applied by itself. Raises Refused without a reason.

    `since` (product's clock) is when sending really ended, where that was before now."""
    why = reason_of(reason)
    with transaction.atomic():
        gates.take(gates.key_of(GateKind(kind).value, ref))
        row, created = ControlGate.objects.get_or_create(
            kind=kind,
            ref=ref,
            defaults={
                "closed_at": clock.real_now(),
                "since": since or clock.now(),
                "closed_by": actor.label,
                "reason": why,
            },
        )
        if created:
            record(Action.GATE_CLOSED, row, actor=actor, kind=kind, ref=str(ref), reason=why)
        else:
            _keep_closed(row, actor)
    return row


def reason_of(written: str) -> str:
    """Why sending stops, as it is kept. Raises Refused for nothing, and for the character NUL."""
    why = written.strip()[:MOST_REASON]
    if not why or "\0" in why:
        raise Refused("Say why sending stops.", fields={"reason": "Write a reason."})
    return why


def _keep_closed(row: ControlGate, actor: Actor) -> None:
    plans = Release.objects.filter(kind=row.kind, ref=row.ref)
    plans.filter(state=ReleaseState.DRAFT).update(auto_at=None)
    for plan in plans.filter(state=ReleaseState.APPLYING):
        perform(plan, "discard", actor=actor, at=clock.now())


def open_(kind: str, ref: UUID, *, actor: Actor, release_id: UUID) -> None:
    """Open a switch, as the last act of its release plan: `enrollment.backlog` alone does this."""
    with transaction.atomic():
        gates.take(gates.key_of(GateKind(kind).value, ref))
        row = ControlGate.objects.filter(kind=kind, ref=ref).first()
        if row is None:
            return
        release = str(release_id)
        record(Action.GATE_OPENED, row, actor=actor, kind=kind, ref=str(ref), release=release)
        remember(ref, row.closed_at)
        row.delete()
        turns.bring_forward(current_workspace_id(), clock.now())


def remember(ref: UUID, closed_at: datetime) -> None:
    """Keep when a switch was closed that opens now; what left after it may be recorded later."""
    PastGate.objects.create(ref=ref, closed_at=closed_at)


def forget_old() -> None:
    """Drop what no message can be labelled by any more."""
    with transaction.atomic():
        PastGate.objects.filter(closed_at__lt=clock.real_now() - REMEMBERED).delete()


def closed() -> list[ControlGate]:
    """The closed switches of the workspace."""
    return list(ControlGate.objects.order_by("closed_at"))


def closed_refs() -> Closed:
    """The closed switches, the installation's and a restore hold included, for a decision.

    Everything is closed to a process whose clock is not the database's: hours and days are judged
    by the one, what is due by the other.
    """
    shut, found = False, []
    for is_shut, read_at, kind, ref in rows(_CLOSED, current_workspace_id()):
        shut = is_shut or not _agrees(read_at)
        found.append((kind, ref))
    return Closed(
        everything=shut or any(kind == GateKind.WORKSPACE for kind, _ in found),
        sequences=frozenset(ref for kind, ref in found if kind == GateKind.SEQUENCE),
        mailboxes=frozenset(ref for kind, ref in found if kind == GateKind.MAILBOX),
    )


def _agrees(at_database: datetime) -> bool:
    apart = abs((at_database - datetime.now(UTC)).total_seconds())
    if apart > MOST_APART:
        log.error("clocks disagree", seconds=round(apart))
    return apart <= MOST_APART
