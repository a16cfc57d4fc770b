"""Who comes into a sequence by themselves, what they did, and what people are told."""

from typing import ClassVar

from django.db import models

from contacts.models import Contact, SavedView, ViewKind
from enrollment.models.enrolling import Enrollment, Preflight
from enrollment.models.touches import Touch
from sequences.models import Sequence
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class Rhythm(models.TextChoices):
    """How often an audience is looked at again."""

    BY_HAND = "by_hand", "Only when asked"
    HOURLY = "hourly", "Every hour"
    DAILY = "daily", "Every day"


class Audience(TenantModel):
    """Who belongs into a sequence: up to 8 conditions or a saved view over contacts or companies
    (a company brings its people). Whoever fits goes through a preflight, and then waits for review
    like everybody else. `next_at` is None while it is not looked at by itself."""

    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="audiences")
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=10, choices=ViewKind.choices)
    view = models.ForeignKey(
        SavedView, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list, blank=True)
    rhythm = models.CharField(max_length=10, choices=Rhythm.choices, default=Rhythm.BY_HAND)
    reason = models.CharField(max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    last_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    last_preflight = models.ForeignKey(
        Preflight, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    problem = models.CharField(max_length=300, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "sequence", "name"],
                condition=models.Q(ended_at=None),
                name="one_audience_per_name",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ActivityKind(models.TextChoices):
    """What a person did, as conditions and the contact's last activity know it."""

    OPENED = "opened", "Opened"
    CLICKED = "clicked", "Clicked"
    REPLIED = "replied", "Replied"
    OUT_OF_OFFICE = "out_of_office", "Was out of office"
    BOUNCED = "bounced", "Bounced"
    OPTED_OUT = "opted_out", "Opted out"
    MEETING = "meeting", "Booked a meeting"


class Activity(TenantModel):
    """Something a person did, told by a signal; once per signal."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="activities")
    enrollment = models.ForeignKey(
        Enrollment, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    touch = models.ForeignKey(
        Touch, null=True, blank=True, on_delete=models.PROTECT, related_name="activities"
    )
    kind = models.CharField(max_length=20, choices=ActivityKind.choices)
    at = models.DateTimeField()
    signal_id = models.UUIDField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "signal_id"], name="one_activity_each")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "contact", "kind"], name="activity_by_contact")
        ]


class Notice(TenantModel):
    """A sentence that one member has to know; shown on Today until it was read."""

    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="notices")
    title = models.CharField(max_length=120)
    body = models.CharField(max_length=500, default="", blank=True)
    # Below the workspace's address, for example sequences/<id>/.
    path = models.CharField(max_length=200, default="", blank=True)
    tone = models.CharField(max_length=10, default="info")
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "member", "-at"],
                condition=models.Q(read_at=None),
                name="notice_unread",
            )
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "member", "title", "path"],
                condition=models.Q(read_at=None),
                name="one_unread_notice_each",
            )
        ]
