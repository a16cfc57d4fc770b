"""Pools of mailboxes, as the settings and a sequence show them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet

from enrollment.models import Mailbox, MailboxPool, PoolMailbox
from sequences.models import Sequence as Plan


@dataclass(frozen=True)
class PoolLine:
    """A pool, its mailboxes, and the names of the sequences that use it."""

    pool: MailboxPool
    boxes: Sequence[Mailbox]
    users: Sequence[str]


def lines() -> list[PoolLine]:
    """Every pool; three statements."""
    members = PoolMailbox.objects.select_related("mailbox").order_by("mailbox__name")
    pools = names().prefetch_related(Prefetch("members", members))
    used = list(Plan.objects.exclude(mailbox_pool=None).order_by("name"))
    return [
        PoolLine(
            pool,
            [each.mailbox for each in pool.members.all()],
            [plan.name for plan in used if plan.mailbox_pool == pool.pk],
        )
        for pool in pools
    ]


def names() -> "QuerySet[MailboxPool]":
    """Every pool by its name."""
    return MailboxPool.objects.order_by("name")


def of_sequence(plan: Plan) -> MailboxPool | None:
    """The pool of a sequence; one statement where there is one."""
    return MailboxPool.objects.filter(pk=plan.mailbox_pool).first() if plan.mailbox_pool else None
