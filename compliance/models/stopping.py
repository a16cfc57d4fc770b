"""Who must not be contacted, and the links by which people say so."""

from typing import Any, ClassVar

from django.db import models
from django_fsm import FSMField, transition

from contacts.models import Contact
from tenancy import clock
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class SuppressionKind(models.TextChoices):
    """What a suppression covers."""

    ADDRESS = "address", "Address"
    DOMAIN = "domain", "Domain"
    ACCOUNT = "account", "Company"
    PHONE = "phone", "Phone number"


class SuppressionReason(models.TextChoices):
    """Why; all but MANUAL are what somebody else has said, and nobody overrides them."""

    OPT_OUT = "opt_out", "Opted out"
    COMPLAINT = "complaint", "Complained"
    HARD_BOUNCE = "hard_bounce", "Address does not exist"
    ERASED = "erased", "Erased"
    CRM = "crm", "Opted out in the CRM"
    MANUAL = "manual", "Stopped by a person"
    LATER = "later", "Asked for a later date"


class Logged(models.TextChoices):
    """What the log outside the database has been told of a stop."""

    STOPPED = "stopped", "That it stands"
    LIFTED = "lifted", "That it was lifted"


NOT_LOGGED = models.Q(logged="") | models.Q(logged=Logged.STOPPED, lifted_at__isnull=False)


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
    # When the same was said last: what a person agreed to before that day lifts nothing.
    said_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    # What the log outside the database knows of it; "" is nothing.
    logged = models.CharField(
        max_length=8, choices=Logged.choices, default="", db_default="", blank=True
    )

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "channel", "reason"],
                condition=models.Q(lifted_at=None),
                name="one_live_suppression",
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace"], condition=NOT_LOGGED, name="suppression_not_logged"),
        ]


class LiftState(models.TextChoices):
    """What became of the wish to lift a stop."""

    ASKED = "asked", "Waits for a second person"
    LIFTED = "lifted", "Lifted"
    REFUSED = "refused", "Refused"
    WITHDRAWN = "withdrawn", "Withdrawn"


class LiftRequest(StateRow, TenantModel):
    """Somebody who said no has agreed anew: one person brings the evidence, another decides."""

    state = FSMField(default=LiftState.ASKED, choices=LiftState.choices, protected=True)
    suppression = models.ForeignKey(Suppression, on_delete=models.PROTECT, related_name="lifts")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    basis = models.CharField(max_length=40)
    channel = models.CharField(max_length=10, default="", blank=True)
    given_at = models.DateTimeField()
    evidence = models.CharField(max_length=300)
    asked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=LiftState.values), name="lift_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="lifted") | ~models.Q(decided_by=models.F("asked_by")),
                name="lift_needs_two_people",
            ),
            models.UniqueConstraint(
                fields=["workspace", "suppression"],
                condition=models.Q(state="asked"),
                name="one_open_lift",
            ),
        ]

    @transition(field=state, source=LiftState.ASKED, target=LiftState.LIFTED)
    def lift(self, *, by: Membership, at: Any) -> None:
        """The second person agrees."""
        self.decided_by, self.decided_at = by, at

    @transition(field=state, source=LiftState.ASKED, target=LiftState.REFUSED)
    def refuse(self, *, by: Membership, at: Any, reason: str) -> None:
        """The second person does not agree; the stop stands."""
        self.decided_by, self.decided_at, self.reason = by, at, reason

    @transition(field=state, source=LiftState.ASKED, target=LiftState.WITHDRAWN)
    def withdraw(self, *, at: Any) -> None:
        """Whoever asked takes it back."""
        self.decided_at = at


class StopListState(models.TextChoices):
    """The life of an uploaded list of people to stop."""

    UPLOADED = "uploaded", "Uploaded"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class StopList(StateRow, TenantModel):
    """An uploaded or pasted list of addresses, domains, numbers or hashes to stop, and how far a
    worker is. Lines are taken in chunks, each for good: half a list stops half the people."""

    state = FSMField(default=StopListState.UPLOADED, choices=StopListState.choices, protected=True)
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=2)
    header = models.BooleanField(default=False)
    headers = models.JSONField(default=list)
    # Which column holds what is stopped, and what that is: a kind, or the name of a hash.
    column = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=20)
    reason = models.CharField(max_length=20)
    channel = models.CharField(max_length=10, default="", blank=True)
    source = models.CharField(max_length=80)
    expires_at = models.DateTimeField(null=True, blank=True)
    uploaded_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    lines_total = models.PositiveIntegerField(default=0)
    lines_read = models.PositiveIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)
    stopped = models.PositiveIntegerField(default=0)
    rejects = models.TextField(default="", blank=True)
    problem = models.TextField(default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=StopListState.values), name="stop_list_state_known"
            )
        ]

    @transition(field=state, source=StopListState.UPLOADED, target=StopListState.RUNNING)
    def start(self, *, at: Any) -> None:
        """What the columns mean is fixed; a worker takes it from here."""
        self.started_at = at

    @transition(field=state, source=StopListState.RUNNING, target=StopListState.DONE)
    def finish(self, *, at: Any) -> None:
        """Every line is taken or refused."""
        self.finished_at = at

    @transition(
        field=state,
        source=[StopListState.UPLOADED, StopListState.RUNNING],
        target=StopListState.FAILED,
    )
    def fail(self, *, at: Any, problem: str) -> None:
        """What was taken stays taken; `problem` says why it went no further."""
        self.finished_at, self.problem = at, problem


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
