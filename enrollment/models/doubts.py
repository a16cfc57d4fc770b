"""What was looked for when nobody knew whether a message had left, and what a restore lacks."""

from typing import ClassVar

from django.db import models

from enrollment.evidence.shapes import Outcome
from enrollment.models.touches import SendIntent
from tenancy.rows import TenantManager, TenantModel


class LookOutcome(models.TextChoices):
    """What a look at one source said, in words."""

    FOUND = Outcome.FOUND, "It is there"
    ABSENT = Outcome.ABSENT, "It is not there, so it was not sent"
    NOTHING = Outcome.NOTHING, "Nothing so far"
    UNCLEAR = Outcome.UNCLEAR, "It was begun, the end is not told"
    UNREADABLE = Outcome.UNREADABLE, "Could not be asked"


class EvidenceLook(TenantModel):
    """The looks at one source for one send in doubt: the newest, and how many there were. Real
    time."""

    intent = models.ForeignKey(SendIntent, on_delete=models.CASCADE, related_name="looks")
    source = models.CharField(max_length=40)
    outcome = models.CharField(max_length=12, choices=LookOutcome.choices)
    reference = models.CharField(max_length=300, default="", blank=True)
    first_at = models.DateTimeField()
    looked_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "intent", "source"], name="one_look_per_source"
            )
        ]


class Reconciliation(TenantModel):
    """What a restored database was found to lack, compared with the evidence outside. One for
    each restore; `figures` holds counts and ids, never an address. Real time."""

    epoch = models.PositiveIntegerField()
    restore_point = models.DateTimeField()
    made_at = models.DateTimeField()
    figures = models.JSONField(default=dict)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "epoch"], name="one_reconciliation_per_restore"
            )
        ]
