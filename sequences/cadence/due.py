"""From a delay and a person's hours to the moment at which a step is due, and why then."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sequences.cadence.delays import DAY, MINUTE, SEARCH_DAYS, Delay, counted, in_utc, nominal
from sequences.cadence.hours import Hours
from sequences.cadence.window import WEEKDAYS
from sequences.cadence.zones import CadenceError

INSIDE = "inside the window"


@dataclass(frozen=True, slots=True)
class Due:
    """A moment in UTC and the sentence that says why it is that moment."""

    at: datetime
    cause: str

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", in_utc(self.at))


@dataclass(frozen=True, slots=True)
class StepTiming:
    """What a forecast needs of a step: its key, its delay after the step before, and whether it
    touches the person. A wait does not: it has no spread, and no gap before it or after it."""

    key: str
    delay: Delay
    touches: bool = True


@dataclass(frozen=True, slots=True)
class _Opening:
    """The block that is open at a moment or opens next, and the first closed day before it."""

    opens: datetime
    closes: datetime
    skipped: tuple[date, str] | None


def next_in_window(moment: datetime, hours: Hours) -> Due:
    """The first moment not before `moment` at which something may leave.

    CadenceError when nothing opens within 400 days.
    """
    moment = in_utc(moment)
    opening = _opening(moment, hours)
    if opening.opens <= moment:
        return Due(moment, INSIDE)
    return Due(opening.opens, _waiting(opening, hours.zone))


def is_open(moment: datetime, hours: Hours) -> bool:
    """Whether something may leave at `moment`."""
    return next_in_window(moment, hours).at == in_utc(moment)


def after_open_time(anchor: datetime, amount: timedelta, hours: Hours) -> datetime:
    """When the window has been open for `amount` since `anchor`, in UTC: working hours.

    CadenceError when nothing opens within 400 days.
    """
    moment = in_utc(anchor)
    while True:
        opening = _opening(moment, hours)
        begins = max(moment, opening.opens)
        if begins + amount <= opening.closes:
            return begins + amount
        amount -= opening.closes - begins
        moment = opening.closes


def due_after(
    anchor: datetime,
    delay: Delay,
    hours: Hours,
    *,
    spread_key: bytes = b"",
    last_touch: datetime | None = None,
    not_before: datetime | None = None,
) -> Due:
    """When a step is due whose predecessor was settled at `anchor`.

    Days keep the anchor's local wall time; then the gap after `last_touch` and `not_before` may
    move the moment on, and the next opening of the window counts. With a `spread_key` up to
    `hours.spread` is added, always the same for the same key and never past the end of the
    block, so that a crowd does not leave at once. A later anchor never gives an earlier moment.
    """
    asked = nominal(in_utc(anchor), delay, hours)
    earliest, held = _held(asked, hours, last_touch, not_before)
    opening = _opening(earliest, hours)
    at = max(earliest, opening.opens)
    if at > earliest:
        cause = _waiting(opening, hours.zone)
        cause = f"{held}, then {cause.removeprefix('waits ')}" if held else cause
    else:
        cause = held or (f"{delay} later, {INSIDE}" if delay.amount else INSIDE)
    return Due(_spread(at, opening.closes, hours.spread, spread_key), cause)


def step_spread(spread_key: bytes, step_key: str) -> bytes:
    """The key that spreads one step of one enrollment; no key, no spread."""
    return spread_key and spread_key + b"/" + step_key.encode()


def forecast(
    steps: Sequence[StepTiming],
    start: datetime,
    hours: Hours,
    *,
    spread_key: bytes = b"",
    last_touch: datetime | None = None,
    not_before: datetime | None = None,
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
        due = due_after(
            anchor,
            step.delay,
            hours,
            spread_key=step_spread(spread_key, step.key) if step.touches else b"",
            last_touch=last_touch if step.touches else None,
            not_before=not_before,
        )
        day = due.at.astimezone(hours.zone).date()
        day_one = day_one or day
        dues.append(_numbered(due, (day - day_one).days + 1))
        anchor = due.at
        last_touch = due.at if step.touches else last_touch
    return dues


def latest_useful(due_at: datetime, max_lateness: timedelta) -> datetime:
    """The last moment at which a touch due at `due_at` may still leave; after it, skip it."""
    if max_lateness <= timedelta(0):
        raise CadenceError("The maximum lateness must be longer than nothing. Give some minutes.")
    return in_utc(due_at) + max_lateness


def _opening(moment: datetime, hours: Hours) -> _Opening:
    """The block that holds `moment`, else the next one; a block is open on its own date only."""
    skipped: tuple[date, str] | None = None
    day = moment.astimezone(hours.zone).date()
    for _ in range(SEARCH_DAYS):
        for block in hours.window.on_weekday(day.weekday()):
            opens, closes = block.on(day, hours.zone)
            if moment >= closes or opens == closes:
                continue
            why = hours.closures.why(day)
            if not why:
                return _Opening(opens, closes, skipped)
            skipped = skipped or (day, why)
            break
        day += DAY
    raise CadenceError(
        f"No time to send within {SEARCH_DAYS} days: holidays and closed dates cover every open "
        "day of the window. Open another day or remove closed dates."
    )


def _held(
    asked: datetime, hours: Hours, last_touch: datetime | None, not_before: datetime | None
) -> tuple[datetime, str]:
    """The moment after the gap and the start have had their say, and which of them moved it."""
    held = ""
    if last_touch is not None and hours.gap and last_touch + hours.gap > asked:
        asked = in_utc(last_touch) + hours.gap
        held = f"waits {_gap(hours.gap)} after the touch before"
    if not_before is not None and not_before > asked:
        asked = in_utc(not_before)
        held = f"waits for the start on {_day(asked.astimezone(hours.zone).date())}"
    return asked, held


def _gap(gap: timedelta) -> str:
    minutes = gap // MINUTE
    return counted(minutes // 60, "hours") if not minutes % 60 else counted(minutes, "minutes")


def _day(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {day.day} {day:%b}"


def _waiting(opening: _Opening, zone: ZoneInfo) -> str:
    local = opening.opens.astimezone(zone)
    cause = f"waits for window {WEEKDAYS[local.weekday()]} {local:%H:%M} {zone.key}"
    if opening.skipped is None:
        return cause
    day, why = opening.skipped
    return f"{cause} ({_day(day)} is {why})"


def _spread(at: datetime, closes: datetime, most: timedelta, key: bytes) -> datetime:
    """Move `at` by the key's fixed share of the room that is left in its block.

    A share of the room, not a number of minutes: order among moments is kept to the end.
    """
    if not key or not most:
        return at
    share = int.from_bytes(hashlib.sha256(key).digest()[:4]) / 2**32
    moved = min(at + min(most, closes - at) * share, closes - timedelta.resolution)
    return max(at, moved.replace(microsecond=0))


def _numbered(due: Due, day: int) -> Due:
    if not due.cause.endswith(INSIDE):
        return due
    return replace(due, cause=f"day {day}, {INSIDE}")
