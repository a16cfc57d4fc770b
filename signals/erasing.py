"""Erasing a person, with what they have said and nobody has decided on yet."""

from django.db import transaction

from audit.transitions import perform_many
from contacts.models import Contact
from enrollment import erasing, heeding
from enrollment.erasing import MAX_REFERENCE, Erased
from signals import examples
from signals.inbox_rows import Ended
from signals.models import Asked, Change, Signal, SignalState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.models import Membership

GONE = "The person was erased."
OPEN = (SignalState.RECEIVED, SignalState.MATCHED, SignalState.HELD)


@transaction.atomic
def erase(contact: Contact, *, reference: str, seat: Membership, actor: Actor) -> Erased:
    """Erase a person, and close the replies that wait for somebody to read them.

    Refused as `enrollment.erasing.erase` refuses.
    """
    return _closed(erasing.erase(contact, reference=reference, seat=seat, actor=actor), actor)


@transaction.atomic
def erase_again(contact: Contact, *, actor: Actor) -> Erased:
    """Erase somebody whom a restore has brought back."""
    return _closed(erasing.erase_again(contact, actor=actor), actor)


def _closed(done: Erased, actor: Actor) -> Erased:
    now = clock.now()
    examples.forget(done.contact_ids, now)
    # What may hold words that somebody typed; nothing comes back for an erased person.
    Change.objects.filter(signal__contact__in=done.contact_ids).delete()
    asked = Asked.objects.filter(signal__contact__in=done.contact_ids, done_at=None)
    asked.update(done_at=now, ended=Ended.ERASED)
    rows = Signal.objects.filter(contact__in=done.contact_ids, state__in=OPEN)
    waiting = list(rows.values_list("pk", flat=True))
    heeding.heed(waiting)
    perform_many(
        Signal,
        waiting,
        "ignore",
        actor=actor,
        changes={"effect": GONE, "applied_at": now},
    )
    return done


__all__ = ["MAX_REFERENCE", "Erased", "erase", "erase_again"]
