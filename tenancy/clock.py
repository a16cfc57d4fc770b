"""One clock. Production has no offset; the demo and the end-to-end test move theirs forward.

`clock.now()` in Python and `app_now()` in SQL read the same row. Leases, locks and wire deadlines
never use either: they live in real time.
"""

import time
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from tenancy.errors import Refused

# Long enough to spare a query per call in a loop, short enough to feel immediate.
_FRESH_SECONDS = 0.2
_seen: tuple[float, timedelta] = (float("-inf"), timedelta())


def now() -> datetime:
    """The moment that schedules are compared with, in UTC."""
    return datetime.now(UTC) + (_ahead() if settings.DEMO else timedelta())


def real_now() -> datetime:
    """The database's real time: leases, locks, stops and dots are compared by it alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def earliest_now() -> datetime:
    """The moment that schedules are compared with, by this process's clock or by the database's,
    whichever is earlier: what waits from now on waits no longer because one of them is wrong."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app_now()")
        by_database: datetime = cursor.fetchone()[0]
    return min(now(), by_database)


def advance(by: timedelta) -> None:
    """Move the demo's clock forward; refused outside the demo and for going back."""
    if not settings.DEMO:
        raise Refused("The clock can be moved in the demo only.", code="not_in_production")
    if by < timedelta():
        raise Refused("The clock only goes forward.", code="backwards")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_clock SET ahead = ahead + make_interval(secs => %s) WHERE id = 1",
            [by.total_seconds()],
        )
    forget()


def begin(earlier: timedelta) -> None:
    """Let an installation without anybody in it begin in the past, so that the demo has a history
    when its clock arrives at the present. Refused outside the demo and once there is an account."""
    if not settings.DEMO:
        raise Refused("The clock can be moved in the demo only.", code="not_in_production")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE tenancy_clock SET ahead = make_interval(secs => %s)"
            " WHERE id = 1 AND NOT EXISTS (SELECT FROM tenancy_user)",
            [-abs(earlier.total_seconds())],
        )
        is_moved = cursor.rowcount == 1
    if not is_moved:
        raise Refused("Somebody is here already, so the clock only goes on.", code="backwards")
    forget()


def behind() -> timedelta:
    """How much of the demo's past is left; nothing once the clock has come to the present."""
    return max(-_ahead(), timedelta())


def forget() -> None:
    """Read the offset again at the next call."""
    global _seen
    _seen = (float("-inf"), timedelta())


def _ahead() -> timedelta:
    global _seen
    read_at, ahead = _seen
    if time.monotonic() - read_at > _FRESH_SECONDS:
        with connection.cursor() as cursor:
            cursor.execute("SELECT ahead FROM tenancy_clock WHERE id = 1")
            ahead = cursor.fetchone()[0]
        _seen = (time.monotonic(), ahead)
    return ahead
