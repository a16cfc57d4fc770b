"""On what ground we write, whom a workspace leaves out, and what the gate decided."""

from typing import ClassVar

from django.db import models

from contacts.models import Contact
from tenancy import scope
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class Consent(TenantModel):
    """A lawful basis for contacting one person over one channel ('' is all)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, default="", blank=True)
    basis = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=300, default="", blank=True)
    recorded_by = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()


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


class Decision(models.Model):
    """One verdict of the gate with each rule's finding. Partitioned by month; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "tenancy.Workspace",
        on_delete=models.DO_NOTHING,
        default=scope.current_workspace_id,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField()
    contact_id = models.UUIDField()
    enrollment_id = models.UUIDField(null=True)
    touch_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    until = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "contact_id", "at"], name="decision_by_contact"),
            models.Index(fields=["workspace", "enrollment_id", "at"], name="decision_by_enrollmt"),
        ]
