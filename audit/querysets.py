"""How the audit trail is read."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from tenancy.rows import TenantQuerySet

if TYPE_CHECKING:
    from audit.models import Entry  # noqa: F401 - names the row type


class EntryQuerySet(TenantQuerySet["Entry"]):
    """Entries, newest first where a person reads them."""

    def for_enrollment(self, enrollment_id: UUID) -> Self:
        """The timeline of one enrollment, oldest first."""
        return self.filter(enrollment_id=enrollment_id).order_by("at", "id")

    def for_contact(self, contact_id: UUID) -> Self:
        """Everything that concerns one person, oldest first."""
        return self.filter(contact_id=contact_id).order_by("at", "id")

    def between(self, start: datetime | None, end: datetime | None) -> Self:
        """Entries from `start` up to, not including, `end`."""
        rows = self.filter(at__gte=start) if start else self
        return rows.filter(at__lt=end) if end else rows

    def newest_first(self) -> Self:
        """The order of the audit page."""
        return self.order_by("-at", "-id")
