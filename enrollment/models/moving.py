"""Moving people from one version to another while they are in flight."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from enrollment.models.enrolling import Enrollment
from sequences.models import Version
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class MigrationState(models.TextChoices):
    """The life of a migration."""

    DRAFT = "draft", "Dry run"
    CANARY = "canary", "First share, watched"
    RUNNING = "running", "Moving"
    DONE = "done", "Done"
    STOPPED = "stopped", "Stopped"
    ROLLING_BACK = "rolling_back", "Rolling back"
    ROLLED_BACK = "rolled_back", "Rolled back"
    DISCARDED = "discarded", "Discarded"


M = MigrationState


class Migration(StateRow, TenantModel):
    """A plan to move people, and how far it is. `step_map` leads from every step key of `source`
    to one of `target`, or to "" for a step that has no counterpart.

    `share` (percent, at least one person) goes first and is watched for `hold_minutes`;
    `thresholds` holds percentages by name (bounce, opt_out, complaint, failed).
    """

    state = FSMField(default=M.DRAFT, choices=M.choices, protected=True)
    source = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    step_map = models.JSONField(default=dict)
    share = models.PositiveSmallIntegerField(default=10)
    hold_minutes = models.PositiveIntegerField(default=120)
    thresholds = models.JSONField(default=dict)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    watched_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    people_total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=M.values), name="migration_state_known"),
            models.UniqueConstraint(
                fields=["workspace", "source"],
                condition=Q(state__in=["canary", "running", "rolling_back"]),
                name="one_migration_at_a_time",
            ),
        ]

    @transition(field=state, source=M.DRAFT, target=M.CANARY)
    def start(self, *, at: datetime) -> None:
        """The first share moves."""
        self.started_at = at

    @transition(field=state, source=[M.CANARY, M.STOPPED], target=M.RUNNING)
    def widen(self, *, figures: dict[str, object], note: str) -> None:
        """Everybody else moves."""
        self.figures, self.note = figures, note

    @transition(field=state, source=M.RUNNING, target=M.DONE)
    def finish(self, *, at: datetime) -> None:
        """Nobody is left to move."""
        self.ended_at = at

    @transition(field=state, source=[M.CANARY, M.RUNNING], target=M.STOPPED)
    def stop(self, *, figures: dict[str, object], note: str, at: datetime) -> None:
        """A threshold was passed, or a person stopped it; those moved stay where they are."""
        self.figures, self.note, self.ended_at = figures, note, at

    @transition(field=state, source=[M.CANARY, M.RUNNING, M.STOPPED, M.DONE], target=M.ROLLING_BACK)
    def roll_back(self, *, note: str) -> None:
        """Everybody returns; possible while nothing of the new version has left."""
        self.note = note

    @transition(field=state, source=M.ROLLING_BACK, target=M.ROLLED_BACK)
    def rolled_back(self, *, at: datetime) -> None:
        """Everybody is where they were."""
        self.ended_at = at

    @transition(field=state, source=M.DRAFT, target=M.DISCARDED)
    def discard(self, *, at: datetime) -> None:
        """The dry run was enough."""
        self.ended_at = at


class PersonFate(models.TextChoices):
    """What a migration does, or did, with one person."""

    MOVES = "moves", "Will move"
    STAYS = "stays", "Stays"
    WAITS = "waits", "Moves when its message is settled"
    MOVED = "moved", "Moved"
    RETURNED = "returned", "Moved back"


class MigrationPerson(TenantModel):
    """One person in a migration: the next touch before and after, and what became of it.

    `before` and `after` hold `step`, `due_at` (ISO, UTC) and `cause`; `kept` what a roll-back
    needs. `first` marks the canary share.
    """

    migration = models.ForeignKey(Migration, on_delete=models.CASCADE, related_name="people")
    enrollment = models.ForeignKey(Enrollment, on_delete=models.PROTECT, related_name="moves")
    fate = models.CharField(max_length=10, choices=PersonFate.choices, default="", blank=True)
    reason = models.CharField(max_length=300, default="", blank=True)
    first = models.BooleanField(default=False)
    before = models.JSONField(default=dict)
    after = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    moved_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "migration", "enrollment"], name="once_per_migration"
            )
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "migration", "fate"], name="migration_by_fate")
        ]
