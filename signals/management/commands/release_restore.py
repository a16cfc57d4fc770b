"""`manage.py release_restore`: an admin has looked at the comparison; sending goes on."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from enrollment.restoring import steps
from enrollment.restoring.replaying import REPLAY
from tenancy import actors
from tenancy.commands import in_each_workspace, seat_of, workspace_called
from tenancy.errors import Refused
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id, scope


class Command(BaseCommand):
    """Opens the gate of the installation again, in the name of an admin."""

    help = "Release the hold after a restore that was compared with the evidence."

    def add_arguments(self, parser: CommandParser) -> None:
        """In whose name."""
        parser.add_argument("workspace", help="the short name of the admin's workspace")
        parser.add_argument("--as", dest="email", required=True, help="the address of an admin")
        parser.add_argument(
            "--at-once",
            action="store_true",
            help="apply the safe release plans without asking anybody",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when it stays held."""
        home = workspace_called(options["workspace"])
        with scope(home), transaction.atomic():
            seat = seat_of(options["email"])
        if not seat.may(Capability.OPERATE):
            raise CommandError("Only an admin releases a restore.")

        def by() -> actors.Actor:
            return actors.member(seat) if current_workspace_id() == home else REPLAY

        try:
            steps.check()
            in_each_workspace(steps.check_here)
            in_each_workspace(lambda: steps.hold_back_here(by(), at_once=options["at_once"]))
            steps.release()
        except Refused as refused:
            raise CommandError(refused.message) from refused
        in_each_workspace(lambda: steps.release_here(by()))
        self.stdout.write("Released. What was due waits for the release plan of its workspace.")
