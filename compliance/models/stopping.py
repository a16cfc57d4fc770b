"""Who must not be contacted, and the links by which people say so."""

from typing import ClassVar

from django.db import models

from tenancy.rows import TenantManager, TenantModel


class SuppressionKind(models.TextChoices):
    """What a suppression covers."""

    ADDRESS = "address", "Address"
    DOMAIN = "domain", "Domain"
    ACCOUNT = "account", "Company"
    PHONE = "phone", "Phone number"


class SuppressionReason(models.TextChoices):
    """Why; the first four can never be overridden."""

    OPT_OUT = "opt_out", "Opted out"
    COMPLAINT = "complaint", "Complained"
    HARD_BOUNCE = "hard_bounce", "Address does not exist"
    ERASED = "erased", "Erased"
    CRM = "crm", "Opted out in the CRM"
    MANUAL = "manual", "Stopped by a person"


class Suppression(TenantModel):
    """Someone who must not be contacted; it outlives the contact.

    `key` is a keyed hash (`contacts.addresses.fingerprint`), so the entry survives erasure
    without holding the address; `hint` is a masked form for people.
    """

    kind = models.CharField(max_length=10, choices=SuppressionKind.choices)
    key = models.CharField(max_length=64)
    hint = models.CharField(max_length=120, default="", blank=True)
    channel = models.CharField(max_length=10, default="", blank=True)
    reason = models.CharField(max_length=20, choices=SuppressionReason.choices)
    source = models.CharField(max_length=80)
    evidence = models.CharField(max_length=80, default="", blank=True)
    added_by = models.CharField(max_length=120)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "channel", "reason"],
                condition=models.Q(lifted_at=None),
                name="one_live_suppression",
            )
        ]


class UnsubscribeToken(TenantModel):
    """What an unsubscribe link stands for. Lives three years and survives the contact."""

    address_key = models.CharField(max_length=64)
    hint = models.CharField(max_length=120)
    contact_id = models.UUIDField(null=True)
    enrollment_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = TenantManager()


class TokenDigest(models.Model):
    """Finds the workspace of an unsubscribe token before any scope is open."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    workspace_id = models.UUIDField()
    token_id = models.UUIDField()
