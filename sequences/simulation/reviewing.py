"""When a first message has been reviewed: reviewers take them in the order they came in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sequences.cadence import CadenceError
from sequences.simulation.world import Reviewing

DAY = timedelta(days=1)
SEARCH_DAYS = 400


@dataclass
class Queue:
    """How many reviews came in and were done on each day of the reviewers."""

    came: Counter[date] = field(default_factory=Counter)
    done: Counter[date] = field(default_factory=Counter)

    def waiting(self) -> dict[date, int]:
        """The most that waited on each day, from the first to the last."""
        days = sorted(self.came.keys() | self.done.keys())
        found: dict[date, int] = {}
        left = 0
        for count in range((days[-1] - days[0]).days + 1 if days else 0):
            day = days[0] + count * DAY
            left += self.came[day]
            found[day] = left
            left -= self.done[day]
        return found


def reviewed(starts: Sequence[datetime], reviewing: Reviewing) -> tuple[list[datetime], Queue]:
    """When each of these messages is approved, in their order (which is that of their starts).

    Those that wait already come first. CadenceError when reviewers never work.
    """
    queue, found = Queue(), list[datetime]()
    if not starts:
        return found, queue
    zone = reviewing.hours.zone
    slots = _slots(reviewing, starts[0])
    queue.came[starts[0].astimezone(zone).date()] += reviewing.waiting
    for start in [starts[0]] * reviewing.waiting + list(starts):
        slot = next(each for each in slots if each >= start)
        queue.done[slot.astimezone(zone).date()] += 1
        found.append(slot)
    for start in starts:
        queue.came[start.astimezone(zone).date()] += 1
    return found[reviewing.waiting :], queue


def _slots(reviewing: Reviewing, start: datetime) -> Iterator[datetime]:
    """The moments at which a review is done, evenly over the hours of each working day."""
    day = start.astimezone(reviewing.hours.zone).date()
    idle = 0
    while idle < SEARCH_DAYS:
        open_ = _open(reviewing, day) if reviewing.a_day > 0 else []
        idle = 0 if open_ else idle + 1
        total = sum((closes - opens for opens, closes in open_), timedelta())
        for number in range(1, reviewing.a_day + 1 if open_ else 1):
            yield _after(open_, total * (2 * number - 1) / (2 * reviewing.a_day))
        day += DAY
    raise CadenceError("Nobody reviews, so nothing would leave. Give the reviewers some time.")


def _open(reviewing: Reviewing, day: date) -> list[tuple[datetime, datetime]]:
    hours = reviewing.hours
    if not hours.opens_on(day):
        return []
    blocks = hours.window.on_weekday(day.weekday())
    return [block.on(day, hours.zone) for block in blocks]


def _after(open_: Sequence[tuple[datetime, datetime]], spent: timedelta) -> datetime:
    """The moment at which so much of the open time has passed."""
    for opens, closes in open_:
        if spent <= closes - opens:
            return (opens + spent).replace(microsecond=0)
        spent -= closes - opens
    return open_[-1][1]
