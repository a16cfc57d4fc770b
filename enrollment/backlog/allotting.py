"""Days and moments for what is released: pure, so the preview and the work give out the same.

A lane is a mailbox. Each of its days has room for its limit less what is planned on that day
anyway; what does not fit goes on to the next open day. In a day the touches of a lane lie at
equal distances, three minutes at most, over the hours of each person, so nothing leaves in a burst.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sequences.cadence import Hours, next_in_window

SEARCH_DAYS = 366
# Few touches need not wait for the evening.
WIDEST_GAP = timedelta(minutes=3)
NOTHING_SHARED: Mapping[str, Sequence[str]] = MappingProxyType({})


@dataclass(frozen=True)
class Lot:
    """So many touches of one group and lane. `days` 0 takes as few days as there is room for;
    else they are spread over as many. Tasks are not `limited`: they leave from no mailbox."""

    key: str
    lane: str
    count: int
    limited: bool = True
    days: int = 0


@dataclass(frozen=True)
class Slot:
    """`count` touches of a lot on one day, the first of them number `at` of the `of` that the lane
    has on that day."""

    key: str
    day: date
    count: int
    at: int
    of: int


def open_days(first: date, hours: Hours, most: int = SEARCH_DAYS) -> list[date]:
    """The days on which something may leave, `first` on, among so many."""
    days = [first + timedelta(days=n) for n in range(most)]
    return [day for day in days if hours.opens_on(day)] or days[:1]


def allot(
    lots: Sequence[Lot],
    days: Sequence[date],
    cap: Callable[[str, date], int],
    taken: Mapping[tuple[str, date], int],
    shared: Mapping[str, Sequence[str]] = NOTHING_SHARED,
) -> list[Slot]:
    """Days for the touches of each lot, in the order of the lots; `cap` says how many a lane may
    send on a day, or several lanes that have a limit in common: `shared` names these limits. What
    finds no room on any of `days` lies on the last one and waits there for its limit."""
    used = dict(taken)
    found: list[Slot] = []
    for lot in lots:
        left, quota = lot.count, -(-lot.count // lot.days) if lot.days else lot.count
        limits = (lot.lane, *shared.get(lot.lane, ())) if lot.limited else ()
        for day in days:
            rooms = (cap(key, day) - used.get((key, day), 0) for key in limits)
            room = max(0, min(rooms, default=left))
            if day == days[-1]:
                room = quota = left
            if count := min(left, quota, room):
                found.append(Slot(lot.key, day, count, 0, 0))
                left -= count
                for key in limits:
                    used[key, day] = used.get((key, day), 0) + count
            if not left:
                break
    return _numbered(found, {lot.key: lot.lane for lot in lots})


def _numbered(slots: Sequence[Slot], lanes: Mapping[str, str]) -> list[Slot]:
    """Each with its place among all that the lane has on that day."""
    totals: dict[tuple[str, date], int] = {}
    placed: list[Slot] = []
    for slot in slots:
        key = (lanes[slot.key], slot.day)
        placed.append(replace(slot, at=totals.get(key, 0)))
        totals[key] = totals.get(key, 0) + slot.count
    return [replace(slot, of=totals[lanes[slot.key], slot.day]) for slot in placed]


def place(slots: Sequence[Slot], number: int) -> tuple[date, int, int]:
    """The day of touch `number` (0 on) of the lot that has these slots, its place among the lane's
    of that day, and how many those are. Beyond the last one, the end of the last day."""
    for slot in slots:
        if number < slot.count:
            return slot.day, slot.at + number, slot.of
        number -= slot.count
    return slots[-1].day, slots[-1].of - 1, slots[-1].of


def moment(
    day: date,
    number: int,
    of: int,
    hours: Hours,
    earliest: datetime,
    distance: timedelta = WIDEST_GAP,
) -> datetime:
    """The moment of touch `number` among `of` in the open time of `day`, not before `earliest`; on
    the next open day where nothing of this one is left. `distance` is what a lane keeps between two
    that leave, where that is wider than usual. CadenceError when nothing opens within
    400 days."""
    spans = _spans(day, hours, earliest)
    if not spans:
        begins = datetime.combine(day, datetime.min.time(), hours.zone)
        opens = next_in_window(max(begins, earliest), hours).at
        spans = _spans(opens.astimezone(hours.zone).date(), hours, earliest)
    rest = (number + 0.5) * min(max(WIDEST_GAP, distance), _length(spans) / of)
    for opens, closes in spans:
        if rest < closes - opens:
            return opens + rest
        rest -= closes - opens
    return spans[-1][0]


def room_for(day: date, hours: Hours, distance: timedelta) -> int:
    """How many find room in the open time of a day at this distance, which is not 0."""
    return int(_length(_spans(day, hours, datetime.min.replace(tzinfo=hours.zone))) / distance)


def share_left(day: date, hours: Hours, now: datetime) -> float:
    """How much of the open time of a day is still to come, 0 to 1."""
    whole = _length(_spans(day, hours, datetime.min.replace(tzinfo=hours.zone)))
    return _length(_spans(day, hours, now)) / whole if whole else 1.0


def _length(spans: Sequence[tuple[datetime, datetime]]) -> timedelta:
    return sum((closes - opens for opens, closes in spans), timedelta())


def _spans(day: date, hours: Hours, earliest: datetime) -> list[tuple[datetime, datetime]]:
    """What of the day is open and not over."""
    if not hours.opens_on(day):
        return []
    blocks = [block.on(day, hours.zone) for block in hours.window.on_weekday(day.weekday())]
    return [(max(opens, earliest), closes) for opens, closes in blocks if closes > earliest]
