"""REACTIONS: each signal has one effect, in one transaction with its stops, state and audit.

Delivered again or out of order, nothing changes any more: what a signal does depends on its kind,
on whom it is about and on the reaction table in force, never on what came before it.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction

from audit.transitions import perform_held
from compliance import tracking_wishes
from compliance.models import SuppressionReason
from enrollment import activities, gates, heeding
from enrollment.evidence import hearing
from enrollment.models import SendIntent
from signals import acting, changes, chosen, desk, endings, engagement, failing, undoing, waits
from signals.cases import Case, Effect, locked, was_sent, was_written_to
from signals.events import LINK, MAIL, TRACKED
from signals.inlets import numbers
from signals.kinds import ENGAGEMENT, Kind
from signals.matching import BY_MESSAGE, BY_PERSON
from signals.models import Signal, SignalState
from tenancy.actors import Actor, system
from tenancy.models import Membership

SYSTEM = system("signals")
log = structlog.get_logger(__name__)

# What happens stands in the reaction table of the workspace; the others are the same everywhere.
BY_TABLE = (
    Kind.REPLY,
    Kind.OBJECTION,
    Kind.REFERRAL,
    Kind.NOT_NOW,
    Kind.WRONG_PERSON,
    Kind.LEFT_COMPANY,
    Kind.MEETING_BOOKED,
    Kind.OPT_OUT,
    Kind.COMPLAINT,
    Kind.AUTO_REPLY,
)
# The effect of each kind, as when a person says that a signal is of it.
EFFECTS: Mapping[Kind, Effect] = {
    **{kind: acting.decided(kind) for kind in BY_TABLE},
    Kind.CHANNEL_OPT_OUT: chosen.channel_closed,
    Kind.NOT_BEFORE: chosen.later,
    Kind.LANGUAGE: chosen.language,
    Kind.NOT_TRACKED: chosen.untracked,
    Kind.BOUNCE_HARD: endings.bounced,
    Kind.BOUNCE_SOFT: waits.bounced_softly,
    Kind.ACCOUNT_CHANGE: endings.company_changed,
    Kind.RECORD_CHANGE: changes.asked_again,
    Kind.OPENED: engagement.noted,
    Kind.CLICKED: engagement.noted,
    Kind.UNCLEAR: waits.held,
}
WITHOUT_EFFECT: Mapping[Kind, str] = {
    Kind.DELAY: "The receiving server is still trying; nothing changes.",
    Kind.DELIVERED: "The receiving server has taken it; nothing changes.",
    Kind.OTHER: "Not about a sequence; nothing changes.",
}
# These bind whatever we have sent: the wish of a person, or what the CRM knows.
ALWAYS = frozenset({Kind.OPT_OUT, Kind.COMPLAINT, Kind.ACCOUNT_CHANGE, Kind.RECORD_CHANGE})
BARRED = {
    Kind.OPT_OUT: SuppressionReason.OPT_OUT,
    Kind.COMPLAINT: SuppressionReason.COMPLAINT,
}
NOT_SENT = "Nothing was sent to this address, so nothing changes."
NO_MESSAGE = "No message of ours has this Message-ID, so nothing changes."
NOT_WATCHED = "The person does not want to be watched, so it is not noted with them."
UNKNOWN = "No contact of this workspace is meant, so nothing changes."


def attempt(signal: Signal) -> Signal:
    """Apply a stored signal now; what fails stays stored, and the sweep tries it again in growing
    gaps (`signals.failing`)."""
    try:
        return apply(signal.pk)
    except Exception as error:
        log.exception("signal not applied", signal_id=str(signal.pk))
        failing.note(signal, error)
        return signal


def apply(signal_id: UUID) -> Signal:
    """Give a signal its effect; one that has had it is returned as it is."""
    with transaction.atomic():
        signal = locked_signal(signal_id)
        if signal.state not in (SignalState.RECEIVED, SignalState.MATCHED):
            return signal
        contact = signal.contact
        if contact is None:
            return ignored(signal, _about_nobody(signal), SYSTEM)
        return give(Case(signal, contact, SYSTEM))


def give(case: Case, *, decided_by: Membership | None = None) -> Signal:
    """Give a matched signal its effect, in the transaction that has locked it; `decided_by` is who
    has said whom it is about."""
    signal, kind = case.signal, Kind(case.signal.kind)
    idle = _why_idle(case, kind)
    # Before any gate: imports hold contacts when they come to the gates.
    activities.lock(case.contact.pk)
    if kind == Kind.ACCOUNT_CHANGE:
        endings.hold_company(case)
    numbers.hold(signal, kind)
    is_reading = not idle and kind not in undoing.NO_READING
    before = undoing.Before(case) if is_reading else None
    if not idle:
        engagement.note(case, kind)
    _note_heard(case)
    if idle:
        return ignored(signal, idle, case.actor)
    done = _done(case, kind)
    row = settled(signal, "hold" if done.asks else "apply", done.effect, case.actor)
    if before is not None:
        before.keep(decided_by)
        desk.ask(row, case.contact)
    return row


def _done(case: Case, kind: Kind) -> acting.Done:
    own = _own_effect(case.signal, kind)
    if own is None and kind in BY_TABLE:
        return acting.react(case, kind)
    return acting.Done((own or EFFECTS[kind])(case), asks=kind == Kind.UNCLEAR)


def effect_of(signal: Signal, kind: Kind) -> Effect:
    """What it does when a person says that a signal is of this kind."""
    return _own_effect(signal, kind) or EFFECTS[kind]


def _own_effect(signal: Signal, kind: Kind) -> Effect | None:
    """What is said about a telephone number ends nothing but its text messages, and what people say
    on their own page is no table's to decide."""
    if numbers.is_meant(signal):
        return numbers.EFFECTS.get(kind)
    on_page = signal.source == LINK and kind == Kind.WRONG_PERSON
    return chosen.wrong_person if on_page else None


