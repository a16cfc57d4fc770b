"""What the lines of a Postfix log say: which Message-IDs the queue manager took over. Pure.

`cleanup` writes `QID: message-id=<…>` while the body still comes in, so that line alone proves
nothing: it is also there when the client was gone before the final dot. Only together with
`qmgr: QID: … (queue active)` of the same life of this queue id the message was taken. Queue ids
are used again: a life ends with `removed`, and a new one begins with `client=` or with the next
`message-id=`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from enrollment.evidence.shapes import Accepted

# Two kinds of time stamp; then host, program, process and what it says.
_LINE = re.compile(
    r"(?P<at>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d)) "
    r"(?P<host>\S+) (?P<instance>[\w.-]+)/(?:[\w.-]+/)*(?P<program>[\w-]+)\[(?P<pid>\d+)\]: "
    r"(?P<says>.*)"
)
# Short ids are hexadecimal, long ones use most letters of both cases.
_OF_QUEUE = re.compile(r"(?P<qid>[0-9A-Za-z]{5,30}): (?P<says>.*)")
_MESSAGE_ID = re.compile(r"message-id=(<[^<>\s]+>)$")
_TO = re.compile(r"to=<([^<>]*)>, ")
_FROM = re.compile(r"from=<([^<>]*)>, size=")
_BROKEN = re.compile(r"(lost connection|timeout) after (DATA|BDAT)\b")
_DELIVERS = frozenset(["smtp", "lmtp", "local", "virtual", "pipe", "error", "discard"])
# So many messages are remembered; beyond that the log is only known from a later moment on.
MOST = 200_000

_Key = tuple[str, str, str]


@dataclass(slots=True)
class _Life:
    """One message under one queue id."""

    message_id: str
    at: datetime | None
    is_active: bool = False
    is_broken: bool = False


@dataclass(slots=True)
class _Taken:
    reference: str
    at: datetime | None
    sender: str = ""
    recipients: list[str] = field(default_factory=list)


class Lives:
    """Follows every message through the log. Feed it whole lines in their order."""

    def __init__(self, zone: tzinfo, now: datetime, most: int = MOST) -> None:
        self.zone, self.now, self.most = zone, now, most
        # From when on everything is remembered; None before the first line.
        self.known_from: datetime | None = None
        self._lives: dict[_Key, _Life] = {}
        self._sessions: dict[tuple[str, str], _Key] = {}
        self._taken: dict[str, _Taken] = {}
        self._begun: dict[str, _Life] = {}

    def take(self, line: str) -> bool:
        """Read one line; False for one that is not Postfix's."""
        found = _LINE.match(line)
        if found is None:
            return False
        at = moment(found["at"], self.zone, self.now)
        if self.known_from is None:
            self.known_from = at
        process = (found["host"], found["pid"])
        told = _OF_QUEUE.match(found["says"])
        if told is None:
            if found["program"] == "smtpd":
                self._session(process, found["says"])
            return True
        key = (found["host"], found["instance"], told["qid"])
        self._message(found["program"], process, key, told["says"], at)
        return True

    def reference(self, message_id: str) -> tuple[str, datetime | None] | None:
        """Under which queue id, and when, the message was taken."""
        taken = self._taken.get(message_id)
        return (taken.reference, taken.at) if taken else None

    def is_open(self, message_id: str) -> bool:
        """Whether the log names it but tells neither that it was taken nor that it broke off."""
        life = self._begun.get(message_id)
        return life is not None and not life.is_active and not life.is_broken

    def accepted(self) -> Iterator[Accepted]:
        """Every message that was taken, oldest first."""
        for message_id, taken in self._taken.items():
            to = tuple(taken.recipients)
            yield Accepted(message_id, taken.reference, taken.sender, to, taken.at)

    def _session(self, process: tuple[str, str], says: str) -> None:
        """The client left in the middle of its message: what had begun is never taken."""
        if _BROKEN.match(says) and (key := self._sessions.get(process)) in self._lives:
            self._lives[key].is_broken = True
        if says.startswith(("disconnect from", "connect from")):
            self._sessions.pop(process, None)

    def _message(
        self, program: str, process: tuple[str, str], key: _Key, says: str, at: datetime | None
    ) -> None:
        if program == "smtpd" and says.startswith("client="):
            self._lives.pop(key, None)
            self._sessions[process] = key
        elif program == "cleanup" and (named := _MESSAGE_ID.match(says)):
            self._begin(key, named[1], at)
        elif program == "qmgr" and says == "removed":
            self._lives.pop(key, None)
        elif program == "qmgr" and says.endswith("(queue active)"):
            self._activate(key, says, at)
        elif program in _DELIVERS and (to := _TO.match(says)):
            self._deliver(key, to[1])

    def _begin(self, key: _Key, message_id: str, at: datetime | None) -> None:
        self._lives[key] = self._begun[message_id] = _Life(message_id, at)
        if len(self._begun) > self.most:
            # Dictionaries keep their order: the first one is the oldest.
            forgotten = self._begun.pop(next(iter(self._begun)))
            self._taken.pop(forgotten.message_id, None)
            self.known_from = at

    def _activate(self, key: _Key, says: str, at: datetime | None) -> None:
        life = self._lives.get(key)
        if life is None:
            return
        life.is_active = True
        sender = _FROM.match(says)
        host, instance, queue_id = key
        self._taken.setdefault(
            life.message_id,
            _Taken(f"{instance} log {host} {queue_id}", at, sender[1] if sender else ""),
        )

    def _deliver(self, key: _Key, recipient: str) -> None:
        life = self._lives.get(key)
        taken = self._taken.get(life.message_id) if life else None
        if taken is not None and recipient not in taken.recipients:
            taken.recipients.append(recipient)


def moment(text: str, zone: tzinfo, now: datetime) -> datetime | None:
    """A time stamp of a log in UTC. The traditional form has neither year nor zone: it is of
    `zone`, and of the year that puts it next to `now`."""
    if text[0].isdigit():
        try:
            return datetime.fromisoformat(text).astimezone(UTC)
        except ValueError:
            return None
    year = now.astimezone(zone).year
    found = [each for each in (_of_year(text, y, zone) for y in (year - 1, year, year + 1)) if each]
    return min(found, key=lambda at: abs(at - now), default=None)


def _of_year(text: str, year: int, zone: tzinfo) -> datetime | None:
    try:
        read = datetime.strptime(f"{year} {text}", "%Y %b %d %H:%M:%S").replace(tzinfo=zone)
    except ValueError:
        return None
    return read.astimezone(UTC)
