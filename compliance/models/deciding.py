"""On what ground we write, and what the gate decided."""

from typing import ClassVar

from django.db import models

from contacts.models import Contact
from tenancy import scope
from tenancy.ids import uuid7
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
