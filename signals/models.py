"""What the world told us, stored once, whatever became of it."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from compliance.models import SealedBlob
from compliance.models.governed import Governed, GovernedDocument, versions_of
from contacts.models import Contact
from signals.inbox_rows import AnswerLimit, Asked, Change, Example
from signals.inlets.models import HookKey, Inlet
from signals.kinds import FROM_STRANGERS
from signals.streams.rows import MailCursor, MailStream, StreamFolder
from tenancy.rows import StateRow, TenantManager, TenantModel

__all__ = [
    "AnswerLimit",
    "Asked",
    "Change",
    "Example",
    "HookKey",
    "Inlet",
    "MailCursor",
    "MailStream",
    "ReactionTable",
    "Signal",
    "SignalState",
    "StreamFolder",
]


class SignalState(models.TextChoices):
    """The life of a signal."""

    RECEIVED = "received", "Received"
    MATCHED = "matched", "Matched"
    APPLIED = "applied", "Applied"
    HELD = "held", "Needs a person"
    IGNORED = "ignored", "No effect"
    REVERSED = "reversed", "Reversed"


S = SignalState


def _has_no_contact(row: models.Model) -> bool:
    return isinstance(row, Signal) and row.contact_id is None


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
    # Since when nothing leaves to the person because of it, in real time.
    held_back_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    effect = models.CharField(max_length=300, default="", blank=True)
    # Times that its effect has failed, why last (the kind of error, no words), and when it is
    # tried again, in real time.
    failures = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=80, default="", blank=True)
    retry_at = models.DateTimeField(null=True, blank=True)
    # Of a mail that names nobody we know: whether somebody at its domain or of its name had been
    # written to when it came, and since when a person says that it is not about us (real time).
    is_likely = models.BooleanField(default=False, db_default=False)
    passed_over_at = models.DateTimeField(null=True, blank=True)
    # When whoever reads that mailbox was reminded of it (the product's clock).
    reminded_at = models.DateTimeField(null=True, blank=True)
    # The key of the address from which a person wrote it, so that the next from there is known.
    sender_key = models.CharField(max_length=64, default="", blank=True, db_default="")

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
            # Read by retention.
            models.Index(
                fields=["workspace", "received_at"],
                condition=Q(raw__isnull=False),
                name="signal_with_original",
            ),
            # Who has written from an address before.
            models.Index(
                fields=["workspace", "sender_key", "-received_at"],
                condition=Q(contact__isnull=False) & ~Q(sender_key=""),
                name="signal_by_sender",
            ),
            # The list of what people we do not know have written, by mailbox.
            models.Index(
                fields=["workspace", "mailbox_id", "-is_likely", "-received_at"],
                condition=Q(
                    contact=None,
                    state="ignored",
                    source="mail",
                    raw__isnull=False,
                    passed_over_at=None,
                    kind__in=sorted(FROM_STRANGERS),
                ),
                name="signal_of_strangers",
            ),
            # Of which of them nobody has been reminded.
            models.Index(
                fields=["workspace", "occurred_at"],
                condition=Q(is_likely=True, state="ignored", reminded_at=None),
                name="signal_unreminded",
            ),
        ]

    @transition(
        field=state,
        source=[S.RECEIVED, S.IGNORED],
        target=S.MATCHED,
        conditions=[_has_no_contact],
    )
    def match(self, *, contact_id: UUID, enrollment_id: UUID | None, touch_id: UUID | None) -> None:
        """It is known whom it concerns; of what had no effect because nobody was meant, a person
        has said so."""
        self.contact_id = contact_id
        self.enrollment_id, self.touch_id = enrollment_id, touch_id

    @transition(field=state, source=S.REVERSED, target=S.IGNORED)
    def unmatch(self, *, effect: str) -> None:
        """Whom a person has named is not meant after all."""
        self.contact_id = self.enrollment_id = self.touch_id = None
        self.effect = effect

    @transition(field=state, source=[S.MATCHED, S.HELD, S.REVERSED, S.IGNORED], target=S.APPLIED)
    def apply(self, *, effect: str, at: datetime, kind: str = "") -> None:
        """Its effect is in the same transaction; a person may have said what it is."""
        self.effect, self.applied_at, self.kind = effect, at, kind or self.kind

    @transition(field=state, source=S.MATCHED, target=S.HELD)
    def hold(self, *, effect: str, at: datetime) -> None:
        """Stopped what it may concern, and asks a person."""
        self.effect, self.applied_at = effect, at

    @transition(field=state, source=[S.RECEIVED, S.MATCHED, S.HELD, S.REVERSED], target=S.IGNORED)
    def ignore(self, *, effect: str, at: datetime) -> None:
        """Recorded, explained, without effect."""
        self.effect, self.applied_at = effect, at

    @transition(field=state, source=[S.APPLIED, S.HELD, S.IGNORED], target=S.REVERSED)
    def reverse(self, *, effect: str, kind: str = "") -> None:
        """A person undid it."""
        self.effect, self.kind = effect, kind or self.kind

    @transition(field=state, source=[S.APPLIED, S.IGNORED], target=S.HELD)
    def reopen(self, *, effect: str, kind: str) -> None:
        """A person undid a decision; it waits for one again."""
        self.effect, self.kind = effect, kind


class ReactionTable(GovernedDocument):
    """One version of what happens when a signal comes; one of them is in force, else the built-in.

    `document` is in the form of `signals.reaction_document`.
    """

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            *Governed.Meta.constraints,
            *versions_of(),
        ]

    def __str__(self) -> str:
        return f"Reaction table v{self.number}"
