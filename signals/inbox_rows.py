"""What asks for a person and what people decided: kept beside the signal that it is about."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class Example(TenantModel):
    """A sentence as somebody wrote it, and what the workspace says that it means: later replies
    like it are read so. Addresses, figures and the writer's own name are not in `phrase`."""

    number = models.PositiveIntegerField()
    intent = models.CharField(max_length=20)
    phrase = models.CharField(max_length=500)
    # Where it comes from; an erasure of that person retires and empties it.
    signal = models.ForeignKey(
        "signals.Signal", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "number"], name="example_number"),
        ]


class Change(TenantModel):
    """What one effect of a signal changed, so that a person can undo exactly this.

    `before` and `after` are the rows of the schedule (ids and values, `enrollment.images`);
    `was` is how the signal itself stood before.
    """

    signal = models.ForeignKey("signals.Signal", on_delete=models.CASCADE, related_name="changes")
    made_at = models.DateTimeField()
    was = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    # Who decided; empty where a machine did.
    decided_by = models.ForeignKey(
        Membership, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "decided_by", "-made_at"],
                condition=Q(undone_at=None),
                name="change_last_of_member",
            ),
        ]


class Ended(models.TextChoices):
    """Why nobody is asked any more although nobody has answered."""

    STOPPED = "stopped", "The person has said no since, so nobody is asked to answer any more."
    ERASED = "erased", "The person was erased, so nobody is asked any more."


class Asked(TenantModel):
    """That a signal asks for a person: until when, who was told, and how it ended.

    Times are the product's clock; from `due_at` on it is over its limit.
    """

    signal = models.OneToOneField("signals.Signal", on_delete=models.CASCADE, related_name="asked")
    kind = models.CharField(max_length=30)
    opened_at = models.DateTimeField()
    remind_at = models.DateTimeField()
    due_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    told = ArrayField(models.UUIDField(), default=list, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    ended = models.CharField(
        max_length=8, choices=Ended.choices, default="", db_default="", blank=True
    )

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "due_at"], condition=Q(done_at=None), name="asked_open"
            ),
        ]


class AnswerLimit(TenantModel):
    """How soon somebody answers one kind of signal, in working hours, where the workspace says
    otherwise than `signals.limits`."""

    kind = models.CharField(max_length=30)
    hours = models.PositiveSmallIntegerField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "kind"], name="one_limit_per_kind"),
        ]
