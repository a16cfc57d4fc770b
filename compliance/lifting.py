"""Lifting what somebody else has said: new consent, brought by one person, judged by another.

Opt-outs, complaints and opt-outs of the CRM are lifted in no other way. An address that does not
exist and an erased person are never lifted; what a colleague stopped is `suppressing.lift`.

A person may be stopped at several addresses and numbers: what they say follows them to another
address. So a request is about all stops of that person of that cause; `former` are the keys of
the addresses at which they were written to before, which only the apps above know.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform, perform_many
from compliance.case import Scope
from compliance.fingerprints import targets_of
from compliance.models import LiftRequest, LiftState, Suppression, SuppressionReason
from compliance.packs import Basis, Channel
from compliance.rules.permission import SPOKEN
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


@dataclass(frozen=True, slots=True)
class Granted:
    """A request that was agreed to, and the stops that it has lifted."""

    request: LiftRequest
    lifted: tuple[Suppression, ...]


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
    former: Collection[str] = (),
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
        _check_person(row, contact, seat, former)
        _check_consent(row, basis, channel, given_at, evidence)
        same = stops_like(row, contact, former)
        if LiftRequest.objects.filter(suppression__in=same, state=LiftState.ASKED).exists():
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


def grant(
    request: LiftRequest, *, seat: Membership, actor: Actor, former: Collection[str] = ()
) -> Granted:
    """Lift the stops and record the consent, in one transaction; everything is checked again.

    Where the consent is for one channel and a stop for all, the others stay stopped. What was said
    after the consent stands. Whoever calls this holds the recipient's gates: `enrollment.lifting`
    does.
    """
    with transaction.atomic():
        stop = Suppression.objects.select_for_update().get(pk=request.suppression_id)
        fresh = _decided(request, seat, actor)
        _check_stop(stop)
        _check_since(stop, fresh.given_at)
        _check_person(stop, fresh.contact, seat, former)
        done: LiftRequest = perform(fresh, "lift", actor=actor, by=seat, at=clock.now())
        lifted = covered(done, former)
        for row in lifted:
            row.lifted_at = clock.now()
            row.save(update_fields=["lifted_at"])
            record(Action.SUPPRESSION_LIFTED, row, actor=actor, evidence=str(done.pk))
        _keep_consent(done, actor)
        suppress_many([rest for row in lifted for rest in _rest(row, done)], actor=actor)
        _close_others(lifted, actor)
    return Granted(done, tuple(lifted))


def stops_like(
    stop: Suppression, contact: Contact, former: Collection[str] = ()
) -> list[Suppression]:
    """The stops in force of this person of the same cause, this one among them, in the order in
    which they are locked; stops of more than one person are not."""
    targets = {(kind, key) for kind, key in targets_of(contact) if kind in OF_ONE_PERSON}
    targets |= {(Scope.ADDRESS, key) for key in former}
    rows = Suppression.objects.filter(
        key__in={key for _, key in targets}, reason=stop.reason, lifted_at=None
    )
    found = rows.order_by("key", "kind", "channel")
    return [row for row in found if (Scope(row.kind), row.key) in targets]


def covered(request: LiftRequest, former: Collection[str] = ()) -> list[Suppression]:
    """What the consent of a request lifts: what it was asked for, and whatever else of the same
    cause came before the consent and is for its channel."""
    stop, channel = request.suppression, request.channel
    return [
        row
        for row in stops_like(stop, request.contact, former)
        if row.pk == stop.pk
        or (
            _is_since(request.given_at, row)
            and (not channel or row.channel in ("", channel))
            and (row.kind != Scope.PHONE or channel in ("", *SPOKEN))
        )
    ]


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


def _check_person(
    row: Suppression, contact: Contact, seat: Membership, former: Collection[str]
) -> None:
    known = _see(contact.pk, seat)
    targets = targets_of(known) | {(Scope.ADDRESS, key) for key in former}
    if (Scope(row.kind), row.key) not in targets:
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
    _check_since(row, given_at)
    if not 0 < len(evidence.strip()) <= MAX_EVIDENCE:
        raise invalid(
            "evidence",
            f"Say in at most {MAX_EVIDENCE} characters how the person agreed and where that is"
            " kept.",
        )


def _check_since(row: Suppression, given_at: datetime) -> None:
    """Who said no once more, by whatever way, had taken back what they agreed to before."""
    if not _is_since(given_at, row):
        raise invalid(
            "given_at",
            "The stop came after this consent, or was said once more since, so the consent does"
            " not count.",
        )


def _is_since(given_at: datetime, row: Suppression) -> bool:
    return given_at + ROUNDED > row.said_at


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


def _close_others(lifted: Sequence[Suppression], actor: Actor) -> None:
    """Requests for what has just been lifted have nothing left to decide."""
    rows = LiftRequest.objects.filter(suppression__in=lifted, state=LiftState.ASKED)
    said = {"decided_at": clock.now(), "reason": "Lifted with another request."}
    ids = list(rows.values_list("pk", flat=True))
    perform_many(LiftRequest, ids, "withdraw", actor=actor, changes=said)


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
