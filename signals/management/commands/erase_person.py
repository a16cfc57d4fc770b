"""`manage.py erase_person`: erase one person in the name of an admin. There is no way back."""

from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q

from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from signals.erasing import Erased, erase
from tenancy import actors
from tenancy.commands import seat_of, workspace_called
from tenancy.errors import Refused
from tenancy.scope import scope


class Command(BaseCommand):
    """Erases a person; every record with the same mailbox goes with them."""

    help = "Erase a person: everything stops, everything personal goes, the stop stays."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, where, in whose name and on which request."""
        parser.add_argument("workspace", help="the short name, for instance acme")
        parser.add_argument("person", help="the e-mail address, the record ID or the id")
        parser.add_argument("--as", dest="email", required=True, help="the address of an admin")
        parser.add_argument(
            "--reference",
            required=True,
            help="names the request, such as a ticket; it stays",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit code 1 when nobody was erased."""
        with scope(workspace_called(options["workspace"])):
            try:
                with transaction.atomic():
                    done = self._erase(options)
            except Refused as refused:
                raise CommandError(refused.message) from refused
        self.stdout.write(told(done))

    def _erase(self, options: dict[str, Any]) -> Erased:
        seat = seat_of(options["email"])
        person = _person(options["person"])
        return erase(person, reference=options["reference"], seat=seat, actor=actors.member(seat))


def told(done: Erased) -> str:
    """What an erasure did, in a sentence."""
    many = len(done.contact_ids)
    said = f"{many} {'records are' if many > 1 else 'record is'} erased; {done.ended} sequences"
    said += f" ended, {done.cancelled} planned touches cancelled."
    if done.in_flight:
        said += f" {done.in_flight} may be on the wire already."
    return said


def _person(named: str) -> Contact:
    """Of several records with this mailbox any: all of them are erased."""
    who = Q(external_id=named.strip())
    try:
        who |= Q(email_base=parse_address(named).base)
    except AddressError:
        if key := _key(named):
            who |= Q(pk=key)
    found: Contact | None = Contact.objects.known().filter(who).order_by("pk").first()
    if found is None:
        raise CommandError("Nobody here has this address, record ID or id.")
    return found


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
