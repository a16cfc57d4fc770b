"""What people say about a mail of somebody unknown: whom it is about, or that it is not about us.

Whom it is about has the effect of what was read, as if intake had known: in one transaction, with
the same locks in the same order, and with the person in the audit trail. The original is sealed
under the contact from then on, so that it goes when they are erased. Undo takes both back.
"""

from datetime import UTC, datetime
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import vault
from compliance.models import SealedBlob
from contacts.models import Contact
from enrollment import activities, heeding
from signals import matching, reactions
from signals.cases import Case, key_of, locked
from signals.intake import BLOB
from signals.kinds import HOLDS_BACK, Kind
from signals.matching import BY_PERSON
from signals.models import Signal
from signals.reactions import locked_signal
from signals.strangers.listing import of_mailboxes, waiting
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership

FASTER = "Somebody was faster, or its time to be kept is over. Reload the page."
# What an effect adds to the open facts, and a match that is taken back leaves behind.
_OF_EFFECT = ("table", "colleagues", "pauses")


@transaction.atomic
def assign(signal: Signal, *, contact_id: UUID, seat: Membership, actor: Actor) -> Signal:
    """A person says that it is about this contact, and it has the effect of its kind.

    Raises NotFound when the seat may not see the mailbox or the contact; Refused (state_changed)
    when it is not on the list any more.
    """
    fresh = _opened(signal, seat)
    # As every effect: the contact before any gate. An erasure is over then, or waits for us.
    activities.lock(contact_id)
    people = Contact.objects.visible_to(seat).known().select_related("account")
    contact = people.filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    case = Case(_matched(fresh, contact, actor), contact, actor)
    if fresh.kind in HOLDS_BACK:
        # All gates at once and sorted; then what is being armed for them is judged anew.
        locked(case)
        heeding.hold_back({key_of(contact), *case.keys()}, fresh.pk)
    return reactions.give(case, decided_by=seat)


@transaction.atomic
def pass_over(signal: Signal, *, seat: Membership, actor: Actor) -> Signal:
    """A person says that it is not about us: it leaves the list, and nothing else changes. Raises
    as `assign`."""
    fresh = _opened(signal, seat)
    return _noted(fresh, Action.SIGNAL_PASSED_OVER, actor, datetime.now(UTC))


@transaction.atomic
def list_again(signal: Signal, *, seat: Membership, actor: Actor) -> Signal:
    """Take back that it is not about us. Raises as `assign`; it must have been passed over."""
    fresh = locked_signal(signal.pk)
    _check_mailbox(fresh, seat)
    if fresh.passed_over_at is None:
        raise Refused("It is on the list already. Reload the page.", code="state_changed")
    return _noted(fresh, Action.SIGNAL_LISTED_AGAIN, actor, None)


def is_by_person(signal: Signal) -> bool:
    """Whether a person has said whom it is about."""
    return signal.contact_id is not None and signal.reading.get("by") == BY_PERSON


def let_go(signal: Signal, actor: Actor) -> Signal:
    """What a person had said that it is about, and whose effect was just taken back: it is about
    nobody again and back on the list. The signal is locked."""
    facts = {name: said for name, said in signal.reading.items() if name not in _OF_EFFECT}
    _reseal(signal, signal.mailbox_id)
    Signal.objects.filter(pk=signal.pk).update(reading={**facts, "by": ""})
    return perform(signal, "unmatch", actor=actor, effect=reactions.UNKNOWN)


def _opened(signal: Signal, seat: Membership) -> Signal:
    fresh = locked_signal(signal.pk)
    if not waiting(seat).filter(pk=fresh.pk).exists():
        _check_mailbox(fresh, seat)
        raise Refused(FASTER, code="state_changed")
    return fresh


def _check_mailbox(signal: Signal, seat: Membership) -> None:
    if not of_mailboxes(seat).filter(pk=signal.pk).exists():
        raise NotFound


def _matched(signal: Signal, contact: Contact, actor: Actor) -> Signal:
    found = matching.of_person(contact)
    _reseal(signal, contact.pk)
    Signal.objects.filter(pk=signal.pk).update(reading={**signal.reading, "by": BY_PERSON})
    row = perform(
        signal,
        "match",
        actor=actor,
        data={"by": BY_PERSON},
        contact_id=contact.pk,
        enrollment_id=found.enrollment_id,
        touch_id=found.touch_id,
    )
    row.contact = contact
    return row


def _reseal(signal: Signal, subject: UUID | None) -> None:
    """Put the original under another key, where it is still there."""
    old = signal.raw
    if old is None or subject is None:
        return
    new = vault.seal(subject, BLOB, vault.unseal(old))
    Signal.objects.filter(pk=signal.pk).update(raw=new)
    SealedBlob.objects.filter(pk=old.pk).delete()


def _noted(signal: Signal, action: Action, actor: Actor, at: datetime | None) -> Signal:
    signal.passed_over_at = at
    signal.save(update_fields=["passed_over_at"])
    record(action, signal, actor=actor, kind=Kind(signal.kind).value)
    return signal
