"""`manage.py after_restore`: what to do first when the database was restored."""

from argparse import ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment.restoring import steps
from tenancy.commands import in_each_workspace
from tenancy.errors import Refused


class Command(BaseCommand):
    """Holds everything, makes Message-IDs new, ends the leases of workers that are gone."""

    help = "After a restore: hold all sending and begin a new epoch."

    def add_arguments(self, parser: CommandParser) -> None:
        """The moment of the backup, where the database does not know it."""
        parser.add_argument(
            "--point",
            type=_moment,
            help="up to which moment the backup remembers, such as 2026-05-04T10:00+02:00",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when nothing was held."""
        try:
            newest = max(in_each_workspace(steps.newest_tx_here).values(), default=0)
            known = steps.begin(options["point"], newest)
        except (Refused, OSError) as error:
            raise CommandError(str(error)) from error
        planned = sum(in_each_workspace(steps.begin_here).values())
        self.stdout.write(
            f"Nothing leaves any more. Restore epoch {known.restore_epoch}; the database remembers"
            f" up to {known.restore_point:%Y-%m-%d %H:%M:%S} UTC; {planned} touches are planned.\n"
            "Next: manage.py reconcile_restore, then manage.py release_restore."
        )


def _moment(text: str) -> datetime:
    """With a zone, or of UTC."""
    try:
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError) as error:
        example = "write it like 2026-05-04T10:00+02:00"
        raise ArgumentTypeError(f"“{text}” is no moment; {example}") from error
