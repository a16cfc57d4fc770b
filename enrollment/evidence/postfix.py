"""A Postfix relay's log as evidence. Which lines count, `postfix_lines` says.

Proof of sending is taken from any Postfix log. Absence counts only when the operator has declared
the log complete (`postfix-complete:`), the log reaches back before the send, the message does not
stand in it half taken, and the log was seen to go on after the relay had given up: a log that has
stopped proves nothing. A relay that is quiet is greeted once, so that it writes a line.
"""

import contextlib
import smtplib
import threading
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path

from enrollment.evidence.following import Follower
from enrollment.evidence.postfix_lines import Lives
from enrollment.evidence.shapes import Accepted, Evidence, Outcome, Wanted

# No doubt is older than three days.
HORIZON = timedelta(days=4)
PATIENCE_SECONDS = 2.0
# How long a logger may take until a line is in the file.
DELAY = timedelta(seconds=3)


class PostfixLog:
    """Reads one log, rotated files included. `relay` is host and port to greet."""

    name = "relay log"

    def __init__(
        self,
        path: Path,
        *,
        is_complete: bool = False,
        relay: tuple[str, int] | None = None,
        zone: tzinfo | None = None,
    ) -> None:
        self.is_complete = is_complete
        self._relay = relay
        self._follower = Follower(path)
        # syslog writes the time of the machine, whose zone is the one of our own.
        self._zone = zone or datetime.now().astimezone().tzinfo or UTC
        self._lives: Lives | None = None
        self._turn = threading.Lock()
        # Everything that was written before this moment has been read.
        self._read_until: datetime | None = None
        self._asked_at: datetime | None = None

    def look(self, wanted: Sequence[Wanted], now: datetime) -> Mapping[str, Evidence]:
        """FOUND with the queue id, ABSENT, UNCLEAR for a message that is half told, or NOTHING."""
        try:
            with self._turn:
                lives = self._read_to(wanted, now)
        except OSError:
            says = Evidence(Outcome.UNREADABLE, self.name, "The log cannot be read.")
            return {each.message_id: says for each in wanted}
        return {each.message_id: self._of(each, lives) for each in wanted}

    def accepted(self, since: datetime) -> Sequence[Accepted]:
        """Everything taken since then; a line without a readable time counts as since."""
        with self._turn:
            lives = self._read_on(datetime.now(UTC), since)
        return [each for each in lives.accepted() if each.at is None or each.at >= since]

    def covers(self, since: datetime) -> bool:
        """Whether nothing is missing from then on."""
        known_from = self._lives.known_from if self._lives else None
        return known_from is not None and known_from <= since

    def _read_to(self, wanted: Sequence[Wanted], now: datetime) -> Lives:
        lives = self._read_on(now, now - HORIZON)
        late = [each for each in wanted if now > each.gave_up_at and each.here]
        doubtful = [each for each in late if lives.reference(each.message_id) is None]
        if self.is_complete and doubtful:
            self._wait_for(max(each.gave_up_at for each in doubtful), now)
        return lives

    def _wait_for(self, until: datetime, now: datetime) -> None:
        """Have the relay write a line, unless the log has gone on by itself."""
        if self._has_read(until):
            return
        self._greet()
        end = time.monotonic() + PATIENCE_SECONDS
        while not self._has_read(until) and time.monotonic() < end:
            time.sleep(0.1)
            self._read_on(now, now - HORIZON)

    def _has_read(self, until: datetime) -> bool:
        return self._read_until is not None and self._read_until >= until

    def _read_on(self, now: datetime, horizon: datetime) -> Lives:
        lives = self._lives = self._lives or Lives(self._zone, now)
        lives.now = now
        count = sum([lives.take(line) for line in self._follower.lines(horizon)])
        # New lines were written after the look before this one, so whatever happened before that
        # look has been read by now. A logger may hold lines back for a moment.
        if count and self._asked_at is not None:
            self._read_until = self._asked_at - DELAY
        self._asked_at = now
        if self._follower.has_gap:
            self._follower.has_gap, lives.known_from = False, now
        return lives

    def _greet(self) -> None:
        if self._relay is None:
            return
        host, port = self._relay
        with (
            contextlib.suppress(OSError, smtplib.SMTPException),
            smtplib.SMTP(host, port, timeout=PATIENCE_SECONDS) as session,
        ):
            session.ehlo()

    def _of(self, wanted: Wanted, lives: Lives) -> Evidence:
        taken = lives.reference(wanted.message_id)
        if taken is not None:
            return Evidence(Outcome.FOUND, self.name, *taken)
        if lives.is_open(wanted.message_id):
            words = "It was begun; the log does not say whether it was taken."
            return Evidence(Outcome.UNCLEAR, self.name, words)
        is_proof = self.is_complete and wanted.here and self.covers(wanted.armed_at)
        if is_proof and self._has_read(wanted.gave_up_at):
            return Evidence(Outcome.ABSENT, self.name)
        return Evidence(Outcome.NOTHING, self.name)
