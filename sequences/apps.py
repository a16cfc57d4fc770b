"""The sequences app."""

from django.apps import AppConfig


class SequencesConfig(AppConfig):
    """See the package's docstring."""

    name = "sequences"
