"""Workspaces, users, seats and API keys; and the few tables that belong to no workspace.

Tables without a workspace are listed in `tests/isolation`: User, KeyDigest, Clock, Installation.
"""

import hashlib
from collections.abc import Iterator
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from tenancy import scope
from tenancy.ids import uuid7
from tenancy.roles import Capability, Role, may
from tenancy.rows import TenantManager, TenantModel


class UserManager(BaseUserManager["User"]):
    """Users are found by the lower-case form of their address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Store a person with a hashed password."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Log-in ignores letter case."""
        return self.get(email=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can log in; what they may do is in their seats."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="UTC")
    is_active = models.BooleanField(default=True)
    # Raising it ends every session of this person at once.
    session_epoch = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Addresses are compared with `=`, so they are stored in lower case."""
        self.email = self.email.lower()
        super().save(*args, **kwargs)

    def get_session_auth_hash(self) -> str:
        """Changes with the password and with the session epoch."""
        salt = "tenancy.models.User.get_session_auth_hash"
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac(salt, value, algorithm="sha256").hexdigest()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """No fallback keys."""
        return iter(())


class SeatManager(models.Manager["Membership"]):
    """Inside a workspace its seats; before one is chosen, the person's own seats."""

    def get_queryset(self) -> models.QuerySet["Membership"]:
        """Raises ScopeError when neither a workspace nor a person is known."""
        known = scope.current()
        rows = super().get_queryset()
        if known and known.workspace_id:
            return rows.filter(workspace_id=known.workspace_id)
        if known and known.user_id:
            return rows.filter(user_id=known.user_id)
        raise scope.ScopeError("Seats need a scope() or an identity().")


class Workspace(models.Model):
    """A tenant, with the defaults that every sequence of it starts from."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    zone = models.CharField(max_length=64, default="UTC")
    country = models.CharField(max_length=2, default="", blank=True)
    postal_address = models.TextField(default="", blank=True)
    window = models.JSONField(default=list, blank=True)
    # Fields that nobody is enrolled without, for every motion and for single ones besides.
    required_fields = models.JSONField(default=list, blank=True)
    motion_fields = models.JSONField(default=dict, blank=True)
    merge_plus_tags = models.BooleanField(default=True)
    allow_role_addresses = models.BooleanField(default=False)
    cool_off_days = models.PositiveIntegerField(default=90)
    max_lateness_hours = models.PositiveIntegerField(default=72)
    # Blocks that templates name: {{ signature }} and {{ disclosure }}; both may use variables.
    signature = models.TextField(default="", blank=True)
    disclosure = models.TextField(default="", blank=True)
    # How sequences are to be called; "" is no rule. Without `naming_required` it only warns.
    naming_rule = models.CharField(max_length=60, default="YYYY-MM-Type-Name", blank=True)
    naming_required = models.BooleanField(default=False)
    # Further people who sign the words of a version before an admin approves it.
    content_stages = models.JSONField(default=list, blank=True)
    # Addresses outside our own domains that may be Cc or Bcc, such as the CRM's mail drop.
    copy_addresses = models.JSONField(default=list, blank=True)
    # How long a task waits for its person; a step may say otherwise (`sequences.patience`).
    task_remind_hours = models.PositiveSmallIntegerField(default=4)
    task_reminders = models.PositiveSmallIntegerField(default=3)
    task_escalate_days = models.PositiveSmallIntegerField(default=2)
    task_end_days = models.PositiveSmallIntegerField(default=5)
    task_end = models.CharField(max_length=10, default="expire")
    max_touches_a_week = models.PositiveSmallIntegerField(default=5)
    # Rules of the gate that a workspace switches on; 0, False and empty lists leave them off.
    stale_after_days = models.PositiveIntegerField(default=0)
    max_active_at_company = models.PositiveIntegerField(default=0)
    # Touches of all sequences and channels that one person gets in seven days, and which motions
    # come first when not all fit.
    touch_budget = models.PositiveSmallIntegerField(default=0)
    motion_priority = models.JSONField(default=list, blank=True)
    requires_acceptance = models.BooleanField(default=False)
    # Marks of lists and profiles that are approved; a contact needs one of them.
    approval_tags = models.JSONField(default=list, blank=True)
    # Nothing is sent from a domain whose SPF, DKIM and DMARC records are not in order.
    requires_authentication = models.BooleanField(default=False)
    # Messages that leave at most, by day and hour of UTC: from the workspace, from the mailboxes of
    # one member, to one domain of recipients. 0 is no limit.
    # Whether a receiver asked to slow down: only then its breakers are read.
    has_breakers = models.BooleanField(default=False)
    messages_a_day = models.PositiveIntegerField(default=0)
    messages_an_hour = models.PositiveIntegerField(default=0)
    messages_a_day_per_user = models.PositiveIntegerField(default=0)
    messages_a_day_per_domain = models.PositiveIntegerField(default=0)
    messages_an_hour_per_domain = models.PositiveIntegerField(default=0)
    # Packs of words that the content check looks for besides the general one.
    content_packs = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    def required_for(self, motion: str) -> tuple[str, ...]:
        """Dotted fields that the gate asks for in sequences of a motion, each once."""
        return tuple(dict.fromkeys((*self.required_fields, *self.motion_fields.get(motion, ()))))


class Membership(TenantModel):
    """A seat: one person with one role in one workspace."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices)
    team = models.CharField(max_length=60, default="", blank=True)
    is_active = models.BooleanField(default=True)
    # A copy, so that lists and audit labels need no join and survive the person.
    label = models.CharField(max_length=120)
    # Who acts for this seat while its person is away; sees what they see.
    covered_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SeatManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["workspace", "user"], name="one_seat_per_person"),
            models.CheckConstraint(
                condition=models.Q(role__in=Role.values), name="membership_role_known"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def may(self, capability: Capability) -> bool:
        """Whether this seat, while active, has the capability."""
        return self.is_active and may(self.role, capability)


def covered_by(seat: Membership) -> "models.QuerySet[Membership]":
    """The seats for which this one acts while their people are away; to be part of a condition."""
    return Membership.objects.filter(covered_by=seat)


class ApiKey(TenantModel):
    """A program's access; the secret itself is shown once and never stored."""

    name = models.CharField(max_length=80)
    prefix = models.CharField(max_length=12)
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.REP)
    created_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager()

    def __str__(self) -> str:
        return self.name


