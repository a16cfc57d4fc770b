"""Audiences: who belongs into a sequence, looked at again and again.

Whoever is new goes through a preflight and then waits for first-touch review, like people who are
enrolled by hand; an audience never goes past either. It acts for its owner: it finds only people
whom they see, and stops when they may no longer enrol. How it looks is in `enrollment.gathering`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import record
from contacts import saved_views
from contacts.conditions import Conditions, Match, to_data
from contacts.models import SavedView, ViewKind
from enrollment import newcomers
from enrollment.models import Audience, Rhythm
from enrollment.newcomers import Preview
from enrollment.services import check_reason
from sequences.checks import check_not_archived
from sequences.models import Sequence
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability

MAX_NAME = 80
EVERY = {Rhythm.HOURLY: timedelta(hours=1), Rhythm.DAILY: timedelta(days=1)}


@dataclass(frozen=True)
class Asked:
    """What an audience is to be: its people by a view, or by conditions of its own.

    `conditions` are in the form of `contacts.conditions.from_data`.
    """

    name: str
    reason: str
    rhythm: str = Rhythm.BY_HAND
    view: SavedView | None = None
    kind: str = ViewKind.CONTACTS
    match: str = Match.ALL
    conditions: object = None


@transaction.atomic
def create(sequence: Sequence, asked: Asked, *, seat: Membership, actor: Actor) -> Audience:
    """A new audience; with a rhythm it is looked at within a minute for the first time.

    Refused: not_allowed, sequence_archived, invalid, name_taken.
    """
    check_may(seat, actor, Capability.ENROL)
    check_not_archived(sequence)
    audience = Audience(sequence=sequence, created_at=clock.now())
    return _store(audience, asked, seat, actor, Action.AUDIENCE_CREATED)


@transaction.atomic
def change(audience: Audience, asked: Asked, *, seat: Membership, actor: Actor) -> Audience:
    """Choose others, or look more or less often. Whoever changes an audience becomes its owner:
    it acts for who has said last what it does. People who came in by it stay as they are.

    Refused: not_allowed, ended, invalid, name_taken.
    """
    row = _open_for(audience, seat, actor)
    return _store(row, asked, seat, actor, Action.AUDIENCE_CHANGED)


@transaction.atomic
def end(audience: Audience, *, seat: Membership, actor: Actor) -> Audience:
    """No further look; people who came in by it stay as they are. Refused: not_allowed, ended."""
    row = _open_for(audience, seat, actor)
    if row.view:
        # It keeps what it has asked for, and the view can be deleted.
        row.match, row.conditions, row.view = row.view.match, row.view.conditions, None
    row.ended_at, row.next_at = clock.now(), None
    row.save()
    record(Action.AUDIENCE_ENDED, row, actor=actor, label=row.name)
    return row


def preview(audience: Audience, *, viewer: Membership) -> Preview:
    """What a look would find now, of the people whom the viewer sees too."""
    return newcomers.preview(
        audience.sequence,
        audience.kind,
        conditions_of(audience),
        owner=audience.owner,
        now=clock.now(),
        viewer=viewer,
    )


def conditions_of(audience: Audience) -> Conditions:
    """What it asks for: its view as it is now, or its own conditions."""
    if audience.view:
        return saved_views.conditions_of(audience.view)
    return saved_views.read_conditions(audience.kind, audience.match, audience.conditions)


def agreed_conditions(audience: Audience) -> Conditions:
    """What it brings people in by: what its owner has seen. Whoever changes a view that an
    audience of somebody else uses would choose people in that owner's name, whom they perhaps may
    not see, and could approve their messages. Refused: view_changed."""
    view = audience.view
    if view is None or view.changed_by_id == audience.owner_id:
        return conditions_of(audience)
    if (view.match, view.conditions) == (audience.match, audience.conditions):
        return conditions_of(audience)
    message = (
        f"{view.changed_by.label} has changed the view “{view.name}”. Look at what it asks for now"
        " and save the audience again; until then nobody comes in."
    )
    raise Refused(message, code="view_changed")


def locked(audience_id: UUID) -> Audience:
    """The row as it is now, kept until the transaction ends; with what a look needs."""
    # What it refers to is read only after the lock: a statement that waits keeps its old joins.
    list(Audience.objects.filter(pk=audience_id).select_for_update().values_list("pk"))
    rows = Audience.objects.select_related(
        "sequence__workspace", "view__changed_by", "owner__user", "last_preflight"
    )
    row: Audience = rows.get(pk=audience_id)
    return row


def check_open(audience: Audience) -> None:
    """An ended audience stays as it is."""
    if audience.ended_at:
        raise Refused("This audience has ended. Create a new one instead.", code="ended")


def next_look(rhythm: str, now: datetime) -> datetime | None:
    """When an audience that is looked at now is looked at again; None for never by itself."""
    every = EVERY.get(Rhythm(rhythm))
    return now + every if every else None


def _open_for(audience: Audience, seat: Membership, actor: Actor) -> Audience:
    check_may(seat, actor, Capability.ENROL)
    row = locked(audience.pk)
    if row.owner_id != seat.pk and not seat.may(Capability.EDIT_SEQUENCES):
        message = "This audience belongs to somebody else. Ask its owner or an admin."
        raise Refused(message, code="not_allowed")
    check_open(row)
    return row


def _store(row: Audience, asked: Asked, seat: Membership, actor: Actor, action: Action) -> Audience:
    row.name, row.reason = _checked_name(asked.name), asked.reason.strip()
    check_reason(asked.reason)
    _choose(row, asked)
    row.rhythm, row.owner, row.problem = _checked_rhythm(asked.rhythm), seat, ""
    row.next_at = clock.now() if row.rhythm in EVERY else None
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        message = f"This sequence has an audience called “{row.name}” already. Choose another name."
        raise Refused(message, code="name_taken", fields={"name": message}) from None
    said: dict[str, Any] = {"kind": row.kind, "rhythm": row.rhythm, "reason": row.reason}
    said["view"] = str(row.view_id) if row.view_id else ""
    record(action, row, actor=actor, label=row.name, sequence=str(row.sequence_id), **said)
    return row


def _choose(row: Audience, asked: Asked) -> None:
    if asked.view and asked.conditions:
        raise _invalid("view", "Choose a saved view or conditions, not both.")
    if asked.view:
        # What the view asks for as its user sees it now: see `agreed_conditions`.
        row.view, row.kind = asked.view, asked.view.kind
        row.match, row.conditions = asked.view.match, asked.view.conditions
        return
    chosen = saved_views.read_conditions(asked.kind, asked.match, asked.conditions or [])
    row.view, row.kind, row.match = None, asked.kind, chosen.match.value
    row.conditions = to_data(chosen.items)


def _checked_rhythm(rhythm: str) -> Rhythm:
    if rhythm not in Rhythm.values:
        raise _invalid("rhythm", f"Choose how often to look: {', '.join(Rhythm.values)}.")
    return Rhythm(rhythm)


def _checked_name(name: str) -> str:
    words = " ".join(name.split())
    if not words or len(words) > MAX_NAME or not words.isprintable():
        raise _invalid("name", f"Give the audience a name of at most {MAX_NAME} characters.")
    return words


def _invalid(field: str, sentence: str) -> Refused:
    return Refused(sentence, code="invalid", fields={field: sentence})
