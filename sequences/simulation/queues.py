"""Limits a day or an hour: who cannot be served now waits for the next one that has room.

Follow-ups come before first messages, and among equals the one that was due first.
"""

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from heapq import heapify, heappop, heappush

from sequences import ramps
from sequences.cadence import Due, Hours, next_in_window
from sequences.quotas import Quota
from sequences.ramps import Ramp

DAY = timedelta(days=1)
# Rank (0 follow-up, 1 first message), when it was due, and whose it is.
Entry = tuple[int, datetime, int]


class Daily:
    """A limit a day, and the people who wait for it, by the hours in which they can be reached."""

    def __init__(self, limit: int, zone: tzinfo, cause: str = "") -> None:
        self.limit, self.zone = limit, zone
        self._cause = cause
        self.used: Counter[date] = Counter()
        # Follow-ups that are planned for a day keep their place before first messages.
        self.expected: Counter[date] = Counter()
        self.scheduled: datetime | None = None
        # Its number among those that somebody waits for.
        self.place: int | None = None
        self._waiting: dict[int, list[Entry]] = {}
        self._hours: dict[int, Hours] = {}

    def day(self, moment: datetime) -> date:
        """The day of the limit at a moment in UTC."""
        return moment.date() if self.zone is UTC else moment.astimezone(self.zone).date()

    def begin(self, day: date) -> datetime:
        """When a day of the limit begins."""
        return datetime.combine(day, time(), self.zone).astimezone(UTC)

    def after(self, day: date) -> date:
        """The next day of the limit."""
        return day + DAY

    def most(self, day: date) -> int:
        """How many fit into a day."""
        return self.limit

    def cause(self, day: date) -> str:
        """The sentence for whoever finds no room on a day."""
        return self._cause

    def has_room(self, day: date, rank: int) -> bool:
        """Whether one more fits into the day."""
        return self.used[day] + (self.expected[day] if rank else 0) < self.most(day)

    def put(self, entry: Entry, group: int, hours: Hours) -> None:
        """Let somebody wait."""
        self._hours[group] = hours
        heappush(self._waiting.setdefault(group, []), entry)

    def release(self, day: date) -> list[tuple[int, Due]]:
        """Those who may try on this day, as many as fit, with the moment their hours open."""
        begins, ends = self.begin(day), self.begin(self.after(day))
        opening = {group: next_in_window(begins, self._hours[group]).at for group in self._waiting}
        heads = [
            (queue[0], group) for group, queue in self._waiting.items() if opening[group] < ends
        ]
        heapify(heads)
        cause = self.cause(day - DAY)
        found: list[tuple[int, Due]] = []
        while heads and len(found) < self.most(day) - self.used[day]:
            entry, group = heappop(heads)
            heappop(self._waiting[group])
            found.append((entry[2], Due(opening[group], cause)))
            if self._waiting[group]:
                heappush(heads, (self._waiting[group][0], group))
            else:
                del self._waiting[group]
        return found

    def __bool__(self) -> bool:
        return bool(self._waiting)


class Box(Daily):
    """The limit of a mailbox, by days of UTC, which may still grow."""

    def __init__(self, limit: int, ramp: Ramp | None, taken: Mapping[date, int]) -> None:
        super().__init__(limit, UTC)
        self.ramp = ramp
        self.used.update(taken)

    def most(self, day: date) -> int:
        """How many fit into a day."""
        return ramps.cap(self.limit, self.ramp, day)

    def cause(self, day: date) -> str:
        """The sentence for whoever finds no room on a day."""
        return ramps.full(self.limit, self.most(day))


class Shared(Daily):
    """A limit that several mailboxes or people share, a day or an hour; the day is the moment at
    which it begins. `spent` is what others take, by the counter's key."""

    def __init__(self, quota: Quota, spent: Mapping[str, int]) -> None:
        super().__init__(quota.most, UTC, quota.cause)
        self._quota, self._spent = quota, spent

    def day(self, moment: datetime) -> datetime:
        """When the day or hour of a moment began."""
        return self._quota.begins(moment)

    def begin(self, day: date) -> datetime:
        """The day itself."""
        return day if isinstance(day, datetime) else super().begin(day)

    def after(self, day: date) -> datetime:
        """The next day or hour."""
        return self._quota.until(self.begin(day))

    def most(self, day: date) -> int:
        """How many fit into a day or hour besides those of others."""
        return self.limit - self._spent.get(self._quota.key(self.begin(day)), 0)


class Workload:
    """How many tasks somebody does in a day. What does not fit is done on the next day that has
    room and on which the person can be reached."""

    def __init__(self, limit: int, zone: tzinfo, taken: Mapping[date, int]) -> None:
        self.limit, self.zone = limit, zone
        self.used = Counter(taken)

    def slot(self, now: datetime, hours: Hours, latest: datetime) -> datetime:
        """When a task that falls due now is done; `latest` when not before."""
        at = now
        while at < latest:
            day = at.astimezone(self.zone).date()
            if not self.limit or self.used[day] < self.limit:
                self.used[day] += 1
                return at
            tomorrow = datetime.combine(day + DAY, time(), self.zone).astimezone(UTC)
            at = next_in_window(tomorrow, hours).at
        return latest
