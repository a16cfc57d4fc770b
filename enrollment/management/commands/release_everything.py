"""`manage.py release_everything --by NAME`: workspaces send again, each with its release plan."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment import installation
from tenancy.errors import Refused
from tenancy.tasks import for_each_workspace


class Command(BaseCommand):
    """The release of the whole installation."""

    help = "Let every workspace send again. What waited becomes a release plan of each workspace."

    def add_arguments(self, parser: CommandParser) -> None:
        """Who, for the audit trail of every workspace."""
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="apply the safe default without giving people time to decide",
        )

    def handle(self, *args: Any, by: str, at_once: bool, **options: Any) -> None:
        """Workspaces where nothing waits send at once."""
        try:
            done = installation.release(
                by=installation.operator(by), everywhere=for_each_workspace, at_once=at_once
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        said = "Released. Where something waited, the workspace has a release plan now."
        self.stdout.write(said if done else "Nothing was stopped.")
