"""Enrolling, pausing and resuming people. Stopping them is in `enrollment.stops`."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from audit.actions import Action
from audit.recording import Fact, record_many
from audit.transitions import perform
from compliance.case import Purpose
from compliance.fingerprints import words_key
from compliance.gate import Decided
from contacts.models import Contact
from enrollment import admitting, campaign, eligibility, first_touch, gates, stops, undecided
from enrollment.models import Enrollment, EnrollmentState, PauseReason, Preflight, Touch
from enrollment.pools.choosing import LABELS, Why
from enrollment.pools.picking import Picker
from enrollment.querysets import LIVE
from sequences.models import Version, VersionState
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.reading import own_workspace
from tenancy.scope import current_workspace_id
from tenancy.statements import array, insert, rows

# One by one, by the key that lets nobody in twice.
_LIVE = """
SELECT asked.id FROM unnest(%s::uuid[]) AS asked (id)
WHERE EXISTS (
    SELECT FROM enrollment_enrollment
    WHERE workspace_id = %s AND contact_id = asked.id AND sequence_id = %s AND state = ANY(%s)
    OFFSET 0
)
"""
MAX_REASON = 300
LONGEST_PAUSE = timedelta(days=2 * 366)


def enrol(
    contacts: Sequence[Contact],
    version: Version,
    *,
    reason: str,
    seat: Membership,
    actor: Actor,
    preflight: Preflight | None = None,
    via: str = "",
) -> list[Enrollment]:
    """Request, judge and admit: one enrollment per contact, in their order.

    Each keeps its decision with every rule's finding. The ineligible stay as `ineligible`, the
    others wait for first-touch review. Contacts come from `facts.with_companies`. Raises Refused
    without a reason, or when the version takes no new people or its campaign is over.
    """
    check_reason(reason)
    check_takes_people(version)
    with transaction.atomic():
        _take_companies(contacts)
        # A stop of one of these people comes before us or after us, never in between.
        gates.lock(stops.key_for(contact.email_base) for contact in contacts if contact.email_base)
        rows = _request(contacts, version, reason.strip(), seat, actor, preflight, via)
        decided = _judge(rows, contacts, version)
        admitting.admit(rows, decided, actor=actor)
        return rows


def _take_companies(contacts: Sequence[Contact]) -> None:
    """Where only so many people of a company may be in sequences, others who enrol people of the
    same one wait for us, and count ours."""
    workspace = own_workspace()
    companies = {contact.account_id for contact in contacts if contact.account_id}
    if workspace.max_active_at_company > 0 and companies:
        gates.take(*(gates.key_of("company", each) for each in sorted(companies)))


def check_takes_people(version: Version) -> None:
    """Refused unless the version is approved and its campaign is not over; who comes before the
    campaign's first day waits for it."""
    if version.state != VersionState.APPROVED:
        raise Refused("Only an approved version takes new people.", code="version_not_approved")
    with transaction.atomic():
        campaign.check_open(version.sequence, version.workspace, clock.now())


def check_reason(reason: str) -> None:
    """Every enrolment says why; it is kept with the enrollment."""
    if not reason.strip():
        raise Refused("Say why you enrol these people.", fields={"reason": "Write a reason."})
    if len(reason) > MAX_REASON:
        words = f"Keep the reason under {MAX_REASON} characters."
        raise Refused(words, fields={"reason": words})


def _judge(
    rows: Sequence[Enrollment], contacts: Sequence[Contact], version: Version
) -> list[Decided]:
    own = {row.contact_id: row.pk for row in rows}
    return eligibility.decide(contacts, version, Purpose.ENROL, enrollments=own)


