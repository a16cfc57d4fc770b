"""The console app."""

from django.apps import AppConfig

from console.forms import wording


class ConsoleConfig(AppConfig):
    """See the package's docstring."""

    name = "console"

    def ready(self) -> None:
        """Once, before any form is shown."""
        wording.install()
