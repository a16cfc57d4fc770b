"""Touches (the outbox) and the intents to send them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Q, When
from django_fsm import FSMField, transition

from enrollment.models.control import Mailbox
from enrollment.models.enrolling import Enrollment
from enrollment.querysets import TouchQuerySet
from sequences.models import Sequence, Step, StepKind
from tenancy.rows import StateRow, TenantManager, TenantModel


class TouchState(models.TextChoices):
    """The life of a touch."""

    PLANNED = "planned", "Planned"
    ARMED = "armed", "Leaving"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Outcome unknown"
    ASSUMED_SENT = "assumed_sent", "Assumed sent"
    SKIPPED = "skipped", "Skipped"
    CANCELLED = "cancelled", "Cancelled"
    DUE = "due", "Task due"
    DONE = "done", "Task done"
    EXPIRED = "expired", "Task expired"


S = TouchState
IN_FLIGHT = (S.ARMED, S.UNKNOWN)
# An enrollment has one of these at a time; the next step waits for its end.
UNSETTLED = (S.PLANNED, S.DUE, *IN_FLIGHT)


class Touch(StateRow, TenantModel):
    """One step planned for one enrollment. A claim is a lease and a fence, never a state.

    `due_at` follows the product's clock; `lease_until` is real time. `held` keeps the touches of
    a paused enrollment out of the claim without changing what they are. `cause` is the sentence
    a person reads while it waits.
    """

    state = FSMField(default=S.PLANNED, choices=S.choices, protected=True)
    # A touch is written four times, and into every index each time. So there is none for what
    # another begins with (`one_touch_per_step`), nor for what is looked for only beside others.
    enrollment = models.ForeignKey(
        Enrollment, on_delete=models.PROTECT, related_name="touches", db_index=False
    )
    step = models.ForeignKey(Step, on_delete=models.PROTECT, related_name="+")
    # Copied: the claim may look at columns of this row alone.
    sequence = models.ForeignKey(
        Sequence, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=20, choices=StepKind.choices)
    automatic = models.BooleanField()
    first = models.BooleanField(default=False)
    mailbox = models.ForeignKey(
        Mailbox,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    due_at = models.DateTimeField()
    # When it was first to leave: lateness is counted from here, whatever it waited for since.
    first_due_at = models.DateTimeField(null=True, blank=True)
    cause = models.CharField(max_length=300, default="", blank=True)
    held = models.BooleanField(default=False)
    fence = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=300, default="", blank=True)
    note = models.TextField(default="", blank=True)
    # Which variant of the step it is, and what a person said came of a manual one.
    variant = models.CharField(max_length=20, default="", blank=True)
    outcome = models.CharField(max_length=40, default="", blank=True)

    objects = TenantManager.from_queryset(TouchQuerySet)()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="touch_state_known"),
            # A cancelled one never left; a person who is moved back gets the step after all. As a
            # key of its own instead of a condition, so that it finds cancelled ones too.
            models.UniqueConstraint(
                "workspace",
                "enrollment",
                Case(When(state="cancelled", then="id"), default="step"),
                name="one_touch_per_step",
            ),
            models.CheckConstraint(
                condition=~Q(state="failed") | ~Q(failure=""), name="failure_has_a_cause"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            # Read by the claim, in this order, and by nothing else.
            models.Index(
                fields=["workspace", "due_at"],
                condition=Q(state="planned", held=False),
                name="touch_due",
            ),
            # What is planned of a mailbox's follow-ups for today, before somebody new begins.
            models.Index(
                fields=["mailbox", "due_at"],
                condition=Q(state="planned", held=False, automatic=True, first=False),
                name="touch_follow_ups",
            ),
            models.Index(
                fields=["workspace", "state", "due_at"],
                condition=Q(state__in=["due", "unknown", "armed", "failed"]),
                name="touch_needs_attention",
            ),
        ]

    def _let_go(self) -> None:
        self.lease_until = None

    @transition(field=state, source=S.PLANNED, target=S.ARMED)
    def arm(self) -> None:
        """The point of no return."""
        self.cause = ""

    @transition(field=state, source=[S.ARMED, S.UNKNOWN], target=S.SENT)
    def record_sent(self, *, at: datetime) -> None:
        """The server said that it has taken it."""
        self.settled_at = at
        self._let_go()

    @transition(field=state, source=S.PLANNED, target=S.SENT)
    def find_sent(self, *, at: datetime, fence: int) -> None:
        """After a restore: it had left before, as a record outside the database proves."""
        self.settled_at, self.fence, self.cause, self.held = at, fence, "", False
        self._let_go()

    @transition(field=state, source=[S.PLANNED, S.ARMED, S.UNKNOWN], target=S.FAILED)
    def fail(self, *, failure: str, at: datetime) -> None:
        """Refused for good, or it cannot be built; a person sees it."""
        self.failure, self.settled_at = failure, at
        self._let_go()

    @transition(field=state, source=[S.ARMED, S.UNKNOWN], target=S.PLANNED)
    def release(self, *, due_at: datetime, cause: str) -> None:
        """Proven not to have left; planned again."""
        self.due_at, self.cause = due_at, cause
        self._let_go()

    @transition(field=state, source=S.ARMED, target=S.UNKNOWN)
    def doubt(self) -> None:
        """The deadline passed without an answer; only evidence settles it."""
        self._let_go()

    @transition(field=state, source=S.UNKNOWN, target=S.ASSUMED_SENT)
    def assume_sent(self, *, at: datetime) -> None:
        """No evidence in time: counts as sent and is never sent again."""
        self.settled_at = at

    @transition(field=state, source=[S.PLANNED, S.DUE], target=S.SKIPPED)
    def skip(self, *, rule: str, note: str, at: datetime) -> None:
        """A rule, or a person with a reason, leaves it out; the flow goes on."""
        self.cause, self.note, self.settled_at = rule, note, at
        self._let_go()

    @transition(field=state, source=[S.PLANNED, S.DUE, S.FAILED], target=S.CANCELLED)
    def cancel(self, *, cause: str, at: datetime) -> None:
        """The enrollment stopped."""
        self.cause, self.settled_at = cause, at
        self._let_go()

    @transition(field=state, source=S.PLANNED, target=S.DUE)
    def fall_due(self) -> None:
        """A manual step enters the rep's list."""
        self.cause = ""
        self._let_go()

    @transition(field=state, source=S.DUE, target=S.DONE)
    def complete(self, *, note: str, at: datetime, outcome: str = "") -> None:
        """A person did it, and says what came of it."""
        self.note, self.settled_at, self.outcome = note, at, outcome

    @transition(field=state, source=S.PLANNED, target=S.DONE)
    def elapse(self, *, at: datetime, note: str = "") -> None:
        """A wait is over."""
        self.cause, self.note, self.settled_at = "", note, at
        self._let_go()

    @transition(field=state, source=S.DUE, target=S.EXPIRED)
    def expire(self, *, at: datetime) -> None:
        """Nobody did it in time; the flow goes on."""
        self.settled_at = at

    @transition(field=state, source=S.CANCELLED, target=S.PLANNED)
    def undo_to_planned(self, *, was: Mapping[str, Any]) -> None:
        """A person undid what has cancelled it; nobody who had claimed it before may arm it."""
        self._stand(was)

    @transition(field=state, source=S.CANCELLED, target=S.DUE)
    def undo_to_due(self, *, was: Mapping[str, Any]) -> None:
        """As `undo_to_planned`, for a task that was in somebody's list."""
        self._stand(was)

    @transition(field=state, source=S.CANCELLED, target=S.FAILED)
    def undo_to_failed(self, *, was: Mapping[str, Any]) -> None:
        """As `undo_to_planned`, for one that waited for a person to mend it."""
        self._stand(was)

    def _stand(self, was: Mapping[str, Any]) -> None:
        for column, value in was.items():
            setattr(self, column, value)
        self.fence += 1
        self._let_go()


