"""What the list of stops reads."""

from collections.abc import Collection, Mapping

from django.db.models import Q, QuerySet

from compliance.case import Scope
from compliance.fingerprints import key_for, normal_form
from compliance.models import Suppression, SuppressionReason
from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from enrollment import history
from tenancy.errors import Refused
from tenancy.models import Membership


def stops(filters: Mapping[str, str], seat: Membership) -> QuerySet[Suppression]:
    """Suppressions, narrowed by `reason`, by `state` (in force unless `lifted`), and by `q`: an
    address, a domain or a number as people write it; we keep only its hash, so it must be whole.
    What somebody visible said at a former address is found by the one of today.
    """
    rows = Suppression.objects.filter(lifted_at__isnull=filters.get("state") != "lifted")
    if reason := filters.get("reason"):
        rows = rows.filter(reason=reason)
    if words := filters.get("q", "").strip():
        rows = rows.filter(stops_of(keys_of(words), _former(words, seat)))
    return rows


def stops_of(keys: Collection[str], former: Collection[str]) -> Q:
    """Stops under keys of today, and what follows a person from former addresses: not that a
    mailbox is gone."""
    follows = Q(key__in=former, kind=Scope.ADDRESS.value)
    return Q(key__in=keys) | (follows & ~Q(reason=SuppressionReason.HARD_BOUNCE))


def _former(words: str, seat: Membership) -> set[str]:
    try:
        base = parse_address(words).base
    except AddressError:
        return set()
    people = Contact.objects.known().visible_to(seat).filter(email_base=base)
    found = history.written_to(list(people.values_list("pk", flat=True)))
    return set().union(*found.values())


def keys_of(words: str) -> list[str]:
    """The keys under which what somebody typed would be stopped; [] when it cannot be read."""
    kinds = [Scope.ADDRESS] if "@" in words.strip("@") else [Scope.DOMAIN, Scope.PHONE]
    found: list[str] = []
    for kind in kinds:
        try:
            found.append(key_for(kind, normal_form(kind, words)[0]))
        except Refused:
            continue
    return found
