"""What the pages about lifting stops read."""

from contextlib import suppress

from django.db.models import Exists, OuterRef, Q, QuerySet

from compliance import lifting
from compliance.models import LiftRequest, LiftState, Suppression
from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from enrollment.lifting import former_keys
from tenancy.models import Membership


def visible(seat: Membership) -> QuerySet[LiftRequest]:
    """Requests about people whom the seat may see."""
    people = Contact.objects.visible_to(seat)
    related = ("contact", "contact__account", "suppression", "asked_by", "decided_by")
    rows: QuerySet[LiftRequest] = LiftRequest.objects.filter(contact__in=people)
    return rows.select_related(*related)


def with_open(rows: QuerySet[Suppression]) -> QuerySet[Suppression]:
    """Stops that say by `asked` whether a request waits; no further statement."""
    waiting = LiftRequest.objects.filter(suppression=OuterRef("pk"), state=LiftState.ASKED)
    return rows.annotate(asked=Exists(waiting))


def covered(row: LiftRequest) -> list[Suppression]:
    """What the request lifts while it waits; once it is decided, what it was asked for."""
    if row.state != LiftState.ASKED:
        return [row.suppression]
    return lifting.covered(row, former_keys(row.contact))


def waiting(seat: Membership) -> int:
    """How many requests wait; one statement."""
    return visible(seat).filter(state=LiftState.ASKED).count()


def person(words: str, seat: Membership) -> Contact | None:
    """The visible contact with this address, in any spelling, or this record ID."""
    who = Q(external_id=words.strip())
    with suppress(AddressError):
        who |= Q(email_base=parse_address(words).base)
    found: Contact | None = Contact.objects.known().visible_to(seat).filter(who).first()
    return found
