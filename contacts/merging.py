"""What a record does to the contact that it is about; and how many such changes are stored.

A filled value replaces a stored one, an empty one never does. Opt-outs and calling bans are only
ever set, and the language that a person has chosen stays. The spelling of an address stays while
the mailbox is the same. A second record of one
person inside a file (`gaps_only`) fills gaps and replaces nothing: the first row wins, and reading
the file again changes nothing.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.actions import Action
from audit.recording import Fact, record_many
from contacts.accounts import FILLED, AccountBook
from contacts.directory import Directory
from contacts.incoming import Incoming
from contacts.models import Account, Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace

FLAGS = ("crm_opted_out", "do_not_call")
# That a contact gathers, from all of its records together.
MOST_CUSTOM_FIELDS = 500
_IDENTITY = {"id", "workspace", "created_at"}
# Kept by touches and signals alone.
_LIVED = {"last_contacted_at", "last_contacted_by", "last_activity_at", "last_activity"}
_WRITABLE = [f.name for f in Contact._meta.concrete_fields if f.name not in _IDENTITY | _LIVED]


@dataclass(frozen=True, slots=True)
class GivenConsent:
    """The lawful basis that a record names for a person; `given_at` in UTC when it says when."""

    contact: Contact
    basis: str
    given_at: datetime | None


@dataclass(frozen=True, slots=True)
class Merged:
    """What one record did: `changed` names fields, never values; `notes` are sentences on what it
    says and was not taken."""

    contact: Contact
    created: bool
    changed: tuple[str, ...]
    newly_opted_out: bool
    again: bool
    consent: GivenConsent | None
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """Which fields of stored people and companies were changed, by their ids; new ones are not
    among them."""

    people: Mapping[UUID, Collection[str]] = field(default_factory=dict)
    companies: Mapping[UUID, Collection[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.people or self.companies)


@dataclass
class Merge:
    """A batch of records on its way into the contacts. Nothing is stored before `write`.

    `seen` are the contacts that earlier records of the same file were about. `may_except`: whoever
    brings the records may let people pass a rule of the gate.
    """

    workspace: Workspace
    lock: bool
    may_except: bool
    seen: set[UUID] = field(default_factory=set)
    opted_out: list[Contact] = field(default_factory=list)
    consents: list[GivenConsent] = field(default_factory=list)
    _added: dict[UUID, Contact] = field(default_factory=dict)
    _taken: dict[UUID, Contact] = field(default_factory=dict)
    _changed: dict[UUID, tuple[Contact, set[str]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.directory = Directory(self.workspace, lock=self.lock)
        self.accounts = AccountBook(lock=self.lock, may_except=self.may_except)

    def load(self, batch: Iterable[Incoming]) -> None:
        """Read what is stored about these records, with two queries."""
        records = list(batch)
        self.directory.load(records)
        self.accounts.load(records)

    def is_known(self, record: Incoming) -> bool:
        """Whether neither a contact nor a company has to be added; raises Refused as `take`."""
        named = bool(record.company.name or record.company.domain)
        return bool(self.directory.find(record)) and not (
            named and self.accounts.find(record) is None
        )

    def take(self, record: Incoming) -> Merged:
        """Merge one record into its contact, or into a new one; raises Refused (see Directory).

        Also refused: a record of the same file with its ID, but another address (`two_people`),
        and too many custom fields (`invalid_contact`).
        """
        contact = self.directory.find(record)
        if contact:
            self._refuse_second_person(contact, record)
            _refuse_too_many(contact, record)
        created = contact is None
        contact = contact or Contact()
        again = contact.pk in self.seen
        changed = self._absorb(contact, record, gaps_only=again)
        self.seen.add(contact.pk)
        self._taken[contact.pk] = contact
        self.directory.enter(contact)
        self._note(contact, changed, created=created)
        return Merged(
            contact,
            created,
            tuple(sorted(changed)),
            self._note_opt_out(contact, changed),
            again,
            self._note_consent(contact, record),
            self.accounts.notes(record),
        )

    def _refuse_second_person(self, contact: Contact, record: Incoming) -> None:
        """A file may bring a new address of a person, but not two: one of them is somebody else,
        who would be lost without a word, for instance where a company's ID was taken for theirs."""
        if contact.pk not in self.seen or record.address is None or not contact.email_base:
            return
        if record.address.base != contact.email_base:
            raise Refused(
                "An earlier row has the same record ID and another e-mail address. "
                "Correct one of them, or map another column to the record ID.",
                code="two_people",
            )

    def heed(self, record: Incoming) -> None:
        """Set the opt-outs of a record that is otherwise refused, on everyone that it points at."""
        for contact in self.directory.matches(record):
            if contact.erased_at is None:
                changed = _set_flags(contact, record)
                self._note(contact, changed, created=False)
                self._note_opt_out(contact, changed)

    @property
    def changes(self) -> Changes:
        """What the batch changes of people and companies that were stored before."""
        return Changes(
            {key: frozenset(names) for key, (_, names) in self._changed.items()},
            {row.pk: frozenset(names) for row, names in self.accounts.changed.items()},
        )

    def write(self, *, actor: Actor, data: Mapping[str, Any] | None = None) -> None:
        """Store companies, then changed and new contacts, and the audit entry of each; everybody
        who was taken is confirmed by it, changed or not.

        A fixed number of statements. Raises IntegrityError when somebody else was faster.
        """
        Account.objects.bulk_create(self.accounts.added)
        changed_accounts = list(self.accounts.changed)
        if changed_accounts:
            Account.objects.bulk_update(changed_accounts, [*FILLED, "state"])
        # Changes first: they may give up the address that a new contact takes.
        self._write_changed()
        Contact.objects.bulk_create(list(self._added.values()))
        self._confirm()
        record_many([*self.accounts.facts(), *self._facts(data or {})], actor=actor)

    def _absorb(self, contact: Contact, record: Incoming, *, gaps_only: bool) -> set[str]:
        changed = _set_columns(contact, record, gaps_only=gaps_only)
        changed |= self._set_address(contact, record, gaps_only=gaps_only)
        changed |= _set_flags(contact, record)
        changed |= _set_custom(contact, record, gaps_only=gaps_only)
        if record.owner and not (gaps_only and contact.owner_given):
            changed |= _set_owner(contact, record.owner, self.directory.seat(record.owner))
        account = self.accounts.place(record)
        named = bool(record.company) and not gaps_only
        if account and account.pk != contact.account_id and (named or contact.account_id is None):
            contact.account = account
            changed.add("account")
        return changed

    def _set_address(self, contact: Contact, record: Incoming, *, gaps_only: bool) -> set[str]:
        address = record.address
        if address is None or (gaps_only and contact.email_normal):
            return set()
        same_person = self.directory.merges_tags and contact.email_base == address.base
        if same_person or contact.email_normal == address.normal:
            return set()
        contact.email, contact.domain = address.original, address.domain
        contact.email_normal, contact.email_base = address.normal, address.base
        return {"email"}

    def _note(self, contact: Contact, changed: set[str], *, created: bool) -> None:
        if created:
            self._added[contact.pk] = contact
        elif changed and contact.pk not in self._added:
            if contact.pk not in self._changed:
                contact.revision += 1
            _, names = self._changed.setdefault(contact.pk, (contact, set()))
            names |= changed

    def _note_opt_out(self, contact: Contact, changed: set[str]) -> bool:
        newly = "crm_opted_out" in changed
        if newly:
            self.opted_out.append(contact)
        return newly

    def _note_consent(self, contact: Contact, record: Incoming) -> GivenConsent | None:
        if not record.consent_basis:
            return None
        consent = GivenConsent(contact, record.consent_basis, record.consent_at)
        self.consents.append(consent)
        return consent

    def _write_changed(self) -> None:
        rows = [contact for contact, _ in self._changed.values()]
        born = {contact.pk: contact.created_at for contact in rows}
        # Every row exists and is locked, so this only updates; many times faster than CASE … WHEN.
        Contact.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=_WRITABLE
        )
        for contact in rows:
            contact.created_at = born[contact.pk]

    def _confirm(self) -> None:
        """No change of the contact: the revision stays, and no approval becomes void by it."""
        now = clock.now()
        Contact.objects.filter(pk__in=list(self._taken)).update(confirmed_at=now)
        for contact in self._taken.values():
            contact.confirmed_at = now

    def _facts(self, data: Mapping[str, Any]) -> Iterator[Fact]:
        for contact in self._added.values():
            yield Fact(Action.CONTACT_CREATED, contact, data=data)
        for contact, names in self._changed.values():
            said = {"fields": sorted(names), "revision": contact.revision, **data}
            yield Fact(Action.CONTACT_CHANGED, contact, data=said)


