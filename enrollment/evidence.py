"""Evidence for sends whose answer was lost: the relay's durable log, or a message that names one.

The log of the sandbox relay has one JSON line for each message, written and synced before the 250:
a line means accepted, and its absence, once the relay's own read timeout has passed, means not.
"""

import json
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from django.conf import settings

from enrollment.dispatch import record
from enrollment.models import IntentState, SendIntent
from tenancy.actors import system

MARGIN = timedelta(seconds=5)


def relay_gave_up() -> timedelta:
    """How long after a deadline a stalled worker's dot is sure to be refused by the relay."""
    return timedelta(seconds=settings.RELAY_READ_TIMEOUT_SECONDS) + MARGIN


class Log(Protocol):
    """A relay's record of what it has accepted."""

    def find(self, message_ids: Iterable[str]) -> dict[str, str]:
        """The relay's reference for each of the ids that it has accepted."""


class SandboxLog:
    """Reads the sandbox's log onwards from where it stopped the last time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._offset = 0
        self._seen: dict[str, str] = {}

    def find(self, message_ids: Iterable[str]) -> dict[str, str]:
        """References of accepted messages; reads only what was appended since."""
        self._read_on()
        return {key: self._seen[key] for key in message_ids if key in self._seen}

    def _read_on(self) -> None:
        if not self.path.exists():
            return
        if self.path.stat().st_size < self._offset:
            self._offset, self._seen = 0, {}
        with self.path.open("rb") as log:
            log.seek(self._offset)
            for line in log:
                # A torn last line is no evidence; it is read again when it is whole.
                if not line.endswith(b"\n"):
                    break
                self._offset += len(line)
                self._note(line)

    def _note(self, line: bytes) -> None:
        try:
            entry = json.loads(line)
        except ValueError:
            return
        if isinstance(entry, dict) and entry.get("message_id"):
            self._seen[str(entry["message_id"])] = f"relay log {entry.get('queue_id', '')}"


def relay_log() -> Log | None:
    """The log that settles doubts; None when this installation's relay offers none."""
    path = Path(settings.SANDBOX_DIR) / "log.jsonl" if settings.SANDBOX_DIR else None
    if path is None:
        return None
    return _logs.setdefault(path, SandboxLog(path))


_logs: dict[Path, SandboxLog] = {}


def note_heard(message_id: str, *, signal_id: str) -> bool:
    """A reply, bounce or click names a message of ours: so it was sent. True when that settled a
    doubt. Runs in the signal's transaction."""
    intent = SendIntent.objects.filter(
        message_id=message_id, outcome__in=(IntentState.ARMED, IntentState.UNKNOWN)
    ).first()
    fresh = record.lock(intent) if intent else None
    if fresh is None:
        return False
    record.accept(
        fresh,
        remote_ref=f"signal {signal_id}",
        resolution="an incoming message names it",
        actor=system("evidence"),
    )
    return True
