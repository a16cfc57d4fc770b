"""How enrollments and touches are read."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import F, Q

from tenancy.models import Membership, covered_by
from tenancy.roles import SEES_EVERYTHING, Role
from tenancy.rows import TenantQuerySet

if TYPE_CHECKING:
    from enrollment.models import Enrollment, Touch  # noqa: F401 - name the row types

# The states of an enrollment that is not over; models make theirs of them.
LIVE = ("requested", "awaiting_review", "active", "paused", "on_hold")


class EnrollmentQuerySet(TenantQuerySet["Enrollment"]):
    """People in sequences."""

    def visible_to(self, seat: Membership) -> Self:
        """Reps see what they own or enrolled, or whose owner they cover, managers their team's."""
        if seat.role in SEES_EVERYTHING:
            return self
        own = Q(owner=seat) | Q(enrolled_by=seat) | Q(owner__in=covered_by(seat))
        if seat.role == Role.MANAGER and seat.team:
            own |= Q(owner__team=seat.team) | Q(enrolled_by__team=seat.team)
        return self.filter(own)

    def live(self) -> Self:
        """Not yet over."""
        return self.filter(state__in=LIVE)

    def to_resume(self, now: datetime) -> Self:
        """Pauses whose date has come."""
        return self.filter(state="paused", pause_until__lte=now)

    def for_board(self) -> Self:
        """What a list row shows."""
        return self.select_related("contact", "contact__account", "sequence", "version", "owner")


class TouchQuerySet(TenantQuerySet["Touch"]):
    """Planned, leaving and past touches."""

    def open(self) -> Self:
        """What a stop cancels."""
        return self.filter(state__in=("planned", "due", "failed"))

    def in_flight(self) -> Self:
        """What may already be on the wire."""
        return self.filter(state__in=("armed", "unknown"))

    def unwatched(self) -> Self:
        """Due tasks of running enrollments of which nobody knows when something happens next; what
        was put off counts anew."""
        rows = self.filter(state="due", enrollment__state="active")
        return rows.exclude(watch__due_at=F("due_at"), watch__next_at__isnull=False)

    def tasks_of(self, seat: Membership) -> Self:
        """Manual touches that are due; a rep's own and those of whom they cover, a manager's
        team's, and what was escalated to them."""
        rows = self.filter(state="due", enrollment__state="active")
        if seat.role in SEES_EVERYTHING:
            return rows
        own = Q(enrollment__owner=seat) | Q(enrollment__owner__in=covered_by(seat))
        own |= Q(watch__told__contains=[seat.pk])
        if seat.role == Role.MANAGER and seat.team:
            own |= Q(enrollment__owner__team=seat.team)
        return rows.filter(own)
