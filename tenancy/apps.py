"""The tenancy app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Whose data this is."""

    name = "tenancy"

    def ready(self) -> None:
        """Make the lookups known."""
        from tenancy import lookups  # noqa: F401 - registers itself
