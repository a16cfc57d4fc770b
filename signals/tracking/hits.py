"""What hits a tracked link: where it leads, and a note that it was asked for.

The note is an observation, as a line of a server's log would be. It changes nothing about the
person, the enrollment or the message; what follows from it is judged later, by a worker. One link
keeps at most 24 notes of people and 24 of machines, one in five minutes, for 90 days: a flood costs
three small reads and no room.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from django.db import InterfaceError, OperationalError, transaction

from enrollment.models import HitOf, TrackedLink
from enrollment.tracking import minting
from signals.tracking.machines import Request, at_the_door
from tenancy import clock
from tenancy.errors import NotFound
from tenancy.ids import uuid7
from tenancy.reading import read
from tenancy.scope import scope
from tenancy.statements import rows

NOTED_FOR = timedelta(days=90)
SLOT_SECONDS = 300
MOST = 24

log = structlog.get_logger(__name__)

_NOTE = """
INSERT INTO enrollment_trackedhit (id, workspace_id, link_id, reason, slot, at, seen_at)
SELECT %s, link.workspace_id, link.id, %s, %s, %s, %s
FROM enrollment_trackedlink AS link
WHERE link.workspace_id = %s AND link.id = %s AND %s > (
    SELECT count(*) FROM enrollment_trackedhit AS hit
    WHERE hit.workspace_id = link.workspace_id AND hit.link_id = link.id
        AND hit.slot LIKE %s
)
ON CONFLICT (workspace_id, link_id, slot) DO NOTHING
RETURNING 1
"""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a reader is led; `target` "" is the image of an opened message."""

    target: str


def follow(token: str, *, host: str, method: str, program: str, purposes: tuple[str, ...]) -> Way:
    """Where an id leads when it is asked for under `host`, and a note of it.

    Opens the scope by itself, so call it without one. Raises NotFound for an id that nobody has
    minted, or that was given out under another host.
    """
    place = minting.find(token)
    if place is None:
        raise _nowhere()
    with scope(place.workspace_id):
        with transaction.atomic():
            found = read(TrackedLink, "this.id = %s", place.link_id)
        if not found or found[0].host != host.lower():
            raise _nowhere()
        link = found[0]
        is_image = link.kind == HitOf.OPEN
        reason = at_the_door(Request(method, program, purposes, is_image))
        _note(link, reason.value if reason else "")
    return Way(link.target)


def _note(link: TrackedLink, reason: str) -> None:
    """Nobody waits for a note: a reader is led on without one, too."""
    now = clock.now()
    if link.enrollment_id is None or now - link.created_at > NOTED_FOR:
        return
    seen = datetime.now(UTC)
    kind = "m" if reason else "p"
    slot = f"{kind}:{int(seen.timestamp()) // SLOT_SECONDS}:{reason}"
    here = link.workspace_id
    values = (uuid7(), reason, slot, now, seen, here, link.pk, MOST, f"{kind}:%")
    try:
        with transaction.atomic():
            rows(_NOTE, *values)
    except (OperationalError, InterfaceError):
        log.warning("a hit of a link was not noted", kind=link.kind)


def _nowhere() -> NotFound:
    return NotFound("This link does not lead anywhere.")
