"""What the settings show of webhooks."""

from dataclasses import dataclass
from datetime import datetime

from compliance.keyring import RingError
from signals.inlets import hook_keys, opening, tally
from signals.inlets.known import SERVICES
from signals.inlets.opening import Address
from signals.models import HookKey, Inlet
from tenancy.scope import current_workspace_id

SHOWN_RETIRED = 5
UNREADABLE = "Its stored secrets do not open. Enter them anew."


@dataclass(frozen=True)
class KeyLine:
    """A key of the signed webhook, as people call it."""

    key: HookKey
    name: str

    @property
    def element_id(self) -> str:
        """Of its id on the page, for the button that copies it."""
        return f"key-{self.key.pk}"


@dataclass(frozen=True)
class InletLine:
    """A service that may call: what it lacks as a sentence, and how many of its calls were refused
    in seven days."""

    inlet: Inlet
    service: str
    set_up: str
    addresses: list[Address]
    lacks: str
    refused: int
    last_at: datetime | None


def key_lines() -> list[KeyLine]:
    """The keys that live, then the last that were retired; two statements."""
    retired = HookKey.objects.exclude(retired_at=None).order_by("-retired_at")[:SHOWN_RETIRED]
    return [KeyLine(row, hook_keys.name_of(row)) for row in (*hook_keys.live(), *retired)]


def inlet_lines() -> list[InletLine]:
    """The open inlets, the oldest first; one statement."""
    rows = list(opening.open_ones())
    refused = tally.lately(row.pk for row in rows)
    return [_line(row, refused.get(row.pk, 0)) for row in rows]


def inlet_line(row: Inlet) -> InletLine:
    """One of them."""
    return _line(row, tally.lately([row.pk]).get(row.pk, 0))


def refused_here() -> int:
    """How many calls of the signed webhook of this workspace were refused in seven days."""
    here = current_workspace_id()
    return tally.lately([here]).get(here, 0)


def _line(row: Inlet, refused: int) -> InletLine:
    service = SERVICES[row.provider]
    try:
        found, lacks = opening.addresses(row), ""
    except RingError:
        found, lacks = [], UNREADABLE
    if not lacks and any(each.lacks for each in found):
        lacks = f"Not heard yet: enter {service.signed_by}."
    return InletLine(row, service.label, service.set_up, found, lacks, refused, row.last_at)
