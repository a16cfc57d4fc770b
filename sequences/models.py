"""Sequences, their versions and steps. An approved version never changes again."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_fsm import FSMField, transition

from sequences.querysets import VersionQuerySet
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class Motion(models.TextChoices):
    """What kind of outreach a sequence is for."""

    OUTBOUND = "outbound", "Outbound"
    INBOUND = "inbound", "Inbound follow-up"
    ACCOUNT_BASED = "account_based", "Account-based"
    RENEWAL = "renewal", "Renewal"
    PARTNER = "partner", "Partner"
    EVENT = "event", "Event"
    ONBOARDING = "onboarding", "Onboarding"
    REENGAGEMENT = "reengagement", "Re-engagement"


class EntryPolicy(models.TextChoices):
    """Who may come in, beside other sequences and again."""

    ONE_AT_A_TIME = "one_at_a_time", "Nobody who is in another sequence"
    EXCLUSIVE = "exclusive", "Nobody who is in another exclusive one"
    ONCE_EVER = "once_ever", "Nobody who is in another sequence or was in this one"
    ANY = "any", "Anybody who is not in it now"


class Sequence(TenantModel):
    """One motion's plan; what it says is in its versions."""

    name = models.CharField(max_length=120)
    motion = models.CharField(max_length=20, choices=Motion.choices, default=Motion.OUTBOUND)
    segment = models.CharField(max_length=80, default="", blank=True)
    purpose = models.CharField(max_length=200, default="", blank=True)
    campaign_type = models.CharField(max_length=40, default="", blank=True)
    persona = models.CharField(max_length=80, default="", blank=True)
    buying_stage = models.CharField(max_length=80, default="", blank=True)
    # Local dates of the workspace: nothing leaves before the first, all is over after the last.
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    entry = models.CharField(
        max_length=20, choices=EntryPolicy.choices, default=EntryPolicy.ONE_AT_A_TIME
    )
    # The pool of mailboxes that new people are shared among (`enrollment.models.MailboxPool`, which
    # lies above); without one, their owners' mailboxes write to them.
    mailbox_pool = models.UUIDField(null=True, blank=True)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    archived_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "name"],
                condition=models.Q(archived_at=None),
                name="one_live_sequence_per_name",
            ),
            models.CheckConstraint(
                condition=models.Q(motion__in=Motion.values), name="sequence_motion_known"
            ),
            models.CheckConstraint(
                condition=models.Q(starts_on=None)
                | models.Q(ends_on=None)
                | models.Q(ends_on__gte=models.F("starts_on")),
                name="sequence_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class VersionState(models.TextChoices):
    """The life of a version."""

    DRAFT = "draft", "Draft"
    IN_APPROVAL = "in_approval", "In approval"
    APPROVED = "approved", "Approved"
    RETIRED = "retired", "Retired"


class Version(StateRow, TenantModel):
    """One state of a sequence. Motion and segment are copied, so that the constraint "one
    approved version for each" is the database's."""

    state = FSMField(default=VersionState.DRAFT, choices=VersionState.choices, protected=True)
    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    motion = models.CharField(max_length=20, choices=Motion.choices)
    segment = models.CharField(max_length=80, default="", blank=True)
    window = models.JSONField(default=list)
    # The rest of what an approval covers, in the form of `plans.data`: mode, exits, canary, …
    options = models.JSONField(default=dict, blank=True)
    notes = models.TextField(default="", blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Everybody who has saved words of this version; none of them may approve it.
    editors = ArrayField(models.UUIDField(), default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    retired_at = models.DateTimeField(null=True, blank=True)
    rejection = models.TextField(default="", blank=True)

    objects = TenantManager.from_queryset(VersionQuerySet)()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "sequence", "number"], name="version_no"),
            models.UniqueConstraint(
                fields=["workspace", "motion", "segment"],
                condition=models.Q(state="approved"),
                name="one_approved_version_per_motion",
            ),
            models.UniqueConstraint(
                fields=["workspace", "sequence"],
                condition=models.Q(state__in=["draft", "in_approval"]),
                name="one_open_draft",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=VersionState.values), name="version_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(approved_by__isnull=False),
                name="version_approval_has_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence.name} v{self.number}"

    @transition(field=state, source=VersionState.DRAFT, target=VersionState.IN_APPROVAL)
    def submit(self, *, by: Membership, at: Any) -> None:
        """Frozen until someone decides."""
        self.submitted_by, self.submitted_at, self.rejection = by, at, ""

    @transition(field=state, source=VersionState.IN_APPROVAL, target=VersionState.APPROVED)
    def approve(self, *, by: Membership, at: Any) -> None:
        """Immutable from here on."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=VersionState.IN_APPROVAL, target=VersionState.DRAFT)
    def reject(self, *, reason: str) -> None:
        """Back to the author."""
        self.rejection = reason

    @transition(field=state, source=VersionState.APPROVED, target=VersionState.RETIRED)
    def retire(self, *, at: Any) -> None:
        """Takes no new people; the rest finish."""
        self.retired_at = at


class StepKind(models.TextChoices):
    """What a step does, and through which channel."""

    EMAIL = "email", "Email"
    EMAIL_PERSONAL = "email_personal", "Email to personalise"
    CALL = "call", "Call"
    LINKEDIN = "linkedin", "LinkedIn"
    SMS = "sms", "SMS"
    TASK = "task", "Task"
    WAIT = "wait", "Wait"


class DelayUnit(models.TextChoices):
    """Units of the delay after the step before."""

    MINUTES = "minutes", "minutes"
    HOURS = "hours", "hours"
    DAYS = "days", "days"
    WORKING_DAYS = "working_days", "working days"


class Track(models.TextChoices):
    """The three ways through a sequence; everybody starts on the main one."""

    MAIN = "main", "Main"
    POSITIVE = "positive", "Positive"
    NEGATIVE = "negative", "Negative"


class Step(TenantModel):
    """One step. `key` stays the same from version to version, so that people can be moved."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="steps")
    key = models.CharField(max_length=60)
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    track = models.CharField(max_length=10, choices=Track.choices, default=Track.MAIN)
    delay_amount = models.PositiveIntegerField(default=0)
    delay_unit = models.CharField(max_length=15, choices=DelayUnit.choices, default=DelayUnit.DAYS)
    subject = models.CharField(max_length=998, default="", blank=True)
    preheader = models.CharField(max_length=200, default="", blank=True)
    text = models.TextField(default="", blank=True)
    html = models.TextField(default="", blank=True)
    same_thread = models.BooleanField(default=True)
    instructions = models.TextField(default="", blank=True)
    # Conditions, jumps, variants, copies, links: in the form of `plans.data`.
    options = models.JSONField(default=dict, blank=True)

    objects = TenantManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "version", "key"], name="step_key"),
            models.UniqueConstraint(
                fields=["workspace", "version", "position"],
                name="step_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=StepKind.values), name="step_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(track__in=Track.values), name="step_track_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.key})"


class ContentStage(models.TextChoices):
    """Who else signs the words of a version, where the workspace asks for it."""

    PEER = "peer", "Peer"
    MANAGER = "manager", "Manager"
    LEGAL = "legal", "Legal"
    BRAND = "brand", "Brand"


class StageApproval(TenantModel):
    """One signature under the words of a version as they were at `edited_at`."""

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="signatures")
    stage = models.CharField(max_length=10, choices=ContentStage.choices)
    edited_at = models.DateTimeField()
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    note = models.CharField(max_length=300, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "version", "stage", "edited_at"], name="one_signature_each"
            ),
            models.UniqueConstraint(
                fields=["workspace", "version", "by", "edited_at"], name="signs_for_one_stage"
            ),
        ]


