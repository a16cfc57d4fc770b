"""What reading one message yields: plain frozen data, the same for every kind of mail."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from signals.kinds import Kind
from signals.reading.intent.understanding import Understanding


class Reason(StrEnum):
    """Why a message was refused; classes, not codes."""

    UNKNOWN_USER = "unknown_user"
    FULL = "full"
    POLICY = "policy"
    REPUTATION = "reputation"
    SIZE = "size"
    CONTENT = "content"
    NETWORK = "network"
    UNSPECIFIED = "unspecified"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why we read it so: `where` names a header or part, `what` quotes it (at most 200 chars)."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class Delivery:
    """The fate of one recipient as a server reported it.

    `status` is an RFC 3463 code or empty; `permanent` is what the server claimed, while `kind`
    is what it means for us: a full mailbox is refused for good, yet the address lives.
    """

    recipient: str
    kind: Kind
    status: str = ""
    reason: Reason = Reason.UNSPECIFIED
    permanent: bool = False
    diagnostic: str = ""


@dataclass(frozen=True, slots=True)
class Envelope:
    """Hints for matching by token: where the message came in, and under which return path."""

    return_path: str | None = None
    delivered_to: tuple[str, ...] = ()
    original_envelope_id: str = ""


@dataclass(frozen=True, slots=True)
class StandIn:
    """Who to write to instead: whatever is named of name, address and telephone."""

    name: str = ""
    address: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One message, read.

    recipients: addresses that the signal concerns (bounced ones, complainers, or the sender).
    sender_name: the name that stands beside the sender's address.
    known_as: other addresses that it came under: those of Reply-To, Sender and the return path.
    references: Message-IDs that it answers, nearest first, with angle brackets.
    ways_out: what may be tokens of our unsubscribe links in what it quotes, nearest first.
    new_text: what the sender wrote, without quote and signature, at most 10,000 bytes of UTF-8.
    return_date: the date as it is named ("until", "back on", "try again in May"); the
    reaction adds its margin.
    alternative_contacts: addresses that it names instead of the sender's own.
    stand_ins: for automatic answers, who stands in or follows; with names and telephones.
    is_first_day_back: that date is the first day back (True) or the last day away (False).
    understood: what a human reply means, else None.
    """

    kind: Kind
    confidence: float
    evidence: tuple[Evidence, ...]
    recipients: tuple[str, ...] = ()
    sender: str = ""
    sender_name: str = ""
    known_as: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    ways_out: tuple[str, ...] = ()
    envelope: Envelope = Envelope()
    subject: str = ""
    new_text: str = ""
    return_date: date | None = None
    is_first_day_back: bool | None = None
    alternative_contacts: tuple[str, ...] = ()
    stand_ins: tuple[StandIn, ...] = ()
    status: str = ""
    reason: Reason | None = None
    permanent: bool | None = None
    deliveries: tuple[Delivery, ...] = ()
    understood: Understanding | None = None


def evidence(where: str, what: str) -> Evidence:
    """Evidence with its quotation on one line and short."""
    return Evidence(where, " ".join(what.split())[:200])
