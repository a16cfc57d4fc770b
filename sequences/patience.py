"""How long a task waits for its person: pure decisions on reminders, escalation and the end.

Reminders and escalation count the working hours and days of whoever does the task; the end counts
days, so that it comes whatever the calendar says. There is always a next moment: a task ends, or it
waits for a person, who is then asked again every working day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sequences.cadence import CadenceError, Delay, DelayUnit, Hours, after_open_time, due_after
from sequences.cadence.delays import counted
from sequences.plans import Patience, StepInput, TaskEnd

DAY = timedelta(days=1)
# Who has no working day within a year is asked all the same.
WEEK = timedelta(days=7)


class Move(StrEnum):
    """What is done about a task that waits, the weightiest first."""

    END = "end"  # expires or is skipped: the flow goes on
    WAIT = "wait"  # waits for a person from now on
    ESCALATE = "escalate"
    REMIND = "remind"
    ASK_AGAIN = "ask_again"

    @property
    def label(self) -> str:
        """What happens, for people."""
        return _LABELS[self]


_LABELS = {
    Move.END: "it ends, and the sequence goes on",
    Move.WAIT: "it waits for a person's decision",
    Move.ESCALATE: "others are told",
    Move.REMIND: "a reminder",
    Move.ASK_AGAIN: "its people are asked again",
}


class Defaults(Protocol):
    """What a workspace says for all its tasks."""

    task_remind_hours: int
    task_reminders: int
    task_escalate_days: int
    task_end_days: int
    task_end: str


@dataclass(frozen=True, slots=True)
class Standing:
    """What was done about a task so far; moments are aware. `waits`: its time is over, and it
    waits for a person."""

    due_at: datetime
    reminded: int = 0
    last_at: datetime | None = None
    escalated: bool = False
    waits: bool = False


def of(step: StepInput, workspace: Defaults) -> Patience:
    """The step's own, else the workspace's."""
    return step.patience or usual(workspace)


def usual(workspace: Defaults) -> Patience:
    """The workspace's."""
    return Patience(
        remind_hours=workspace.task_remind_hours,
        reminders=workspace.task_reminders,
        escalate_days=workspace.task_escalate_days,
        end_days=workspace.task_end_days,
        end=workspace.task_end,
    )


def ends_at(patience: Patience, due_at: datetime) -> datetime:
    """When a task that fell due at `due_at` has waited long enough."""
    return due_at + patience.end_days * DAY


def nobody_did(patience: Patience) -> str:
    """Why a task ended by itself, as a sentence."""
    return f"nobody did it within {counted(patience.end_days, 'days')}"


def ahead(patience: Patience, standing: Standing, hours: Hours) -> tuple[datetime, Move]:
    """The next thing that happens by itself, and when; there always is one."""
    move, at = min(_moments(patience, standing, hours), key=lambda each: each[1])
    return at, move


def now_due(patience: Patience, standing: Standing, hours: Hours, now: datetime) -> Move | None:
    """What is to be done at `now`. After an outage that is one thing, the weightiest, and not
    everything that was missed."""
    due = [move for move, at in _moments(patience, standing, hours) if at <= now]
    return min(due, key=list(Move).index, default=None)


def _moments(patience: Patience, standing: Standing, hours: Hours) -> list[tuple[Move, datetime]]:
    begin = standing.due_at
    if standing.waits:
        return [(Move.ASK_AGAIN, _next_day(standing.last_at or begin, hours))]
    end = Move.WAIT if patience.end == TaskEnd.WAIT else Move.END
    found = [(end, ends_at(patience, begin))]
    if patience.escalate_days and not standing.escalated:
        found.append((Move.ESCALATE, _days_on(begin, patience.escalate_days, hours)))
    if patience.remind_hours and standing.reminded < patience.reminders:
        found.append((Move.REMIND, _reminder(patience, standing, hours)))
    return found


def _reminder(patience: Patience, standing: Standing, hours: Hours) -> datetime:
    if standing.last_at is not None:
        return _next_day(standing.last_at, hours)
    try:
        return after_open_time(standing.due_at, timedelta(hours=patience.remind_hours), hours)
    except CadenceError:
        return standing.due_at + WEEK


def _next_day(moment: datetime, hours: Hours) -> datetime:
    return _days_on(moment, 1, hours)


def _days_on(moment: datetime, days: int, hours: Hours) -> datetime:
    """The same time so many working days later, inside the working hours."""
    try:
        return due_after(moment, Delay(days, DelayUnit.WORKING_DAYS), hours).at
    except CadenceError:
        return moment + days * WEEK
