"""What people have said about being watched: kept among the consents, under a purpose of its own,
so that it is never taken for a ground to write to them. What they said last counts."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance.models import Consent
from compliance.packs import Basis
from compliance.services import MAX_EVIDENCE
from compliance.suppressing import invalid
from compliance.tracking_law import PURPOSE, REFUSED, Wish
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows

_LAST = """
SELECT DISTINCT ON (contact_id) contact_id, basis, given_at, expires_at, evidence
FROM compliance_consent
WHERE workspace_id = %s AND contact_id = ANY(%s::uuid[]) AND channel = %s
ORDER BY contact_id, given_at DESC, (basis = %s) DESC, id DESC
"""


def said_by(contacts: Sequence[Contact]) -> dict[UUID, Wish]:
    """What each of these people said last; who said nothing is left out. One statement."""
    ids = array(contact.pk for contact in contacts)
    found = rows(_LAST, current_workspace_id(), ids, PURPOSE, REFUSED)
    return {pk: Wish(basis != REFUSED, *about) for pk, basis, *about in found}


@transaction.atomic
def record_wish(
    contact: Contact, *, wants: bool, given_at: datetime, evidence: str, actor: Actor
) -> Consent:
    """Keep that a person agrees to be watched, or does not; the same again is kept once.

    Refused (invalid): a moment in the future, evidence that is missing or over 300 characters. A
    refusal needs none. Of a yes and a no of one moment, the no counts.
    """
    _check(wants, given_at, evidence)
    said = {
        "contact": contact,
        "channel": PURPOSE,
        "basis": Basis.EXPRESS.value if wants else REFUSED,
        "given_at": given_at,
        "expires_at": None,
        "evidence": evidence.strip(),
    }
    known = Consent.objects.filter(**said).first()
    if known is not None:
        return known
    made: Consent = Consent.objects.create(**said, recorded_by=actor.label)
    given = given_at.isoformat()
    record(Action.TRACKING_WISH, made, actor=actor, wants=wants, given=given)
    return made


def _check(wants: bool, given_at: datetime, evidence: str) -> None:
    if given_at > clock.now():
        raise invalid("given_at", "The date lies in the future. Enter when it was said.")
    if wants and not evidence.strip():
        raise invalid("evidence", "Consent needs evidence: what was said, where, and how it came.")
    if len(evidence) > MAX_EVIDENCE or "\0" in evidence:
        sentence = f"Write the evidence in at most {MAX_EVIDENCE} ordinary characters."
        raise invalid("evidence", sentence)
