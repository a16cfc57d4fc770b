"""The form of a pack of law: for each channel a table of what suffices, for whom and how long.

The names of the fields are `<channel>-<basis>` (who, several), `<channel>-<basis>-months`,
`<channel>-free` (who needs nothing on record), `<channel>-evidence`, and `email-roles`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.text import capfirst

from compliance.law_packs import CHANNELS, WORDS
from compliance.packs import Basis, Channel, Subscriber

COLUMNS = (
    (Subscriber.CORPORATE, "Companies"),
    (Subscriber.INDIVIDUAL, "Natural persons"),
    (Subscriber.UNKNOWN, "Not known"),
)
FREE = "Nothing on record, until they object"


@dataclass(frozen=True)
class Row:
    """One line of a table: `ticks` are value, label of the column and whether it is ticked."""

    name: str
    label: str
    ticks: Sequence[tuple[str, str, bool]]
    months: str | None = None


@dataclass(frozen=True)
class Table:
    """What one channel asks for."""

    channel: str
    title: str
    rows: Sequence[Row]
    evidence: bool
    roles: bool | None


def tables(document: Mapping[str, Any]) -> list[Table]:
    """The form of a stored document; what was typed may be in it, wrong months too."""
    return [_table(each, document["channels"][each.value]) for each in CHANNELS]


def posted(data: QueryDict) -> dict[str, Any]:
    """What was typed as a document, unchecked: `compliance.law_packs.read` says what is wrong."""
    return {
        "role_addresses": "role_addresses" in data,
        "source": data.get("source", "").strip(),
        "channels": {each.value: _channel(each, data) for each in CHANNELS},
    }


def _channel(channel: Channel, data: QueryDict) -> dict[str, Any]:
    accepts = [
        {
            "basis": basis.value,
            "months": _months(data.get(f"{channel}-{basis}-months", "")),
            "subscribers": data.getlist(f"{channel}-{basis}"),
        }
        for basis in Basis
        if data.getlist(f"{channel}-{basis}")
    ]
    return {
        "accepts": accepts,
        "free_for": data.getlist(f"{channel}-free"),
        "free_role_addresses": channel is Channel.EMAIL and "email-roles" in data,
        "needs_evidence": f"{channel}-evidence" in data,
    }


def _months(typed: str) -> int | str | None:
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else text or None


def _table(channel: Channel, said: Mapping[str, Any]) -> Table:
    accepted = {each["basis"]: each for each in said["accepts"]}
    rows = [Row(f"{channel}-free", FREE, _ticks(said["free_for"]))]
    for basis in Basis:
        each = accepted.get(basis.value, {})
        months = each.get("months")
        label, ticks = capfirst(basis.label), _ticks(each.get("subscribers", []))
        rows.append(Row(f"{channel}-{basis}", label, ticks, "" if months is None else str(months)))
    roles = said["free_role_addresses"] if channel is Channel.EMAIL else None
    return Table(channel.value, WORDS[channel], rows, said["needs_evidence"], roles)


def _ticks(chosen: Sequence[str]) -> list[tuple[str, str, bool]]:
    return [(each.value, label, each.value in chosen) for each, label in COLUMNS]
