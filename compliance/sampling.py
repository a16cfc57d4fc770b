"""Which messages of a group a person opens before they approve all of them. Pure.

How many follows what became of the rep's first messages lately: the upper end of the 95 % interval
of Wilson (E. B. Wilson, JASA 22, 1927) of the share that was sent back or rejected, doubled. Which
ones is a hash that nobody can choose.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from math import ceil, sqrt
from uuid import UUID

# The two-sided 95 % point of the normal distribution.
_Z = 1.959964
LEAST_SHARE = 0.05


@dataclass(frozen=True, slots=True)
class Record:
    """What became of a rep's first messages: how many were decided, and of those how many were
    sent back or rejected."""

    decided: int = 0
    failed: int = 0


def upper_share(record: Record) -> float:
    """The upper end of the interval of the share that failed, 0 to 1; 1 when nothing is known."""
    n = record.decided
    if not n:
        return 1.0
    share = record.failed / n
    middle = share + _Z**2 / (2 * n)
    wide = _Z * sqrt(share * (1 - share) / n + _Z**2 / (4 * n**2))
    return min(1.0, (middle + wide) / (1 + _Z**2 / n))


def size(among: int, record: Record, *, floor: int) -> int:
    """How many of `among` messages are opened first: at least `floor`, at most all."""
    share = min(1.0, max(LEAST_SHARE, 2 * upper_share(record)))
    return min(among, max(floor, ceil(among * share)))


def sample(
    reviews: Collection[UUID], *, policy: int, key: str, record: Record, floor: int
) -> frozenset[UUID]:
    """Which of `reviews` are opened first; the same for everybody and at any time."""
    order = sorted(reviews, key=lambda review: _place(policy, key, review))
    return frozenset(order[: size(len(order), record, floor=floor)])


def _place(policy: int, key: str, review: UUID) -> bytes:
    return hashlib.sha256(f"{policy} {key} {review}".encode()).digest()
