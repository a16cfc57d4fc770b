"""Effects of what is said about a telephone number: its text messages end, and nothing else does.

The reading of such a signal names the number as its keyed hash (`number`), by which the gate and
the last look know the stop. Sequences go on by their other channels.
"""

from collections.abc import Mapping

from compliance import services as compliance
from compliance.models import SuppressionKind, SuppressionReason
from enrollment import gates
from enrollment.texting import SMS
from signals.cases import Case, Effect
from signals.kinds import Kind
from signals.models import Signal
from tenancy.actors import Actor

NUMBER, HINT = "number", "hint"
REASONS: Mapping[Kind, SuppressionReason] = {
    Kind.OPT_OUT: SuppressionReason.OPT_OUT,
    Kind.BOUNCE_HARD: SuppressionReason.HARD_BOUNCE,
}
STOPPED = "No more text messages go to this number. Other channels are as they were."


def is_meant(signal: Signal) -> bool:
    """Whether a signal is about a number."""
    return bool(signal.reading.get(NUMBER))


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
    # Nobody can name beforehand whom a number stops, so every arm under way is waited for.
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


def _noted(case: Case) -> str:
    return "The text message was not delivered. Nothing changes."


EFFECTS: Mapping[Kind, Effect] = {
    **{kind: _closes(reason) for kind, reason in REASONS.items()},
    Kind.BOUNCE_SOFT: _noted,
}
