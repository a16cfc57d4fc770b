"""What is asked of a source of evidence and what it answers. Plain data, no Django."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """What one look at one source said of one message."""

    FOUND = "found"
    # Only a complete record proves this, and only after the receiver has given up waiting.
    ABSENT = "absent"
    NOTHING = "nothing"
    UNCLEAR = "unclear"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A send in doubt. `gave_up_at` is the moment after which the receiver takes it no more;
    `mailbox` is the address it was sent from. `here` says that it was handed to the relay of the
    installation, whose log alone can prove that it was not; `is_text` that it is a text message."""

    message_id: str
    mailbox: str
    armed_at: datetime
    gave_up_at: datetime
    here: bool = True
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a source says of one message: with FOUND where it stands and, if known, when it was
    taken; with UNREADABLE why."""

    outcome: Outcome
    source: str
    reference: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """A message that a relay has taken, as its log tells it."""

    message_id: str
    reference: str
    sender: str
    recipients: tuple[str, ...]
    at: datetime | None = None


class Source(Protocol):
    """Somewhere outside the database that knows what left."""

    name: str
    # Whether absence proves that the message was not taken: only of a durable relay log that is
    # never thinned out.
    is_complete: bool

    def look(self, wanted: Sequence[Wanted], now: datetime) -> Mapping[str, Evidence]:
        """What it says of each message, by Message-ID; one that it cannot know of is left out.
        `now` is the database's real time before the look. May use the network or the disk."""


class Listing(Source, Protocol):
    """A source that can also tell what it has taken: what a restored database is compared with."""

    def accepted(self, since: datetime) -> Sequence[Accepted]:
        """Everything taken since then, in the order of its record. Raises OSError."""

    def covers(self, since: datetime) -> bool:
        """Whether, after `accepted`, the record is known to be whole from then on."""
