"""Making, changing, deciding and putting away a release plan. A worker applies it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import gates, notices
from enrollment.backlog import choosing, counting, looking
from enrollment.models import (
    OPEN_RELEASES,
    ControlGate,
    Mailbox,
    Release,
    ReleaseCause,
    ReleaseKind,
    ReleaseState,
)
from enrollment.models.control import GateKind
from sequences.models import Sequence
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability, Role

KEEPER = system("release plans")
# A count that is older is not the backlog any more.
FRESH = timedelta(minutes=15)
OPEN_PLAN = "Sending is stopped: decide what becomes of what waited"


@dataclass(frozen=True)
class Stopped:
    """What waits for a release: a closed switch, or the people of somebody who is back."""

    kind: ReleaseKind
    ref: UUID
    label: str
    since: datetime
    cause: ReleaseCause = ReleaseCause.SWITCH


@transaction.atomic
def draft(kind: str, ref: UUID, *, seat: Membership, actor: Actor) -> Release:
    """The open plan of a closed switch, made and counted unless there is one; its touches stay
    where they are. Refused: not_allowed, not_closed."""
    check_may(seat, actor, Capability.OPERATE)
    gates.take(gates.key_of(GateKind(kind).value, ref))
    gate = ControlGate.objects.filter(kind=kind, ref=ref).first()
    if gate is None:
        raise Refused("This is not stopped, so there is nothing to release.", code="not_closed")
    return make(stopped_by(gate), seat=seat, actor=actor)


def stopped_by(gate: ControlGate, cause: ReleaseCause = ReleaseCause.SWITCH) -> Stopped:
    """What a closed switch holds."""
    since = gate.since or gate.closed_at
    return Stopped(ReleaseKind(gate.kind), gate.ref, _label(gate), since, cause)


def make(
    stopped: Stopped,
    *,
    actor: Actor,
    seat: Membership | None = None,
    auto_at: datetime | None = None,
) -> Release:
    """The open plan for what is stopped, made with the safe default and counted unless there is
    one. Hold the key of the switch, where it is one."""
    now = clock.now()
    rows = Release.objects.filter(kind=stopped.kind, ref=stopped.ref, state__in=OPEN_RELEASES)
    known: Release | None = rows.first()
    if known is not None:
        return known
    row: Release = Release(
        cause=stopped.cause,
        kind=stopped.kind,
        ref=stopped.ref,
        label=stopped.label,
        since=min(stopped.since, now),
        cutoff=now,
        choices=choosing.default(stopped.kind),
        created_by=seat,
        created_at=now,
        auto_at=auto_at,
    )
    _count(row, now)
    row.save(force_insert=True)
    record(
        Action.RELEASE_DRAFTED,
        row,
        actor=actor,
        label=row.label,
        kind=row.kind,
        ref=str(row.ref),
        touches=row.touches_total,
    )
    return row


@transaction.atomic
def count_again(release: Release, *, seat: Membership, actor: Actor) -> Release:
    """Count what waits now. Refused once the plan is decided."""
    check_may(seat, actor, Capability.OPERATE)
    row = _draft(release)
    _count(row, clock.now())
    row.choices = _kept(row)
    row.save(update_fields=["counted", "cutoff", "touches_total", "choices"])
    return row


@transaction.atomic
def choose(
    release: Release, choices: Mapping[str, Any], *, seat: Membership, actor: Actor
) -> Release:
    """Other choices, by group or for `all`. Whoever chooses decides: nothing is applied by itself
    any more. Refused: invalid, state_changed."""
    check_may(seat, actor, Capability.OPERATE)
    row = _draft(release)
    groups = {each.group for each in counting.rows_of(row.counted)}
    row.choices = choosing.read(row.kind, choices, groups)
    row.auto_at = None
    row.save(update_fields=["choices", "auto_at"])
    record(Action.RELEASE_CHOSEN, row, actor=actor, label=row.label, choices=row.choices)
    return row


@transaction.atomic
def start(release: Release, *, seat: Membership, actor: Actor) -> Release:
    """Decide. Refused (not_fresh) when it was counted too long ago, or it was decided already."""
    check_may(seat, actor, Capability.OPERATE)
    row = _draft(release)
    if not is_fresh(row):
        message = "The backlog was counted more than 15 minutes ago. Count it again, and look."
        raise Refused(message, code="not_fresh")
    return _decided(row, actor)


def is_fresh(release: Release) -> bool:
    """Whether it was counted within the time in which it may be decided."""
    return clock.now() - release.cutoff <= FRESH


@transaction.atomic
def start_by_itself(release: Release) -> Release:
    """Nobody has decided in time: what was chosen so far, the safe default, is applied."""
    row = _draft(release)
    _count(row, clock.now())
    return _decided(row, KEEPER)


def _decided(row: Release, actor: Actor) -> Release:
    slots = looking.outlook(row).slots
    first = min((slot.day.isoformat() for slot in slots), default="")
    row.slots = {"given": looking.stored(slots), "first": first}
    row.save(update_fields=["slots", "counted", "cutoff", "touches_total"])
    said = {"touches": row.touches_total, "choices": row.choices}
    return perform(row, "start", actor=actor, data=said, at=clock.now())


@transaction.atomic
def discard(release: Release, *, seat: Membership, actor: Actor) -> Release:
    """Keep the switch closed. What was moved already stays where it was put."""
    check_may(seat, actor, Capability.OPERATE)
    said = {"kind": release.kind, "ref": str(release.ref)}
    return perform(release, "discard", actor=actor, data=said, at=clock.now())


def open_at(release: Release) -> datetime | None:
    """When the safe default is applied if nobody decides; None when somebody has to."""
    return release.auto_at if release.state == ReleaseState.DRAFT else None


@transaction.atomic
def undecided() -> list[Release]:
    """Plans whose time to decide is over."""
    rows = Release.objects.filter(state=ReleaseState.DRAFT, auto_at__lte=clock.now())
    return list(rows.order_by("pk")[:20])


@transaction.atomic
def unfinished() -> list[UUID]:
    """Plans that a worker has something to do for."""
    rows = Release.objects.filter(state=ReleaseState.APPLYING).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:20])


def decide_by() -> datetime:
    """Until when people may decide before the safe default is applied."""
    return clock.now() + timedelta(minutes=settings.RELEASE_DECIDE_MINUTES)


def tell_admins(release: Release) -> None:
    """Whoever may decide learns of a plan that nobody asked for."""
    body = f"{release.touches_total:,} touches wait: {release.label}."
    for admin in Membership.objects.filter(role=Role.ADMIN, is_active=True).order_by("pk"):
        notices.tell(admin, OPEN_PLAN, body, f"operations/releases/{release.pk}/", "warn")


def _count(row: Release, now: datetime) -> None:
    row.cutoff = now
    row.counted = counting.count(row)
    row.touches_total = counting.total(counting.rows_of(row.counted))


def _kept(row: Release) -> dict[str, Any]:
    """The choices that still have a group."""
    groups = {each.group for each in counting.rows_of(row.counted)} | {choosing.ALL}
    return {name: each for name, each in row.choices.items() if name in groups}


def _draft(release: Release) -> Release:
    row: Release = Release.objects.select_for_update(of=("self",)).get(pk=release.pk)
    if row.state != ReleaseState.DRAFT:
        raise Refused("This plan is decided already. Reload the page.", code="state_changed")
    return row


def _label(gate: ControlGate) -> str:
    if gate.kind == GateKind.WORKSPACE:
        return "Everything of this workspace"
    model = Sequence if gate.kind == GateKind.SEQUENCE else Mailbox
    names = model._default_manager.filter(pk=gate.ref).values_list("name", flat=True)
    return f"{GateKind(gate.kind).label} “{names.first() or 'gone'}”"[:200]
