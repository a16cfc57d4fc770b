"""The signals app."""

from django.apps import AppConfig


class SignalsConfig(AppConfig):
    """What the world told us."""

    name = "signals"

    def ready(self) -> None:
        """Lend conditions and approvals what signals told: enrollment lies below us."""
        from enrollment import progress, undecided
        from signals import told

        progress.hears(told.kinds_told)
        undecided.waits_for(told.undecided)
        undecided.is_told_by(told.kinds_decided)
