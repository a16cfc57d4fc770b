"""`manage.py rotate_credentials`: seal every credential with the newest key of CREDENTIAL_KEYS."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from enrollment.senders.rotation import Rotated, rotate
from tenancy import turns
from tenancy.tasks import for_each_workspace


class Command(BaseCommand):
    """Safe to run again and while senders work."""

    help = "Seal every credential of senders anew, so that older keys can be taken out."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tells how many; fails when some do not open or a workspace could not be visited."""
        found: list[Rotated] = []
        for_each_workspace(lambda: found.append(rotate()))
        total = sum(found, Rotated())
        self.stdout.write(
            f"{total.anew} sealed anew, {total.kept} had the newest key, {total.lost} do not open."
        )
        if len(found) < len(turns.workspaces()):
            raise CommandError("Not every workspace could be visited. Keep the old keys.")
        if total.lost:
            raise CommandError(
                "Some credentials do not open: their key is not in CREDENTIAL_KEYS. Put it back at "
                "the end and run this again, or enter these credentials anew."
            )
