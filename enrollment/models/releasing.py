"""Release plans: what becomes of the touches that waited behind a closed switch."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class ReleaseState(models.TextChoices):
    """The life of a release plan."""

    DRAFT = "draft", "To decide"
    APPLYING = "applying", "Being applied"
    DONE = "done", "Released"
    DISCARDED = "discarded", "Put away"


class ReleaseCause(models.TextChoices):
    """What the touches waited for."""

    SWITCH = "switch", "Stop switch"
    OUTAGE = "outage", "Outage"
    INSTALLATION = "installation", "Stop of the installation"
    RESTORE = "restore", "Restore of a backup"
    ABSENCE = "absence", "Absence"


class ReleaseKind(models.TextChoices):
    """What is released: a switch of `GateKind`, or the people of somebody who was away."""

    WORKSPACE = "workspace", "Workspace"
    SEQUENCE = "sequence", "Sequence"
    MAILBOX = "mailbox", "Mailbox"
    ABSENCE = "absence", "Absence"


R = ReleaseState
OPEN_RELEASES = (R.DRAFT, R.APPLYING)


class Release(StateRow, TenantModel):
    """What is to be done with the backlog of one switch before it opens, and how far that is.

    `ref` is what was stopped (workspace, sequence, mailbox), or the absence that is over.

    `since` and `cutoff` are moments of the product's clock: the touches that fell due until
    `cutoff` are the backlog, and the stop lasted from the one to the other. `counted` holds their
    counts, `choices` what was chosen, `slots` the days that were given out at the start and
    `placed` how many of each are taken, `cursor` the touch that was looked at last. With `auto_at`
    (product's clock) the safe default is applied then, unless somebody decides before.
    """

    state = FSMField(default=R.DRAFT, choices=R.choices, protected=True)
    cause = models.CharField(
        max_length=12, choices=ReleaseCause.choices, default=ReleaseCause.SWITCH
    )
    kind = models.CharField(max_length=10, choices=ReleaseKind.choices)
    ref = models.UUIDField()
    label = models.CharField(max_length=200)
    since = models.DateTimeField()
    cutoff = models.DateTimeField()
    counted = models.JSONField(default=dict)
    choices = models.JSONField(default=dict)
    slots = models.JSONField(default=dict)
    placed = models.JSONField(default=dict)
    cursor = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    touches_total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    created_by = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()
    auto_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=R.values), name="release_state_known"),
            models.UniqueConstraint(
                fields=["workspace", "kind", "ref"],
                condition=Q(state__in=["draft", "applying"]),
                name="one_release_at_a_time",
            ),
        ]

    @transition(field=state, source=R.DRAFT, target=R.APPLYING)
    def start(self, *, at: datetime) -> None:
        """Decided; a worker applies it."""
        self.started_at = at

    @transition(field=state, source=R.APPLYING, target=R.DONE)
    def finish(self, *, at: datetime) -> None:
        """Every touch was looked at, and the switch is open."""
        self.ended_at = at

    @transition(field=state, source=[R.DRAFT, R.APPLYING], target=R.DISCARDED)
    def discard(self, *, at: datetime) -> None:
        """The switch stays closed; what was moved already stays where it was put."""
        self.ended_at = at
