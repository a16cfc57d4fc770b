"""How contacts are read."""

from typing import TYPE_CHECKING, Self

from django.db.models import Q

from tenancy.models import Membership, covered_by
from tenancy.roles import SEES_EVERYTHING, Role
from tenancy.rows import TenantQuerySet

if TYPE_CHECKING:
    from contacts.models import Contact  # noqa: F401 - names the row type


class ContactQuerySet(TenantQuerySet["Contact"]):
    """People of the workspace."""

    def visible_to(self, seat: Membership) -> Self:
        """Reps see their own people, those of whom they cover and those without an owner, managers
        their team's."""
        if seat.role in SEES_EVERYTHING:
            return self
        own = Q(owner=seat) | Q(owner=None) | Q(owner__in=covered_by(seat))
        if seat.role == Role.MANAGER and seat.team:
            own |= Q(owner__team=seat.team)
        return self.filter(own)

    def known(self) -> Self:
        """Without erased people."""
        return self.filter(erased_at=None)

    def matching(self, words: str) -> Self:
        """Search by the start of an address, or words of name and company."""
        rows = self
        for word in words.lower().split()[:5]:
            rows = rows.filter(
                Q(email_normal__startswith=word)
                | Q(first_name__icontains=word)
                | Q(last_name__icontains=word)
                | Q(account__name__icontains=word)
            )
        return rows
