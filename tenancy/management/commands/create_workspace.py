"""`manage.py create_workspace`: how an operator lets a first admin in."""

import secrets
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from tenancy.actors import system
from tenancy.errors import Refused
from tenancy.founding import found
from tenancy.ids import uuid7
from tenancy.scope import scope


class Command(BaseCommand):
    """Creates a workspace and prints the temporary password of its first admin once."""

    help = "Create a workspace with its first admin."

    def add_arguments(self, parser: CommandParser) -> None:
        """Name, slug, and the admin's name and address."""
        parser.add_argument("slug", help="the short name in the address, for instance acme")
        parser.add_argument("--name", required=True)
        parser.add_argument("--admin-email", required=True)
        parser.add_argument("--admin-name", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """All or nothing."""
        password = secrets.token_urlsafe(12)
        with scope(uuid7()), transaction.atomic():
            try:
                found(
                    slug=options["slug"],
                    name=options["name"],
                    email=options["admin_email"],
                    admin=options["admin_name"],
                    password=password,
                    actor=system("operator"),
                )
            except Refused as refused:
                raise CommandError(refused.message) from refused
        self.stdout.write(f"Temporary password of a new account: {password}")
