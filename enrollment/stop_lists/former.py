"""Hashed lists and the people who have moved.

What somebody said follows them to another address: the gate compares stops with the keys of every
address at which a person was written to. The hash of an address has no such key, so whoever was
written to, and whose address is found by a hash, is stopped by the key of that address as well.
Former addresses are read from the sealed messages that went there.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from django.db import transaction

from compliance.case import Scope
from compliance.fingerprints import HASHES, targets_of
from compliance.models import StopList, StopListState, Suppression, SuppressionReason
from compliance.services import address_key
from compliance.stop_lists.keeping import Terms, keep_many
from compliance.stop_lists.reading import Found, Kind
from compliance.vault import Erased
from contacts.addresses import Address, AddressError, parse_address
from contacts.models import Contact
from enrollment import composing, gates, history
from enrollment.models import SendIntent
from tenancy.actors import Actor

PEOPLE = 500


def bind(row: StopList, terms: Terms, actor: Actor) -> None:
    """Stop the addresses, of today and former ones, that the hashes of a list mean; in chunks."""
    # That a mailbox is gone follows nobody.
    if terms.reason == SuppressionReason.HARD_BOUNCE or not _has_hashes(terms):
        return
    last: UUID | None = None
    while (last := _one_chunk(row, terms, last, actor)) is not None:
        pass


def _one_chunk(row: StopList, terms: Terms, after: UUID | None, actor: Actor) -> UUID | None:
    with transaction.atomic():
        gates.take_workspace()
        running = StopList.objects.select_for_update().filter(pk=row.pk)
        if not running.filter(state=StopListState.RUNNING).values_list("pk").first():
            return None
        written = SendIntent.objects.values("touch__enrollment__contact_id")
        people = Contact.objects.known().filter(pk__in=written).order_by("pk")
        found = list((people.filter(pk__gt=after) if after else people)[:PEOPLE])
        meant = _meant(_addresses_of(found), terms)
        keep_many([Found(0, "", Kind.ADDRESS, base) for base in sorted(meant)], terms, actor=actor)
        return found[-1].pk if len(found) == PEOPLE else None


def _has_hashes(terms: Terms) -> bool:
    mine = Suppression.objects.filter(evidence=terms.evidence, kind=Scope.ADDRESS)
    heads = "|".join(each.upper() for each in HASHES)
    with transaction.atomic():
        return bool(mine.filter(hint__regex=f"^({heads}) ").exists())


def _addresses_of(people: Sequence[Contact]) -> list[Contact]:
    """One unsaved contact for each address at which somebody is or was written to."""
    today = [
        Contact(email=p.email, email_normal=p.email_normal, email_base=p.email_base) for p in people
    ]
    return [each for each in today if each.email_base] + [
        Contact(email=each.original, email_normal=each.normal, email_base=each.base)
        for each in _former(people)
    ]


def _former(people: Sequence[Contact]) -> list[Address]:
    now_at = {each.pk: address_key(each.email_base) for each in people}
    earlier = history.written_to(list(now_at))
    left = {pk: keys - {now_at[pk]} for pk, keys in earlier.items()}
    rows = SendIntent.objects.filter(
        touch__enrollment__contact_id__in=[pk for pk, keys in left.items() if keys],
        address_key__in=set().union(*left.values()),
    )
    newest = rows.exclude(content=None).order_by("address_key", "-pk").distinct("address_key")
    read = (_recipient(intent) for intent in newest.select_related("content"))
    return [each for each in read if each]


def _recipient(intent: SendIntent) -> Address | None:
    if intent.content is None:
        return None
    try:
        return parse_address(composing.stored(intent.content).recipient)
    except (Erased, AddressError):
        return None


def _meant(addresses: Collection[Contact], terms: Terms) -> set[str]:
    """The base forms of the addresses that this list's stops cover."""
    keys = {
        each.email_base: {key for kind, key in targets_of(each) if kind is Scope.ADDRESS}
        for each in addresses
    }
    stops = Suppression.objects.filter(
        evidence=terms.evidence,
        kind=Scope.ADDRESS,
        key__in=set().union(*keys.values()),
        lifted_at=None,
    )
    hit = set(stops.values_list("key", flat=True))
    return {base for base, found in keys.items() if found & hit}
