"""What a person says about being watched, told by a colleague or a program."""

from datetime import datetime

from django.db import transaction

from compliance import tracking_wishes
from compliance.models import Consent
from compliance.services import address_key
from contacts.models import Contact
from enrollment import gates
from enrollment.models import Enrollment
from enrollment.tracking import minting
from tenancy.actors import Actor


def record(
    contact: Contact, *, wants: bool, given_at: datetime, evidence: str, actor: Actor
) -> Consent:
    """As `compliance.tracking_wishes.record_wish`; a message that is being armed comes before it,
    or asks it. After a no nothing is noted of messages that have left, and what was noted goes."""
    with transaction.atomic():
        kept = tracking_wishes.record_wish(
            contact, wants=wants, given_at=given_at, evidence=evidence, actor=actor
        )
        if contact.email_base:
            gates.lock([address_key(contact.email_base)])
        if not wants:
            mine = Enrollment.objects.filter(contact=contact)
            minting.forget(list(mine.values_list("pk", flat=True)))
    return kept
