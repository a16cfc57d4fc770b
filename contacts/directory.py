"""Who is who: finds the contact that a record is about, many records at a time.

The order: record ID, then the address as written, then (where the workspace merges plus tags) the
address without its tag. A record that points at two people is refused, never guessed.
"""

from collections.abc import Iterable, Iterator, Sequence
from uuid import UUID

from django.db.models import Q

from contacts.incoming import Incoming
from contacts.models import Contact
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace

Key = tuple[str, str]


class Directory:
    """The contacts that a batch of records may concern, as stored or as changed in memory.

    With `lock` the rows stay locked until the transaction ends (their keys do not, so that others
    can still refer to them).
    """

    def __init__(self, workspace: Workspace, *, lock: bool) -> None:
        self.lock = lock
        self.merges_tags = workspace.merge_plus_tags
        self._known: dict[UUID, Contact] = {}
        self._found: dict[Key, Contact] = {}
        self._keys: dict[UUID, list[Key]] = {}
        self._seats: dict[str, Membership | None] | None = None

    def load(self, batch: Iterable[Incoming]) -> None:
        """Read the contacts of these records with one query; those in memory stay as they are."""
        wanted = Q(pk__in=[])
        keys = {key for record in batch for key in self._keys_of(record)}
        for column in ("external_id", "email_normal", "email_base"):
            values = [value for kind, value in keys if kind == column]
            if values:
                # The partial unique indexes are used only when the query excludes "".
                wanted |= Q(**{f"{column}__in": values}) & ~Q(**{column: ""})
        found = Contact.objects.filter(wanted).order_by("pk")
        if self.lock:
            found = found.select_for_update(no_key=True)
        for contact in found:
            if contact.pk not in self._known:
                self.enter(contact)

    def find(self, record: Incoming) -> Contact | None:
        """The one contact that the record is about, None when it is new.

        Raises Refused (`two_people`, `erased`) when it cannot be taken.
        """
        found = self.matches(record)
        if len(found) > 1:
            raise Refused(
                "The record ID belongs to one contact and the e-mail address to another. "
                "Correct one of them, or merge the two in your CRM.",
                code="two_people",
            )
        if found and found[0].erased_at:
            raise Refused(
                "This person was erased and is not taken in again. Remove the record in your CRM.",
                code="erased",
            )
        return found[0] if found else None

    def matches(self, record: Incoming) -> list[Contact]:
        """Every contact that the record points at: by its ID, and by its address."""
        by_id = self._found.get(("external_id", record.external_id))
        by_address = next(filter(None, map(self._found.get, self._address_keys(record))), None)
        if by_id and record.address and by_id.email_base == record.address.base:
            # The other variant of this person's address is no second person.
            by_address = self._found.get(("email_normal", record.address.normal)) or by_id
        both = [contact for contact in (by_id, by_address) if contact]
        return list({contact.pk: contact for contact in both}.values())

    def enter(self, contact: Contact) -> None:
        """Make a new or changed contact findable under its keys, and under no former ones."""
        for key in self._keys.get(contact.pk, ()):
            if self._found.get(key) is contact:
                del self._found[key]
        self._known[contact.pk] = contact
        self._keys[contact.pk] = list(self._keys_as_stored(contact))
        for key in self._keys[contact.pk]:
            self._found.setdefault(key, contact)

    def seat(self, given: str) -> Membership | None:
        """The active seat that an export means by an address or, when unmistakable, by a name."""
        if self._seats is None:
            self._seats = _seats()
        return self._seats.get(given.casefold())

    def _keys_of(self, record: Incoming) -> Iterator[Key]:
        if record.external_id:
            yield "external_id", record.external_id
        yield from self._address_keys(record)

    def _address_keys(self, record: Incoming) -> Sequence[Key]:
        if record.address is None:
            return ()
        exact = ("email_normal", record.address.normal)
        return (exact, ("email_base", record.address.base)) if self.merges_tags else (exact,)

    def _keys_as_stored(self, contact: Contact) -> Iterator[Key]:
        for column in ("external_id", "email_normal", "email_base"):
            value = getattr(contact, column)
            if value and (column != "email_base" or self.merges_tags):
                yield column, value


def _seats() -> dict[str, Membership | None]:
    found: dict[str, Membership | None] = {}
    seats = Membership.objects.filter(is_active=True, user__is_active=True).select_related("user")
    for seat in seats:
        name = seat.label.casefold()
        found[name] = None if name in found else seat
    found.update({seat.user.email: seat for seat in seats})
    return found
