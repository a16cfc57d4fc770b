"""What changes suppressions and lawful basis. Exclusion rules are in `compliance.ruling`.

Nothing here stops an enrollment that is running: `enrollment.stops` does, in the same transaction
as the suppression. The gate refuses whoever is suppressed, from the commit on.
"""

from datetime import datetime

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance.fingerprints import address_key, mask
from compliance.models import Consent
from compliance.packs import Basis
from compliance.suppressing import Stop, check_channel, invalid, lift, suppress, suppress_many
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor

MAX_EVIDENCE = 300


def record_consent(
    contact: Contact,
    *,
    basis: str,
    channel: str,
    given_at: datetime,
    expires_at: datetime | None,
    evidence: str,
    actor: Actor,
) -> Consent:
    """Keep the ground on which a person may be contacted; the same ground again is kept once."""
    _check_consent(basis, channel, given_at, expires_at, evidence)
    ground = {
        "contact": contact,
        "basis": basis,
        "channel": channel,
        "given_at": given_at,
        "expires_at": expires_at,
        "evidence": evidence.strip(),
    }
    with transaction.atomic():
        known = Consent.objects.filter(**ground).first()
        if known:
            return known
        consent = Consent.objects.create(**ground, recorded_by=actor.label)
        given = given_at.isoformat()
        record(
            Action.CONSENT_RECORDED, consent, actor=actor, basis=basis, channel=channel, given=given
        )
    return consent


def _check_consent(
    basis: str, channel: str, given_at: datetime, expires_at: datetime | None, evidence: str
) -> None:
    check_channel(channel)
    if basis not in list(Basis):
        raise invalid("basis", "This ground is not known. Choose one of the list.")
    if given_at > clock.now():
        raise invalid("given_at", "The date lies in the future. Enter when it was given.")
    if expires_at and expires_at <= given_at:
        raise invalid("expires_at", "It would end before it was given. Correct the dates.")
    if len(evidence) > MAX_EVIDENCE:
        raise invalid(
            "evidence", f"The evidence has more than {MAX_EVIDENCE} characters. Shorten it."
        )


__all__ = [
    "Stop",
    "address_key",
    "lift",
    "mask",
    "record_consent",
    "suppress",
    "suppress_many",
]
