"""The signals app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """What the world told us."""

    name = "signals"

    def ready(self) -> None:
        """Lend conditions and approvals what signals told: enrollment lies below us."""
        from enrollment import first_touch, progress
        from signals.told import kinds_told, undecided

        progress.hears(kinds_told)
        first_touch.waits_for(undecided)
