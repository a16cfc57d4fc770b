"""Limits that many messages share, a day or an hour each: whose they are, how many fit, since when.

Pure. Arming takes from their counters and simulations forecast with them, by the same days and
hours of UTC and with the same words.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True)
class Quota:
    """`most` messages of `owner` (the name of its counter) a day, or an hour; `whose` begins the
    sentence for who finds no room."""

    owner: str
    most: int
    whose: str
    hourly: bool = False

    def key(self, moment: datetime) -> str:
        """The counter at a moment: one a day or hour."""
        span = f"{moment.astimezone(UTC):{'%Y-%m-%dT%H' if self.hourly else '%Y-%m-%d'}}"
        return f"{self.owner}:{span}"

    def begins(self, moment: datetime) -> datetime:
        """When the day or hour of a moment began."""
        hour = moment.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
        return hour if self.hourly else hour.replace(hour=0)

    def until(self, moment: datetime) -> datetime:
        """When the next day or hour begins."""
        return self.begins(moment) + (timedelta(hours=1) if self.hourly else timedelta(days=1))

    @property
    def cause(self) -> str:
        """The sentence for who waits."""
        span = "an hour" if self.hourly else "a day"
        return f"waits: {self.whose} has reached the limit of {self.most} {span}"
