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
from django.db.models import Q

from enrollment.models import HitOf, SendIntent, Touch, TrackedLink
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


def told(intent: SendIntent, request: Request, *, url: str, at: datetime | None) -> bool:
    """A service says that a message was opened, or that the link `url` in it was followed: noted as
    it would be at our own door. False where the message, or this link of it, is not watched.

    In the workspace's scope. `at` is the service's moment, None for now.
    """
    with transaction.atomic():
        found = _link(intent, url, is_image=request.is_image)
    if found is None:
        return False
    reason = at_the_door(request)
    _note(found, reason.value if reason else "", min(at, clock.now()) if at else None)
    return True


def _link(intent: SendIntent, url: str, *, is_image: bool) -> TrackedLink | None:
    """What was opened or followed: the service has had our own opaque address, or its target."""
    touch = Touch.objects.select_related("step").get(pk=intent.touch_id)
    links = TrackedLink.objects.filter(
        enrollment_id=touch.enrollment_id,
        step_key=touch.step.key,
        kind=HitOf.OPEN if is_image else HitOf.LINK,
    )
    if is_image:
        return links.first()
    place = minting.find(url.rpartition("/")[2])
    return links.filter(Q(pk=place.link_id) if place else Q(target=url)).first()


def _note(link: TrackedLink, reason: str, at: datetime | None = None) -> None:
    """Nobody waits for a note: a reader is led on without one, too. What is told of a moment `at`
    is the same note however often it is told."""
    now, seen = at or clock.now(), datetime.now(UTC)
    if link.enrollment_id is None or now - link.created_at > NOTED_FOR:
        return
    kind = "m" if reason else "p"
    slot = f"{kind}:{int((at or seen).timestamp()) // SLOT_SECONDS}:{reason}"
    here = link.workspace_id
    values = (uuid7(), reason, slot, now, seen, here, link.pk, MOST, f"{kind}:%")
    try:
        with transaction.atomic():
            rows(_NOTE, *values)
    except (OperationalError, InterfaceError):
        log.warning("a hit of a link was not noted", kind=link.kind)


def _nowhere() -> NotFound:
    return NotFound("This link does not lead anywhere.")
