"""How long this process itself has known of doubts, by a clock that nobody sets.

A deadline by the database's clock has passed at once when that clock is set forward, while the
server may still be taking the message. So whoever concludes that something was not sent has waited
out the receiver's patience by itself as well. Each process waits for itself: monotonic clocks of
two machines have nothing in common. One that begins anew waits anew.
"""

import time
from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

# Seconds after which a doubt that nobody asks about is forgotten: more than lies between two looks
# for one of three days.
FORGET = 3 * 3600.0
# When each was heard of first and last.
_known: dict[UUID, tuple[float, float]] = {}


def hear(doubts: Collection[UUID]) -> None:
    """These are in doubt: nobody begins to send one of them any more."""
    now = time.monotonic()
    for pk in [pk for pk, (_, last) in _known.items() if now - last > FORGET]:
        del _known[pk]
    for pk in doubts:
        _known[pk] = _known.get(pk, (now, now))[0], now


def left(doubt: UUID, wait: timedelta) -> timedelta:
    """How much of `wait` is left since this doubt was first heard of here; nothing at zero."""
    now = time.monotonic()
    first, _ = _known.get(doubt, (now, now))
    return max(timedelta(), wait - timedelta(seconds=now - first))


def forget() -> None:
    """Wait anew for all, as a process does that begins."""
    _known.clear()
