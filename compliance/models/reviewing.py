"""First messages, and the decision of a second person on them."""

from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_fsm import FSMField, transition

from compliance.models.sealing import SealedBlob
from contacts.models import Contact
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class ReviewState(models.TextChoices):
    """The life of a first-touch review."""

    PENDING = "pending", "Waits for review"
    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Changes requested"
    REJECTED = "rejected", "Rejected"
    WITHDRAWN = "withdrawn", "Withdrawn"
    VOID = "void", "Void"


class Handling(models.TextChoices):
    """How a first message is looked at."""

    SINGLE = "single", "One by one"
    GROUP = "group", "With others of its template"


def _is_real(row: models.Model) -> bool:
    return isinstance(row, Review) and not row.planted


class RealReviews(TenantManager[Any]):
    """Reviews of messages that can leave: what was planted to measure attention is left out."""

    def get_queryset(self) -> models.QuerySet[Any]:
        """Rows of the open workspace."""
        return super().get_queryset().filter(planted="")


class Review(StateRow, TenantModel):
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
    # What the policy said when it was opened: `policy` is its number, 0 the built-in one.
    policy = models.PositiveIntegerField(default=0)
    causes = models.JSONField(default=list)
    handling = models.CharField(max_length=10, choices=Handling.choices, default=Handling.SINGLE)
    group_key = models.CharField(max_length=64, default="", blank=True)
    # The stages one after the other, and which of them it is at; times are those of this stage.
    stages = models.JSONField(default=list)
    stage = models.PositiveSmallIntegerField(default=0)
    stage_at = models.DateTimeField()
    due_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    # Somebody wrote other words than the template's for this person.
    is_edited = models.BooleanField(default=False)
    # Who has it open; nobody once `locked_until` (real time) has passed.
    locked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    locked_until = models.DateTimeField(null=True, blank=True)
    # The first review of the same message; those that follow it share it.
    thread_id = models.UUIDField(default=uuid7)
    # What is wrong with a message that was planted to measure attention; it never leaves.
    planted = models.CharField(max_length=40, default="", blank=True)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = RealReviews()
    queue = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=ReviewState.values), name="review_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | models.Q(decided_by__isnull=False),
                name="approval_has_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(planted="") | ~models.Q(state="approved"),
                name="what_was_planted_never_leaves",
            ),
            models.UniqueConstraint(
                fields=["workspace", "enrollment_id", "channel"],
                condition=models.Q(state__in=["pending", "approved"], planted=""),
                name="one_live_review",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "state", "opened_at"], name="review_queue"),
            models.Index(fields=["workspace", "thread_id"], name="review_thread"),
            models.Index(
                fields=["workspace", "group_key"],
                condition=models.Q(state="pending"),
                name="review_group",
            ),
        ]

    @property
    def barred(self) -> frozenset[UUID]:
        """Members who may not decide on this review: four eyes, always."""
        people = (self.author_id, self.last_editor_id, self.enroller_id, self.owner_id)
        return frozenset(person for person in (*people, *self.also_barred) if person)

    def _decide(self, by: Membership, at: Any, reason: str) -> None:
        self.decided_by, self.decided_at, self.reason = by, at, reason

    @transition(
        field=state,
        source=ReviewState.PENDING,
        target=ReviewState.APPROVED,
        conditions=[_is_real],
    )
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

    @transition(field=state, source=ReviewState.WITHDRAWN, target=ReviewState.PENDING)
    def undo_withdraw(self, *, reason: str) -> None:
        """A person undid the end of its enrollment; it waits for a decision as before."""
        self.reason = reason

    @transition(
        field=state, source=[ReviewState.PENDING, ReviewState.APPROVED], target=ReviewState.VOID
    )
    def void(self, *, reason: str) -> None:
        """What was looked at is no longer what would be sent."""
        self.reason = reason

    @transition(field=state, source=ReviewState.PENDING, target=ReviewState.VOID)
    def take_out(self, *, reason: str) -> None:
        """A planted message is answered, or nobody needs it any more."""
        self.reason = reason


class Signed(models.TextChoices):
    """What a person did to a review at one of its stages."""

    APPROVED = "approved", "Approved"
    CHANGES_REQUESTED = "changes_requested", "Asked for changes"
    REJECTED = "rejected", "Rejected"
    PASSED_ON = "passed_on", "Edited and passed on"
    WITHDRAWN = "withdrawn", "Withdrew the approval"


class ReviewSignature(TenantModel):
    """What one person decided at one stage of a review. Never changed, but that
    an erasure takes the words of `reason`.

    `looked_at` is when they opened the message first; None when they approved it within a group
    of `group_key` without opening it.
    """

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="signatures")
    stage = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    decision = models.CharField(max_length=20, choices=Signed.choices)
    reason = models.TextField(default="", blank=True)
    content_hash = models.CharField(max_length=64)
    group_key = models.CharField(max_length=64, default="", blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)
    at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "member", "at"], name="signature_by_member")
        ]


class ReviewLook(TenantModel):
    """That one person had one message open, from when to when."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="looks")
    member = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "review", "member"], name="one_look_per_person"
            )
        ]