def locked_signal(signal_id: UUID) -> Signal:
    """The row as it is now, ours until the transaction ends."""
    rows = Signal.objects.select_related("contact", "contact__account")
    signal: Signal = rows.select_for_update(of=("self",)).get(pk=signal_id)
    return signal


def _note_heard(case: Case) -> None:
    """Whoever names a message of ours has had it: that settles a doubt about its sending."""
    named: str = case.said.get("intent", "")
    doubtful = SendIntent.objects.filter(pk=named, outcome__in=hearing.DOUBTFUL) if named else ()
    for intent in doubtful:
        # Every gate that the effect will need, at once and sorted, before the one of the doubt.
        locked(case)
        hearing.note_heard(intent.message_id, signal_id=str(case.signal.pk))


def _about_nobody(signal: Signal) -> str:
    """Nobody here is meant; a wish to be left alone is kept all the same."""
    if numbers.is_meant(signal):
        return numbers.of_nobody(signal, SYSTEM) or UNKNOWN
    if signal.kind in chosen.OF_NOBODY:
        return chosen.OF_NOBODY[Kind(signal.kind)](signal)
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
        return _why_not_watched(case)
    return "" if _counts(case, kind) else NOT_SENT


def _why_not_watched(case: Case) -> str:
    """Of what our own links have noted all of this was asked before."""
    if case.said.get("by") not in BY_MESSAGE:
        return NO_MESSAGE
    if case.signal.source == TRACKED:
        return ""
    said = tracking_wishes.said_by([case.contact]).get(case.contact.pk)
    return NOT_WATCHED if said is not None and not said.is_yes else ""


def _counts(case: Case, kind: Kind) -> bool:
    """Whether the signal can be about something we did; a forged one mostly is not. Whoever has
    said whom it is about has looked at it."""
    by = case.said.get("by")
    if kind in ALWAYS or case.signal.source != MAIL or by == BY_PERSON:
        return True
    if kind == Kind.BOUNCE_HARD and by == "address":
        return was_sent(case.keys())
    return was_written_to(case)


def ignored(signal: Signal, effect: str, actor: Actor) -> Signal:
    """It has no effect, for this reason."""
    return settled(signal, "ignore", effect, actor)


def settled(signal: Signal, how: str, effect: str, actor: Actor, kind: str = "") -> Signal:
    """A locked signal has had this effect; `how` is the transition, `kind` what a person says that
    it is."""
    # Real time: how long it took from the arrival to the effect is watched.
    at = datetime.now(UTC)
    said: dict[str, Any] = {"kind": kind or signal.kind, "effect": effect}
    if "table" in signal.reading:
        said["table"] = signal.reading["table"]
    heeding.heed([signal.pk])
    changes = {"effect": effect[:300], "applied_at": at, "kind": said["kind"]}
    perform_held([signal], how, actor=actor, changes=changes, data=lambda _: said)
    return signal
