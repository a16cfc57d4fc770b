"""The canary send of a simulated version: the first few, the watch, and what stops it."""

from collections import Counter
from datetime import datetime, timedelta
from enum import Enum, auto

from sequences.plans import Canary

# Exit reasons that count against the first few, by the threshold that they are held to.
HARMS = {"bounced": "bounce", "opted_out": "opt_out", "complained": "complaint"}


class Stand(Enum):
    """What a first message may do."""

    GO = auto()
    WAIT = auto()
    STOP = auto()


class FirstFew:
    """Counts who goes first; `until` is the end of the watch once all of them have it."""

    def __init__(self, canary: Canary | None, people: int) -> None:
        self.canary = canary
        self.size = 0
        if canary is not None:
            self.size = canary.people or max(1, -(-people * canary.share // 100))
        self.sent = 0
        self.until: datetime | None = None
        self.why = ""
        self._members: set[int] = set()
        self._harm: Counter[str] = Counter()

    @property
    def cause(self) -> str:
        """The words of whoever waits."""
        if self.why:
            return f"waits: the first {self.size} people were a reason to stop: {self.why}"
        until = f"{self.until:%d %b %H:%M}" if self.until else "all of them have it"
        return f"waits: the first {self.size} people are watched until {until} UTC"

    def stand(self, now: datetime) -> Stand:
        """What a first message may do now."""
        if self.canary is None or self.sent < self.size:
            return Stand.STOP if self.why else Stand.GO
        if self.until is not None and now >= self.until:
            return Stand.GO
        return Stand.STOP if self.why else Stand.WAIT

    def take(self, number: int, now: datetime) -> None:
        """One of the first few has the message."""
        if self.canary is None or self.sent >= self.size:
            return
        self.sent += 1
        self._members.add(number)
        if self.sent == self.size:
            self.until = now + timedelta(minutes=self.canary.hold_minutes)

    def ended(self, number: int, reason: str, now: datetime) -> None:
        """Somebody left the sequence; a threshold that is passed in time stops the rest."""
        if number not in self._members or reason not in HARMS or self.canary is None:
            return
        if self.until is not None and now >= self.until:
            return
        kind = HARMS[reason]
        self._harm[kind] += 1
        rate, most = self._harm[kind] * 100 / self.size, getattr(self.canary, kind)
        if rate > most or (kind == "complaint" and rate >= most):
            words = f"{self._harm[kind]} of {self.size} {reason.replace('_', ' ')}"
            self.why = f"{words} ({rate:.1f} %, the limit is {most:g} %)"
            self.until = None
