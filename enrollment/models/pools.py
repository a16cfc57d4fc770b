"""Pools of mailboxes that share the new people of a sequence."""

from typing import ClassVar

from django.db import models

from enrollment.models.control import Mailbox
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class MailboxPool(TenantModel):
    """Sequences name a pool by its id (`Sequence.mailbox_pool`). Who was written to by one of its
    mailboxes within the last `sticky_days` gets the same again."""

    name = models.CharField(max_length=80)
    sticky_days = models.PositiveIntegerField(default=365)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_pool_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class PoolMailbox(TenantModel):
    """One mailbox in one pool; it may be in several."""

    pool = models.ForeignKey(MailboxPool, on_delete=models.CASCADE, related_name="members")
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="pools")

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "pool", "mailbox"], name="once_in_a_pool")
        ]


class MailboxMove(TenantModel):
    """A person's order to give other mailboxes to whoever was not written to yet by this one.

    `moved` and `stayed` count people; `finished_at` (the product's clock) ends it.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    people = models.PositiveIntegerField(default=0)
    moved = models.PositiveIntegerField(default=0)
    stayed = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "mailbox"],
                condition=models.Q(finished_at=None),
                name="one_open_move_each",
            )
        ]
