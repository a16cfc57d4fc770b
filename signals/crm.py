"""What the CRM and colleagues say about people, with the stops that follow from it.

`contacts` only stores that somebody opted out; here it also takes effect, in one transaction.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from compliance import services as compliance
from compliance.models import Consent, SuppressionKind, SuppressionReason
from contacts import imports
from contacts import services as contacts
from contacts.addresses import Address, AddressError, parse_address
from contacts.merging import GivenConsent
from contacts.models import Contact, Import
from contacts.services import Upserted
from enrollment import gates, stops
from enrollment.models import Enrollment, ExitReason
from enrollment.stops import Stopped
from tenancy import clock
from tenancy.actors import Actor, member
from tenancy.errors import Refused

MAX_PASTED = 10_000
SHOWN = 20
_QUOTED = re.compile(r'"[^"\n]*"')
_BETWEEN = re.compile(r"[,;\r\n\t]+")
_IN_BRACKETS = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Pasted:
    """What became of a pasted list, in people: `stopped` are suppressed now, `unknown` of them
    are nobody's address here, `invalid` pieces could not be read (`unreadable`: the first ones).

    `ended` counts sequences, `in_flight` messages that were already on their way.
    """

    stopped: int
    unknown: int
    invalid: int
    unreadable: tuple[str, ...] = ()
    ended: int = 0
    in_flight: int = 0


@transaction.atomic
def sync_contact(values: Mapping[str, Any], *, actor: Actor) -> Upserted:
    """Add a person or bring them up to date; an opt-out in the record stops them at once.

    Speaks the words of `contacts.incoming.ACCEPTED` and raises what `contacts.services.upsert`
    raises.
    """
    done = contacts.upsert(values, actor=actor)
    if done.consent:
        _keep_consents([done.consent], actor)
    if done.newly_opted_out:
        _stop_opted_out([done.contact], actor, f"contact {done.contact.pk}")
    return done


def run_import(import_id: UUID) -> None:
    """Run a started import to its end, with the stops and lawful bases that its rows name.

    Outside a transaction; running it again, or twice at once, does nothing twice.
    """
    with transaction.atomic():
        row = Import.objects.select_related("uploaded_by").get(pk=import_id)
        actor = member(row.uploaded_by)

    def on_opt_out(people: Sequence[Contact]) -> None:
        _stop_opted_out(people, actor, f"import {import_id}")

    def on_consent(given: Sequence[GivenConsent]) -> None:
        _keep_consents(given, actor)

    imports.run(import_id, on_opt_out=on_opt_out, on_consent=on_consent)


@transaction.atomic
def stop_pasted(text: str, *, actor: Actor) -> Pasted:
    """Suppress every address in a pasted text and end the sequences behind it.

    Takes lists with commas, semicolons or line breaks, and entries like `Name <a@b.example>`.
    Raises Refused when the text holds no address or too many.
    """
    found, unreadable = _addresses(text)
    if not found:
        raise _nothing_to_stop(unreadable)
    if len(found) > MAX_PASTED:
        raise Refused(
            f"This list has more than {MAX_PASTED:,} addresses. Paste it in parts.",
            code="too_many",
            fields={"addresses": "Paste fewer addresses."},
        )
    hints = {each.base: compliance.mask(each.normal) for each in found}
    known = {row.email_base: row for row in Contact.objects.filter(email_base__in=list(hints))}
    stopped = _stop(
        [_manual(base, hint, known.get(base)) for base, hint in hints.items()],
        ExitReason.MANUAL,
        "pasted list",
        actor,
    )
    return Pasted(
        stopped=len(hints),
        unknown=len(hints.keys() - known.keys()),
        invalid=len(unreadable),
        unreadable=tuple(unreadable[:SHOWN]),
        ended=sum(each.exited for each in stopped),
        in_flight=sum(each.in_flight for each in stopped),
    )


def _manual(base: str, hint: str, contact: Contact | None) -> compliance.Stop:
    return compliance.Stop(
        kind=SuppressionKind.ADDRESS,
        value=base,
        hint=hint,
        reason=SuppressionReason.MANUAL,
        source="pasted list",
        contact_id=contact.pk if contact else None,
    )


def _stop_opted_out(people: Sequence[Contact], actor: Actor, evidence: str) -> None:
    reachable = {each.email_base: each for each in people if each.email_base}
    _stop(
        [
            compliance.Stop(
                kind=SuppressionKind.ADDRESS,
                value=base,
                hint=compliance.mask(contact.email),
                reason=SuppressionReason.CRM,
                source="CRM",
                evidence=evidence,
                contact_id=contact.pk,
            )
            for base, contact in reachable.items()
        ],
        ExitReason.OPTED_OUT,
        evidence,
        actor,
    )
    without = [each.pk for each in people if not each.email_base]
    rows = Enrollment.objects.live().filter(contact__in=without).select_related("contact")
    for row in rows.order_by("pk"):
        stops.exit_enrollment(row, reason=ExitReason.OPTED_OUT, evidence=evidence, actor=actor)


def _stop(
    wanted: Sequence[compliance.Stop], cause: ExitReason, evidence: str, actor: Actor
) -> list[Stopped]:
    """Suppress addresses, and end what runs for them.

    The gates come first: whoever is being enrolled is either seen here as live, or is judged after
    us and sees the suppression. So only those who have something live are stopped one by one.
    """
    bases = [stop.value for stop in wanted]
    gates.lock(compliance.address_key(base) for base in bases)
    compliance.suppress_many(wanted, actor=actor)
    live = Enrollment.objects.live().filter(contact__email_base__in=bases)
    running = sorted(set(live.values_list("contact__email_base", flat=True)))
    return stops.stop_many(running, cause=cause, evidence=evidence, actor=actor)


def _keep_consents(given: Iterable[GivenConsent], actor: Actor) -> None:
    """Record the lawful bases that records name. One without a date is kept once."""
    now = clock.now()
    for each in given:
        rows = Consent.objects.filter(contact=each.contact, basis=each.basis)
        undated = each.given_at is None and rows.exists()
        # A ground that is dated in the future is none yet.
        if undated or (each.given_at and each.given_at > now):
            continue
        compliance.record_consent(
            each.contact,
            basis=each.basis,
            channel="",
            given_at=each.given_at or now,
            expires_at=None,
            evidence="As recorded in the CRM",
            actor=actor,
        )


def _addresses(text: str) -> tuple[list[Address], list[str]]:
    """Every address of a pasted text, each once, and the pieces that are none."""
    found: dict[str, Address] = {}
    unreadable = []
    for piece in _BETWEEN.split(_QUOTED.sub(" ", text)):
        for word in _IN_BRACKETS.findall(piece) or piece.split():
            try:
                address = parse_address(word)
            except AddressError:
                unreadable.append(word)
            else:
                found[address.base] = address
    return list(found.values()), unreadable


def _nothing_to_stop(unreadable: Sequence[str]) -> Refused:
    sentence = (
        "None of this is an e-mail address. Paste addresses such as name@company.example."
        if unreadable
        else "Paste at least one e-mail address."
    )
    return Refused(sentence, code="invalid", fields={"addresses": sentence})
