"""Enrollments, and the preflight that comes before many of them."""

from collections.abc import Mapping
from datetime import datetime
from operator import attrgetter
from typing import Any, ClassVar
from uuid import UUID

from django.db import models
from django.db.models import Q
from django_fsm import FSMField, transition

from compliance.models import Review
from contacts.models import Contact
from enrollment import querysets
from enrollment.models.control import Mailbox
from enrollment.querysets import EnrollmentQuerySet
from sequences.models import Sequence, Version
from tenancy.models import Membership
from tenancy.rows import StateRow, TenantManager, TenantModel


class PreflightState(models.TextChoices):
    """The life of a bulk enrolment."""

    CHECKING = "checking", "Checking"
    READY = "ready", "Ready"
    ENROLLING = "enrolling", "Enrolling"
    COMMITTED = "committed", "Enrolled"
    UNDONE = "undone", "Undone"


class Preflight(TenantModel):
    """A saved check of many people against one version, and what was made of it.

    `progress` counts judged people. The state is a plain column: nothing is promised by it that
    the enrollments themselves do not hold.
    """

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    # The key whose call asked for it, by name; '' for a person.
    via = models.CharField(max_length=120, default="", blank=True)
    requested_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300, default="", blank=True)
    stage = models.CharField(
        max_length=10, choices=PreflightState.choices, default=PreflightState.CHECKING
    )
    people_total = models.PositiveIntegerField(default=0)
    progress = models.PositiveIntegerField(default=0)
    judged_at = models.DateTimeField(null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)
    problem = models.TextField(default="", blank=True)
    created_at = models.DateTimeField()

    objects = TenantManager()


class PreflightPerson(TenantModel):
    """One person in a preflight: the latest verdict, and what the commit made of it."""

    preflight = models.ForeignKey(Preflight, on_delete=models.CASCADE, related_name="people")
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=10, default="")
    findings = models.JSONField(default=list)
    enrollment_id = models.UUIDField(null=True)
    changed = models.BooleanField(default=False)

    objects = TenantManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["workspace", "preflight", "contact"], name="once_per_preflight"
            )
        ]


class EnrollmentState(models.TextChoices):
    """The life of one person in one version."""

    REQUESTED = "requested", "Requested"
    INELIGIBLE = "ineligible", "Not eligible"
    AWAITING_REVIEW = "awaiting_review", "Waits for review"
    ACTIVE = "active", "Active"
    PAUSED = "paused", "Paused"
    ON_HOLD = "on_hold", "On hold"
    EXITED = "exited", "Exited"


S = EnrollmentState
LIVE = tuple(S(state) for state in querysets.LIVE)
RUNNING = (S.ACTIVE, S.PAUSED, S.ON_HOLD)


class ExitReason(models.TextChoices):
    """The closed list of ways out."""

    COMPLETED_NO_RESPONSE = "completed_no_response", "Completed without an answer"
    REPLIED = "replied", "Replied"
    MEETING_BOOKED = "meeting_booked", "Meeting booked"
    CONVERTED = "converted", "Converted"
    OPTED_OUT = "opted_out", "Opted out"
    COMPLAINED = "complained", "Complained"
    BOUNCED = "bounced", "Bounced"
    DISQUALIFIED = "disqualified", "Disqualified"
    ACCOUNT_CHANGE = "account_change", "Account changed"
    ESCALATED = "escalated", "Escalated"
    DUPLICATE = "duplicate", "Duplicate"
    EXPIRED = "expired", "Expired"
    REJECTED_IN_REVIEW = "rejected_in_review", "Rejected in review"
    ERASED = "erased", "Erased"
    MANUAL = "manual", "Stopped by a person"


class NextAction(models.TextChoices):
    """What follows an exit."""

    NONE = "none", "Nothing"
    RECYCLE = "recycle", "Comes back later"
    NURTURE = "nurture", "Nurture"
    HAND_OVER = "hand_over", "Hand over to the owner"


