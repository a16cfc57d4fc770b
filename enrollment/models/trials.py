"""What is tried on a few before everybody gets it: variants of a step, and canary sends."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from contacts.models import Contact
from sequences.models import Sequence, Version
from tenancy.rows import StateRow, TenantManager, TenantModel


class ExperimentState(models.TextChoices):
    """The life of a comparison of variants."""

    RUNNING = "running", "Running"
    DECIDED = "decided", "Winner declared"
    UNDECIDED = "undecided", "No difference shown"


class Experiment(StateRow, TenantModel):
    """The variants of one step of a version while they run. `shares` (percent by variant) start
    as the version says and may be changed; `result` holds what the one test said."""

    state = FSMField(
        default=ExperimentState.RUNNING, choices=ExperimentState.choices, protected=True
    )
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="experiments")
    step_key = models.CharField(max_length=60)
    shares = models.JSONField(default=dict)
    winner = models.CharField(max_length=20, default="", blank=True)
    result = models.JSONField(default=dict, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=120, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "version", "step_key"], name="one_experiment_per_step"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ExperimentState.values), name="experiment_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="decided") | ~Q(winner=""), name="decided_has_a_winner"
            ),
        ]

    @transition(
        field=state,
        source=[ExperimentState.RUNNING, ExperimentState.UNDECIDED],
        target=ExperimentState.DECIDED,
    )
    def decide(self, *, winner: str, result: dict[str, object], by: str, at: datetime) -> None:
        """From now on everybody gets the winner; who has a variant keeps it."""
        self.winner, self.result, self.decided_by, self.decided_at = winner, result, by, at

    @transition(field=state, source=ExperimentState.RUNNING, target=ExperimentState.UNDECIDED)
    def conclude(self, *, result: dict[str, object], by: str, at: datetime) -> None:
        """The one test was made and shows no difference; the shares stay."""
        self.result, self.decided_by, self.decided_at = result, by, at


class VariantAssignment(TenantModel):
    """Which variant of a step a person has, for good: whatever the shares become."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="+")
    step_key = models.CharField(max_length=60)
    variant = models.CharField(max_length=20)
    assigned_at = models.DateTimeField()

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "contact", "sequence", "step_key"], name="one_variant_each"
            )
        ]


class CanaryState(models.TextChoices):
    """The life of a canary send."""

    SENDING = "sending", "Sending to the first few"
    HOLDING = "holding", "Watching the first few"
    PASSED = "passed", "Passed"
    STOPPED = "stopped", "Stopped"


class CanaryRun(StateRow, TenantModel):
    """The first few people of a version. `sent` is taken while arming, so it never overshoots."""

    state = FSMField(default=CanaryState.SENDING, choices=CanaryState.choices, protected=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="canary_runs")
    size = models.PositiveIntegerField()
    sent = models.PositiveIntegerField(default=0)
    hold_until = models.DateTimeField(null=True, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "version"], name="one_canary_run"),
            models.CheckConstraint(
                condition=Q(state__in=CanaryState.values), name="canary_state_known"
            ),
        ]

    @transition(field=state, source=CanaryState.SENDING, target=CanaryState.HOLDING)
    def hold(self, *, until: datetime) -> None:
        """The first few have it; now they are watched."""
        self.hold_until = until

    @transition(
        field=state,
        source=[CanaryState.SENDING, CanaryState.HOLDING, CanaryState.STOPPED],
        target=CanaryState.PASSED,
    )
    def widen(self, *, figures: dict[str, object], note: str, at: datetime) -> None:
        """No threshold was passed, or a person with a reason goes on."""
        self.figures, self.note, self.ended_at = figures, note, at

    @transition(
        field=state,
        source=[CanaryState.SENDING, CanaryState.HOLDING],
        target=CanaryState.STOPPED,
    )
    def stop(self, *, figures: dict[str, object], note: str, at: datetime) -> None:
        """A threshold was passed: nobody else gets it until a person decides."""
        self.figures, self.note, self.ended_at = figures, note, at
