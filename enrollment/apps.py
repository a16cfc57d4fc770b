"""The enrollment app."""

from django.apps import AppConfig


class EnrollmentConfig(AppConfig):
    """See the package's docstring."""

    name = "enrollment"
