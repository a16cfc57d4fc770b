"""The sandbox relay's log: one JSON line for each message, on disk before its 250.

A line means accepted, and its absence, once the relay's own read timeout has passed, means not.
"""

import json
import threading
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from enrollment.evidence.following import Follower
from enrollment.evidence.shapes import Accepted, Evidence, Outcome, Wanted

_BEGINNING = datetime.fromtimestamp(0, UTC)


class SandboxLog:
    """Reads the log onwards from where it stopped the last time."""

    name = "relay log"
    is_complete = True

    def __init__(self, path: Path) -> None:
        self._follower = Follower(path)
        self._taken: dict[str, Accepted] = {}
        self._known_from = _BEGINNING
        self._turn = threading.Lock()

    def look(self, wanted: Sequence[Wanted], now: datetime) -> Mapping[str, Evidence]:
        """FOUND, ABSENT, or, while the relay may still be taking it, NOTHING."""
        try:
            self._read_on(now)
        except OSError:
            says = Evidence(Outcome.UNREADABLE, self.name, "The log cannot be read.")
            return {each.message_id: says for each in wanted}
        return {each.message_id: self._of(each, now) for each in wanted if each.here}

    def accepted(self, since: datetime) -> Sequence[Accepted]:
        """Everything taken since then."""
        self._read_on(datetime.now(UTC))
        return [each for each in self._taken.values() if each.at is None or each.at >= since]

    def covers(self, since: datetime) -> bool:
        """The relay never shortens its log; whoever does makes it begin anew."""
        return self._known_from <= since

    def _of(self, wanted: Wanted, now: datetime) -> Evidence:
        taken = self._taken.get(wanted.message_id)
        if taken is not None:
            return Evidence(Outcome.FOUND, self.name, taken.reference, taken.at)
        is_proof = now > wanted.gave_up_at and self.covers(wanted.armed_at)
        return Evidence(Outcome.ABSENT if is_proof else Outcome.NOTHING, self.name)

    def _read_on(self, now: datetime) -> None:
        with self._turn:
            for line in self._follower.lines(_BEGINNING):
                entry = _entry(line)
                if entry is not None:
                    self._taken[entry.message_id] = entry
            if self._follower.has_gap:
                self._follower.has_gap, self._known_from = False, now


def _entry(line: str) -> Accepted | None:
    try:
        said = json.loads(line)
        message_id = str(said["message_id"])
        at = datetime.fromisoformat(said["at"]) if said.get("at") else None
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    if not message_id:
        return None
    recipients = tuple(str(each) for each in said.get("to", ()))
    reference = f"relay log {said.get('queue_id', '')}"
    return Accepted(message_id, reference, str(said.get("from", "")), recipients, at)
