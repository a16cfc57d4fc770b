"""The broker's memory: what may be lost, and must never cost a call its answer. Nothing personal
lies there, and nothing fails while it is away."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

import structlog
from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError
from redis import RedisError

PATIENCE_SECONDS = 0.25
# While the broker is away, calls do not wait for it one by one.
REST_SECONDS = 10.0
AWAY = (OSError, OperationalError, RedisError)

T = TypeVar("T")
log = structlog.get_logger(__name__)


@dataclass
class _Rest:
    """Until when (monotonic seconds) the broker is left alone."""

    until: float = 0.0


_rest = _Rest()


def asked(work: Callable[[Any], T], otherwise: T) -> T:
    """What comes of some work with a client of redis-py, or `otherwise` while nobody answers."""
    if time.monotonic() < _rest.until:
        return otherwise
    try:
        return work(_client())
    except AWAY as error:
        _rest.until = time.monotonic() + REST_SECONDS
        log.warning("the broker's memory is away", kind=type(error).__name__)
        return otherwise


def connection() -> Connection:
    """A new connection to the broker, which gives up soon."""
    once = {"max_retries": 1, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    times = {"socket_timeout": PATIENCE_SECONDS, "socket_connect_timeout": PATIENCE_SECONDS}
    return Connection(settings.CELERY_BROKER_URL, transport_options={**once, **times})


@cache
def _connection() -> Connection:
    return connection()


def _client() -> Any:
    channel: Any = _connection().default_channel
    return channel.client
