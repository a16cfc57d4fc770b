"""`manage.py setup_database`: role, rights and migrations, with the owner's URL."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tenancy import setup


class Command(BaseCommand):
    """Safe to run at every start; it does nothing when all is in place."""

    help = "Create the application's database role and bring the schema up to date."

    def handle(self, *args: Any, **options: Any) -> None:
        """Needs DATABASE_OWNER_URL."""
        if setup.OWNER not in settings.DATABASES:
            raise CommandError(
                "Set DATABASE_OWNER_URL to the role that owns the database; see .env.example."
            )
        setup.prepare(settings.DATABASES["default"], verbosity=options["verbosity"])