class Waiver(TenantModel):
    """A finding of the lint that is accepted for a time, with the reason and who says so."""

    sequence = models.ForeignKey(Sequence, on_delete=models.CASCADE, related_name="waivers")
    code = models.CharField(max_length=40)
    step_key = models.CharField(max_length=60, default="", blank=True)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = TenantManager()


class Snippet(TenantModel):
    """A piece of text for templates. A version keeps a copy of the snippets that it uses."""

    name = models.CharField(max_length=40)
    text = models.TextField()
    updated_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "name"], name="one_snippet_per_name")
        ]

    def __str__(self) -> str:
        return self.name


class ClosedDate(TenantModel):
    """Days on which nothing leaves, besides public holidays; `country` "" is everybody."""

    first = models.DateField()
    last = models.DateField()
    name = models.CharField(max_length=80)
    country = models.CharField(max_length=2, default="", blank=True)

    objects = TenantManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["first"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(last__gte=models.F("first")), name="closed_date_in_order"
            )
        ]


class SimulationStage(models.TextChoices):
    """How far a simulation is."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Simulation(TenantModel):
    """A version run over chosen people with a clock of its own. Nothing leaves and nothing counts.

    `asked` holds what was chosen, `result` the sums for the page, `rows` every touch as gzipped
    CSV.
    """

    version = models.ForeignKey(Version, on_delete=models.CASCADE, related_name="simulations")
    requested_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # The words that were run: `edited_at` of the version then.
    edited_at = models.DateTimeField()
    asked = models.JSONField(default=dict)
    stage = models.CharField(
        max_length=10, choices=SimulationStage.choices, default=SimulationStage.WAITING
    )
    progress = models.PositiveIntegerField(default=0)
    people_total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict, blank=True)
    rows = models.BinaryField(default=b"", blank=True)
    problem = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()
