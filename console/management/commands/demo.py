"""`manage.py demo`: a believable workspace to look at; safe to run at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from console.demo import building


class Command(BaseCommand):
    """Builds the demo once."""

    help = "Build the demo workspaces."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused outside the demo: it would put known passwords into a real installation."""
        if not settings.DEMO:
            raise CommandError("The demo's people have a known password. Set DEMO=1 to allow it.")
        building.build()
