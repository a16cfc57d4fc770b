"""Decides which mailbox of a pool a new person gets. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Why(StrEnum):
    """Why it is this one."""

    OWN = "own"
    SAME = "same"
    ROOM = "room"
    WAITS = "waits"


LABELS = {
    Why.OWN: "of the contact's owner, else of who enrols, else of the workspace",
    Why.SAME: "wrote to them before",
    Why.ROOM: "had the most room left today",
    Why.WAITS: "no mailbox of the pool can send now; they wait",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A mailbox of the pool: how many more people fit into today, and whether it can send now."""

    box: UUID
    room: int
    is_open: bool = True


class Rotation:
    """Hands out mailboxes one by one; the same people in the same order get the same ones."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        known = list(slots)
        self._room = {slot.box: slot.room for slot in known}
        self._open = {slot.box for slot in known if slot.is_open}

    def choose(self, allowed: Collection[UUID], before: UUID | None) -> tuple[UUID, Why] | None:
        """The mailbox of the next person, and why; None when none is allowed.

        `allowed` are those that may write to them, `before` the one that did. A full pool goes on
        evenly: what does not fit into today waits for tomorrow.
        """
        may = [box for box in self._room if box in allowed]
        ready = [box for box in may if box in self._open]
        if not may:
            return None
        if before in ready:
            chosen, why = before, Why.SAME
        else:
            chosen = min(ready or may, key=lambda box: (-self._room[box], box))
            why = Why.ROOM if ready else Why.WAITS
        self._room[chosen] -= 1
        return chosen, why
