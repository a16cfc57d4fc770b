"""Whole rows read by hand-written conditions, where the ORM would take longer to build a statement
than the database to answer it.

They run in the open scope and name its workspace themselves. Outside a transaction they raise
ScopeError, as all statements on tenant rows do.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any, Generic, TypeVar

from django.db import connection, models

from tenancy.models import Workspace
from tenancy.scope import current_workspace_id
from tenancy.statements import array, rows

Row = TypeVar("Row", bound=models.Model)


class _Shape(Generic[Row]):
    """The columns of a model, and how a row is made of their values."""

    def __init__(self, model: type[Row]) -> None:
        self.model = model
        fields: Sequence[Any] = model._meta.concrete_fields
        self.names = tuple(field.attname for field in fields)
        self.columns = tuple(str(field.column) for field in fields)
        self._converted = [
            (place, field.from_db_value)
            for place, field in enumerate(fields)
            if hasattr(field, "from_db_value")
        ]

    def listed(self, alias: str) -> str:
        """The columns of a table that goes by `alias`."""
        return ", ".join(f'{alias}."{column}"' for column in self.columns)

    def row(self, values: Sequence[Any]) -> Row:
        """A row of values in the order of the columns."""
        if self._converted:
            values = list(values)
            for place, convert in self._converted:
                values[place] = convert(values[place], None, connection)
        return self.model.from_db(connection.alias, self.names, values)


@cache
def _shape(model: type[Row]) -> _Shape[Row]:
    return _Shape(model)


@cache
def _selection(model: type[models.Model]) -> str:
    table = connection.ops.quote_name(model._meta.db_table)
    listed = _shape(model).listed("this")
    return " ".join(["SELECT", listed, "FROM", table, "AS this WHERE this.workspace_id = %s"])


def read(model: type[Row], condition: str, *values: Any) -> list[Row]:
    """The rows of `model` that meet a condition in SQL, in which the table goes by `this`; an order
    and a lock may follow it."""
    shape = _shape(model)
    found = rows(f"{_selection(model)} AND {condition}", current_workspace_id(), *values)
    return [shape.row(each) for each in found]


def read_shared(model: type[Row], keys: Iterable[object]) -> list[Row]:
    """Rows of a model that belongs to no workspace, by their ids."""
    shape = _shape(model)
    listed, table = shape.listed("this"), connection.ops.quote_name(model._meta.db_table)
    statement = ["SELECT", listed, "FROM", table, "AS this WHERE this.id = ANY(%s::uuid[])"]
    return [shape.row(each) for each in rows(" ".join(statement), array(keys))]


def own_workspace() -> Workspace:
    """The workspace of the open scope."""
    return read_shared(Workspace, [current_workspace_id()])[0]


def read_joined(
    known: Mapping[str, type[models.Model]], rest: str, *values: Any
) -> list[tuple[Any, ...]]:
    """Rows of several models that stand in one row of a join, by aliases; `rest` is what follows
    the columns, from `FROM` on, and names the workspace by its first parameter."""
    shapes = [_shape(model) for model in known.values()]
    listed = ", ".join(shape.listed(alias) for alias, shape in zip(known, shapes, strict=True))
    found = rows(" ".join(["SELECT", listed, rest]), current_workspace_id(), *values)
    return [tuple(_parted(each, shapes)) for each in found]


def _parted(values: Sequence[Any], shapes: Sequence[_Shape[Any]]) -> list[models.Model]:
    made, start = [], 0
    for shape in shapes:
        end = start + len(shape.columns)
        made.append(shape.row(values[start:end]))
        start = end
    return made


__all__ = ["own_workspace", "read", "read_joined", "read_shared"]
