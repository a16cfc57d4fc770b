"""Senders and gates: what a touch must pass besides the rules."""

from typing import ClassVar

from django.db import models

from sequences.ramps import FIRST, STEP, Ramp
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class Mailbox(TenantModel):
    """A sender with its limits and its ears.

    `heard_at` is real time: the last proof that mail to this mailbox reaches us. Older than five
    minutes means that nothing is armed, unless an admin declared the mailbox unmonitored.
    """

    name = models.CharField(max_length=120)
    address = models.CharField(max_length=254)
    owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="mailboxes"
    )
    daily_limit = models.PositiveIntegerField(default=200)
    # Messages in one hour of UTC; None is no limit but the day's.
    hourly_limit = models.PositiveIntegerField(null=True, blank=True)
    # The day of the workspace on which it began to send; None for one that may send all it has.
    ramp_from = models.DateField(null=True, blank=True)
    ramp_first = models.PositiveIntegerField(default=FIRST)
    ramp_step = models.PositiveIntegerField(default=STEP)
    # Between two messages, at least; 0 is no gap.
    gap_seconds = models.PositiveIntegerField(default=0)
    zone = models.CharField(max_length=64, default="", blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)
    unmonitored_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What the last look at the domain's SPF, DKIM and DMARC records found, and when (real time).
    authentication = models.JSONField(default=dict, blank=True)
    authentication_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "address"], name="one_mailbox_per_address")
        ]

    def __str__(self) -> str:
        return f"{self.name} <{self.address}>"

    @property
    def ramp(self) -> Ramp | None:
        """How it grows to its limit; None when it does not have to."""
        begins = self.ramp_from
        return Ramp(begins, self.ramp_first, self.ramp_step) if begins else None


class MailboxLine(TenantModel):
    """The turns of a mailbox that keeps a gap: when the next message may leave at the earliest, and
    when the last turn that was given ends; both by the product's clock."""

    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="+")
    free_at = models.DateTimeField()
    booked_to = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "mailbox"], name="one_line_per_mailbox")
        ]


class MailboxAddress(models.Model):
    """Finds the workspace of incoming mail before any scope is open; one owner per address."""

    address = models.CharField(primary_key=True, max_length=254)
    workspace_id = models.UUIDField()
    mailbox_id = models.UUIDField()


class RecipientGate(TenantModel):
    """The row that arms and stops of one address lock. `address_key` is the keyed hash.

    `epoch` rises with every stop; `stopped_at` is set while nothing may be armed at all
    (opt-out, complaint, hard bounce, erasure).
    """

    address_key = models.CharField(max_length=64)
    epoch = models.PositiveIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=30, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "address_key"], name="one_gate_per_person")
        ]


class Unheeded(TenantModel):
    """A signal about an address that has not had its effect yet: nothing is armed there until it
    has. It is gone with the effect. `since` is real time."""

    address_key = models.CharField(max_length=64)
    signal_id = models.UUIDField()
    since = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "address_key", "signal_id"], name="one_unheeded_per_address"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "signal_id"], name="unheeded_by_signal")
        ]


class StopRecord(TenantModel):
    """A committed stop of one address, in real time, so that what left after it can be labelled."""

    address_key = models.CharField(max_length=64)
    enrollment_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    cause = models.CharField(max_length=30)
    evidence = models.CharField(max_length=300, default="", blank=True)
    epoch = models.PositiveIntegerField()
    cancelled = models.PositiveIntegerField(default=0)
    # Whether the log outside the database has it: see `enrollment.restoring`.
    is_logged = models.BooleanField(default=False, db_default=False)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "address_key", "at"], name="stop_by_address"),
            models.Index(
                fields=["workspace"],
                condition=models.Q(is_logged=False),
                name="stop_not_logged",
            ),
        ]


class GateKind(models.TextChoices):
    """How wide a switch is."""

    WORKSPACE = "workspace", "Workspace"
    SEQUENCE = "sequence", "Sequence"
    MAILBOX = "mailbox", "Mailbox"


class ControlGate(TenantModel):
    """A closed switch. Open gates have no row; touches behind a closed one stay planned."""

    kind = models.CharField(max_length=10, choices=GateKind.choices)
    ref = models.UUIDField()
    # Real time; `since` is the same moment of the clock by which the backlog is measured.
    closed_at = models.DateTimeField()
    since = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "kind", "ref"], name="one_switch_each")
        ]


class PastGate(TenantModel):
    """A switch that was closed, and is open by now: what left before may still be labelled. `ref`
    is that of the switch; of the installation's, the workspace."""

    ref = models.UUIDField()
    closed_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "closed_at"], name="past_gate_by_moment")
        ]


class LimitCounter(TenantModel):
    """How many of a limit are taken; taken in the arming transaction, so it never overshoots."""

    key = models.CharField(max_length=80)
    n = models.PositiveIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key"], name="one_counter_per_key")
        ]