class PauseReason(models.TextChoices):
    """Why an enrollment waits."""

    OUT_OF_OFFICE = "out_of_office", "Out of office"
    SOFT_BOUNCE = "soft_bounce", "Mailbox temporarily refuses"
    BLOCKED = "blocked", "A rule blocks it"
    INCOMPLETE = "incomplete", "The message cannot be written"
    LATE = "late", "Too late to be useful"
    MANUAL = "manual", "Paused by a person"
    RESTORED = "restored", "Not known after a restore"
    COLLEAGUE = "colleague", "A colleague has answered"
    ASKED_LATER = "asked_later", "They asked for a later date"


# Answered by the next approval: they are about the message that it replaces.
ABOUT_THE_MESSAGE = (PauseReason.INCOMPLETE, PauseReason.LATE)
HELD_BEFORE = "On hold before the review."


class Enrollment(StateRow, TenantModel):
    """One person in one version of one sequence, from the request to exactly one exit."""

    state = FSMField(default=S.REQUESTED, choices=S.choices, protected=True)
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="enrollments", db_index=False
    )
    sequence = models.ForeignKey(Sequence, on_delete=models.PROTECT, related_name="enrollments")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="enrollments")
    mailbox = models.ForeignKey(
        Mailbox, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner = models.ForeignKey(
        Membership, null=True, blank=True, on_delete=models.PROTECT, related_name="enrollments"
    )
    enrolled_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    enrolled_via = models.CharField(max_length=120, default="", blank=True)
    reason = models.CharField(max_length=300)
    preflight = models.ForeignKey(
        Preflight, null=True, blank=True, on_delete=models.PROTECT, related_name="enrollments"
    )
    review = models.ForeignKey(
        Review, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    pause_reason = models.CharField(
        max_length=20, choices=PauseReason.choices, default="", blank=True
    )
    pause_until = models.DateTimeField(null=True, blank=True)
    pause_note = models.CharField(max_length=300, default="", blank=True)
    exit_reason = models.CharField(
        max_length=30, choices=ExitReason.choices, default="", blank=True
    )
    exit_actor = models.CharField(max_length=120, default="", blank=True)
    exit_evidence = models.CharField(max_length=300, default="", blank=True)
    exited_at = models.DateTimeField(null=True, blank=True)
    next_action = models.CharField(
        max_length=20, choices=NextAction.choices, default="", blank=True
    )
    next_action_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    activated_at = models.DateTimeField(null=True, blank=True)
    soft_bounces = models.PositiveSmallIntegerField(default=0)
    # After a migration: the step of this version that comes next, until one of it was reached, and
    # what became of those that count as passed (key to outcome). Both empty on the first version.
    resume_key = models.CharField(max_length=60, default="", blank=True)
    passed = models.JSONField(default=dict, blank=True)

    objects = TenantManager.from_queryset(EnrollmentQuerySet)()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=Q(state__in=S.values), name="enrollment_state_known"),
            models.CheckConstraint(
                condition=(
                    Q(state="exited", exited_at__isnull=False)
                    & ~Q(exit_reason="")
                    & ~Q(exit_actor="")
                    & ~Q(exit_evidence="")
                )
                | (~Q(state="exited") & Q(exit_reason="", exit_actor="", exit_evidence="")),
                name="exited_has_one_reason",
            ),
            models.CheckConstraint(
                condition=Q(exit_reason="") | Q(exit_reason__in=ExitReason.values),
                name="exit_reason_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="paused") | ~Q(pause_reason=""), name="pause_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["workspace", "contact", "sequence"],
                condition=Q(state__in=LIVE),
                name="live_once_per_sequence",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["workspace", "state", "-id"], name="enrollment_by_state"),
            models.Index(fields=["workspace", "version", "state"], name="enrollment_by_version"),
            models.Index(fields=["workspace", "contact"], name="enrollment_by_contact"),
            # Read by the housekeeping that resumes pauses whose date has come.
            models.Index(
                fields=["workspace", "pause_until"],
                condition=Q(state="paused"),
                name="enrollment_to_resume",
            ),
        ]

    @transition(field=state, source=S.REQUESTED, target=S.INELIGIBLE)
    def refuse(self) -> None:
        """At least one rule blocks."""

    @transition(field=state, source=S.REQUESTED, target=S.AWAITING_REVIEW)
    def admit(self, *, review_id: UUID | None) -> None:
        """Eligible; the first message waits for a second person."""
        self.review_id = review_id

    @transition(field=state, source=S.AWAITING_REVIEW, target=S.ACTIVE)
    def activate(self, *, at: datetime) -> None:
        """The first touch is approved. A pause or hold that still stands stays noted: whoever
        activates puts it back there (`keeps_waiting`)."""
        self.activated_at = at
        if self.pause_until is not None and self.pause_until <= at:
            self._forget_pause()

    @transition(field=state, source=[S.AWAITING_REVIEW, *RUNNING], target=S.AWAITING_REVIEW)
    def send_back(self, *, review_id: UUID) -> None:
        """The approval no longer fits; a new review decides. It answers what was wrong with the
        message; any other pause or hold outlasts it."""
        if self.pause_reason in ABOUT_THE_MESSAGE:
            self._forget_pause()
        if self.state == S.ON_HOLD and not self.pause_note:
            self.pause_note = HELD_BEFORE
        self.review_id = review_id

    @property
    def keeps_waiting(self) -> bool:
        """Whether a pause or a hold is noted: the state says so, or will after the approval."""
        return bool(self.pause_reason or self.pause_note)

    @transition(field=state, source=S.AWAITING_REVIEW, target=S.AWAITING_REVIEW)
    @transition(field=state, source=[S.ACTIVE, S.PAUSED, S.ON_HOLD], target=S.PAUSED)
    def pause(self, *, reason: str, until: datetime | None = None, note: str = "") -> None:
        """Nothing leaves until resumed; with `until` it resumes by itself. Who waits for review
        goes on waiting for it, and is paused from the approval on."""
        self.pause_reason, self.pause_until, self.pause_note = reason, until, note

    @transition(field=state, source=[S.ACTIVE, S.PAUSED], target=S.ON_HOLD)
    def hold(self, *, note: str = "") -> None:
        """An unclear answer waits for a person."""
        self._forget_pause()
        self.pause_note = note

    @transition(
        field=state,
        source=S.AWAITING_REVIEW,
        target=S.AWAITING_REVIEW,
        conditions=[attrgetter("keeps_waiting")],
    )
    @transition(field=state, source=[S.PAUSED, S.ON_HOLD], target=S.ACTIVE)
    def resume(self) -> None:
        """Goes on where it stood; who waits for review, from the approval on."""
        self._forget_pause()

    @transition(field=state, source=list(LIVE), target=S.EXITED)
    def exit(
        self,
        *,
        reason: str,
        by: str,
        evidence: str,
        at: datetime,
        next_action: str = NextAction.NONE,
        next_action_at: datetime | None = None,
    ) -> None:
        """Over, for exactly one reason."""
        self._forget_pause()
        self.exit_reason, self.exit_actor, self.exit_evidence = reason, by, evidence
        self.exited_at, self.next_action, self.next_action_at = at, next_action, next_action_at

    @transition(field=state, source=[*LIVE, S.EXITED], target=S.AWAITING_REVIEW)
    def undo_to_review(self, *, was: Mapping[str, Any]) -> None:
        """A person undid what has ended or changed it; it waits for review as before."""
        self._stand(was)

    @transition(field=state, source=[*LIVE, S.EXITED], target=S.ACTIVE)
    def undo_to_active(self, *, was: Mapping[str, Any]) -> None:
        """As `undo_to_review`, for one that was active."""
        self._stand(was)

    @transition(field=state, source=[*LIVE, S.EXITED], target=S.PAUSED)
    def undo_to_paused(self, *, was: Mapping[str, Any]) -> None:
        """As `undo_to_review`, for one that was paused."""
        self._stand(was)

    @transition(field=state, source=[*LIVE, S.EXITED], target=S.ON_HOLD)
    def undo_to_hold(self, *, was: Mapping[str, Any]) -> None:
        """As `undo_to_review`, for one that was on hold."""
        self._stand(was)

    def _stand(self, was: Mapping[str, Any]) -> None:
        for column, value in was.items():
            setattr(self, column, value)

    def _forget_pause(self) -> None:
        self.pause_reason, self.pause_until, self.pause_note = "", None, ""
