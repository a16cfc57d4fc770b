"""The mail that left, as the relay's log and files prove it."""

import json
import re
from collections import Counter
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Letter:
    """One message that the relay took. `return_path` is where bounces go."""

    queue_id: str
    return_path: str
    recipient: str
    message: EmailMessage

    @property
    def subject(self) -> str:
        """Decoded."""
        return str(self.message["Subject"])

    @property
    def text(self) -> str:
        """The plain part."""
        part = self.message.get_body(("plain",))
        assert isinstance(part, EmailMessage)
        return str(part.get_content())

    @property
    def one_click(self) -> str:
        """The address of RFC 8058's POST, from the headers."""
        assert self.message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        found = re.search(r"<(http[^>]+)>", str(self.message["List-Unsubscribe"]))
        assert found, "no link in List-Unsubscribe"
        return found[1]

    @property
    def way_out(self) -> str:
        """The link that the person sees in the text."""
        found = re.search(r"http\S+/u/\S+", self.text)
        assert found, f"no way out in the text:\n{self.text}"
        return found[0]


class Post:
    """The sandbox relay's folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def to(self, address: str) -> list[Letter]:
        """Everything that went to one address, in order."""
        return [self._letter(line) for line in self._lines() if line["to"] == [address]]

    def everything(self) -> list[Letter]:
        """All that the relay took, in order."""
        return [self._letter(line) for line in self._lines()]

    def recipients(self, among: set[str]) -> Counter[str]:
        """How many messages each of these addresses got; who got none is left out."""
        return Counter(
            address for line in self._lines() for address in line["to"] if address in among
        )

    def _lines(self) -> list[dict[str, Any]]:
        log = self._folder / "log.jsonl"
        written = log.read_bytes().split(b"\n")[:-1] if log.exists() else []
        return [json.loads(line) for line in written]

    def _letter(self, line: dict[str, Any]) -> Letter:
        queue_id = line["queue_id"]
        raw = (self._folder / "messages" / f"{queue_id}.eml").read_bytes()
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        return Letter(queue_id, line["from"], line["to"][0], message)
