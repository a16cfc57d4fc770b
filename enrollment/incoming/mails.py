"""What is the same of every API that mails are read through: pages of what is new, and mails,
whole or their header alone."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True)
class Fetched:
    """A mail. `cut_from` is the size in octets of one of which `raw` is the header alone."""

    raw: bytes = field(repr=False)
    cut_from: int = 0


@dataclass(frozen=True)
class Page:
    """Mails that came into a folder, the oldest first where the API has an order. `link` leads on:
    to more when this is not the last, else to what comes after."""

    ids: tuple[str, ...]
    link: str
    is_last: bool


class Reads(Protocol):
    """The API of a provider, for one mailbox. Every call raises a Fault for what goes wrong, and
    may wait for the network."""

    def first(self, folder: str, since: datetime) -> Page:
        """What came into a folder since a moment."""

    def next(self, folder: str, link: str) -> Page:
        """What a link leads to. Raises Gone when it is known no more."""

    def mail(self, mail_id: str, most: int) -> Fetched | None:
        """One mail, the header alone when it has more than `most` octets; None when it is gone."""

    def head(self, mail_id: str, most: int) -> Fetched | None:
        """The header of one mail; None when it is gone."""

    def look(self, folder: str) -> None:
        """See whether a folder can be read."""


def header_of(raw: bytes) -> bytes:
    """The header of a mail of which this is the beginning, with the empty line behind it."""
    ends = [at + len(end) for end in (b"\r\n\r\n", b"\n\n") if (at := raw.find(end)) >= 0]
    return raw[: min(ends)] if ends else raw


def written(fields: Iterable[tuple[str, str]]) -> bytes:
    """The header of a mail whose fields an API told one by one."""
    lines = (f"{name}: {value}" for name, value in fields if name and ":" not in name)
    clean = (" ".join(line.splitlines()) for line in lines)
    return "".join(f"{line}\r\n" for line in clean).encode("utf-8", "replace") + b"\r\n"
