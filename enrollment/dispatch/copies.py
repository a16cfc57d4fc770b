"""Copies of a message: somebody who said no gets none, and that stops nobody else's."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from compliance.case import SuppressionFact
from compliance.content import Content
from compliance.facts import suppressions_for
from compliance.packs import Channel
from compliance.services import address_key
from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from enrollment.models import RecipientGate
from sequences.plans import StepInput

# A message, or the step that it is written from, which names the same.
Copied = Content | StepInput


def keys_of(said: Copied) -> list[str]:
    """The gate keys of everybody who is to get a copy; an arm holds them like the recipient's."""
    return [address_key(person.email_base) for person in _people(said).values()]


def unwanted(said: Copied, locked: Mapping[str, RecipientGate], now: datetime) -> frozenset[str]:
    """The copy addresses that are left out: stopped, suppressed, or no addresses at all."""
    if not (said.cc or said.bcc):
        return frozenset()
    people = _people(said)
    stops = suppressions_for(list(people.values())) if people else {}
    objected = _objected_in_the_crm(people.values())
    refused = {
        address
        for address, person in people.items()
        if locked[address_key(person.email_base)].stopped_at is not None
        or person.email_base in objected
        or any(_binds(fact, now) for fact in stops[person.pk])
    }
    return frozenset(refused | (set(_addresses(said)) - people.keys()))


def left_out(without: frozenset[str]) -> dict[str, Any]:
    """What the trail says about it; no address."""
    return {"copies_left_out": len(without)} if without else {}


def _objected_in_the_crm(people: Collection[Contact]) -> frozenset[str]:
    bases = [person.email_base for person in people]
    known = Contact.objects.known().filter(email_base__in=bases, crm_opted_out=True)
    return frozenset(known.values_list("email_base", flat=True)) if bases else frozenset()


def _binds(fact: SuppressionFact, now: datetime) -> bool:
    channel = fact.channel in (None, Channel.EMAIL)
    return channel and (fact.expires is None or now < fact.expires)


def _addresses(said: Copied) -> list[str]:
    return list(dict.fromkeys((*said.cc, *said.bcc)))


def _people(said: Copied) -> dict[str, Contact]:
    """Nobody of them need be a contact: these rows are never stored."""
    found: dict[str, Contact] = {}
    for address in _addresses(said):
        try:
            parsed = parse_address(address)
        except AddressError:
            continue
        found[address] = Contact(email_base=parsed.base, domain=parsed.domain)
    return found
