"""What is kept of an address, a domain, a company or a number that must not be contacted.

A keyed hash (HMAC-SHA256, 64 hex digits) with a key of the workspace, so that it survives erasure
and tells nothing to another workspace; and a masked form for people.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from uuid import UUID

from compliance.case import Scope
from compliance.vault import derived
from contacts.addresses import AddressError, dialled, fingerprint, parse_address, parse_phone
from contacts.models import Account, Contact
from tenancy.errors import Refused

MAX_HINT = 120
HASHES = ("md5", "sha1", "sha256")
Target = tuple[Scope, str]


def address_key(base: str) -> str:
    """The keyed hash of an address in its base form; other in each workspace."""
    return fingerprint(base, derived("address"))


def key_for(kind: Scope, normal: str) -> str:
    """The keyed hash of a normal form; that of an address is its `address_key`."""
    return address_key(_named(kind, normal))


def _named(kind: Scope, normal: str) -> str:
    return normal if kind is Scope.ADDRESS else f"{kind.value}:{normal}"


def words_key(words: str) -> str:
    """The keyed hash of what somebody typed: the trail keeps it where the words may name people,
    and it proves later which words they were."""
    return fingerprint(words, derived("words"))


def hash_key(algorithm: str, digest: str) -> str:
    """The keyed hash of an address of which we know only a hash, in small hex digits."""
    return address_key(f"{algorithm}:{digest}")


def targets_of(contact: Contact) -> frozenset[Target]:
    """Everything by which a stop may cover this person; of domains, the ones above as well."""
    return targets_by_contact([contact])[contact.pk]


def targets_by_contact(contacts: Iterable[Contact]) -> dict[UUID, frozenset[Target]]:
    """`targets_of` for many people, whose common domains and companies are hashed once."""

    secret = derived("address")

    @cache
    def target(kind: Scope, normal: str) -> Target:
        return kind, fingerprint(_named(kind, normal), secret)

    return {
        contact.pk: frozenset(target(kind, normal) for kind, normal in _normals_of(contact))
        for contact in contacts
    }


def normal_form(kind: Scope, value: str) -> tuple[str, str]:
    """The form that is hashed and the masked hint of what a person entered, or Refused."""
    match kind:
        case Scope.ADDRESS:
            return _address(value)
        case Scope.DOMAIN:
            domain = _domain(value)
            return domain, domain[:MAX_HINT]
        case Scope.ACCOUNT:
            account = _account(value)
            return str(account.pk), account.name[:MAX_HINT]
        case Scope.PHONE:
            number = _phone(value)
            return number, mask_phone(number)


def mask(address: str) -> str:
    """An address as a hint for people: `p…@initech.example`."""
    local, at, domain = address.strip().rpartition("@")
    return f"{local[:1]}…@{domain}"[:MAX_HINT] if at else "…"


def mask_phone(number: str) -> str:
    """A number as a hint for people: `+49…78`."""
    return f"{number[:3]}…{number[-2:]}"


def _normals_of(contact: Contact) -> Iterator[Target]:
    if contact.email_base:
        yield Scope.ADDRESS, contact.email_base
        # Lists come hashed as well; whoever made them hashed the address in small letters.
        forms = {contact.email.strip().lower(), contact.email_normal, contact.email_base}
        for form in forms:
            for algorithm in HASHES:
                digest = hashlib.new(algorithm, form.encode(), usedforsecurity=False)
                yield Scope.ADDRESS, f"{algorithm}:{digest.hexdigest()}"
    labels = contact.domain.split(".")
    for start in range(len(labels) - 1):
        yield Scope.DOMAIN, ".".join(labels[start:])
    if contact.account_id:
        yield Scope.ACCOUNT, str(contact.account_id)
    for text in (contact.phone, contact.mobile):
        number = dialled(text, contact.country) if text else None
        if number:
            yield Scope.PHONE, number


def _address(value: str) -> tuple[str, str]:
    try:
        parsed = parse_address(value)
    except AddressError as error:
        raise _refused(str(error)) from error
    return parsed.base, mask(parsed.normal)


def _domain(value: str) -> str:
    try:
        return parse_address(f"anyone@{value.strip().removeprefix('@')}").domain
    except AddressError as error:
        raise _refused("This is not a domain name. Write it like initech.example.") from error


def _account(value: str) -> Account:
    try:
        return Account.objects.get(pk=UUID(value.strip()))
    except (ValueError, Account.DoesNotExist) as error:
        raise _refused("There is no such company. Choose one of the list.") from error


def _phone(value: str) -> str:
    number = parse_phone(value, "")
    if number is None:
        raise _refused("This is not a number. Write it with its country code: +49 30 1234567.")
    return number


def _refused(sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={"value": sentence})
