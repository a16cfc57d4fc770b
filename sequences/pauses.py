"""How long an answer makes us wait: pure, the same for the engine and the simulation."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sequences.cadence import resolve_local

NO_DATE_PAUSE = timedelta(days=14)
MORNING = time(9)
# After each message that is refused for now; one more than these ends the sequence.
SOFT_WAITS = (timedelta(days=1), timedelta(days=2))


def back_at(named: date | None, since: datetime, zone: ZoneInfo) -> datetime:
    """09:00 in `zone` on the working day after the date; two weeks when it names no future one."""
    if named is None or named < since.astimezone(zone).date():
        return since + NO_DATE_PAUSE
    day = named + timedelta(days=1)
    while day.isoweekday() > 5:
        day += timedelta(days=1)
    return resolve_local(datetime.combine(day, MORNING), zone)


def refused_until(count: int, since: datetime) -> datetime | None:
    """Until when to wait after the refusal with this number (1 is the first); None: no more."""
    return since + SOFT_WAITS[count - 1] if count <= len(SOFT_WAITS) else None
