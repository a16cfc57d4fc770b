"""Breakers: receivers that asked to slow down, and are left alone for a while."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from tenancy.rows import StateRow, TenantManager, TenantModel


class BreakerState(models.TextChoices):
    """The life of a breaker."""

    OPEN = "open", "Left alone"
    PROBING = "probing", "Trying one message"
    CLOSED = "closed", "Closed"


B = BreakerState


class DomainBreaker(StateRow, TenantModel):
    """A receiver, as seen through one mail server, that asked to slow down. Moments are by the
    product's clock.

    `domain` stands for the receiver (`contacts.domains`), `route` names the server that its
    messages are handed to. It is left alone until `until`, which is `wait_seconds` after the
    answer at `asked_at`; `asked_by` and `code` say whose words those were. Then `probe`, a touch,
    is tried from `probe_at` on. `times` counts the openings without a quiet day between them.
    """

    state = FSMField(default=B.OPEN, choices=B.choices, protected=True)
    domain = models.CharField(max_length=253)
    route = models.CharField(max_length=253)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=60)
    code = models.PositiveSmallIntegerField()
    wait_seconds = models.PositiveIntegerField()
    until = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    probe = models.UUIDField(null=True, blank=True)
    probe_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.CharField(max_length=120, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=B.values), name="breaker_state_known"),
            models.UniqueConstraint(
                fields=["workspace", "route", "domain"], name="one_breaker_per_receiver"
            ),
        ]

    @transition(field=state, source=[B.OPEN, B.PROBING, B.CLOSED], target=B.OPEN)
    def reopen(
        self, *, at: datetime, by: str, code: int, wait_seconds: int, until: datetime, times: int
    ) -> None:
        """It has asked again."""
        self.asked_at, self.asked_by, self.code = at, by, code
        self.wait_seconds, self.until, self.times = wait_seconds, until, times
        self.probe, self.probe_at, self.closed_by = None, None, ""

    @transition(field=state, source=[B.OPEN, B.PROBING], target=B.PROBING)
    def try_one(self, *, probe: UUID, at: datetime) -> None:
        """One message may leave; what becomes of it decides."""
        self.probe, self.probe_at = probe, at

    @transition(field=state, source=[B.OPEN, B.PROBING], target=B.CLOSED)
    def close(self, *, by: str) -> None:
        """Messages leave again."""
        self.closed_by = by
