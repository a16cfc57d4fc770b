"""From a delay, a zone and a window to the moment at which a step is due, and why then."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sequences.cadence.window import WEEKDAYS, Window
from sequences.cadence.zones import CadenceError, resolve_local

MAX_DAYS = 730
SEARCH_DAYS = 400
SPREAD = timedelta(minutes=20)
INSIDE = "inside the window"
NO_DATES: frozenset[date] = frozenset()


class DelayUnit(StrEnum):
    """What a delay counts. Minutes and hours are elapsed time, days are local calendar days,
    and a working day is one on which the window opens and that is not a closed date."""

    MINUTES = "minutes"
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working_days"


_PER_DAY = {DelayUnit.MINUTES: 24 * 60, DelayUnit.HOURS: 24}


@dataclass(frozen=True, slots=True)
class Delay:
    """How long after the step before; CadenceError when negative or over two years."""

    amount: int
    unit: DelayUnit

    def __post_init__(self) -> None:
        if self.amount < 0:
            raise CadenceError("A delay cannot be negative. Use 0 to follow at once.")
        if self.amount > MAX_DAYS * _PER_DAY.get(self.unit, 1):
            raise CadenceError(f"A delay is at most {MAX_DAYS} days. Choose a shorter one.")

    def __str__(self) -> str:
        words = self.unit.replace("_", " ")
        return f"{self.amount} {words if self.amount != 1 else words.removesuffix('s')}"


@dataclass(frozen=True, slots=True)
class Due:
    """A moment in UTC and the sentence that says why it is that moment."""

    at: datetime
    cause: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", _utc(self.at))


@dataclass(frozen=True, slots=True)
class StepTiming:
    """What a forecast needs of a step: its key and its delay after the step before."""

    key: str
    delay: Delay


def next_in_window(
    moment: datetime, zone: ZoneInfo, window: Window, closed_dates: frozenset[date] = NO_DATES
) -> Due:
    """The first moment not before `moment` at which `window` is open in `zone`.

    CadenceError when nothing opens within 400 days.
    """
    moment = _utc(moment)
    skipped: date | None = None
    for day in _days_from(_local(moment, zone).date()):
        if day in closed_dates:
            if skipped is None and window.opens_on(day.weekday()):
                skipped = day
            continue
        for block in window.on_weekday(day.weekday()):
            opens, closes = block.on(day, zone)
            if opens < closes and moment < closes:
                if opens <= moment:
                    return Due(moment, INSIDE)
                return Due(opens, _waiting(opens, zone, skipped))
    raise CadenceError(
        f"No time to send within {SEARCH_DAYS} days: the closed dates cover every open day of "
        "the window. Open another day or remove closed dates."
    )


def is_open(
    moment: datetime, zone: ZoneInfo, window: Window, closed_dates: frozenset[date] = NO_DATES
) -> bool:
    """Whether something may leave at `moment`."""
    return next_in_window(moment, zone, window, closed_dates).at == _utc(moment)


def due_after(
    anchor: datetime,
    delay: Delay,
    zone: ZoneInfo,
    window: Window,
    *,
    spread_key: bytes = b"",
    closed_dates: frozenset[date] = NO_DATES,
) -> Due:
    """When a step is due whose predecessor was settled at `anchor`.

    Days keep the anchor's local wall time if the window is open then, else the window's next
    opening counts. With a `spread_key` up to 20 minutes are added, always the same for the
    same key and never past the end of the block, so that a crowd does not leave at once.
    """
    anchor = _utc(anchor)
    due = next_in_window(
        _nominal(anchor, delay, zone, window, closed_dates), zone, window, closed_dates
    )
    cause = f"{delay} later, {INSIDE}" if due.cause == INSIDE and delay.amount else due.cause
    return Due(_spread(due.at, zone, window, spread_key), cause)


def step_spread(spread_key: bytes, step_key: str) -> bytes:
    """The key that spreads one step of one enrollment; no key, no spread."""
    return spread_key and spread_key + b"/" + step_key.encode()


def forecast(
    steps: Sequence[StepTiming],
    start: datetime,
    zone: ZoneInfo,
    window: Window,
    *,
    spread_key: bytes = b"",
    closed_dates: frozenset[date] = NO_DATES,
    day_one: date | None = None,
) -> list[Due]:
    """When each of `steps` would be due if the first counted from `start` and each was settled
    at once.

    Each step counts from the one before, so a step that slips moves all later ones. `day_one`
    is the local date of the sequence's first step, when that lies in the past.
    """
    dues: list[Due] = []
    anchor = start
    for step in steps:
        key = step_spread(spread_key, step.key)
        due = due_after(anchor, step.delay, zone, window, spread_key=key, closed_dates=closed_dates)
        day_one = day_one or _local(due.at, zone).date()
        dues.append(_numbered(due, (_local(due.at, zone).date() - day_one).days + 1))
        anchor = due.at
    return dues


def latest_useful(due_at: datetime, max_lateness: timedelta) -> datetime:
    """The last moment at which a touch due at `due_at` may still leave; after it, skip it."""
    if max_lateness <= timedelta(0):
        raise CadenceError("The maximum lateness must be longer than nothing. Give some minutes.")
    return _utc(due_at) + max_lateness


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise CadenceError("A moment needs a time zone: give it in UTC.")
    return moment.astimezone(UTC)


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone).replace(tzinfo=None, fold=0)


def _days_from(first: date) -> Iterator[date]:
    return (first + timedelta(days=count) for count in range(SEARCH_DAYS))


def _nominal(
    anchor: datetime, delay: Delay, zone: ZoneInfo, window: Window, closed: frozenset[date]
) -> datetime:
    """The moment the delay alone asks for, before the window has its say."""
    if delay.unit is DelayUnit.MINUTES:
        return anchor + timedelta(minutes=delay.amount)
    if delay.unit is DelayUnit.HOURS:
        return anchor + timedelta(hours=delay.amount)
    if not delay.amount:
        # Resolving the anchor again would turn a repeated hour back by an hour.
        return anchor
    local = _local(anchor, zone)
    day = local.date() + timedelta(days=delay.amount)
    if delay.unit is DelayUnit.WORKING_DAYS:
        day = _working_day(local.date(), delay.amount, window, closed)
    return resolve_local(datetime.combine(day, local.time()), zone)


def _working_day(day: date, amount: int, window: Window, closed: frozenset[date]) -> date:
    idle = 0
    while amount and idle < SEARCH_DAYS:
        day += timedelta(days=1)
        works = window.opens_on(day.weekday()) and day not in closed
        amount, idle = (amount - 1, 0) if works else (amount, idle + 1)
    return day


def _waiting(opens: datetime, zone: ZoneInfo, skipped: date | None) -> str:
    local = _local(opens, zone)
    cause = f"waits for window {WEEKDAYS[local.weekday()]} {local:%H:%M} {zone.key}"
    return f"{cause} ({skipped.isoformat()} is a closed date)" if skipped else cause


def _spread(at: datetime, zone: ZoneInfo, window: Window, key: bytes) -> datetime:
    """Move `at` by the key's fixed share of the room that is left in its block.

    A share of the room, not a number of minutes: order among moments is kept to the end.
    """
    if not key:
        return at
    share = int.from_bytes(hashlib.sha256(key).digest()[:4]) / 2**32
    moved = at + min(SPREAD, _closing(at, zone, window) - at) * share
    return max(at, moved.replace(microsecond=0))


def _closing(at: datetime, zone: ZoneInfo, window: Window) -> datetime:
    # A repeated hour across midnight can still belong to the day before or after by the clock.
    today = _local(at, zone).date()
    for day in (today, today + timedelta(days=1)):
        for block in window.on_weekday(day.weekday()):
            opens, closes = block.on(day, zone)
            if opens <= at < closes:
                return closes
    return at


def _numbered(due: Due, day: int) -> Due:
    if not due.cause.endswith(INSIDE):
        return due
    return replace(due, cause=f"day {day}, {INSIDE}")
