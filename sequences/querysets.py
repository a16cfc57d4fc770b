"""How versions are read."""

from typing import TYPE_CHECKING, Self

from tenancy.rows import TenantQuerySet

if TYPE_CHECKING:
    from sequences.models import Version  # noqa: F401 - names the row type


class VersionQuerySet(TenantQuerySet["Version"]):
    """Versions of the workspace's sequences."""

    def taking_people(self) -> Self:
        """Approved versions: the only ones that new people may enter."""
        return self.filter(state="approved", sequence__archived_at=None)

    def with_steps(self) -> Self:
        """Everything a page about a version shows."""
        return self.select_related("sequence", "author", "approved_by").prefetch_related("steps")