class IntentState(models.TextChoices):
    """What became of one attempt to send."""

    ARMED = "armed", "Leaving"
    ACCEPTED = "accepted", "Accepted by the server"
    REFUSED = "refused", "Refused for good"
    RETURNED = "returned", "Did not leave"
    UNKNOWN = "unknown", "Outcome unknown"
    ASSUMED = "assumed", "Assumed sent"


class SendIntent(TenantModel):
    """One attempt to send one touch: armed before the wire, settled after it.

    `outcome` changes together with the touch's transition, in `enrollment.intents` alone.
    Times are real time, of the database. `overlap_ms` tells by how much the final dot was later
    than a committed stop, when it was; with `left_after_stop` and without it nobody noted the dot.
    """

    # Found by `one_live_intent_per_touch`, which begins with it.
    touch = models.ForeignKey(
        Touch, on_delete=models.PROTECT, related_name="intents", db_index=False
    )
    decision_id = models.UUIDField()
    outcome = models.CharField(
        max_length=10, choices=IntentState.choices, default=IntentState.ARMED
    )
    fence = models.PositiveIntegerField()
    message_id = models.CharField(max_length=120)
    address_key = models.CharField(max_length=64)
    gate_epoch = models.PositiveIntegerField()
    # Of a text message: the keyed hash of the number, by which stops of it are known.
    number_key = models.CharField(max_length=64, default="", db_default="", blank=True)
    content_hash = models.CharField(max_length=64)
    wire_hash = models.CharField(max_length=64)
    content = models.ForeignKey(
        "compliance.SealedBlob", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="+", db_index=False)
    # By an account of the mailbox's own, of which the installation's relay knows nothing.
    elsewhere = models.BooleanField(default=False)
    armed_at = models.DateTimeField()
    deadline_at = models.DateTimeField()
    # When it was last asked whether the dot may be written, and when it was.
    looked_at = models.DateTimeField(null=True, blank=True)
    dot_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    remote_ref = models.CharField(max_length=300, default="", blank=True)
    resolution = models.CharField(max_length=200, default="", blank=True)
    resolved_by = models.CharField(max_length=120, default="", blank=True)
    left_after_stop = models.BooleanField(default=False)
    overlap_ms = models.IntegerField(null=True, blank=True)
    # When a process found that no server takes it any more, having waited by its own clock too.
    waited_out_at = models.DateTimeField(null=True, blank=True)
    # When the admins were told that nobody knows what became of it.
    escalated_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(outcome__in=IntentState.values), name="intent_state_known"
            ),
            models.UniqueConstraint(fields=["message_id"], name="intent_message_id"),
            models.UniqueConstraint(
                "workspace",
                "touch",
                Case(When(outcome__in=["refused", "returned"], then="id"), default="touch"),
                name="one_live_intent_per_touch",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="accepted") | ~Q(remote_ref=""),
                name="accepted_has_evidence",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["workspace", "outcome"],
                condition=Q(outcome__in=["armed", "unknown"]),
                name="intent_open",
            ),
            models.Index(
                fields=["workspace", "address_key", "-armed_at"], name="intent_by_address"
            ),
            # Who answers a text message is known by the number alone.
            models.Index(
                fields=["workspace", "number_key", "-armed_at"],
                condition=~Q(number_key=""),
                name="intent_by_number",
            ),
        ]
