"""REACTIONS: each signal has one effect, in one transaction with its stops, state and audit.

Delivered again or out of order, nothing changes any more: what a signal does depends on its kind
and on whom it is about, never on what came before it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from uuid import UUID

import structlog
from django.db import transaction

from audit.transitions import perform
from compliance.models import SuppressionReason
from contacts.models import Contact
from enrollment import activities, gates, services
from enrollment.evidence import hearing
from enrollment.models import Enrollment, ExitReason, NextAction, SendIntent
from signals import changes, endings, engagement, waits
from signals.cases import Case, Effect, counted, locked, was_sent, was_written_to
from signals.events import MAIL
from signals.kinds import ENGAGEMENT, Kind
from signals.models import Signal, SignalState
from tenancy.actors import Actor, system
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership

SYSTEM = system("signals")
log = structlog.get_logger(__name__)

EFFECTS: Mapping[Kind, Effect] = {
    Kind.REPLY: endings.ends(ExitReason.REPLIED),
    Kind.OBJECTION: endings.ends(ExitReason.REPLIED),
    Kind.REFERRAL: endings.ends(ExitReason.REPLIED),
    Kind.NOT_NOW: endings.ends(ExitReason.REPLIED, NextAction.RECYCLE),
    Kind.WRONG_PERSON: endings.ends(ExitReason.DISQUALIFIED, NextAction.HAND_OVER),
    Kind.LEFT_COMPANY: endings.ends(ExitReason.DISQUALIFIED, NextAction.HAND_OVER),
    Kind.MEETING_BOOKED: endings.ends(ExitReason.MEETING_BOOKED),
    Kind.OPT_OUT: endings.bars(SuppressionReason.OPT_OUT, ExitReason.OPTED_OUT),
    Kind.COMPLAINT: endings.bars(SuppressionReason.COMPLAINT, ExitReason.COMPLAINED),
    Kind.BOUNCE_HARD: endings.bounced,
    Kind.BOUNCE_SOFT: waits.bounced_softly,
    Kind.AUTO_REPLY: waits.away,
    Kind.ACCOUNT_CHANGE: endings.company_changed,
    Kind.RECORD_CHANGE: changes.asked_again,
    Kind.OPENED: engagement.noted,
    Kind.CLICKED: engagement.noted,
    Kind.UNCLEAR: waits.held,
}
WITHOUT_EFFECT: Mapping[Kind, str] = {
    Kind.DELAY: "The receiving server is still trying; nothing changes.",
    Kind.OTHER: "Not about a sequence; nothing changes.",
}
# These bind whatever we have sent: the wish of a person, or what the CRM knows.
ALWAYS = frozenset({Kind.OPT_OUT, Kind.COMPLAINT, Kind.ACCOUNT_CHANGE, Kind.RECORD_CHANGE})
# What a person may say that an unclear answer is.
COMPANY_OR_RECORD = {Kind.ACCOUNT_CHANGE, Kind.RECORD_CHANGE}
NOT_SAID = ENGAGEMENT | COMPANY_OR_RECORD | {Kind.UNCLEAR, Kind.BOUNCE_SOFT}
DECIDABLE = frozenset(EFFECTS) - NOT_SAID | {Kind.OTHER}
BARRED = {
    Kind.OPT_OUT: SuppressionReason.OPT_OUT,
    Kind.COMPLAINT: SuppressionReason.COMPLAINT,
}
NOT_SENT = "Nothing was sent to this address, so nothing changes."
NO_MESSAGE = "No message of ours has this Message-ID, so nothing changes."
UNKNOWN = "No contact of this workspace is meant, so nothing changes."


def attempt(signal: Signal) -> Signal:
    """Apply a stored signal now; what fails stays stored, and the sweep tries it again."""
    try:
        return apply(signal.pk)
    except Exception:
        log.exception("signal not applied", signal_id=str(signal.pk))
        return signal


def apply(signal_id: UUID) -> Signal:
    """Give a signal its effect; one that has had it is returned as it is."""
    with transaction.atomic():
        signal = _locked(signal_id)
        if signal.state not in (SignalState.RECEIVED, SignalState.MATCHED):
            return signal
        contact = signal.contact
        if contact is None:
            return _ignored(signal, _about_nobody(signal), SYSTEM)
        case, kind = Case(signal, contact, SYSTEM), Kind(signal.kind)
        idle = _why_idle(case, kind)
        # Before any gate: imports hold contacts when they come to the gates.
        activities.lock(contact.pk)
        if not idle:
            engagement.note(case, kind)
        _note_heard(case)
        if idle:
            return _ignored(signal, idle, SYSTEM)
        effect = EFFECTS[kind](case)
        return _settled(signal, "hold" if kind == Kind.UNCLEAR else "apply", effect, SYSTEM)


def decide(signal: Signal, *, kind: Kind, seat: Membership, actor: Actor) -> Signal:
    """A person says what an unclear answer is, and it has that effect.

    OTHER lets the sequences go on. Raises Refused when somebody has decided already or the kind
    cannot be chosen, NotFound when the seat may not see the person.
    """
    with transaction.atomic():
        fresh, case = _open_for(signal, seat, actor)
        if fresh.state != SignalState.HELD:
            raise Refused(
                "Somebody has decided on this already. Reload the page.", code="state_changed"
            )
        if kind not in DECIDABLE:
            raise Refused("Choose what this reply is.", code="invalid")
        if kind == Kind.OTHER:
            return _ignored(fresh, waits.released(case), actor)
        engagement.note(case, kind)
        if kind == Kind.AUTO_REPLY:
            effect = waits.away(case, over_hold=True)
        else:
            effect = EFFECTS[kind](case)
        return _settled(fresh, "apply", effect, actor, kind=kind.value)


def reverse(signal: Signal, *, seat: Membership, actor: Actor) -> Signal:
    """Take back a pause or a hold that a signal has caused; the sequences go on, and what it noted
    about the person counts no longer.

    An end is never taken back: a person is enrolled again instead. Raises Refused then.
    """
    with transaction.atomic():
        fresh, case = _open_for(signal, seat, actor)
        held = fresh.state == SignalState.HELD
        if not held and not (fresh.state == SignalState.APPLIED and fresh.reading.get("pauses")):
            raise Refused(
                "Only a pause or a hold can be taken back. Enrol the person again instead.",
                code="not_reversible",
            )
        activities.take_back(fresh.pk)
        effect = waits.released(case) if held else _resumed(case)
        return perform(fresh, "reverse", actor=actor, effect=effect)


def _locked(signal_id: UUID) -> Signal:
    rows = Signal.objects.select_related("contact", "contact__account")
    signal: Signal = rows.select_for_update(of=("self",)).get(pk=signal_id)
    return signal


def _open_for(signal: Signal, seat: Membership, actor: Actor) -> tuple[Signal, Case]:
    fresh = _locked(signal.pk)
    contact = fresh.contact
    if contact is None or not Contact.objects.visible_to(seat).filter(pk=contact.pk).exists():
        raise NotFound
    return fresh, Case(fresh, contact, actor)


def _note_heard(case: Case) -> None:
    """Whoever names a message of ours has had it: that settles a doubt about its sending."""
    named: str = case.said.get("intent", "")
    intent = SendIntent.objects.filter(pk=named).first() if named else None
    if intent is not None:
        # Every gate that the effect will need, at once and sorted, before the one of the doubt.
        locked(case)
        hearing.note_heard(intent.message_id, signal_id=str(case.signal.pk))


def _about_nobody(signal: Signal) -> str:
    """Nobody here is meant; a wish to be left alone is kept all the same."""
    reason = BARRED.get(Kind(signal.kind))
    keys = [*signal.reading.get("said", []), signal.reading.get("wrote", "")]
    if reason is None or not any(keys):
        return UNKNOWN
    gates.lock(key for key in keys if key)
    endings.suppress_keys({key for key in keys if key}, reason, SYSTEM, f"signal {signal.pk}")
    return "No contact has this address; it is suppressed all the same."


def _why_idle(case: Case, kind: Kind) -> str:
    """Why the signal has no effect; "" when it has one."""
    if kind in WITHOUT_EFFECT:
        return WITHOUT_EFFECT[kind]
    if kind in ENGAGEMENT:
        return "" if case.said.get("by") == "message_id" else NO_MESSAGE
    return "" if _counts(case, kind) else NOT_SENT


def _counts(case: Case, kind: Kind) -> bool:
    """Whether the signal can be about something we did; a forged one mostly is not."""
    if kind in ALWAYS or case.signal.source != MAIL:
        return True
    if kind == Kind.BOUNCE_HARD and case.said.get("by") == "address":
        return was_sent(case.keys())
    return was_written_to(case)


def _resumed(case: Case) -> str:
    pauses: Mapping[str, str] = case.said.get("pauses", {})
    mine = [row for row in locked(case) if _still_paused(row, pauses)]
    for row in mine:
        services.resume(row, actor=case.actor)
    return f"Resumed {counted(len(mine))}."


def _still_paused(row: Enrollment, pauses: Mapping[str, str]) -> bool:
    return row.pause_until is not None and pauses.get(str(row.pk)) == row.pause_until.isoformat()


def _ignored(signal: Signal, effect: str, actor: Actor) -> Signal:
    return _settled(signal, "ignore", effect, actor)


def _settled(signal: Signal, how: str, effect: str, actor: Actor, **more: str) -> Signal:
    # Real time: how long it took from the arrival to the effect is watched.
    at = datetime.now(UTC)
    said = {"kind": more.get("kind") or signal.kind, "effect": effect}
    return perform(signal, how, actor=actor, data=said, effect=effect[:300], at=at, **more)
