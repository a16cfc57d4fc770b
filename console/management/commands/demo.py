"""`manage.py demo`: a believable workspace to look at; safe to run at every start."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from console.demo import building, people


class Command(BaseCommand):
    """Builds the demo once and tells who may log in."""

    help = "Build the demo workspaces, or print their log-ins."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """`--print-logins` builds nothing."""
        parser.add_argument("--print-logins", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Refused outside the demo: it would put known passwords into a real installation."""
        if not settings.DEMO:
            raise CommandError("The demo's people have a known password. Set DEMO=1 to allow it.")
        if options["print_logins"]:
            self.stdout.write(logins())
        else:
            building.build()


def logins() -> str:
    """One line a person, and the password they share."""
    crew = [*people.HARBOUR, *people.LUMEN]
    lines = [f"  {each.email:<24} {each.role:<9} {each.does}".rstrip() for each in crew]
    return "\n".join([f"Log in with the password {people.PASSWORD} as", *lines])
