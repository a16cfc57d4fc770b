"""The Sent folder of a mailbox, asked over IMAP: some providers keep a copy of what they took.

A copy proves that the message was sent; no copy proves nothing. The folder is opened read-only
(EXAMINE), one connection for all questions about a mailbox, never inside a transaction.
"""

import contextlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from enrollment.evidence.shapes import Evidence, Outcome, Wanted
from enrollment.incoming import opening
from enrollment.incoming.faults import Fault
from enrollment.incoming.session import Session

# Questions in one connection; the others have their turn at the next look.
MOST = 50
# Nothing that could end the quoted word it is put into.
_MESSAGE_ID = re.compile(r"<[\w.+-]{1,120}@[\w.-]{1,120}>", re.ASCII)


@dataclass(frozen=True)
class Box:
    """Where the sent mail of one mailbox is read. `security` is tls, starttls or none, the last
    for a server of this machine only."""

    host: str
    user: str
    password: str = field(repr=False)
    port: int = 993
    security: str = "tls"
    folder: str = "Sent"


class SentFolders:
    """Asks the folders of the mailboxes that it knows; leaves out messages of the others."""

    name = "Sent folder"
    is_complete = False

    def __init__(self, boxes: Mapping[str, Box]) -> None:
        self.boxes = boxes

    def look(self, wanted: Sequence[Wanted], now: datetime) -> Mapping[str, Evidence]:
        """FOUND, NOTHING, or UNREADABLE with what the matter is."""
        said: dict[str, Evidence] = {}
        for address, box in self.boxes.items():
            ids = [each.message_id for each in wanted if each.mailbox == address][:MOST]
            if ids:
                said |= self._ask(box, ids)
        return said

    def _ask(self, box: Box, ids: Sequence[str]) -> dict[str, Evidence]:
        said: dict[str, Evidence] = {}
        try:
            with _opened(box) as session:
                for message_id in ids:
                    said[message_id] = self._of(session, box, message_id)
        except Fault as fault:
            unread = Evidence(Outcome.UNREADABLE, self.name, str(fault))
            said |= {each: unread for each in ids if each not in said}
        return said

    def _of(self, session: Session, box: Box, message_id: str) -> Evidence:
        if not _MESSAGE_ID.fullmatch(message_id):
            return Evidence(Outcome.NOTHING, self.name)
        numbers = session.named(message_id)
        if not numbers:
            return Evidence(Outcome.NOTHING, self.name)
        return Evidence(Outcome.FOUND, self.name, f"{box.folder} {numbers[0]}")


@contextlib.contextmanager
def _opened(box: Box) -> Iterator[Session]:
    """A session with the folder open for reading. Raises Fault."""
    session = opening.operators(box.host, box.port, box.security, box.user, box.password)
    try:
        session.examine(box.folder)
        yield session
    finally:
        session.close()


def read_boxes(path: Path) -> Mapping[str, Box]:
    """The operator's file: `{"<address of the mailbox>": {"host": …, "user": …, "password": …,
    "port": 993, "security": "tls", "folder": "Sent"}}`. Raises OSError and ValueError."""
    said = json.loads(path.read_text())
    boxes = {str(address).lower(): Box(**fields) for address, fields in said.items()}
    for address, box in boxes.items():
        local = box.host in ("127.0.0.1", "::1", "localhost")
        if box.security not in ("tls", "starttls") and not (box.security == "none" and local):
            raise ValueError(f"{address}: security must be tls or starttls.")
        if any(character in "\r\n\0" for character in box.folder):
            raise ValueError(f"{address}: the folder's name holds a line break.")
    return boxes
