"""The corpus of replies and how well they are read: figures by client and by language.

`replies()` yields every message with its expected new text, `figures()` what share is exactly
right and which are missed. White space is not compared.
"""

import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from signals.reading import read
from tests.signals.reading.reply_clients import CLIENTS, mail
from tests.signals.reading.reply_letters import Letter

FOLDER = Path(__file__).parent / "corpus" / "replies"
RECEIVED = datetime(2026, 3, 3, 11, tzinfo=UTC)
OURS = frozenset({"ours.example"})
Reader = Callable[[bytes], str]


@dataclass(frozen=True, slots=True)
class Reply:
    """One message: `raw` as it came in, `expected` its new text."""

    name: str
    client: str
    language: str
    raw: bytes
    expected: str


@dataclass(slots=True)
class Figures:
    """Exactly right of all, by a property of the replies."""

    right: int = 0
    total: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 of nothing."""
        return self.right / self.total if self.total else 1.0

    def count(self, name: str, is_right: bool) -> None:
        """Take one more reply into account."""
        self.total += 1
        self.right += is_right
        if not is_right:
            self.missed.append(name)


def replies() -> Iterator[Reply]:
    """Every reply of the corpus, in the order of the files."""
    for path in sorted(FOLDER.glob("*.toml")):
        found = tomllib.loads(path.read_text())
        for number, entry in enumerate(found.get("reply", [])):
            yield _made(f"{path.stem} {number}", entry)
        for entry in found.get("shape", []):
            yield _shape(entry)


def _made(place: str, entry: dict[str, Any]) -> Reply:
    language, client = entry.get("language", "en"), entry["client"]
    letter = Letter(language, entry["body"], entry.get("sign", ""), entry.get("footer", ""))
    raw = mail(*CLIENTS[client](letter), letter.sender)
    expected = entry.get("expect", letter.body)
    return Reply(f"{place} {client} {language}", client, language, raw, expected)


def _shape(entry: dict[str, Any]) -> Reply:
    text, markup = entry.get("text", ""), entry.get("html", "")
    sender = entry.get("sender", "Anna Berg <anna@nord.example>")
    raw = mail(text, markup, sender, flowed=entry.get("flowed", ""))
    return Reply(entry["name"], "shapes", entry.get("language", "en"), raw, entry["expect"])


def new_text(raw: bytes) -> str:
    """What the product takes for the new text of a message."""
    return read(raw, received_at=RECEIVED, own_domains=OURS).new_text


def is_right(reply: Reply, reader: Reader = new_text) -> bool:
    """Whether the new text is exactly the expected one, but for white space."""
    return reader(reply.raw).split() == reply.expected.split()


def figures(reader: Reader = new_text) -> dict[str, dict[str, Figures]]:
    """Figures under "all", "client" and "language", misses named."""
    found: dict[str, dict[str, Figures]] = defaultdict(lambda: defaultdict(Figures))
    for reply in replies():
        good = is_right(reply, reader)
        for group, key in (("all", "all"), ("client", reply.client), ("language", reply.language)):
            found[group][key].count(reply.name, good)
    return {group: dict(values) for group, values in found.items()}


def lines() -> list[str]:
    """The figures as lines of a report, the weakest first."""
    found = figures()
    total = found["all"]["all"]
    shown = [f"reply text: {total.right} of {total.total} exactly right ({total.share:.1%})"]
    for group in ("client", "language"):
        for key, value in sorted(found[group].items(), key=lambda item: item[1].share):
            shown.append(f"  {group} {key}: {value.right}/{value.total}")
    return [*shown, *(f"  missed: {name}" for name in total.missed)]
