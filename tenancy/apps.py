"""The tenancy app."""

from django.apps import AppConfig


class TenancyConfig(AppConfig):
    """Whose data this is."""

    name = "tenancy"
