"""Pages of a list that is too long to be counted: by the row that the last page ended with.

Rows come newest first; their ids are time-ordered (UUIDv7), so the id alone is the key and an
index serves every page alike, the last one too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 50


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page, with the cursors of its neighbours; "" where there is none."""

    rows: Sequence[Row]
    before: str
    after: str


def read(rows: "QuerySet[Row]", query: Mapping[str, str], size: int = SIZE) -> "Slice[Row]":
    """The page that `?after=` (older) or `?before=` (newer) names; else the newest. One query.

    A cursor that is no id is ignored: the address was typed by hand.
    """
    after, before = _id(query.get("after", "")), _id(query.get("before", ""))
    if before and not after:
        found = list(rows.filter(pk__gt=before).order_by("pk")[: size + 1])
        shown = found[:size][::-1]
        return _slice(shown, newer=len(found) > size, older=True)
    older = rows.filter(pk__lt=after) if after else rows
    found = list(older.order_by("-pk")[: size + 1])
    return _slice(found[:size], newer=after is not None, older=len(found) > size)


def _slice(shown: list[Row], *, newer: bool, older: bool) -> "Slice[Row]":
    if not shown:
        return Slice([], "", "")
    return Slice(shown, str(shown[0].pk) if newer else "", str(shown[-1].pk) if older else "")


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
