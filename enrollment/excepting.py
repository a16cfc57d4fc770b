"""Letting one person pass one rule of the gate, for a reason and until a day; and taking it back.

Only what the gate marks overridable at this moment can be let pass, so an opt-out, a complaint, a
hard bounce or an erasure never is; and only what the rule has found by then. Two people always: who
grants is neither the contact's owner nor anybody who has proposed them, and whoever becomes the one
or the other afterwards has granted nothing that the gate counts (`compliance.exceptions`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from compliance import gate
from compliance.exceptions import MANY, looked_at, matched_keys, may_pass
from compliance.models import ExclusionRule, RuleException
from compliance.packs import Channel
from compliance.verdicts import Finding, Outcome
from contacts.models import Contact
from enrollment import gates, why
from enrollment.models import Enrollment, PreflightPerson, PreflightState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

LONGEST = timedelta(days=90)
MAX_REASON = 300
# Preflights that may still enrol somebody.
OPEN = (PreflightState.CHECKING, PreflightState.READY, PreflightState.ENROLLING)


@dataclass(frozen=True)
class Wish:
    """What is to be let pass: a rule (of the exclusion rules the one with this key), in one
    sequence or in every one (None), asked about for a channel."""

    rule: str
    channel: Channel = Channel.EMAIL
    sequence_id: UUID | None = None
    exclusion_key: UUID | None = None


def grant(
    contact: Contact,
    wish: Wish,
    *,
    reason: str,
    expires_at: datetime,
    seat: Membership,
    actor: Actor,
) -> RuleException:
    """Let the person pass until `expires_at` (aware, at most 90 days ahead).

    Refused: not_allowed, four_eyes, invalid (reason, expires_at, exclusion_key), not_blocked (the
    rule keeps nobody out now), never (nobody may let this pass), no_sequence.
    """
    with transaction.atomic():
        check_may(seat, actor, Capability.EXCEPT)
        # Of two who let the same pass at once, the second finds it done.
        rows = Contact.objects.select_related("account", "owner")
        fresh = rows.select_for_update(of=("self",), no_key=True).get(pk=contact.pk)
        now = clock.now()
        check_four_eyes(fresh, wish.sequence_id, seat, actor)
        _check_terms(reason, expires_at, now)
        finding = _checked(finding_of(fresh, wish, now), wish)
        row = RuleException.objects.create(
            contact=fresh,
            rule=wish.rule,
            exclusion_key=wish.exclusion_key,
            sequence_id=wish.sequence_id,
            channel=wish.channel.value,
            covers=looked_at(finding, str(wish.exclusion_key or "")),
            reason=reason.strip(),
            granted_by=seat,
            granted_at=now,
            expires_at=expires_at,
        )
        record(
            Action.EXCEPTION_GRANTED,
            row,
            actor=actor,
            label=gate.label_of(wish.rule),
            rule=wish.rule,
            until=expires_at.isoformat(),
        )
    return row


def revoke(exception: RuleException, *, seat: Membership, actor: Actor) -> RuleException:
    """Take an exception back; the rule holds again for everything that is armed from here on.

    Refused: not_allowed, ended (it was taken back or has run out).
    """
    with transaction.atomic():
        check_may(seat, actor, Capability.EXCEPT)
        # What is being armed by it comes before us, and nothing is armed by it after us. The key
        # comes first: whoever erases the person holds it when they come to this row.
        gates.take_workspace()
        row = RuleException.objects.select_for_update().get(pk=exception.pk)
        if row.revoked_at or row.expires_at <= clock.now():
            raise Refused("This exception is over already. Reload the page.", code="ended")
        row.revoked_by, row.revoked_at = seat, clock.now()
        row.save(update_fields=["revoked_by", "revoked_at"])
        record(
            Action.EXCEPTION_REVOKED,
            row,
            actor=actor,
            label=gate.label_of(row.rule),
            rule=row.rule,
        )
    return row


def standing(*, ended: bool = False) -> QuerySet[RuleException]:
    """The exceptions in force, or with `ended` those that are over."""
    rows = RuleException.objects.select_related("contact", "granted_by", "revoked_by")
    in_force = {"revoked_at": None, "expires_at__gt": clock.now()}
    return rows.exclude(**in_force) if ended else rows.filter(**in_force)


def finding_of(contact: Contact, wish: Wish, now: datetime) -> Finding | None:
    """What the rule says of the person now; None when it is not asked for them."""
    answer = why.evaluated(contact, wish.channel, now, sequence_id=wish.sequence_id)
    found = answer.verdict.findings if answer.verdict else ()
    return next((each for each in found if each.rule == wish.rule), None)


def check_four_eyes(
    contact: Contact, sequence_id: UUID | None, seat: Membership, actor: Actor
) -> None:
    """Refused (four_eyes) for a program alone, the owner, and everybody who has enrolled the person
    where the exception would hold, or has them in a preflight that is open."""
    did = ""
    if contact.owner_id == seat.pk:
        did = "own this contact"
    elif _has_proposed(contact, sequence_id, seat):
        did = "have proposed this contact"
    if did or actor.member_id is None:
        who = f"You {did}" if did else "Only a person lets somebody pass"
        message = f"{who}, so another manager or admin has to decide."
        raise Refused(message, code="four_eyes")


def _has_proposed(contact: Contact, sequence_id: UUID | None, seat: Membership) -> bool:
    enrolled = Enrollment.objects.filter(contact=contact, enrolled_by=seat)
    asked = PreflightPerson.objects.filter(
        contact=contact, preflight__requested_by=seat, preflight__stage__in=OPEN
    )
    if sequence_id is not None:
        enrolled = enrolled.filter(sequence=sequence_id)
        asked = asked.filter(preflight__version__sequence=sequence_id)
    return enrolled.exists() or asked.exists()


def exclusion_named(key: UUID | None) -> str:
    """The name of an exclusion rule, "" for none."""
    names = ExclusionRule.objects.filter(key=key).order_by("-number").values_list("name", flat=True)
    return (names.first() or "") if key else ""


def _check_terms(reason: str, expires_at: datetime, now: datetime) -> None:
    if not reason.strip():
        raise _invalid("reason", "Say why this person may pass.")
    if len(reason.strip()) > MAX_REASON:
        raise _invalid("reason", f"Keep the reason under {MAX_REASON} characters.")
    if not now < expires_at <= now + LONGEST:
        raise _invalid("expires_at", f"Choose a day within the next {LONGEST.days} days.")


def _checked(finding: Finding | None, wish: Wish) -> Finding:
    if finding is None or finding.outcome is Outcome.ALLOW:
        message = "This rule does not keep the person out now, so there is nothing to let pass."
        raise Refused(message, code="not_blocked")
    if not may_pass(finding):
        message = f"Nobody may let this pass: {finding.reason} {finding.fix}".strip()
        raise Refused(message, code="never")
    keys = matched_keys(finding)
    if wish.rule == MANY and str(wish.exclusion_key) not in keys:
        raise _invalid("exclusion_key", "Name one of the exclusion rules that match this person.")
    if wish.rule != MANY and wish.exclusion_key is not None:
        raise _invalid("exclusion_key", "Only an exception from an exclusion rule names one.")
    return finding


def _invalid(field: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={field: sentence})
