"""What the world told us, stored once, whatever became of it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from compliance.models import SealedBlob
from contacts.models import Contact
from tenancy.rows import StateRow, TenantManager, TenantModel


class SignalState(models.TextChoices):
    """The life of a signal."""

    RECEIVED = "received", "Received"
    MATCHED = "matched", "Matched"
    APPLIED = "applied", "Applied"
    HELD = "held", "Needs a person"
    IGNORED = "ignored", "No effect"
    REVERSED = "reversed", "Reversed"


S = SignalState


class Signal(StateRow, TenantModel):
    """One thing that happened outside. `(source, event_id)` makes a repetition harmless.

    `reading` holds the kind's facts without personal data; the raw message is a sealed blob.
    `received_at` is real time, `occurred_at` the product's clock.
    """

    state = FSMField(default=S.RECEIVED, choices=S.choices, protected=True)
    source = models.CharField(max_length=20)
    event_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=30)
    contact = models.ForeignKey(
        Contact, null=True, blank=True, on_delete=models.PROTECT, related_name="signals"
    )
    enrollment_id = models.UUIDField(null=True, blank=True)
    touch_id = models.UUIDField(null=True, blank=True)
    mailbox_id = models.UUIDField(null=True, blank=True)
    reading = models.JSONField(default=dict)
    raw = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    received_at = models.DateTimeField()
    occurred_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    effect = models.CharField(max_length=300, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "source", "event_id"], name="one_signal_per_event"
            ),
            models.CheckConstraint(condition=Q(state__in=S.values), name="signal_state_known"),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "received_at"],
                condition=Q(state__in=["received", "matched", "held"]),
                name="signal_open",
            ),
            models.Index(fields=["workspace", "contact", "received_at"], name="signal_by_contact"),
        ]

    @transition(field=state, source=S.RECEIVED, target=S.MATCHED)
    def match(self, *, contact_id: UUID, enrollment_id: UUID | None, touch_id: UUID | None) -> None:
        """It is known whom it concerns."""
        self.contact_id = contact_id
        self.enrollment_id, self.touch_id = enrollment_id, touch_id

    @transition(field=state, source=[S.MATCHED, S.HELD], target=S.APPLIED)
    def apply(self, *, effect: str, at: datetime, kind: str = "") -> None:
        """Its effect is in the same transaction; a person may have said what it is."""
        self.effect, self.applied_at, self.kind = effect, at, kind or self.kind

    @transition(field=state, source=S.MATCHED, target=S.HELD)
    def hold(self, *, effect: str, at: datetime) -> None:
        """Stopped what it may concern, and asks a person."""
        self.effect, self.applied_at = effect, at

    @transition(field=state, source=[S.RECEIVED, S.MATCHED, S.HELD], target=S.IGNORED)
    def ignore(self, *, effect: str, at: datetime) -> None:
        """Recorded, explained, without effect."""
        self.effect, self.applied_at = effect, at

    @transition(field=state, source=[S.APPLIED, S.HELD], target=S.REVERSED)
    def reverse(self, *, effect: str) -> None:
        """A person undid it."""
        self.effect = effect
