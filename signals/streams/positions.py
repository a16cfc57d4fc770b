"""Which mails of a folder are to be fetched next. Pure.

A folder numbers its mails (UID) for as long as its numbering (UIDVALIDITY) stays. While it does,
everything behind the last number that was stored is new. When it does not, or the numbers have
gone back, nothing is known any more: what came lately is fetched again, and what is stored already
is recognised by its Message-ID.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# What is fetched again reaches back so far at least, and at most; between the two, to the last time
# that all was well.
LEAST, MOST = timedelta(days=7), timedelta(days=90)
# A server looks at the date in its own zone, and its clock may be wrong.
MARGIN = timedelta(days=2)


@dataclass(frozen=True)
class Known:
    """What is stored of a folder."""

    place: str = ""
    validity: int = 0
    last_uid: int = 0


def goes_on(known: Known, place: str, validity: int, next_uid: int | None) -> bool:
    """Whether the numbers of a folder still mean what they meant when the last one was stored."""
    if (known.place, known.validity) != (place, validity) or not known.last_uid:
        return False
    # A server that was restored gives numbers anew that it had given before.
    return next_uid is None or next_uid > known.last_uid


def reaches_back(now: datetime, polled_at: datetime | None) -> date:
    """From which day on a folder is read anew; `polled_at` is when all was well last."""
    last = polled_at - MARGIN if polled_at else now
    return max(now - MOST, min(now - LEAST, last)).astimezone(UTC).date()
