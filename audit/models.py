"""Audit entries and the seals that chain them. Rows are only ever added."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from audit.actions import Action
from audit.querysets import EntryQuerySet
from tenancy import scope
from tenancy.ids import uuid7
from tenancy.rows import TenantManager


class Entry(models.Model):
    """One thing that was done. The table is partitioned by month of `at`.

    Holds ids, labels of things (never of contacts) and salted hashes: no address, no name of a
    contact, no message. So erasing a person leaves every entry, and the chain, as they are.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "tenancy.Workspace",
        on_delete=models.DO_NOTHING,
        default=scope.current_workspace_id,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    # By the product's clock, which the demo moves; `recorded_at` is real time.
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=40)
    actor_label = models.CharField(max_length=120)
    action = models.CharField(max_length=40)
    target_type = models.CharField(max_length=30)
    target_id = models.CharField(max_length=40)
    target_label = models.CharField(max_length=200, default="", blank=True)
    contact_id = models.UUIDField(null=True)
    enrollment_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)
    request_id = models.CharField(max_length=40, default="", blank=True)

    objects = TenantManager.from_queryset(EntryQuerySet)()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "-at"], name="audit_by_time"),
            models.Index(fields=["workspace", "enrollment_id", "at"], name="audit_by_enrollment"),
            # Most entries are about touches, and name nobody.
            models.Index(
                fields=["workspace", "contact_id", "at"],
                condition=models.Q(contact_id__isnull=False),
                name="audit_by_contact",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()} by {self.actor_label}"

    def get_action_display(self) -> str:
        """The words of the action. No `choices`: the list grows in code, not in migrations."""
        return Action(self.action).label


class Seal(models.Model):
    """One link of a workspace's chain: a digest over the former link and a batch of entries.

    `horizon` is a transaction number: every entry of a transaction below it that was not sealed
    before is in this batch, so nothing that commits late can be left out.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "tenancy.Workspace",
        on_delete=models.PROTECT,
        default=scope.current_workspace_id,
        related_name="+",
        db_index=False,
    )
    number = models.PositiveIntegerField()
    sealed_at = models.DateTimeField()
    horizon = models.BigIntegerField()
    entry_ids = ArrayField(models.UUIDField())
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "number"], name="one_seal_per_number")
        ]
