"""What an event of an e-mail service means for us. Pure; the words are those of django-anymail.

A service that says nothing of how long a refusal holds, and quotes no code of a server, is believed
for now only: an address is given up for what is known, not for what is guessed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from signals.inlets.known import Lasting
from signals.kinds import Kind
from signals.reading import Reason
from signals.reading.reasons import ENHANCED, judge


@dataclass(frozen=True)
class Meaning:
    """The kind of a signal and what it says in the open. `only_doubts`: it is worth keeping only
    where nobody knows whether the message was sent."""

    kind: Kind
    data: Mapping[str, Any] = field(default_factory=dict)
    only_doubts: bool = False


_PLAIN = {
    "queued": Meaning(Kind.OTHER, only_doubts=True),
    "sent": Meaning(Kind.OTHER, only_doubts=True),
    "delivered": Meaning(Kind.DELIVERED),
    "deferred": Meaning(Kind.DELAY),
    "complained": Meaning(Kind.COMPLAINT),
    "unsubscribed": Meaning(Kind.OPT_OUT),
    "autoresponded": Meaning(Kind.AUTO_REPLY),
    "opened": Meaning(Kind.OPENED),
    "clicked": Meaning(Kind.CLICKED),
}
_REFUSALS = frozenset({"bounced", "rejected", "failed"})
# What the service itself has kept the message back for, because of what happened before.
_KEPT_BACK = {"spam": Kind.COMPLAINT, "unsubscribed": Kind.OPT_OUT}


def meaning(event: str, reason: str | None, lasting: Lasting | None, words: str) -> Meaning:
    """The meaning of an event (`anymail.signals.EventType`), with its reject reason and what the
    receiving server said. What is not known changes nothing."""
    if event == "rejected" and reason in _KEPT_BACK:
        return Meaning(_KEPT_BACK[reason])
    if event not in _REFUSALS:
        return _PLAIN.get(event, Meaning(Kind.OTHER))
    if reason == "unsubscribed":
        return Meaning(Kind.OPT_OUT)
    if event == "bounced" and lasting is Lasting.TRYING:
        return Meaning(Kind.DELAY)
    return _refused(event, reason, lasting, words)


def _refused(event: str, reason: str | None, lasting: Lasting | None, words: str) -> Meaning:
    fate = judge("", "failed", "", words)
    is_gone = reason == "invalid" or (event == "rejected" and reason == "bounced")
    if is_gone:
        said = {"status": fate.status, "reason": Reason.UNKNOWN_USER.value, "permanent": True}
        return Meaning(Kind.BOUNCE_HARD, said)
    is_known = lasting is not None or ENHANCED.search(words) is not None
    permanent = fate.permanent and is_known and lasting is not Lasting.FOR_NOW
    kind = fate.kind if permanent else Kind.BOUNCE_SOFT
    said = {"status": fate.status, "reason": fate.reason.value, "permanent": permanent}
    return Meaning(kind, said)
