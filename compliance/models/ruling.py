"""Whom a workspace leaves out by rules of its own, and who may pass in spite of a rule."""

from typing import ClassVar

from django.db import models

from contacts.models import Contact
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class ExclusionRule(TenantModel):
    """One version of an exclusion rule. Changing a rule adds a version and retires the former."""

    key = models.UUIDField(default=uuid7)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list)
    motion = models.CharField(max_length=40, default="", blank=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key", "number"], name="rule_version"),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(retired_at=None),
                name="one_live_rule_version",
            ),
        ]


class RuleException(TenantModel):
    """One person may pass one rule of the gate, for a reason and until a day.

    `rule` is the id of an overridable rule; for an exclusion rule `exclusion_key` says which. Only
    what a rule may be overridden for passes: never an opt-out, a complaint, a hard bounce or an
    erasure.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="exceptions")
    rule = models.CharField(max_length=60)
    exclusion_key = models.UUIDField(null=True, blank=True)
    sequence_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "contact"], name="exception_by_contact")
        ]
