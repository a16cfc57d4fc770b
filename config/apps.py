"""Start-up of the installation: logging and the Celery app."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Binds the Celery app before any task is called, in every kind of process."""

    name = "config"
    verbose_name = "Configuration"

    def ready(self) -> None:
        """Import for the side effect: tasks find their broker through the current app."""
        from config import celery, garbage, logs, openapi, own_timer  # noqa: F401 - bound by being imported

        logs.configure()
