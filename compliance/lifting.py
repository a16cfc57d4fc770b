"""Lifting what somebody else has said: new consent, brought by one person, judged by another.

Opt-outs, complaints and opt-outs of the CRM are lifted in no other way. An address that does not
exist and an erased person are never lifted; what a colleague stopped is `suppressing.lift`.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance.case import Scope
from compliance.fingerprints import targets_of
from compliance.models import LiftRequest, LiftState, Suppression, SuppressionReason
from compliance.packs import Basis, Channel
from compliance.services import MAX_EVIDENCE, record_consent
from compliance.suppressing import NEEDS_TWO, Stop, check_channel, invalid, suppress_many
from contacts.models import Contact
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

# What a person gave after having said no; a customer relation or a public address is no consent.
CONSENTS = (Basis.EXPRESS, Basis.DOUBLE_OPT_IN)
# One person can agree for an address or a number, nobody for a whole company.
OF_ONE_PERSON = (Scope.ADDRESS, Scope.PHONE)
MAX_REASON = 300
# Whoever types a time rounds it; a stop of the same minute is older than what followed it.
ROUNDED = timedelta(minutes=1)


def ask(
    stop: Suppression,
    *,
    contact: Contact,
    basis: str,
    channel: str,
    given_at: datetime,
    evidence: str,
    seat: Membership,
    actor: Actor,
) -> LiftRequest:
    """Bring new consent of a stopped person; a second person has to judge it.

    Refused: not_allowed, not_liftable, already_lifted, already_asked, not_covered, invalid.
    """
    with transaction.atomic():
        check_may(seat, actor, Capability.ENROL)
        if actor.member_id is None:
            raise Refused("Only a person asks for lifting a stop. Log in.", code="not_allowed")
        row = Suppression.objects.select_for_update().get(pk=stop.pk)
        _check_stop(row)
        _check_person(row, contact, seat)
        _check_consent(row, basis, channel, given_at, evidence)
        if LiftRequest.objects.filter(suppression=row, state=LiftState.ASKED).exists():
            raise Refused("Somebody has asked for this already. It waits.", code="already_asked")
        request: LiftRequest = LiftRequest.objects.create(
            suppression=row,
            contact=contact,
            basis=basis,
            channel=channel,
            given_at=given_at,
            evidence=evidence.strip(),
            asked_by=seat,
            asked_at=clock.now(),
        )
        record(Action.LIFT_ASKED, request, actor=actor, basis=basis, channel=channel)
    return request


def obstacle(request: LiftRequest, by: Membership) -> str:
    """Why this person may not decide, as a sentence; "" when they may."""
    if not (by.may(Capability.REVIEW) or by.may(Capability.EDIT_RULES)):
        return "Your role may not decide on lifting a stop. Ask a reviewer or an admin."
    parts = {
        "brought this evidence": request.asked_by_id,
        "own this contact": request.contact.owner_id,
    }
    for part, member_id in parts.items():
        if member_id == by.pk:
            return f"You {part}, so somebody else has to decide."
    return ""


def grant(request: LiftRequest, *, seat: Membership, actor: Actor) -> LiftRequest:
    """Lift the stop and record the consent, in one transaction; everything is checked again.

    Where the consent is for one channel and the stop for all, the others stay stopped. Whoever
    calls this holds the recipient's gate: `enrollment.lifting` does.
    """
    with transaction.atomic():
        stop = Suppression.objects.select_for_update().get(pk=request.suppression_id)
        fresh = _decided(request, seat, actor)
        _check_stop(stop)
        _check_person(stop, fresh.contact, seat)
        done: LiftRequest = perform(fresh, "lift", actor=actor, by=seat, at=clock.now())
        stop.lifted_at = clock.now()
        stop.save(update_fields=["lifted_at"])
        record(Action.SUPPRESSION_LIFTED, stop, actor=actor, evidence=str(done.pk))
        _keep_consent(done, actor)
        suppress_many(_rest(stop, done), actor=actor)
    return done


def refuse(request: LiftRequest, *, reason: str, seat: Membership, actor: Actor) -> LiftRequest:
    """The evidence does not convince; the stop stands and the reason is kept."""
    said = reason.strip()
    if not 0 < len(said) <= MAX_REASON:
        raise invalid("reason", f"Say in at most {MAX_REASON} characters why the stop stands.")
    with transaction.atomic():
        fresh = _decided(request, seat, actor)
        done: LiftRequest = perform(
            fresh, "refuse", actor=actor, by=seat, at=clock.now(), reason=said
        )
    return done


def withdraw(request: LiftRequest, *, seat: Membership, actor: Actor) -> LiftRequest:
    """Take one's own request back; nobody else's."""
    if request.asked_by_id != seat.pk or actor.member_id != seat.pk:
        raise Refused("Only the person who asked can take this back.", code="not_allowed")
    done: LiftRequest = perform(request, "withdraw", actor=actor, at=clock.now())
    return done


def _decided(request: LiftRequest, seat: Membership, actor: Actor) -> LiftRequest:
    """The request as it stands, if this person may decide on it."""
    rows = LiftRequest.objects.select_related("contact", "suppression")
    fresh: LiftRequest = rows.get(pk=request.pk)
    _see(fresh.contact_id, seat)
    by = Membership.objects.get(pk=seat.pk)
    if sentence := obstacle(fresh, by):
        raise Refused(sentence, code="four_eyes")
    if actor.member_id != seat.pk:
        raise Refused("Only a person decides on lifting a stop. Log in.", code="four_eyes")
    return fresh


def _check_stop(row: Suppression) -> None:
    if row.lifted_at:
        raise Refused("This stop was lifted already.", code="already_lifted")
    if row.reason == SuppressionReason.MANUAL:
        raise Refused(
            "A colleague made this stop. An admin lifts it without a second person.",
            code="not_liftable",
        )
    if row.reason not in NEEDS_TWO:
        cause = SuppressionReason(row.reason).label.lower()
        raise Refused(f"This stop stays for good. Its reason: {cause}.", code="not_liftable")
    if row.kind not in OF_ONE_PERSON:
        raise Refused(
            "This stop covers more than one person, and nobody can agree for all of them.",
            code="not_liftable",
        )


def _check_person(row: Suppression, contact: Contact, seat: Membership) -> None:
    known = _see(contact.pk, seat)
    if (Scope(row.kind), row.key) not in targets_of(known):
        sentence = "This stop is not about this person. Enter the address that was stopped."
        raise Refused(sentence, code="not_covered", fields={"contact": sentence})


def _see(contact_id: UUID, seat: Membership) -> Contact:
    contact: Contact | None = Contact.objects.known().visible_to(seat).filter(pk=contact_id).first()
    if contact is None:
        raise NotFound
    return contact


def _check_consent(
    row: Suppression, basis: str, channel: str, given_at: datetime, evidence: str
) -> None:
    check_channel(channel)
    if basis not in CONSENTS:
        raise invalid("basis", "Only consent that the person gave themselves lifts a stop.")
    if row.channel and channel not in ("", row.channel):
        raise invalid("channel", "The consent is for another channel than the stop.")
    if given_at > clock.now():
        raise invalid("given_at", "The date lies in the future. Enter when it was given.")
    if given_at + ROUNDED <= row.created_at:
        raise invalid("given_at", "The stop came after this consent, so it does not count.")
    if not 0 < len(evidence.strip()) <= MAX_EVIDENCE:
        raise invalid(
            "evidence",
            f"Say in at most {MAX_EVIDENCE} characters how the person agreed and where that is"
            " kept.",
        )


def _keep_consent(request: LiftRequest, actor: Actor) -> None:
    record_consent(
        request.contact,
        basis=request.basis,
        channel=request.channel,
        given_at=request.given_at,
        expires_at=None,
        evidence=request.evidence,
        actor=actor,
    )


def _rest(stop: Suppression, request: LiftRequest) -> list[Stop]:
    """What the person said no to and has not agreed to anew."""
    if stop.channel or not request.channel:
        return []
    return [
        Stop(
            kind=stop.kind,
            key=stop.key,
            hint=stop.hint,
            channel=channel.value,
            reason=stop.reason,
            source=stop.source,
            evidence=f"lift {request.pk}",
            contact_id=request.contact_id,
        )
        for channel in Channel
        if channel not in (request.channel, Channel.TASK)
    ]
