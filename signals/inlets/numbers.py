"""Effects of what is said about a telephone number: its text messages end, whoever has it.

The reading of such a signal names the number as its keyed hash (`number`), by which the gate and
the last look know the stop. Whoever is known by the number gets no more text messages at all, as
if they had chosen it on their own page; their sequences go on by the other channels.
"""

from collections.abc import Mapping

from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from enrollment import gates
from enrollment.texting import SMS
from signals import chosen
from signals.cases import Case, Effect
from signals.kinds import Kind
from signals.models import Signal
from tenancy.actors import Actor

NUMBER, HINT, CHANNEL = "number", "hint", "channel"
REASONS: Mapping[Kind, SuppressionReason] = {
    Kind.OPT_OUT: SuppressionReason.OPT_OUT,
    Kind.CHANNEL_OPT_OUT: SuppressionReason.OPT_OUT,
    Kind.BOUNCE_HARD: SuppressionReason.HARD_BOUNCE,
}
STOPPED = "No more text messages go to this number. Other channels are as they were."


def is_meant(signal: Signal) -> bool:
    """Whether a signal is about a number."""
    return bool(signal.reading.get(NUMBER))


def hold(signal: Signal, kind: Kind) -> None:
    """Before any recipient's gate: nobody can name beforehand whom a number stops, so every arm
    under way is waited for."""
    if is_meant(signal) and kind in REASONS:
        gates.take_workspace()


def of_nobody(signal: Signal, actor: Actor) -> str:
    """What a signal does about a number that belongs to no contact; "" for nothing."""
    wishes = {**REASONS, Kind.COMPLAINT: SuppressionReason.COMPLAINT}
    reason = wishes.get(Kind(signal.kind))
    if reason is None:
        return ""
    _stop(signal, reason, actor)
    return STOPPED


def _closes(reason: SuppressionReason) -> Effect:
    def effect(case: Case) -> str:
        _stop(case.signal, reason, case.actor)
        return STOPPED

    return effect


def _stop(signal: Signal, reason: SuppressionReason, actor: Actor) -> None:
    # Whoever gives an effect has it already (`hold`), before the gates; of nobody there are none.
    gates.take_workspace()
    compliance.suppress(
        kind=SuppressionKind.PHONE,
        key=signal.reading[NUMBER],
        hint=signal.reading.get(HINT, ""),
        channel=SMS,
        reason=reason,
        source="signal",
        evidence=f"signal {signal.pk}",
        contact_id=signal.contact_id,
        actor=actor,
    )


def _closes_for_the_person(case: Case) -> str:
    _stop(case.signal, SuppressionReason.OPT_OUT, case.actor)
    return f"{STOPPED} {chosen.channel_closed(case)}"


def _noted(case: Case) -> str:
    return "The text message was not delivered. Nothing changes."


EFFECTS: Mapping[Kind, Effect] = {
    Kind.BOUNCE_HARD: _closes(SuppressionReason.HARD_BOUNCE),
    Kind.CHANNEL_OPT_OUT: _closes_for_the_person,
    Kind.OPT_OUT: _closes_for_the_person,
    Kind.BOUNCE_SOFT: _noted,
}