class KeyDigest(models.Model):
    """Finds the workspace of an API key before any scope is open. No secret, no name."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    workspace_id = models.UUIDField()
    api_key_id = models.UUIDField()

    @staticmethod
    def of(secret: str) -> bytes:
        """The digest under which a key's secret is kept. 256 random bits need no slow hash."""
        return hashlib.sha256(secret.encode()).digest()


class Clock(models.Model):
    """The one row behind `clock.now()` and `app_now()`: how far the demo's clock is ahead."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_clock")
        ]


class Installation(models.Model):
    """The one row of installation-wide facts: identity, restore epoch, the outermost gate."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    install_id = models.UUIDField(default=uuid7)
    restore_epoch = models.PositiveIntegerField(default=1)
    paused_at = models.DateTimeField(null=True, blank=True)
    # Product's clock, like the plans that follow from it; and what the operator said.
    paused_since = models.DateTimeField(null=True, blank=True)
    paused_by = models.CharField(max_length=120, default="", blank=True)
    pause_reason = models.CharField(max_length=300, default="", blank=True)
    restore_hold = models.BooleanField(default=False)
    # Counted up while workers run, and kept outside the database as well: a database that counts
    # less than was seen outside has gone back in time. `pulse_at` is the last moment it knows.
    pulse = models.BigIntegerField(default=0)
    pulse_at = models.DateTimeField(null=True, blank=True)
    # The last restore: when it was begun, and up to which moment the database remembers.
    restored_at = models.DateTimeField(null=True, blank=True)
    restore_point = models.DateTimeField(null=True, blank=True)
    # Added to transaction numbers in the trail: a server that was made anew counts from the start,
    # and the order of what was sealed before must go on.
    tx_base = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_installation")
        ]


class Turn(models.Model):
    """When the engine has to look at a workspace next. See `tenancy.turns`."""

    workspace_id = models.UUIDField(primary_key=True)
    next_due_at = models.DateTimeField(null=True, db_index=True)
    served_at = models.DateTimeField(null=True)
    # Counts and seconds for the operators' metrics, and when they were taken (real time).
    figures = models.JSONField(default=dict)
    figures_at = models.DateTimeField(null=True)


class Sighting(models.Model):
    """A process of the engine, and when it was last seen at work (real time). `handled` counts the
    touches that it has taken since it started. See `tenancy.sightings`."""

    name = models.CharField(primary_key=True, max_length=120)
    kind = models.CharField(max_length=10)
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    handled = models.BigIntegerField(default=0)
