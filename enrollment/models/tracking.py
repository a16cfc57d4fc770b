"""What is watched of messages: the workspace's terms, links behind opaque ids, what hit them."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class TrackingTerms(TenantModel):
    """What a workspace allows its versions; without a row, nothing.

    `host` is its own domain, and counts from `verified_at` (real time) on. `looked_at` is when the
    DNS was last asked, `found` what is missing there. `sites` are domains of its own, the links to
    which may name the campaign.
    """

    is_on = models.BooleanField(default=False)
    host = models.CharField(max_length=253, default="", blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    found = models.CharField(max_length=300, default="", blank=True)
    sites = ArrayField(models.CharField(max_length=253), default=list, blank=True)
    changed_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace"], name="one_set_of_tracking_terms")
        ]


class HitOf(models.TextChoices):
    """What an opaque id stands for."""

    OPEN = "open", "The message"
    LINK = "link", "A link in it"


class TrackedLink(TenantModel):
    """One link of one message, or the message itself: `target` is where its reader is led.

    Without an enrollment it still leads on, but nothing is noted: its person was erased. `host` is
    the domain that it was given out under, and answers for no other.
    """

    kind = models.CharField(max_length=5, choices=HitOf.choices)
    enrollment_id = models.UUIDField(null=True, blank=True)
    step_key = models.CharField(max_length=60)
    ordinal = models.PositiveSmallIntegerField()
    host = models.CharField(max_length=253)
    target = models.CharField(max_length=2_000, default="", blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind="open", target="")
                | Q(kind="link", target__startswith="https://")
                | Q(kind="link", target__startswith="http://"),
                name="tracked_link_leads_to_the_web",
            ),
            models.CheckConstraint(condition=Q(kind__in=HitOf.values), name="tracked_kind_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "enrollment_id"], name="tracked_by_enrollment")
        ]


class TrackedDigest(models.Model):
    """Finds the workspace of an opaque id before any scope is open."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    workspace_id = models.UUIDField()
    link_id = models.UUIDField()


class TrackedHit(TenantModel):
    """That something asked for an opaque id. `reason` tells which machine it was, "" for nobody
    known; `slot` makes repetitions within five minutes one. No address and no program is kept.

    `at` is the product's clock, `seen_at` real time; `judged_at` is when it was looked at together
    with the others of its message.
    """

    # Found by `one_hit_per_slot`, which begins with it.
    link = models.ForeignKey(
        TrackedLink, on_delete=models.CASCADE, related_name="hits", db_index=False
    )
    reason = models.CharField(max_length=20, default="", blank=True)
    slot = models.CharField(max_length=40)
    at = models.DateTimeField()
    seen_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "link", "slot"], name="one_hit_per_slot")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "seen_at"],
                condition=Q(judged_at=None),
                name="hit_not_judged",
            )
        ]
