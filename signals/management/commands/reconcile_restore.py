"""`manage.py reconcile_restore`: bring back the stops, then compare with what the relays took."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from enrollment.restoring.reconciling import Found, reconcile
from signals.management.commands.replay_stops import again, read_logs, told
from tenancy.commands import in_each_workspace


class Command(BaseCommand):
    """May be run again, for instance when another log was found."""

    help = "After after_restore: replay the log of stops and compare with the relays' logs."

    def add_arguments(self, parser: CommandParser) -> None:
        """Further logs of stops."""
        parser.add_argument("logs", nargs="*", type=Path, help="instead of the one of this host")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when a log cannot be read or no restore was begun."""
        lines = read_logs(options["logs"])
        try:
            done = in_each_workspace(lambda: reconcile(lines, erase_again=again))
        except (OSError, ValueError) as error:
            raise CommandError(str(error)) from error
        for workspace_id, found in done.items():
            self.stdout.write(f"{workspace_id}: {told(found.replayed)}\n  {compared(found)}")


def compared(found: Found) -> str:
    """What the comparison found, in sentences."""
    proof = (
        "Their logs are whole: what is not there did not leave."
        if found.is_proven
        else f"No whole log: {len(found.held_for_doubt)} enrollments whose message may have left"
        " wait for a person."
    )
    return (
        f"{found.read} messages in the relays' logs, {found.known} known, {found.found_sent} now"
        f" recorded as sent, {found.strange} unknown to this database;"
        f" {len(found.held_for_strange)} enrollments wait because of those. {proof}"
    )
