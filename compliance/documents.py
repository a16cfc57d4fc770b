"""Governed documents: one written text of a workspace, in versions, of which one is in force.

Each service is one transaction and raises Refused with a sentence for the person. Before the first
version there is what the product has built in, which is no row.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import connection, transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from compliance import governed
from compliance.mistakes import DocumentError
from compliance.models import RuleState
from compliance.models.governed import GovernedDocument
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.rows import TenantManager
from tenancy.scope import current_workspace_id

MAX_NOTE = 300

Row = TypeVar("Row", bound=GovernedDocument)


@dataclass(frozen=True)
class Documents(Generic[Row]):
    """One kind of them. `read` says a given document in its stored form, or raises DocumentError;
    `created`, `edited` and `discarded` are what the trail calls the life of a draft."""

    model: type[Row]
    name: str
    read: Callable[[object], dict[str, Any]]
    created: Action
    edited: Action
    discarded: Action

    def in_force(self) -> Row | None:
        """The approved version; one statement."""
        return self._rows().filter(state=RuleState.APPROVED).first()

    def decided(self) -> QuerySet[Row]:
        """Every version that is or was in force; no statement."""
        return self._rows().exclude(state=RuleState.DRAFT)

    def versions(self) -> QuerySet[Row]:
        """Every version, newest first, with its people; no statement."""
        rows = self._rows().select_related("author", "last_editor", "approved_by")
        return rows.order_by("-number")

    @transaction.atomic
    def write_draft(
        self, document: object, *, seat: Membership, actor: Actor, note: str = ""
    ) -> Row:
        """A draft that changes nothing yet. Refused: not_allowed, invalid (with a sentence by
        path), draft_open."""
        check_may(seat, actor, Capability.EDIT_RULES)
        said = self._checked(document)
        self._queue_up()
        number = governed.next_number(self._rows())
        manager: TenantManager[Row] = self.model.objects
        row = manager.create(number=number, document=said, note=_note(note), **governed.begun(seat))
        record(self.created, row, actor=actor, label=str(row), number=number)
        return row

    @transaction.atomic
    def change_draft(
        self,
        draft: Row,
        document: object,
        *,
        seat: Membership,
        actor: Actor,
        note: str | None = None,
        expected_edited_at: datetime | None = None,
    ) -> Row:
        """Let a draft say something else. Saying what is there already changes nothing.

        Refused: not_allowed, not_a_draft, invalid, not_found, edited_meanwhile (somebody has saved
        since `expected_edited_at`).
        """
        check_may(seat, actor, Capability.EDIT_RULES)
        row = governed.locked_draft(self.model, draft.pk)
        governed.check_unchanged_since(row, expected_edited_at)
        said, noted = self._checked(document), row.note if note is None else _note(note)
        if (said, noted) == (row.document, row.note):
            return row
        row.document, row.note = said, noted
        governed.note_edit(row, seat)
        row.save()
        record(self.edited, row, actor=actor, label=str(row), number=row.number)
        return row

    @transaction.atomic
    def discard_draft(self, draft: Row, *, seat: Membership, actor: Actor) -> None:
        """Throw a draft away; what is in force stays. Refused: not_allowed, not_a_draft,
        not_found."""
        check_may(seat, actor, Capability.EDIT_RULES)
        row = governed.locked_draft(self.model, draft.pk)
        record(self.discarded, row, actor=actor, label=str(row), number=row.number)
        row.delete()

    @transaction.atomic
    def approve(
        self,
        draft: Row,
        *,
        seat: Membership,
        actor: Actor,
        expected_edited_at: datetime | None = None,
        ask_first: Callable[[Row], None] | None = None,
    ) -> Row:
        """Put a draft in force in the place of the version before.

        Refused: not_allowed, not_a_draft, not_found, four_eyes (who wrote in it), edited_meanwhile,
        and whatever `ask_first` refuses of the locked row.
        """
        check_may(seat, actor, Capability.EDIT_RULES)
        self._queue_up()
        row = governed.locked_draft(self.model, draft.pk)
        governed.check_unchanged_since(row, expected_edited_at or draft.edited_at)
        governed.check_four_eyes(row, seat, actor)
        if ask_first is not None:
            ask_first(row)
        if former := self.in_force():
            perform(former, "retire", actor=actor, data={"number": former.number}, at=clock.now())
        said = {"number": row.number}
        return perform(row, "approve", actor=actor, data=said, by=seat, at=clock.now())

    def _rows(self) -> QuerySet[Row]:
        manager: TenantManager[Row] = self.model.objects
        return manager.all()

    def _checked(self, document: object) -> dict[str, Any]:
        try:
            return self.read(document)
        except DocumentError as error:
            said = {f"document.{path}".rstrip("."): text for path, text in error.problems.items()}
            raise Refused(str(error), code="invalid", fields=said) from error

    def _queue_up(self) -> None:
        """Who adds or exchanges versions queues; before the first one there is no row to lock."""
        key = f"{self.name} {current_workspace_id()}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _note(text: str) -> str:
    note = " ".join(text.split())
    if len(note) > MAX_NOTE:
        message = f"The note has more than {MAX_NOTE} characters. Shorten it."
        raise Refused(message, code="invalid", fields={"note": message})
    return note
