"""The signals app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """What the world told us."""

    name = "signals"
