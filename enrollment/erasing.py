"""Erasing a person: everything stops, everything personal goes, and they stay stopped for ever.

One transaction, under the locks that arms and stops share: no message is armed after it. A message
that was on the wire already is counted, as with every stop. What stays is said in docs/security.md
and scanned for by `tests/signals/test_erasing.py`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import OperationalError, transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from compliance import erasing as compliance
from compliance.suppressing import REFERENCE, invalid
from contacts import erasing as contacts
from contacts.models import Contact
from contacts.services import is_collision
from enrollment import gates, history, stops
from enrollment.models import Audience, Enrollment, ExitReason, SendIntent, StopRecord, Touch
from enrollment.simulating.rows import csv_of
from enrollment.stops import Stopped
from enrollment.tracking import minting
from sequences.models import Simulation
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_REFERENCE = 80
AGAIN = "erased before a restore"
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Erased:
    """What an erasure did: records of the person that were emptied, sequences ended, touches
    cancelled, and messages that may still arrive because they were leaving."""

    contact_ids: tuple[UUID, ...]
    ended: int
    cancelled: int
    in_flight: int


def erase(contact: Contact, *, reference: str, seat: Membership, actor: Actor) -> Erased:
    """Erase a person: this contact and every other record with the same mailbox. For good.

    `reference` names the request (a ticket, a letter's number), stays in the trail, and must not
    name the person. Refused: not_allowed, invalid (reference), erased (it was done before), busy.
    """
    check_may(seat, actor, Capability.ADMINISTER)
    return _tried(contact, reference, actor)


def erase_again(contact: Contact, *, actor: Actor) -> Erased:
    """Erase anew somebody whom a restore has brought back: the log outside the database holds that
    they were erased. Refused: erased, busy."""
    return _tried(contact, AGAIN, actor)


def _tried(contact: Contact, reference: str, actor: Actor) -> Erased:
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                return _erase(contact, reference.strip(), actor)
        except OperationalError as error:
            if not is_collision(error):
                raise
    raise Refused("Others are changing this person right now. Try again.", code="busy")


def _erase(contact: Contact, reference: str, actor: Actor) -> Erased:
    people = _locked(contact)
    traces = contacts.traces_of(people)
    _check_reference(reference, traces)
    ids = [row.pk for row in people]
    written = set().union(*history.written_to(ids).values())
    addresses = written | {gates.address_key(row.email_base) for row in people if row.email_base}
    numbers = compliance.numbers_of(people)
    # A number is wider than an address: wait for every arm under way.
    gates.take_workspace()
    compliance.stop_for_good(
        addresses, numbers, reference=reference, contact_id=contact.pk, actor=actor
    )
    stopped = _stop(people, addresses, actor)
    _empty_work(people, addresses, traces)
    _empty_simulations(ids)
    contacts.leave_files(traces, actor=actor)
    contacts.leave_views(traces)
    contacts.leave_conditions(Audience.objects.all(), traces)
    compliance.empty(people, addresses | numbers, traces)
    contacts.empty(people, traces, at=clock.now())
    done = Erased(
        contact_ids=tuple(ids),
        ended=sum(each.exited for each in stopped),
        cancelled=sum(each.cancelled for each in stopped),
        in_flight=sum(stops.in_flight(key) for key in addresses),
    )
    figures: dict[str, Any] = {
        "ended": done.ended,
        "cancelled": done.cancelled,
        "in_flight": done.in_flight,
    }
    for row in people:
        record(Action.CONTACT_ERASED, row, actor=actor, reference=reference, **figures)
    return done


def _locked(contact: Contact) -> list[Contact]:
    """Every record of the person, held against everybody who refers to them."""
    rows = Contact.objects.select_for_update()
    row = rows.filter(pk=contact.pk).first()
    if row is None:
        raise NotFound
    if row.erased_at:
        raise Refused("This person was erased already.", code="erased")
    same = Q(email_base=row.email_base) if row.email_base else Q()
    others = rows.filter(same & ~Q(pk=row.pk)) if same else rows.none()
    return [row, *others.order_by("pk")]


def _check_reference(reference: str, traces: contacts.Traces) -> None:
    if not 0 < len(reference) <= MAX_REFERENCE:
        sentence = f"Name the request in at most {MAX_REFERENCE} characters, such as a ticket."
        raise invalid("reference", sentence)
    if traces.are_in([reference]):
        raise invalid("reference", "This stays on record, so it must not name the person.")


def _stop(people: Sequence[Contact], addresses: Collection[str], actor: Actor) -> list[Stopped]:
    """Shut every gate of theirs and end what runs, also for who has no address."""
    nowhere = [row for row in people if not row.email_base]
    gates.lock({*addresses, *(gates.address_key(f"contact:{row.pk}") for row in nowhere)})
    evidence = f"erasure {people[0].pk}"
    done = [
        stops.stop_address(key, cause=ExitReason.ERASED, evidence=evidence, actor=actor)
        for key in sorted(addresses)
    ]
    left = Enrollment.objects.live().filter(contact__in=people).select_related("contact")
    return done + [
        stops.exit_enrollment(row, reason=ExitReason.ERASED, evidence=evidence, actor=actor)
        for row in left.order_by("pk")
    ]


def _empty_work(
    people: Sequence[Contact], addresses: Collection[str], traces: contacts.Traces
) -> None:
    """Take the words of colleagues and servers from everything that was done about them."""
    theirs = Enrollment.objects.filter(contact__in=people)
    theirs.update(reason="", pause_note="")
    ended = theirs.exclude(exit_evidence="").exclude(exit_evidence__regex=REFERENCE)
    ended.update(exit_evidence="erased")
    Touch.objects.filter(enrollment__in=theirs).update(note="")
    minting.forget(list(theirs.values_list("pk", flat=True)))
    sent = SendIntent.objects.filter(touch__enrollment__in=theirs)
    sent.update(resolution="")
    answers = sent.exclude(remote_ref="").values_list("pk", "remote_ref")
    named = [pk for pk, text in answers if traces.are_in([text])]
    SendIntent.objects.filter(pk__in=named).update(remote_ref="accepted")
    records = StopRecord.objects.filter(
        Q(address_key__in=addresses) | Q(enrollment_id__in=theirs.values("pk"))
    )
    records.exclude(evidence__regex=REFERENCE).update(evidence="")


def _empty_simulations(contact_ids: Sequence[UUID]) -> None:
    """The touches of a simulation name people; its figures do not."""
    wanted = [str(each) for each in contact_ids]
    for row in Simulation.objects.exclude(rows=b""):
        text = csv_of(row).decode()
        if any(each in text for each in wanted):
            Simulation.objects.filter(pk=row.pk).update(rows=b"")
