"""People whom a message names: added as contacts by a person, after the usual checks, never
enrolled by it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q

from compliance.fingerprints import targets_of
from compliance.models import Suppression
from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from enrollment.models import Mailbox
from signals import crm
from signals.models import Signal
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

SOURCE = "Named by a contact"


@dataclass(frozen=True, slots=True)
class Added:
    """The contact, and a sentence on what became of it."""

    contact: Contact
    told: str


@transaction.atomic
def add(signal: Signal, values: Mapping[str, Any], *, seat: Membership, actor: Actor) -> Added:
    """Add somebody whom `signal` names, at its person's company and with its person's owner.

    `values`: email, first_name, last_name, title, phone, country. Whoever is a contact already is
    left as they are. Refused: not_allowed, invalid, known (a colleague has them), and what
    `crm.sync_contact` refuses.
    """
    check_may(seat, actor, Capability.EDIT_CONTACTS)
    try:
        parsed = parse_address(str(values.get("email", "")))
    except AddressError as error:
        raise _invalid(str(error)) from None
    if Mailbox.objects.filter(address__iendswith=f"@{parsed.domain}").exists():
        raise _invalid("This is an address of your own company.")
    same = Q(email_normal=parsed.normal) | Q(email_base=parsed.base)
    if Contact.objects.filter(same).exists():
        return _known(same, seat)
    done = crm.sync_contact(_record(signal, values), actor=actor)
    name = done.contact.full_name or "The contact"
    if _is_stopped(done.contact):
        told = f"{name} is added, and suppressed: nothing is sent to this address."
        return Added(done.contact, told)
    return Added(done.contact, f"{name} is added. Enrol them when you want to write to them.")


def _known(same: Q, seat: Membership) -> Added:
    mine = Contact.objects.visible_to(seat).filter(same).first()
    if mine is None:
        message = "A colleague has this contact already. Ask a manager who it is."
        raise Refused(message, code="known", fields={"email": message})
    return Added(mine, f"{mine.full_name} is a contact already; nothing was changed.")


def _record(signal: Signal, values: Mapping[str, Any]) -> dict[str, Any]:
    named = {name: values.get(name, "") for name in _FIELDS}
    contact = signal.contact
    company = contact.account.name if contact and contact.account else ""
    owner = contact.owner.user.email if contact and contact.owner else ""
    about = {"company": company, "owner_email": owner, "lead_source": SOURCE}
    return {name: value for name, value in {**named, **about}.items() if value}


_FIELDS = ("email", "first_name", "last_name", "title", "phone", "country")


def _is_stopped(contact: Contact) -> bool:
    covered = Q(pk__in=[])
    for kind, key in targets_of(contact):
        covered |= Q(kind=kind, key=key)
    live = Q(expires_at=None) | Q(expires_at__gt=clock.now())
    return Suppression.objects.filter(covered, live, lifted_at=None).exists()


def _invalid(sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={"email": sentence})
