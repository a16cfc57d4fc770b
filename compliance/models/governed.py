"""Data that decides about people: written as a draft, put in force by a second person, retired."""

from datetime import datetime
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_fsm import FSMField, transition

from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class RuleState(models.TextChoices):
    """The life of one version of governed data."""

    DRAFT = "draft", "Draft"
    APPROVED = "approved", "In force"
    RETIRED = "retired", "Retired"


class Governed(StateRow, TenantModel):
    """One version of governed data. Approved, it changes no more (the database keeps that with
    `guard_governed`); the next version retires it."""

    state = FSMField(default=RuleState.DRAFT, choices=RuleState.choices, protected=True)
    number = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    last_editor = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    # Everybody who has saved words of this version; none of them may approve it.
    editors = ArrayField(models.UUIDField(), default=list)
    created_at = models.DateTimeField()
    edited_at = models.DateTimeField()
    approved_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        abstract = True
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=RuleState.values), name="%(class)s_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved")
                | models.Q(approved_by__isnull=False, approved_at__isnull=False),
                name="%(class)s_approval_has_a_person",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="approved") | ~models.Q(approved_by=models.F("author")),
                name="%(class)s_approved_by_another",
            ),
        ]

    @transition(field=state, source=RuleState.DRAFT, target=RuleState.APPROVED)
    def approve(self, *, by: Membership, at: datetime) -> None:
        """In force from now on."""
        self.approved_by, self.approved_at = by, at

    @transition(field=state, source=RuleState.APPROVED, target=RuleState.RETIRED)
    def retire(self, *, at: datetime) -> None:
        """Out of force; it stays readable."""
        self.retired_at = at


class GovernedDocument(Governed):
    """One version of a written text that holds for the whole workspace."""

    document = models.JSONField(default=dict)
    note = models.CharField(max_length=300, default="", blank=True)

    class Meta(Governed.Meta):
        abstract = True


def versions_of(*keys: str) -> list[models.BaseConstraint]:
    """One number, one version in force and one draft for each value of `keys`."""
    fields = ["workspace", *keys]
    live, draft = models.Q(state="approved"), models.Q(state="draft")
    return [
        models.UniqueConstraint(fields=[*fields, "number"], name="%(class)s_version"),
        models.UniqueConstraint(fields=fields, condition=live, name="%(class)s_one_in_force"),
        models.UniqueConstraint(fields=fields, condition=draft, name="%(class)s_one_draft"),
    ]
