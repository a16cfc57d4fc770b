"""A workspace's own packs of law as governed data: drafted, put in force by somebody else, retired.

Each service is one transaction and raises Refused with a sentence for the person. Where a pack
allows what the built-in one blocks, its note has to say why, and who says so; the audit entry of
the approval names each such point.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import governed, law_packs
from compliance.facts import pack_of
from compliance.law_packs import LawError
from compliance.models import LawPack, RuleState
from compliance.packs import Pack
from compliance.suppressing import invalid
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

MAX_NOTE = 300
SAID = ("document", "note")


@transaction.atomic
def write_draft(
    code: str, said: Mapping[str, Any] | None = None, *, seat: Membership, actor: Actor
) -> LawPack:
    """A draft of the pack of `code`, which binds nobody yet. What `said` (names of SAID) leaves
    out is taken from what is in force. Refused: not_allowed, invalid, draft_open."""
    check_may(seat, actor, Capability.EDIT_RULES)
    base = _built_in(code)
    _queue_up()
    number, live = governed.next_number(LawPack.objects.filter(code=code)), in_force(code)
    start = {
        "document": live.document if live else law_packs.to_document(base),
        "note": live.note if live else "",
    }
    row: LawPack = LawPack.objects.create(
        code=code,
        **_checked(code, {**start, **(said or {})}),
        number=number,
        **governed.begun(seat),
    )
    record(Action.LAW_CREATED, row, actor=actor, label=str(row), number=row.number)
    return row


@transaction.atomic
def change_draft(
    row: LawPack,
    changes: Mapping[str, Any],
    *,
    seat: Membership,
    actor: Actor,
    expected_edited_at: datetime | None = None,
) -> LawPack:
    """Change some of SAID in a draft; saying what is there already changes nothing. Refused:
    not_allowed, not_a_draft, invalid, edited_meanwhile."""
    check_may(seat, actor, Capability.EDIT_RULES)
    draft: LawPack = governed.locked_draft(LawPack, row.pk)
    governed.check_unchanged_since(draft, expected_edited_at)
    before = {name: getattr(draft, name) for name in SAID}
    after = _checked(draft.code, {**before, **changes})
    changed = sorted(name for name in SAID if after[name] != before[name])
    if not changed:
        return draft
    for name in changed:
        setattr(draft, name, after[name])
    governed.note_edit(draft, seat)
    draft.save()
    said: dict[str, Any] = {"number": draft.number, "changed": changed}
    record(Action.LAW_EDITED, draft, actor=actor, label=str(draft), **said)
    return draft


@transaction.atomic
def discard_draft(row: LawPack, *, seat: Membership, actor: Actor) -> None:
    """Throw a draft away; what is in force stays. Refused: not_allowed, not_a_draft."""
    check_may(seat, actor, Capability.EDIT_RULES)
    draft = governed.locked_draft(LawPack, row.pk)
    record(Action.LAW_DISCARDED, draft, actor=actor, label=str(draft), number=draft.number)
    draft.delete()


@transaction.atomic
def approve(
    row: LawPack, *, seat: Membership, actor: Actor, expected_edited_at: datetime | None = None
) -> LawPack:
    """Put a draft in force, in the place of the version before it or of the built-in pack.

    The gate knows it from the commit on. Refused: not_allowed, not_a_draft, four_eyes (who wrote
    in it), edited_meanwhile, note_missing (laxer than the built-in pack and nobody says why).
    """
    check_may(seat, actor, Capability.EDIT_RULES)
    _queue_up()
    draft: LawPack = governed.locked_draft(LawPack, row.pk)
    governed.check_unchanged_since(draft, expected_edited_at or row.edited_at)
    governed.check_four_eyes(draft, seat, actor)
    points = laxer(draft)
    if message := note_missing(draft, points):
        raise Refused(message, code="note_missing", fields={"note": message})
    former = in_force(draft.code)
    if former:
        _retire(former, actor, {})
    said = {"number": draft.number, "laxer": points}
    done: LawPack = perform(draft, "approve", actor=actor, data=said, by=seat, at=clock.now())
    return done


@transaction.atomic
def retire(row: LawPack, *, seat: Membership, actor: Actor) -> LawPack:
    """Take a pack out of force: the built-in one counts again, at once. The entry names what that
    allows again. Refused: not_allowed, state_changed."""
    check_may(seat, actor, Capability.EDIT_RULES)
    _queue_up()
    points = law_packs.laxer(law_packs.built_in(row.code), pack_of(row))
    return _retire(row, actor, {"laxer": points})


def note_applied(row: LawPack, *, paused: int, actor: Actor) -> bool:
    """Note that nobody in flight is left whom a pack in force blocks; whether it was to be noted
    still."""
    rows = LawPack.objects.filter(pk=row.pk, state=RuleState.APPROVED, applied_at=None)
    with transaction.atomic():
        if not rows.update(applied_at=clock.now()):
            return False
        said: dict[str, Any] = {"number": row.number, "paused": paused}
        record(Action.LAW_APPLIED, row, actor=actor, label=str(row), **said)
    return True


def in_force(code: str) -> LawPack | None:
    """The workspace's version of a pack that is in force; None while the built-in one counts."""
    found: LawPack | None = LawPack.objects.filter(code=code, state=RuleState.APPROVED).first()
    return found


def laxer(row: LawPack) -> list[str]:
    """What a stored pack allows and the built-in one of its code blocks."""
    return law_packs.laxer(pack_of(row), law_packs.built_in(row.code))


def note_missing(row: LawPack, points: list[str]) -> str:
    """Why a draft that is laxer in these points cannot be approved; "" when its note says why."""
    if not points or row.note.strip():
        return ""
    return (
        "This draft allows what the built-in pack blocks. Write in the note why that is lawful, "
        "and who says so."
    )


def obstacle(row: LawPack, seat: Membership, actor: Actor) -> str:
    """Why this person may not approve a draft; "" when only the click is missing."""
    return governed.obstacle(row, seat, actor) or note_missing(row, laxer(row))


def _queue_up() -> None:
    """Everybody who adds or exchanges a version queues at the workspace: a first one has no row."""
    Workspace.objects.select_for_update(no_key=True).get(pk=current_workspace_id())


def _retire(row: LawPack, actor: Actor, more: Mapping[str, Any]) -> LawPack:
    said = {"number": row.number, **more}
    done: LawPack = perform(row, "retire", actor=actor, data=said, at=clock.now())
    return done


def _built_in(code: str) -> Pack:
    try:
        return law_packs.built_in(code)
    except LawError as error:
        raise invalid(error.part, str(error)) from error


def _checked(code: str, said: Mapping[str, Any]) -> dict[str, Any]:
    """The stored form of what a draft says; refused by field."""
    note = " ".join(said["note"].split())
    if len(note) > MAX_NOTE:
        raise invalid("note", f"Write at most {MAX_NOTE} characters.")
    try:
        pack = law_packs.read(code, said["document"], version=1, as_of=clock.now().date())
    except LawError as error:
        raise invalid("document", f"{error.part.capitalize()}: {error}") from error
    return {"document": law_packs.to_document(pack), "note": note}
