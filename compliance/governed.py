"""What every change of governed data keeps: nobody approves their own words, nobody overwrites
what somebody else saved meanwhile, and only drafts change."""

from datetime import datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import QuerySet

from compliance.models import RuleState
from compliance.models.governed import Governed
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import NotFound, Refused
from tenancy.models import Membership
from tenancy.rows import TenantManager

Row = TypeVar("Row", bound=Governed)
_TICK = timedelta(microseconds=1)


def locked_draft(model: type[Row], pk: UUID) -> Row:
    """The draft, locked and as it is now. Refused: not_found, not_a_draft."""
    manager: TenantManager[Row] = model.objects
    rows = manager.select_for_update(of=("self",)).select_related("last_editor")
    row: Row | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotFound("This draft was discarded. Write a new one.")
    if row.state != RuleState.DRAFT:
        message = f"Version {row.number} is “{row.get_state_display()}” and stays as it is."
        raise Refused(f"{message} Make a new draft.", code="not_a_draft")
    return row


def begun(seat: Membership) -> dict[str, Any]:
    """What a new draft knows of its people and times."""
    now = clock.now()
    return {
        "author": seat,
        "last_editor": seat,
        "editors": [seat.pk],
        "created_at": now,
        "edited_at": now,
    }


def next_number(versions: QuerySet[Any]) -> int:
    """The number of the next version beside these. Queue up first. Refused: draft_open."""
    newest_first = versions.order_by("-number")
    if is_open := newest_first.filter(state=RuleState.DRAFT).first():
        message = f"Version {is_open.number} is still a draft. Change that one, or discard it."
        raise Refused(message, code="draft_open")
    newest: int | None = newest_first.values_list("number", flat=True).first()
    return (newest or 0) + 1


def listed(versions: QuerySet[Any], *, state: str, retired: bool) -> QuerySet[Any]:
    """Those in one state; without one, drafts and what is in force, or with `retired` all."""
    if state:
        return versions.filter(state=state)
    return versions if retired else versions.exclude(state=RuleState.RETIRED)


def note_edit(row: Governed, seat: Membership) -> None:
    """Who edited last, and when: never the same moment twice, since it is what the next editor's
    check and the report of a draft compare. Whoever edited before stays known. Stores nothing."""
    row.last_editor = seat
    row.editors = list(dict.fromkeys([*row.editors, seat.pk]))
    row.edited_at = max(clock.now(), row.edited_at + _TICK)


def check_unchanged_since(row: Governed, expected: datetime | None) -> None:
    """Refused (edited_meanwhile) when somebody has saved since `expected`; None checks nothing."""
    if expected is not None and row.edited_at != expected:
        message = (
            f"{row.last_editor.label} saved this draft after you opened it. Reload the page, read "
            "what it says now, and do it again."
        )
        raise Refused(message, code="edited_meanwhile")


def obstacle(row: Governed, seat: Membership, actor: Actor) -> str:
    """Why this person may not put this draft in force, as a sentence; "" when they may."""
    roles = {"wrote": row.author_id, "last edited": row.last_editor_id}
    did = next((verb for verb, member_id in roles.items() if member_id == seat.pk), None)
    if not did and seat.pk in row.editors:
        did = "edited"
    if did:
        return f"You {did} this version, so another admin has to approve it."
    if actor.member_id is None:
        return "Only a person decides on this, so an admin has to approve it."
    return ""


def check_four_eyes(row: Governed, seat: Membership, actor: Actor) -> None:
    """Refused (four_eyes): a person decides, and nobody decides on their own work."""
    if sentence := obstacle(row, seat, actor):
        raise Refused(sentence, code="four_eyes")
