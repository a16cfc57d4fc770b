"""Calls that were refused, counted by reason: in the broker's memory, never in the database, so
that a forged call costs no more than one increment. Counts hold no personal data, and nothing
fails when they cannot be kept.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from signals.inlets import memory

TOTALS = "seqops:hooks:refused"
DAYS = 7
# A workspace is named by the address alone, which anybody may write.
MOST_NAMED = 10_000
Total = tuple[str, str]


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

    memory.asked(add, None)


def totals() -> Mapping[Total, int]:
    """By door and reason, since the broker's memory began."""
    found: Mapping[Any, Any] = memory.asked(lambda client: client.hgetall(TOTALS), {})
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

    counts: list[list[Any]] = memory.asked(read, [])
    sums = {each: sum(int(day[n] or 0) for day in counts) for n, each in enumerate(wanted)}
    return {each: number for each, number in sums.items() if number}


def _day(moment: datetime) -> str:
    return f"{TOTALS}:{moment:%Y-%m-%d}"


def _text(name: bytes | str) -> str:
    return name.decode() if isinstance(name, bytes) else name
