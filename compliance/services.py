"""What changes suppressions, lawful basis and exclusion rules.

Nothing here stops an enrollment that is running: `enrollment.stops` does, in the same transaction
as the suppression. The gate refuses whoever is suppressed, from the commit on.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from compliance.fingerprints import address_key, mask
from compliance.models import Consent, ExclusionRule
from compliance.packs import Basis
from compliance.rules import exclusion as exclusions
from compliance.suppressing import Stop, check_channel, invalid, lift, suppress, suppress_many
from contacts.conditions import ConditionError, Match, to_data
from contacts.models import Contact
from contacts.vocabulary import is_person_field
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership

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


def publish_rule(
    *,
    name: str,
    match: str,
    conditions: object,
    motion: str,
    seat: Membership,
    actor: Actor,
    key: UUID | None = None,
) -> ExclusionRule:
    """Put an exclusion rule in force; with `key` as the next version of that rule.

    `conditions` are as `compliance.rules.exclusion` reads them: a list of objects with field,
    operator, value or values. `motion` '' holds for every motion.
    """
    values = _rule_values(name, match, conditions, motion)
    now = clock.now()
    with transaction.atomic():
        number = _retire_former(key, now) + 1 if key else 1
        identity = {"key": key} if key else {}
        rule = ExclusionRule.objects.create(
            **values, **identity, number=number, created_by=seat, created_at=now
        )
        record(Action.RULE_CREATED, rule, actor=actor, label=rule.name, number=number)
    return rule


def retire_rule(rule: ExclusionRule, *, actor: Actor) -> ExclusionRule:
    """Take a rule out of force; its versions stay readable."""
    with transaction.atomic():
        row = ExclusionRule.objects.select_for_update().get(pk=rule.pk)
        if row.retired_at:
            raise Refused("This version is no longer in force. Reload the page.", code="retired")
        row.retired_at = clock.now()
        row.save(update_fields=["retired_at"])
        record(Action.RULE_RETIRED, row, actor=actor, label=row.name, number=row.number)
    return row


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


def _rule_values(name: str, match: str, conditions: object, motion: str) -> dict[str, Any]:
    if not 0 < len(name.strip()) <= 120:
        raise invalid("name", "Give the rule a name of at most 120 characters.")
    if match not in list(Match):
        raise invalid("match", "Choose whether all conditions must hold or any of them.")
    if len(motion) > 40:
        raise invalid("motion", "This motion is not known. Choose one of the list.")
    try:
        read = exclusions.read(conditions)
    except ConditionError as error:
        raise invalid("conditions", str(error)) from error
    for number, each in enumerate(read, start=1):
        if not is_person_field(each.field):
            raise invalid("conditions", f"Condition {number} names an unknown field. Choose one.")
    stored = to_data(read)
    return {"name": name.strip(), "match": match, "conditions": stored, "motion": motion}


def _retire_former(key: UUID, now: datetime) -> int:
    """Retire the version in force and return the highest number so far."""
    # Everybody who changes this rule queues at its first version.
    first = ExclusionRule.objects.select_for_update().filter(key=key, number=1).first()
    if first is None:
        raise NotFound("This rule does not exist.")
    versions = ExclusionRule.objects.filter(key=key)
    versions.filter(retired_at=None).update(retired_at=now)
    return max(versions.values_list("number", flat=True))


__all__ = [
    "Stop",
    "address_key",
    "lift",
    "mask",
    "publish_rule",
    "record_consent",
    "retire_rule",
    "suppress",
    "suppress_many",
]
