"""A mailbox is closed for good: whoever it has not written to yet gets another one of their pool.

A person orders it and a worker does it, one person after the other. The sender is part of what was
approved, so the approval is void and the first message is reviewed anew. Whoever was written to
keeps the mailbox for ever. Doing it twice, or by two at once, moves once.
"""

from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from audit.actions import Action
from audit.recording import record
from enrollment import first_touch, planning, stops
from enrollment.models import Enrollment, Mailbox, MailboxMove, Touch, TouchState
from enrollment.pools.choosing import LABELS
from enrollment.pools.picking import Picker
from tenancy import clock
from tenancy.actors import Actor, member
from tenancy.alone import alone
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

log = structlog.get_logger(__name__)


def movable(box: Mailbox) -> "QuerySet[Enrollment]":
    """Whom of a mailbox an order moves: live, of a sequence with a pool, and not written to."""
    written = Touch.objects.filter(
        enrollment=OuterRef("pk"), state__in=planning.LEFT, mailbox__isnull=False
    )
    rows: QuerySet[Enrollment] = Enrollment.objects.live().filter(
        mailbox=box, sequence__mailbox_pool__isnull=False
    )
    return rows.filter(~Exists(written)).order_by("pk")


def last(box: Mailbox) -> MailboxMove | None:
    """The newest order for a mailbox."""
    found: MailboxMove | None = MailboxMove.objects.filter(mailbox=box).order_by("-pk").first()
    return found


@transaction.atomic
def ask(box: Mailbox, *, seat: Membership, actor: Actor) -> MailboxMove:
    """Order it; a worker carries it out. Refused: not_allowed; while the mailbox is switched on
    (in_use), for nobody, or while it is going on (state_changed)."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = Mailbox.objects.select_for_update(of=("self",)).get(pk=box.pk)
    if row.is_active:
        raise Refused("Switch the mailbox off first: it may still send.", code="in_use")
    people = movable(row).count()
    if not people:
        raise Refused("Nobody is left to be moved from this mailbox.", code="nobody")
    try:
        with transaction.atomic():
            made = MailboxMove.objects.create(
                mailbox=row, asked_by=seat, asked_at=clock.now(), people=people
            )
    except IntegrityError as error:
        raise Refused("They are being moved already.", code="state_changed") from error
    record(Action.MOVE_ASKED, row, actor=actor, label=row.name, people=people)
    return made


@transaction.atomic
def unfinished() -> list[UUID]:
    """Orders that wait for a worker."""
    return list(MailboxMove.objects.filter(finished_at=None).values_list("pk", flat=True))


def run(move_id: UUID) -> None:
    """Carry out one order, to its end. Outside a transaction."""
    with alone(f"mailbox move:{move_id}") as is_ours:
        if not is_ours:
            return
        with transaction.atomic():
            rows = MailboxMove.objects.select_related("mailbox", "asked_by")
            move = rows.filter(pk=move_id, finished_at=None).first()
            ids = list(movable(move.mailbox).values_list("pk", flat=True)) if move else []
        if move is None:
            return
        moved = sum(_attempt(move, pk) for pk in ids)
        with transaction.atomic():
            rows = MailboxMove.objects.filter(pk=move_id)
            rows.update(stayed=F("stayed") + len(ids) - moved, finished_at=clock.now())


def _attempt(move: MailboxMove, enrollment_id: UUID) -> bool:
    """Whether this person was moved; one who cannot be must not keep the others."""
    try:
        return _moved(move, enrollment_id)
    except Exception:
        log.exception("person not moved", enrollment_id=str(enrollment_id))
        return False


@transaction.atomic
def _moved(move: MailboxMove, enrollment_id: UUID) -> bool:
    row = Enrollment.objects.select_related("contact", "sequence").get(pk=enrollment_id)
    # As an arm does: either its message is seen here, or it finds another sender.
    stops.lock_for(row)
    if not movable(move.mailbox).filter(pk=row.pk).exists():
        return False
    picker = Picker(row.sequence, row.enrolled_by_id, take=True)
    picker.meet([row.contact])
    box, why = picker.choose(row.contact)
    if box is None:
        return False
    picker.keep()
    actor = member(move.asked_by)
    Enrollment.objects.filter(pk=row.pk).update(mailbox=box)
    planned = Touch.objects.filter(enrollment=row, state=TouchState.PLANNED, mailbox=move.mailbox)
    planned.update(mailbox=box, lease_until=None)
    data: dict[str, Any] = {
        "sender": LABELS[why],
        "mailbox": str(box.pk),
        "former": str(move.mailbox_id),
    }
    record(Action.MAILBOX_MOVED, row, actor=actor, enrollment_id=row.pk, **data)
    first_touch.refresh(row.pk, actor=actor)
    MailboxMove.objects.filter(pk=move.pk).update(moved=F("moved") + 1)
    return True
