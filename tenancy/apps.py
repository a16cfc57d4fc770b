"""The tenancy app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Whose data this is."""

    name = "tenancy"

    def ready(self) -> None:
        """Make the lookups and the parts of addresses known."""
        from tenancy import lookups, urls  # noqa: F401 - register themselves
