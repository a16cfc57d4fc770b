"""What a mail that lies in a mailbox still says of its envelope. Pure.

The server that delivered it wrote the sender into Return-Path and often the recipient as well; a
stranger may have written the same below. So recipients count only where they are this mailbox, by
any tag of our return path, and such a tag is as hard to guess as a Message-ID.
"""

import re
from dataclasses import dataclass

from signals.reading.fields import addresses, mailboxes
from signals.reading.mime import parse

_NAMED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "to", "cc")
_TAG = re.compile(r"b-[0-9a-f]{32}")
MOST = 20
# Enough for the header of any mail that a server takes.
HEAD = 300_000


@dataclass(frozen=True)
class Envelope:
    """Who sent it ("" is a report), and by which of our tagged addresses it came."""

    sender: str
    recipients: tuple[str, ...]


def read(raw: bytes, address: str) -> Envelope:
    """The envelope of a mail in the mailbox of `address`."""
    fields = parse(raw[:HEAD]).fields
    named = [each for name in _NAMED for value in fields.every(name) for each in addresses(value)]
    ours = dict.fromkeys(each for each in named if _is_tagged(each.lower(), address.lower()))
    if fields.has("return-path"):
        sender = fields.get("return-path").strip().strip("<>").strip()
    else:
        # No server has said so; an empty one would make a report of every mail.
        sender = next(iter(mailboxes(fields.get("from"))), "unknown")
    return Envelope(sender[:250], tuple(ours)[:MOST])


def _is_tagged(named: str, address: str) -> bool:
    local, _, domain = named.rpartition("@")
    bare, _, tag = local.partition("+")
    return f"{bare}@{domain}" == address and bool(_TAG.fullmatch(tag))
