"""Delays: what they count, and the moment that a delay alone asks for."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sequences.cadence.hours import Hours
from sequences.cadence.zones import CadenceError, resolve_local

MAX_DAYS = 730
SEARCH_DAYS = 400
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


class DelayUnit(StrEnum):
    """What a delay counts. Minutes and hours are elapsed time, days are local calendar days,
    and a working day is one on which the window opens and that is not closed."""

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
        return counted(self.amount, self.unit.replace("_", " "))


def counted(amount: int, unit: str) -> str:
    """A number with its unit, given in the plural."""
    return f"{amount} {unit if amount != 1 else unit.removesuffix('s')}"


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. CadenceError when it has no zone."""
    if moment.tzinfo is UTC:
        return moment
    if moment.tzinfo is None:
        raise CadenceError("A moment needs a time zone: give it in UTC.")
    return moment.astimezone(UTC)


def nominal(anchor: datetime, delay: Delay, hours: Hours) -> datetime:
    """The moment the delay alone asks for, before the window has its say; `anchor` is in UTC."""
    if delay.unit is DelayUnit.MINUTES:
        return anchor + timedelta(minutes=delay.amount)
    if delay.unit is DelayUnit.HOURS:
        return anchor + timedelta(hours=delay.amount)
    if not delay.amount:
        # Resolving the anchor again would turn a repeated hour back by an hour.
        return anchor
    day, since = _wall(anchor, hours.zone)
    if delay.unit is DelayUnit.WORKING_DAYS:
        day, since = _working_day(day, since, delay.amount, hours)
    else:
        day += timedelta(days=delay.amount)
    return resolve_local(datetime.combine(day, time()) + since, hours.zone)


def _wall(moment: datetime, zone: ZoneInfo) -> tuple[date, timedelta]:
    """The local date and the time since its midnight by the clock on the wall.

    The second pass of a repeated hour counts as its end: read again, its times would put what
    happened later before what happened earlier.
    """
    local = moment.astimezone(zone)
    day = local.date()
    while local.fold:
        moment = moment.replace(second=0, microsecond=0) + MINUTE
        local = moment.astimezone(zone)
    return day, local.replace(tzinfo=None) - datetime.combine(day, time())


def _working_day(day: date, since: timedelta, amount: int, hours: Hours) -> tuple[date, timedelta]:
    """The day `amount` working days on. What happens on a day off counts as if it happened as
    the next working day began, so that a Saturday never overtakes the Friday before it."""
    first = _next_working(day, hours)
    since = since if first == day else timedelta(0)
    for _ in range(amount):
        first = _next_working(first + DAY, hours)
    return first, since


def _next_working(day: date, hours: Hours) -> date:
    for _ in range(SEARCH_DAYS):
        if hours.opens_on(day):
            return day
        day += DAY
    raise CadenceError(
        f"There is no working day within {SEARCH_DAYS} days: holidays and closed dates cover "
        "every open day of the window. Open another day or remove closed dates."
    )
