"""How soon somebody answers a signal that asks for a person, by its kind; pure.

Hours are working hours of whoever answers. Half of them brings a reminder, all of them bring it to
those above.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sequences.cadence import CadenceError, Hours, after_open_time
from signals.kinds import Kind

#: What holds a sequence comes before what has ended one.
USUAL: Mapping[Kind, int] = {
    Kind.UNCLEAR: 4,
    Kind.REPLY: 4,
    Kind.REFERRAL: 8,
    Kind.OBJECTION: 8,
    Kind.NOT_NOW: 24,
    Kind.WRONG_PERSON: 24,
    Kind.LEFT_COMPANY: 24,
}
#: Of what asks for a person and has no time of its own.
OTHERS = 8
MAX_HOURS = 400
# Who has no working hours within a year is asked all the same.
WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Due:
    """When its person is reminded, and when it is over its limit; both in UTC."""

    remind_at: datetime
    due_at: datetime


def hours_of(kind: Kind, own: Mapping[str, int]) -> int:
    """The limit of a kind in working hours; `own` is what the workspace says."""
    return own.get(kind.value, USUAL.get(kind, OTHERS))


def due(opened_at: datetime, limit: int, hours: Hours) -> Due:
    """When something that came at `opened_at` is to be answered, in these working hours."""
    whole = timedelta(hours=limit)
    try:
        remind_at = after_open_time(opened_at, whole / 2, hours)
        return Due(remind_at, after_open_time(opened_at, whole, hours))
    except CadenceError:
        return Due(opened_at + WEEK / 2, opened_at + WEEK)