def _refuse_too_many(contact: Contact, record: Incoming) -> None:
    if len(contact.custom.keys() | record.custom.keys()) > MOST_CUSTOM_FIELDS:
        sentence = f"A contact has at most {MOST_CUSTOM_FIELDS} custom fields. Leave some out."
        raise Refused(sentence, code="invalid_contact", fields={"custom": sentence})


def _set_columns(contact: Contact, record: Incoming, *, gaps_only: bool) -> set[str]:
    values = dict(record.columns)
    # The first ID stays: a second one is a duplicate in the CRM, found by its address.
    if not contact.external_id and record.external_id:
        values["external_id"] = record.external_id
    changed = {
        name
        for name, value in values.items()
        if getattr(contact, name) != value and not (gaps_only and getattr(contact, name))
    }
    if contact.language_chosen:
        changed.discard("language")
    for name in changed:
        setattr(contact, name, values[name])
    return changed


def _set_flags(contact: Contact, record: Incoming) -> set[str]:
    said = dict(zip(FLAGS, (record.opted_out, record.do_not_call), strict=True))
    changed = {name for name, value in said.items() if value and not getattr(contact, name)}
    for name in changed:
        setattr(contact, name, True)
    return changed


def _set_custom(contact: Contact, record: Incoming, *, gaps_only: bool) -> set[str]:
    stored: dict[str, Any] = contact.custom
    merged = {**record.custom, **stored} if gaps_only else {**stored, **record.custom}
    if merged == stored:
        return set()
    contact.custom = merged
    return {"custom"}


def _set_owner(contact: Contact, given: str, seat: Membership | None) -> set[str]:
    known = contact.owner_given.casefold() == given.casefold()
    # An owner chosen here stays until the CRM names somebody else.
    if known and (contact.owner_id or seat is None):
        return set()
    before = contact.owner_id
    contact.owner, contact.owner_given = seat, given
    return {"owner"} if before != contact.owner_id or not known else set()