def _request(
    contacts: Sequence[Contact],
    version: Version,
    reason: str,
    seat: Membership,
    actor: Actor,
    preflight: Preflight | None,
    via: str,
) -> list[Enrollment]:
    picker = Picker(version.sequence, seat.pk, take=True)
    picker.meet(contacts)
    chosen = [(contact, picker.choose(contact)) for contact in contacts]
    live = _in_sequence(contacts, version.sequence_id)
    made = [
        Enrollment(
            # Whoever is in this sequence already gets no second live row, only the refusal.
            state=EnrollmentState.INELIGIBLE if contact.pk in live else EnrollmentState.REQUESTED,
            contact=contact,
            workspace=version.workspace,
            sequence=version.sequence,
            version=version,
            mailbox=box,
            owner=contact.owner,
            enrolled_by=seat,
            enrolled_via=via,
            reason=reason,
            preflight=preflight,
            created_at=clock.now(),
        )
        for contact, (box, _) in chosen
    ]
    insert(made)
    picker.keep()
    # A reason for many is about nobody; one for a single person may name them.
    one = len(made) == 1 and preflight is None
    why = {"words": words_key(reason)} if one else {"reason": reason}
    data = {"version": str(version), **why}
    record_many(
        (
            Fact(Action.ENROLLMENT_REQUESTED, row, data=data | _sender(by))
            for row, (_, (_, by)) in zip(made, chosen, strict=True)
        ),
        actor=actor,
    )
    return made


def _in_sequence(contacts: Sequence[Contact], sequence_id: UUID) -> set[UUID]:
    people = array(contact.pk for contact in contacts)
    return {pk for (pk,) in rows(_LIVE, people, current_workspace_id(), sequence_id, list(LIVE))}


def _sender(why: Why) -> dict[str, str]:
    """Why a pool gave them their mailbox."""
    return {} if why == Why.OWN else {"sender": LABELS[why]}


def pause(
    enrollment: Enrollment,
    *,
    reason: PauseReason,
    actor: Actor,
    until: datetime | None = None,
    note: str = "",
    evidence: str = "",
    said: Mapping[str, Any] | None = None,
) -> Enrollment:
    """Keep everything planned from leaving until resumed, or until a moment.

    Who waits for review goes on waiting for it, and is paused once it is approved.
    Takes the recipient's gate like a stop, so nothing is armed after it has committed. `said` goes
    into the audit entry. Refused: invalid (a person names a moment that is past, or more than two
    years ahead), answer_undecided (a person pauses what waits for an answer to be read).
    """
    now = clock.now()
    by_hand = reason == PauseReason.MANUAL
    if by_hand and until and not now < until <= now + LONGEST_PAUSE:
        message = "Choose a date within the next two years, or none: then somebody resumes it."
        raise Refused(message, code="invalid", fields={"until": message})
    with transaction.atomic():
        stops.lock_for(enrollment)
        if by_hand:
            # A pause ends by itself; what waits for somebody to read an answer must not.
            undecided.check(enrollment)
        fresh = perform(
            enrollment,
            "pause",
            actor=actor,
            data={
                "reason": reason.value,
                "evidence": evidence,
                "until": until and str(until),
                **(said or {}),
            },
            reason=reason,
            until=until,
            note=note[:300],
        )
        _hold_touches(fresh)
    return fresh


def hold(enrollment: Enrollment, *, note: str, actor: Actor, evidence: str = "") -> Enrollment:
    """An unclear answer came: stop and ask a person."""
    with transaction.atomic():
        stops.lock_for(enrollment)
        fresh = perform(
            enrollment, "hold", actor=actor, data={"evidence": evidence}, note=note[:300]
        )
        _hold_touches(fresh)
    return fresh


def resume_by_hand(enrollment: Enrollment, *, actor: Actor) -> Enrollment:
    """As `resume`, for a person. Refused (answer_undecided) while an answer waits to be read: who
    decides on it lets the sequence go on."""
    with transaction.atomic():
        stops.lock_for(enrollment)
        undecided.check(enrollment)
        return resume(enrollment, actor=actor)


def resume(enrollment: Enrollment, *, actor: Actor) -> Enrollment:
    """Go on where it stood: what was due meanwhile is planned anew inside the window, and after a
    message that was refused the next step is. Who waits for review goes on with the approval."""
    with transaction.atomic():
        stops.lock_for(enrollment)
        fresh = perform(enrollment, "resume", actor=actor)
        if fresh.state != EnrollmentState.ACTIVE:
            return fresh
        now = clock.now()
        first_touch.start(fresh, now, actor)
        # A task waited with its person; counted from its old day it would expire at once.
        Touch.objects.filter(enrollment=fresh, state="due", due_at__lt=now).update(due_at=now)
    return fresh


def _hold_touches(enrollment: Enrollment) -> None:
    Touch.objects.filter(enrollment=enrollment, state="planned").update(held=True, lease_until=None)
