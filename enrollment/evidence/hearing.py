"""A message that comes in and names one of ours is evidence, too."""

from enrollment.dispatch import record
from enrollment.models import IntentState, SendIntent
from tenancy.actors import system

DOUBTFUL = (IntentState.ARMED, IntentState.UNKNOWN)


def note_heard(message_id: str, *, signal_id: str) -> bool:
    """A reply, bounce, click or event of a provider names a message of ours: so it was sent. True
    when that settled a doubt. Runs in the signal's transaction."""
    intent = SendIntent.objects.filter(message_id=message_id, outcome__in=DOUBTFUL).first()
    fresh = record.lock(intent) if intent else None
    if fresh is None:
        return False
    record.accept(
        fresh,
        remote_ref=f"signal {signal_id}",
        resolution="an incoming message names it",
        actor=system("evidence"),
    )
    return True
