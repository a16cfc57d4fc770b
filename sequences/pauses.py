"""How long an answer makes us wait: pure, the same for the engine and the simulation."""

from datetime import date, datetime, time, timedelta

from sequences.cadence import Hours, resolve_local

NO_DATE_PAUSE = timedelta(days=14)
MORNING = time(9)
# After each message that is refused for now; one more than these ends the sequence.
SOFT_WAITS = (timedelta(days=1), timedelta(days=2))
# Closed dates that never end must not keep us looking.
_MOST_DAYS = 60


def back_at(named: date | None, since: datetime, hours: Hours) -> datetime:
    """09:00 where the person is, on the working day after the date; two weeks when it names no
    future one. Weekends and the holidays and closed dates of their hours are no working days."""
    if named is None or named < since.astimezone(hours.zone).date():
        return since + NO_DATE_PAUSE
    after = (named + timedelta(days=1 + more) for more in range(_MOST_DAYS))
    working = (day for day in after if day.isoweekday() <= 5 and not hours.closures.why(day))
    return morning(next(working, named + timedelta(days=1)), hours)


def morning(day: date, hours: Hours) -> datetime:
    """09:00 on a day, where the person is."""
    return resolve_local(datetime.combine(day, MORNING), hours.zone)


def refused_until(count: int, since: datetime) -> datetime | None:
    """Until when to wait after the refusal with this number (1 is the first); None: no more."""
    return since + SOFT_WAITS[count - 1] if count <= len(SOFT_WAITS) else None
