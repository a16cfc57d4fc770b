"""`manage.py stop_everything --by NAME --reason WHY`: no workspace sends until it is released."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment import installation
from tenancy.errors import Refused
from tenancy.tasks import for_each_workspace


class Command(BaseCommand):
    """The stop switch of the whole installation."""

    help = "Stop sending in every workspace. Nothing is cancelled; release_everything undoes it."
    # In an emergency each second counts.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Who and why, for the audit trail of every workspace."""
        parser.add_argument("--by", required=True, help="your name")
        parser.add_argument("--reason", required=True)

    def handle(self, *args: Any, by: str, reason: str, **options: Any) -> None:
        """When it has answered, nothing is being armed any more."""
        try:
            done = installation.stop(
                reason=reason, by=installation.operator(by), everywhere=for_each_workspace
            )
        except Refused as refused:
            raise CommandError(refused.message) from refused
        said = (
            "Stopped. No workspace sends until release_everything." if done else "Stopped before."
        )
        self.stdout.write(said)
