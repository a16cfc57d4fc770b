"""The compliance app."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    """See the package's docstring."""

    name = "compliance"
