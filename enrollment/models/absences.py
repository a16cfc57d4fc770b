"""Absences: when a member is away, and what becomes of their people meanwhile."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django_fsm import FSMField, transition

from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class AbsenceState(models.TextChoices):
    """The life of an absence."""

    PLANNED = "planned", "Planned"
    RUNNING = "running", "Away"
    RETURNING = "returning", "Back, plan to decide"
    ENDED = "ended", "Over"
    CANCELLED = "cancelled", "Called off"


class Handling(models.TextChoices):
    """What becomes of one kind of people while their owner is away."""

    GO_ON = "go_on", "Go on as planned"
    PAUSE = "pause", "Pause until the return"
    HAND_OVER = "hand_over", "Hand over for good"


A = AbsenceState


class Absence(StateRow, TenantModel):
    """A member is away from `starts_at` to `ends_at` (product's clock). `cover` acts for them
    meanwhile; whoever is handed over goes to `cover` for good.

    `new` are people whom nothing has reached yet, `running` those in mid-sequence, `open` those
    with a task or an answer that waits for the owner. `progress` counts people handed over.
    """

    state = FSMField(default=A.PLANNED, choices=A.choices, protected=True)
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="absences")
    cover = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    new = models.CharField(max_length=10, choices=Handling.choices, default=Handling.PAUSE)
    running = models.CharField(max_length=10, choices=Handling.choices, default=Handling.PAUSE)
    open = models.CharField(max_length=10, choices=Handling.choices, default=Handling.GO_ON)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    progress = models.PositiveIntegerField(default=0)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=A.values), name="absence_state_known"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="absence_ends_after_it_starts"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "starts_at"],
                condition=Q(state__in=["planned", "running", "returning"]),
                name="absence_open",
            )
        ]

    @transition(field=state, source=A.PLANNED, target=A.RUNNING)
    def begin(self) -> None:
        """The person is away."""

    @transition(field=state, source=A.RUNNING, target=A.RETURNING)
    def come_back(self, *, at: datetime) -> None:
        """The person is back; what waited for them gets a release plan."""
        self.ends_at = min(self.ends_at, at)

    @transition(field=state, source=[A.RUNNING, A.RETURNING], target=A.ENDED)
    def end(self) -> None:
        """Nothing waits for the person any more."""

    @transition(field=state, source=A.PLANNED, target=A.CANCELLED)
    def cancel(self) -> None:
        """It has not begun, and will not."""
