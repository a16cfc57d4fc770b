"""A worker judges every mailbox; one that does badly is paused by its own stop switch.

A person alone opens it again. From then on only what is sent afterwards counts: nothing is sent
between closing and opening, so that is what was sent since the switch was closed.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enrollment import control, notices
from enrollment.health import bands, terms
from enrollment.health.bands import Band
from enrollment.health.counting import Counted, counted
from enrollment.models import ControlGate, Mailbox, MailboxHealth
from enrollment.models.control import GateKind
from tenancy import clock
from tenancy.actors import system
from tenancy.models import Membership
from tenancy.roles import Role

KEEPER = system("mailbox health")
# Several workers look; one of them judges.
AGAIN = timedelta(minutes=4)
STORED = (
    *("band", "why", "sent", "bounced", "complained", "replied"),
    *("week_sent", "week_bounced", "week_complained", "judged_at"),
)


def keep() -> None:
    """Judge the mailboxes of the open workspace, unless that was done lately; a fixed number of
    statements, and a few more for each mailbox that is paused."""
    now = clock.real_now()
    with transaction.atomic():
        if MailboxHealth.objects.filter(judged_at__gt=now - AGAIN).exists():
            return
    judge(now)


def judge(now: datetime) -> None:
    """Judge them now. `now` is real time."""
    for row in _judged(now):
        _pause(row.pk)


@transaction.atomic
def _judged(now: datetime) -> list[MailboxHealth]:
    """Store every band; returns those that have to be paused."""
    _begin()
    rows = list(MailboxHealth.objects.select_for_update().order_by("pk"))
    shut = {gate.ref: gate.pk for gate in ControlGate.objects.filter(kind=GateKind.MAILBOX)}
    _start_anew([row for row in rows if row.gate_id and shut.get(row.mailbox_id) != row.gate_id])
    limits, found = terms.current(), counted(now)
    for row in rows:
        _store(row, found.get(row.mailbox_id, Counted()), limits, now)
    MailboxHealth.objects.bulk_update(rows, STORED)
    return [row for row in rows if row.band == Band.PAUSE and row.mailbox_id not in shut]


def _begin() -> None:
    """A row for each mailbox that has none."""
    known = MailboxHealth.objects.values("mailbox_id")
    boxes = Mailbox.objects.exclude(pk__in=known)
    rows = [MailboxHealth(mailbox=box) for box in boxes]
    if rows:
        MailboxHealth.objects.bulk_create(rows, ignore_conflicts=True)


def _start_anew(rows: Sequence[MailboxHealth]) -> None:
    """A person has opened what was closed for their health."""
    for row in rows:
        row.counts_from, row.closed_at, row.gate_id = row.closed_at, None, None
        row.band = Band.UNJUDGED
    if rows:
        MailboxHealth.objects.bulk_update(rows, ("counts_from", "closed_at", "gate_id", "band"))


def _store(row: MailboxHealth, found: Counted, limits: bands.Limits, now: datetime) -> None:
    month, week = found.month, found.week
    row.sent, row.bounced = month.sent, month.bounced
    row.complained, row.replied = month.complained, month.replied
    row.week_sent, row.week_bounced = week.sent, week.bounced
    row.week_complained, row.judged_at = week.complained, now
    if row.gate_id:
        # It stays as it was found until a person opens it.
        return
    verdict = bands.judge(month, week, limits, Band(row.band))
    row.band, row.why = verdict.band, list(verdict.why)


@transaction.atomic
def _pause(row_id: UUID) -> None:
    """Close the mailbox's switch, unless another worker or a person was faster."""
    row = MailboxHealth.objects.select_for_update(of=("self",)).select_related("mailbox")
    health = row.get(pk=row_id)
    box = health.mailbox
    if health.gate_id or ControlGate.objects.filter(kind=GateKind.MAILBOX, ref=box.pk).exists():
        return
    reason = " ".join(health.why)
    gate = control.close(GateKind.MAILBOX, box.pk, reason=reason, actor=KEEPER)
    if gate.closed_by != KEEPER.label:
        return
    health.gate_id, health.closed_at = gate.pk, gate.closed_at
    health.save(update_fields=["gate_id", "closed_at"])
    _tell(box, reason)


def _tell(box: Mailbox, reason: str) -> None:
    """The admins, who can open it, and its owner."""
    who = Q(role=Role.ADMIN) | Q(pk=box.owner_id)
    title = f"{box.name} is paused for its health"
    notices.tell_many(
        notices.Telling(each, title, reason, _path(box, each), "bad")
        for each in Membership.objects.filter(who, is_active=True).order_by("pk")
    )


def _path(box: Mailbox, member: Membership) -> str:
    return f"settings/mailboxes/{box.pk}/" if member.role == Role.ADMIN else ""


def of(boxes: Sequence[Mailbox]) -> Mapping[UUID, MailboxHealth]:
    """What was found last, by mailbox; one statement."""
    rows = MailboxHealth.objects.filter(mailbox__in=boxes)
    return {row.mailbox_id: row for row in rows}
