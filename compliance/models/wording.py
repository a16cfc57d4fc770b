"""What a workspace watches in its messages besides the built-in packs, and what it has accepted."""

from typing import ClassVar

from django.db import models

from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class ContentRule(TenantModel):
    """One version of a workspace's own words: what they are called, and how much they weigh.
    Changing a rule adds a version and retires the former."""

    key = models.UUIDField(default=uuid7)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=80)
    # What kind of finding: claim, price, regulated, forbidden.
    kind = models.CharField(max_length=20)
    severity = models.CharField(max_length=10)
    words = models.JSONField(default=list)
    message = models.CharField(max_length=200)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "key", "number"], name="content_rule_version"
            ),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(retired_at=None),
                name="one_live_content_rule",
            ),
        ]


class FindingWaiver(TenantModel):
    """Words that may stand in a message although a content rule finds them, until a day.

    `code` is that of the finding; `words` the very words (folded), "" for an absence.
    """

    code = models.CharField(max_length=60)
    words = models.CharField(max_length=200, default="", blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()
