"""Whom a workspace leaves out by rules of its own, and who may pass in spite of a rule."""

from typing import ClassVar

from django.db import models

from compliance.models.governed import Governed, versions_of
from contacts.models import Contact
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class ExclusionRule(Governed):
    """One version of an exclusion rule: a draft that somebody else approves.

    It holds for a motion ("" is every one) or for one sequence, until `expires_at`. `report` is
    the back-test that the approver has seen.
    """

    key = models.UUIDField(default=uuid7)
    name = models.CharField(max_length=120)
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list)
    motion = models.CharField(max_length=40, default="", blank=True)
    sequence_id = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    report = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    # When the people in flight whom it blocks had all been paused; None while a worker has to.
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Governed.Meta.constraints,
            *versions_of("key"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"


class LawPack(Governed):
    """One version of what a workspace asks for in one jurisdiction, in the place of the built-in
    pack of that code. `document` is in the form of `compliance.law_packs`."""

    code = models.CharField(max_length=10)
    document = models.JSONField(default=dict)
    note = models.CharField(max_length=300, default="", blank=True)
    # When everybody in flight had been judged anew; None while a worker has to.
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Governed.Meta.constraints,
            *versions_of("code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} v{self.number}"


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
    # What was looked at when it was granted: the channel, and what the rule had found. Whatever
    # the rule finds besides is not let pass.
    channel = models.CharField(max_length=10, default="", blank=True)
    covers = models.JSONField(default=dict, blank=True)
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
