"""First messages, and the decision of a second person on them."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from compliance.models.sealing import SealedBlob
from contacts.models import Contact
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


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
