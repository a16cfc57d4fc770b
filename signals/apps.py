"""The signals app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """What the world told us."""

    name = "signals"

    def ready(self) -> None:
        """Lend the conditions of sequences what signals told: enrollment lies below us."""
        from enrollment import progress
        from signals.told import kinds_told

        progress.hears(kinds_told)
