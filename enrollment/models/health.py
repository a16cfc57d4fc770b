"""How mailboxes fare, as a worker last found it, and what the workspace bears."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from enrollment.health import bands
from enrollment.models.control import Mailbox
from tenancy.rows import TenantManager, TenantModel


class MailboxHealth(TenantModel):
    """What became of the messages of one mailbox, and its band. Times are real time.

    The counts are of 30 days; `week_…` of 7. Only what was sent after `counts_from` counts: what
    was sent before has closed the mailbox once, and a person has opened it since. `gate_id` is the
    switch that was closed for the mailbox's health, and `closed_at` when.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    band = models.CharField(max_length=10, choices=bands.CHOICES, default=bands.Band.UNJUDGED.value)
    why = models.JSONField(default=list, blank=True)
    sent = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    complained = models.PositiveIntegerField(default=0)
    replied = models.PositiveIntegerField(default=0)
    week_sent = models.PositiveIntegerField(default=0)
    week_bounced = models.PositiveIntegerField(default=0)
    week_complained = models.PositiveIntegerField(default=0)
    judged_at = models.DateTimeField(null=True, blank=True)
    counts_from = models.DateTimeField(null=True, blank=True)
    gate_id = models.UUIDField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "mailbox"], name="one_health_each"),
            models.CheckConstraint(
                condition=Q(band__in=[band.value for band in bands.Band]), name="band_known"
            ),
        ]


class HealthLimits(TenantModel):
    """The percents of a workspace (`bands.Limits`); without a row, the ones of the product."""

    bounce_watch = models.FloatField(default=bands.DEFAULTS.bounce_watch)
    bounce_pause = models.FloatField(default=bands.DEFAULTS.bounce_pause)
    complaint_watch = models.FloatField(default=bands.DEFAULTS.complaint_watch)
    complaint_pause = models.FloatField(default=bands.DEFAULTS.complaint_pause)
    reply_watch = models.FloatField(default=bands.DEFAULTS.reply_watch)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace"], name="one_set_of_health_limits")
        ]
