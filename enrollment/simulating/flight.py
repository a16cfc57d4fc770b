"""Where people in flight go on: on the version that they are in, or as if they were moved.

Who would be moved, and to which step, is judged as a migration does it (`moving.standing`), by
the step map that would be proposed. Nothing is moved, and nothing is written.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from enrollment import planning
from enrollment.models import (
    UNSETTLED,
    Enrollment,
    EnrollmentState,
    PersonFate,
    Touch,
    TouchState,
)
from enrollment.moving.services import proposed
from enrollment.moving.standing import Both, Look, look
from sequences.cadence import Due
from sequences.calendars import OwnClosedDate
from sequences.models import Version

# Why somebody is left out: the rule, and the sentence.
Cause = tuple[str, str]
LABELS: Mapping[str, str] = {
    "moving": "Cannot be moved now",
    "paused": "Paused or on hold",
    "settled": "At the end",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody goes on: `next_key` (None: the first step that is not among the `passed`) at
    `due`, else counted from the start. `begun` people need no review of a first message.
    `planned` is the touch whose place the simulation takes; `note` says what a move leaves out."""

    passed: Mapping[str, str]
    next_key: str | None = None
    due: Due | None = None
    begun: bool = False
    planned: UUID | None = None
    note: str = ""

    @property
    def has_task(self) -> bool:
        """Whether a task is in hand, which is done when the clock starts, as every task is."""
        return self.begun and self.due is None


class Here:
    """People go on in the version that they are in."""

    def __init__(self, version: Version) -> None:
        self.people_of = version

    def place(self, row: Enrollment, touches: Sequence[Touch]) -> Place | Cause:
        """Where somebody stands, or why nothing more happens to them by itself."""
        if waits := _waits_for_somebody(row):
            return waits
        touch = next((each for each in touches if each.state in UNSETTLED), None)
        if touch is not None:
            due = Due(touch.due_at, touch.cause)
            return Place(row.passed, touch.step.key, due, begun=True, planned=touch.pk)
        if row.state != EnrollmentState.AWAITING_REVIEW:
            return "settled", "Has had every step."
        begins = not touches and not row.resume_key
        return Place(row.passed, None if begins else planning.next_key(row))

    def as_json(self, notes: Mapping[str, int]) -> dict[str, Any]:
        """Nobody is moved, so there is nothing to tell."""
        return {}


class Moved:
    """People of another version go on as if they were moved to this one now."""

    def __init__(
        self, source: Version, target: Version, closed: Sequence[OwnClosedDate], now: datetime
    ) -> None:
        self.people_of, self.closed, self.now = source, closed, now
        self.both = Both.between(source, target, proposed(source, target))

    def place(self, row: Enrollment, touches: Sequence[Touch]) -> Place | Cause:
        """Where somebody would stand, or why they would not be moved."""
        seen = look(row, touches, self.both, self.closed, self.now)
        if seen.fate != PersonFate.MOVES or seen.standing is None:
            return "moving", f"{seen.reason[:1].upper()}{seen.reason[1:]}."
        if waits := _waits_for_somebody(row):
            return waits
        if seen.standing.next_key is None:
            return "settled", "Nothing of this version is left for them."
        return _after_the_move(seen, seen.standing.passed, seen.standing.next_key)

    def as_json(self, notes: Mapping[str, int]) -> dict[str, Any]:
        """From where, by which map (numbers of steps; None for no counterpart), and what those who
        move do not get, with how many they are."""
        source, target = self.both.source, self.both.target
        lines = [
            {
                "old": source.number(step.key),
                "label": step.label,
                "new": target.number(new) if (new := self.both.step_map[step.key]) else None,
            }
            for step in source.steps
        ]
        return {
            "version": str(self.people_of.pk),
            "number": self.people_of.number,
            "step_map": lines,
            "notes": [{"reason": reason, "count": n} for reason, n in notes.items()],
        }


def _after_the_move(seen: Look, passed: Mapping[str, str], key: str) -> Place:
    touch = seen.open_touch
    if touch is not None and touch.state == TouchState.DUE:
        open_, done = TouchState.DUE.value, TouchState.DONE.value
        had = {step: done if said == open_ else said for step, said in passed.items()}
        return Place(had, key, begun=True, note=seen.reason)
    planned = touch.pk if touch else None
    # A first message that has not left is another one now, so it is reviewed again.
    if not seen.after["due_at"] or (touch is not None and touch.first):
        return Place(passed, key, planned=planned, note=seen.reason)
    due = Due(datetime.fromisoformat(seen.after["due_at"]), seen.after["cause"])
    return Place(passed, key, due, begun=True, planned=planned, note=seen.reason)


def _waits_for_somebody(row: Enrollment) -> Cause | None:
    held = row.state == EnrollmentState.ON_HOLD
    if held or (row.keeps_waiting and row.pause_until is None):
        return "paused", "Waits until a person decides."
    return None
