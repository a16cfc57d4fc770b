"""The minimum gap between two messages of a mailbox, and turns for those that come too early. Pure.

Turns lie a tenth to a half further apart than the gap, by the touch's own id: no two distances are
alike, the same touch has the same one each time, and a turn that is taken a little late does not
make the next one early.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from uuid import UUID

# What every sentence of a touch that was given a turn begins with: it has its turn by it.
TURN = "waits for its turn: "
LEAST, MOST = 1.1, 1.5
# On average.
MIDDLE = (LEAST + MOST) / 2


def distance(gap: timedelta, touch_id: UUID) -> timedelta:
    """How long after a touch the next one has its turn."""
    part = int.from_bytes(hashlib.sha256(touch_id.bytes).digest()[:4], "big") / 2**32
    return gap * (LEAST + (MOST - LEAST) * part)


def cause(gap: timedelta) -> str:
    """The sentence for who was given a turn."""
    seconds = int(gap.total_seconds())
    span = "a second" if seconds == 1 else f"{seconds} seconds"
    return f"{TURN}the mailbox leaves at least {span} between two messages"


class Line:
    """Those who wait for one mailbox. `free_at` is when the next message may leave at the earliest,
    `booked_to` when the last turn that was given ends."""

    def __init__(self, gap: timedelta, free_at: datetime, booked_to: datetime) -> None:
        self.gap, self.free_at, self.booked_to = gap, free_at, booked_to
        self._next = free_at

    def ask(
        self,
        touch_id: UUID,
        now: datetime,
        *,
        has_turn: bool,
        opening: Callable[[datetime], datetime],
    ) -> datetime | None:
        """None when the touch leaves now; else the moment to which it waits. `has_turn` says that
        it was given this moment before; `opening` moves a moment into the person's hours."""
        if now >= self.free_at and (has_turn or now >= self.booked_to):
            self.free_at = self._next = now + self.gap
            self.booked_to = max(self.booked_to, now + distance(self.gap, touch_id))
            return None
        turn = self._turn(now, has_turn=has_turn)
        if (opens := opening(turn)) > turn:
            # Not today any more. A turn far ahead would keep all who come after it waiting.
            return opens
        end = turn + distance(self.gap, touch_id)
        if turn == self._next:
            self._next = end
        self.booked_to = max(self.booked_to, end)
        return turn

    def _turn(self, now: datetime, *, has_turn: bool) -> datetime:
        """The end of the line; for who was only a little early, the next moment: they have waited
        once."""
        is_close = has_turn and self._next - now <= self.gap
        return self._next if is_close else max(self.booked_to, self._next)
