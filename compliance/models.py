"""Suppression, lawful basis, exclusion rules, decisions, reviews and the vault."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from contacts.models import Contact
from tenancy import scope
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class PersonKey(TenantModel):
    """The key of one person's sealed texts, wrapped by a key outside the database.

    `subject` is a contact's id. Deleting the row makes every blob of the person unreadable.
    """

    subject = models.UUIDField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "subject"], name="one_key_per_person")
        ]


class SealedBlob(TenantModel):
    """A body, a raw mail or other personal text, encrypted under its person's key."""

    key = models.ForeignKey(PersonKey, on_delete=models.CASCADE, related_name="blobs")
    purpose = models.CharField(max_length=30)
    ciphertext = models.BinaryField()
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()


class SuppressionKind(models.TextChoices):
    """What a suppression covers."""

    ADDRESS = "address", "Address"
    DOMAIN = "domain", "Domain"
    ACCOUNT = "account", "Company"
    PHONE = "phone", "Phone number"


class SuppressionReason(models.TextChoices):
    """Why; the first four can never be overridden."""

    OPT_OUT = "opt_out", "Opted out"
    COMPLAINT = "complaint", "Complained"
    HARD_BOUNCE = "hard_bounce", "Address does not exist"
    ERASED = "erased", "Erased"
    CRM = "crm", "Opted out in the CRM"
    MANUAL = "manual", "Stopped by a person"


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
    expires_at = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "kind", "key", "channel", "reason"],
                condition=models.Q(lifted_at=None),
                name="one_live_suppression",
            )
        ]


class Consent(TenantModel):
    """A lawful basis for contacting one person over one channel ('' is all)."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="consents")
    channel = models.CharField(max_length=10, default="", blank=True)
    basis = models.CharField(max_length=40)
    given_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    evidence = models.CharField(max_length=300, default="", blank=True)
    recorded_by = models.CharField(max_length=120)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TenantManager()


class ExclusionRule(TenantModel):
    """One version of an exclusion rule. Changing a rule adds a version and retires the former."""

    key = models.UUIDField(default=uuid7)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list)
    motion = models.CharField(max_length=40, default="", blank=True)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "key", "number"], name="rule_version"),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(retired_at=None),
                name="one_live_rule_version",
            ),
        ]


class Decision(models.Model):
    """One verdict of the gate with each rule's finding. Partitioned by month; never changed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    workspace = models.ForeignKey(
        "tenancy.Workspace",
        on_delete=models.DO_NOTHING,
        default=scope.current_workspace_id,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    at = models.DateTimeField()
    contact_id = models.UUIDField()
    enrollment_id = models.UUIDField(null=True)
    touch_id = models.UUIDField(null=True)
    channel = models.CharField(max_length=10)
    purpose = models.CharField(max_length=10)
    outcome = models.CharField(max_length=10)
    until = models.DateTimeField(null=True)
    findings = models.JSONField(default=list)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "contact_id", "at"], name="decision_by_contact"),
            models.Index(fields=["workspace", "enrollment_id", "at"], name="decision_by_enrollmt"),
        ]


class ReviewState(models.TextChoices):
    """The life of a first-touch review."""

    PENDING = "pending", "Waits for review"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VOID = "void", "Void"


class Review(ConcurrentTransitionMixin, TenantModel):
    """A first message, exactly as it will be sent, and the decision of a second person on it.

    `content` is the sealed canonical content; `content_hash` binds the approval to it.
    """

    state = FSMField(default=ReviewState.PENDING, choices=ReviewState.choices, protected=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="reviews")
    enrollment_id = models.UUIDField()
    version_id = models.UUIDField()
    step_key = models.CharField(max_length=60)
    channel = models.CharField(max_length=10, default="email")
    content = models.ForeignKey(SealedBlob, null=True, on_delete=models.SET_NULL, related_name="+")
    content_hash = models.CharField(max_length=64)
    findings = models.JSONField(default=list)
    # People who may not decide: author and last editor of the copy, enroller, contact's owner.
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    enroller = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # And who was barred from the reviews that this one follows, or asked for it again.
    also_barred = ArrayField(models.UUIDField(), default=list)
    decided_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(default="", blank=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(decided_by__isnull=False),
                name="approval_has_a_person",
            ),
            models.UniqueConstraint(
                fields=["workspace", "enrollment_id", "channel"],
                condition=models.Q(state__in=["pending", "approved"]),
                name="one_live_review",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "state", "opened_at"], name="review_queue")
        ]

    @property
    def barred(self) -> frozenset[UUID]:
        """Members who may not decide on this review: four eyes, always."""
        people = (self.author_id, self.last_editor_id, self.enroller_id, self.owner_id)
        return frozenset(person for person in (*people, *self.also_barred) if person)

    def _decide(self, by: Membership, at: Any, reason: str) -> None:
        self.decided_by, self.decided_at, self.reason = by, at, reason

    @transition(field=state, source=ReviewState.PENDING, target=ReviewState.APPROVED)
    def approve(self, *, by: Membership, at: Any, reason: str = "") -> None:
        """This content, and no other, may leave."""
        self._decide(by, at, reason)

    @transition(field=state, source=ReviewState.PENDING, target=ReviewState.CHANGES_REQUESTED)
    def request_changes(self, *, by: Membership, at: Any, reason: str) -> None:
        """Back to the author with a reason."""
        self._decide(by, at, reason)

    @transition(field=state, source=ReviewState.PENDING, target=ReviewState.REJECTED)
    def reject(self, *, by: Membership, at: Any, reason: str) -> None:
        """This person is not contacted with this."""
        self._decide(by, at, reason)

    @transition(
        field=state,
        source=[ReviewState.PENDING, ReviewState.APPROVED],
        target=ReviewState.WITHDRAWN,
    )
    def withdraw(self, *, reason: str) -> None:
        """Taken back before anything left."""
        self.reason = reason

    @transition(
        field=state, source=[ReviewState.PENDING, ReviewState.APPROVED], target=ReviewState.VOID
    )
    def void(self, *, reason: str) -> None:
        """What was looked at is no longer what would be sent."""
        self.reason = reason


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
