"""Whom a workspace leaves out by rules of its own, and who may pass in spite of a rule."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, transition

from contacts.models import Contact
from tenancy.ids import uuid7
from tenancy.models import Membership
from tenancy.rows import TenantManager, TenantModel


class RuleState(models.TextChoices):
    """The life of one version of an exclusion rule."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "In force"
    RETIRED = "retired", "Retired"


class ExclusionRule(ConcurrentTransitionMixin, TenantModel):
    """One version of an exclusion rule: a draft that somebody else approves. Approved, it changes
    no more; the next version retires it.

    It holds for a motion ("" is every one) or for one sequence, until `expires_at`. `report` is
    the back-test that the approver has seen.
    """

    state = FSMField(default=RuleState.DRAFT, choices=RuleState.choices, protected=True)
    key = models.UUIDField(default=uuid7)
    number = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=120)
    match = models.CharField(max_length=3, choices=[("all", "all"), ("any", "any")], default="all")
    conditions = models.JSONField(default=list)
    motion = models.CharField(max_length=40, default="", blank=True)
    sequence_id = models.UUIDField(null=True, blank=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    report = models.JSONField(default=dict, blank=True)
    reported_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    # When the people in flight whom it blocks had all been paused; None while a worker has to.
    applied_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=RuleState.values), name="rule_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="rule_approval_has_a_person",
            ),
            models.UniqueConstraint(fields=["workspace", "key", "number"], name="rule_version"),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(state="approved"),
                name="one_live_rule_version",
            ),
            models.UniqueConstraint(
                fields=["workspace", "key"],
                condition=models.Q(state="draft"),
                name="one_draft_of_a_rule",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.number}"

    @transition(field=state, source=RuleState.DRAFT, target=RuleState.APPROVED)
    def approve(self, *, by: Membership, at: datetime) -> None:
        """In force from now on."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=RuleState.APPROVED, target=RuleState.RETIRED)
    def retire(self, *, at: datetime) -> None:
        """Out of force; it stays readable."""
        self.retired_at = at


class RuleException(TenantModel):
    """One person may pass one rule of the gate, for a reason and until a day.

    `rule` is the id of an overridable rule; for an exclusion rule `exclusion_key` says which. Only
    what a rule may be overridden for passes: never an opt-out, a complaint, a hard bounce or an
    erasure.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="exceptions")
    rule = models.CharField(max_length=60)
    exclusion_key = models.UUIDField(null=True, blank=True)
    sequence_id = models.UUIDField(null=True, blank=True)
    reason = models.CharField(max_length=300)
    granted_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "contact"], name="exception_by_contact")
        ]
