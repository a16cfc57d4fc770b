"""Pools of mailboxes: made, changed and given to sequences by admins. It holds for new people."""

from collections.abc import Collection
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import record
from enrollment.models import Mailbox, MailboxPool, PoolMailbox
from sequences.models import Sequence
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_NAME = 80
MAX_STICKY_DAYS = 3_650


@transaction.atomic
def save(
    pool: MailboxPool | None,
    *,
    name: str,
    sticky_days: int,
    mailboxes: Collection[UUID],
    seat: Membership,
    actor: Actor,
) -> MailboxPool:
    """Make a pool, or change all of one; people who have a mailbox keep it. Refused: not_allowed,
    invalid, name_taken."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = MailboxPool.objects.select_for_update().get(pk=pool.pk) if pool else MailboxPool()
    row.name, row.sticky_days = _name(name), _days(sticky_days)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise _invalid("name", "There is a pool of this name already.", "name_taken") from error
    boxes = _boxes(mailboxes)
    row.members.exclude(mailbox__in=boxes).delete()
    PoolMailbox.objects.bulk_create(
        [PoolMailbox(pool=row, mailbox=box) for box in boxes], ignore_conflicts=True
    )
    action = Action.POOL_CHANGED if pool else Action.POOL_CREATED
    ids = sorted(str(box.pk) for box in boxes)
    record(action, row, actor=actor, label=row.name, sticky_days=row.sticky_days, mailboxes=ids)
    return row


@transaction.atomic
def delete(pool: MailboxPool, *, seat: Membership, actor: Actor) -> None:
    """Delete a pool that no sequence names. Refused: not_allowed, in_use."""
    check_may(seat, actor, Capability.ADMINISTER)
    row = MailboxPool.objects.select_for_update().get(pk=pool.pk)
    users = Sequence.objects.filter(mailbox_pool=row.pk, archived_at=None)
    if users.exists():
        names = ", ".join(users.order_by("name").values_list("name", flat=True)[:3])
        raise Refused(f"Sequences use this pool: {names}. Take it from them first.", code="in_use")
    Sequence.objects.filter(mailbox_pool=row.pk).update(mailbox_pool=None)
    record(Action.POOL_DELETED, row, actor=actor, label=row.name)
    row.delete()


@transaction.atomic
def give(plan: Sequence, pool_id: UUID | None, *, seat: Membership, actor: Actor) -> Sequence:
    """Let new people of a sequence be written to from a pool; None: from their owner's mailbox.
    Refused: not_allowed, invalid."""
    check_may(seat, actor, Capability.EDIT_SEQUENCES)
    # Shared with whoever deletes the pool: one of us comes first and the other sees it.
    pool = MailboxPool.objects.select_for_update().filter(pk=pool_id).first() if pool_id else None
    if pool_id and pool is None:
        raise _invalid("pool", "There is no such pool. Choose another.")
    row = Sequence.objects.select_for_update().get(pk=plan.pk)
    if row.mailbox_pool == pool_id:
        return row
    row.mailbox_pool = pool_id
    row.save(update_fields=["mailbox_pool"])
    name = pool.name if pool else ""
    record(Action.POOL_GIVEN, row, actor=actor, label=row.name, pool=name)
    return row


def _boxes(ids: Collection[UUID]) -> list[Mailbox]:
    found = list(Mailbox.objects.filter(pk__in=ids).order_by("pk"))
    if not found or len(found) != len(set(ids)):
        raise _invalid("mailboxes", "Choose at least one mailbox of this workspace.")
    return found


def _name(name: str) -> str:
    text = " ".join(name.split())
    if not text or len(text) > MAX_NAME or not text.isprintable():
        raise _invalid("name", f"Enter a name of at most {MAX_NAME} characters.")
    return text


def _days(days: int) -> int:
    if not 0 <= days <= MAX_STICKY_DAYS:
        raise _invalid("sticky_days", f"Enter from 0 to {MAX_STICKY_DAYS:,} days.")
    return days


def _invalid(field: str, sentence: str, code: str = "invalid") -> Refused:
    return Refused(sentence, code=code, fields={field: sentence})
