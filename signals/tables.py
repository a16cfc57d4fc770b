"""The reaction table as governed data: written as a draft, put in force by a second admin for every
signal that has its effect from then on. Before the first version there is the built-in one."""

from collections.abc import Mapping
from typing import Any

from audit.actions import Action
from compliance import governed
from compliance.documents import MAX_NOTE, Documents
from sequences.models import Motion
from signals import reaction_document
from signals.models import ReactionTable
from signals.reaction_table import Table, built_in


def _read(document: object) -> dict[str, Any]:
    return reaction_document.to_data(reaction_document.read(document, motions=Motion.values))


_tables = Documents[ReactionTable](
    ReactionTable,
    "reaction table",
    _read,
    Action.REACTIONS_CREATED,
    Action.REACTIONS_EDITED,
    Action.REACTIONS_DISCARDED,
)
versions = _tables.versions
write_draft, change_draft = _tables.write_draft, _tables.change_draft
discard_draft, approve = _tables.discard_draft, _tables.approve
# Why a person may not put a draft in force.
obstacle = governed.obstacle


def in_force() -> Table:
    """The table that holds now: the approved one, else the built-in; one statement."""
    row = _tables.in_force()
    return table_of(row) if row else built_in()


def table_of(row: ReactionTable) -> Table:
    """What a version says."""
    return reaction_document.read(row.document, number=row.number)


def by_number() -> Mapping[int, Table]:
    """Every table that ever decided, by its number; one statement."""
    return {0: built_in(), **{row.number: table_of(row) for row in _tables.decided()}}


__all__ = [
    "MAX_NOTE",
    "approve",
    "by_number",
    "change_draft",
    "discard_draft",
    "in_force",
    "obstacle",
    "table_of",
    "versions",
    "write_draft",
]
