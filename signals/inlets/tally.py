"""Calls that were refused, counted by reason: in the broker's memory, never in the database, so
that a forged call costs no more than one increment. Counts hold no personal data, and nothing
fails when they cannot be kept.
"""

import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import UUID

import structlog
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError
from redis import RedisError

TOTALS = "seqops:hooks:refused"
DAYS = 7
PATIENCE_SECONDS = 0.25
# While the broker is away, calls do not wait for it one by one.
REST_SECONDS = 10.0
# A workspace is named by the address alone, which anybody may write.
MOST_NAMED = 10_000
Total = tuple[str, str]

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass
class _Rest:
    """Until when (monotonic seconds) the broker is left alone."""

    until: float = 0.0


_rest = _Rest()


def count(door: str, reason: str, whose: UUID | None = None) -> None:
    """One more refusal at a door, for a reason, both of closed lists; `whose` is the inlet or the
    workspace that it was meant for."""

    def add(client: Any) -> None:
        client.hincrby(TOTALS, f"{door} {reason}", 1)
        if whose is None:
            return
        day = _day(datetime.now(UTC))
        if client.hexists(day, str(whose)) or client.hlen(day) < MOST_NAMED:
            client.hincrby(day, str(whose), 1)
            client.expire(day, timedelta(days=DAYS + 1))

    _asked(add, None)


def totals() -> Mapping[Total, int]:
    """By door and reason, since the broker's memory began."""
    found: Mapping[Any, Any] = _asked(lambda client: client.hgetall(TOTALS), {})
    pairs = ((_text(name).partition(" "), int(number)) for name, number in found.items())
    return {(door, reason): number for (door, _, reason), number in pairs}


def lately(whose: Iterable[UUID]) -> dict[UUID, int]:
    """How many calls to each were refused in the last seven days; those without are left out."""
    wanted = list(whose)
    if not wanted:
        return {}
    names = [str(each) for each in wanted]
    days = [_day(datetime.now(UTC) - timedelta(days=back)) for back in range(DAYS)]

    def read(client: Any) -> list[list[Any]]:
        return [client.hmget(day, names) for day in days]

    counts: list[list[Any]] = _asked(read, [])
    sums = {each: sum(int(day[n] or 0) for day in counts) for n, each in enumerate(wanted)}
    return {each: number for each, number in sums.items() if number}


def _day(moment: datetime) -> str:
    return f"{TOTALS}:{moment:%Y-%m-%d}"


def _text(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name


def _asked(work: Callable[[Any], T], otherwise: T) -> T:
    if time.monotonic() < _rest.until:
        return otherwise
    try:
        return work(_client())
    except (OSError, OperationalError, RedisError) as error:
        _rest.until = time.monotonic() + REST_SECONDS
        log.warning("refused calls were not counted", kind=type(error).__name__)
        return otherwise


@cache
def _connection() -> Connection:
    once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    times = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    return Connection(settings.CELERY_BROKER_URL, transport_options={**once, **times})


def _client() -> Any:
    channel: Any = _connection().default_channel
    return channel.client
