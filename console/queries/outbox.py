"""The mail that the sandbox relay caught, of one workspace: read from its log and its files.

The log (`config.run.sandbox`) has one JSON line for each accepted message. The relay serves the
whole installation, so a message is shown only where its envelope sender is a mailbox of the
workspace; the plus tag that makes bounces recognisable is no part of the address.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings

from enrollment.models import MailboxAddress
from tenancy.scope import current_workspace_id

SHOWN = 200
_QUEUE_ID = re.compile(r"[0-9a-f]{8,40}")


@dataclass(frozen=True)
class Caught:
    """One line of the log. `sender` is the envelope's, with its tag: where bounces go."""

    queue_id: str
    at: datetime
    sender: str
    recipient: str


@dataclass(frozen=True)
class Mail:
    """A message as its recipient sees it, and what an answer to it needs."""

    caught: Caught
    message: EmailMessage
    raw: bytes

    @property
    def subject(self) -> str:
        """Decoded, on one line."""
        return str(self.message["Subject"] or "")

    @property
    def sender(self) -> str:
        """The From line."""
        return str(self.message["From"] or "")

    @property
    def text(self) -> str:
        """The plain part."""
        return self._part("plain")

    @property
    def html(self) -> str:
        """The HTML part; "" when there is none."""
        return self._part("html")

    @property
    def reply_to(self) -> str:
        """The bare address that a reply goes to."""
        header = self.message["Reply-To"] or self.message["From"]
        return str(header.addresses[0].addr_spec) if header and header.addresses else ""

    @property
    def message_id(self) -> str:
        """With its angle brackets; "" when it has none."""
        return str(self.message["Message-ID"] or "").strip()

    @property
    def unsubscribe_url(self) -> str:
        """The one-click link of RFC 8058; "" when the message offers none."""
        if "one-click" not in str(self.message["List-Unsubscribe-Post"] or "").lower():
            return ""
        found = re.search(r"<(https?://[^<>\s]+)>", str(self.message["List-Unsubscribe"] or ""))
        return found[1] if found else ""

    def _part(self, kind: str) -> str:
        part = self.message.get_body(preferencelist=(kind,))
        return str(part.get_content()) if isinstance(part, EmailMessage) else ""


def caught() -> list[Caught]:
    """The newest messages of this workspace, newest first; one statement."""
    own = _own_addresses()
    found = [line for line in _lines() if _untagged(line.sender) in own]
    return found[-SHOWN:][::-1]


def mail(queue_id: str) -> Mail | None:
    """One message of this workspace; None for one of another, or for none. One statement."""
    if not _QUEUE_ID.fullmatch(queue_id):
        return None
    own = _own_addresses()
    line = next((line for line in _lines() if line.queue_id == queue_id), None)
    if line is None or _untagged(line.sender) not in own:
        return None
    raw = (_folder() / "messages" / f"{queue_id}.eml").read_bytes()
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return Mail(line, message, raw)


def _own_addresses() -> set[str]:
    rows = MailboxAddress.objects.filter(workspace_id=current_workspace_id())
    return set(rows.values_list("address", flat=True))


def _folder() -> Path:
    return Path(settings.SANDBOX_DIR)


def _lines() -> Iterator[Caught]:
    path = _folder() / "log.jsonl"
    if not settings.SANDBOX_DIR or not path.exists():
        return
    with path.open("rb") as log:
        for line in log:
            # A torn last line was never answered: it is not there yet.
            if line.endswith(b"\n") and (read := _read(line)) is not None:
                yield read


def _read(line: bytes) -> Caught | None:
    try:
        entry: Mapping[str, Any] = json.loads(line)
        return Caught(
            queue_id=str(entry["queue_id"]),
            at=datetime.fromisoformat(entry["at"]),
            sender=str(entry["from"]).lower(),
            recipient=str(next(iter(entry["to"]), "")),
        )
    except (ValueError, KeyError, TypeError):
        return None


def _untagged(address: str) -> str:
    local, _, domain = address.rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"
