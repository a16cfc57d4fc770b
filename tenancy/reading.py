"""Whole rows read by hand-written conditions, where the ORM would take longer to build a statement
than the database to answer it.

They run in the open scope and name its workspace themselves. Outside a transaction they raise
ScopeError, as all statements on tenant rows do.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
        self.key = next(place for place, field in enumerate(fields) if field.primary_key)
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
    return [shape.row(own) for shape, own in _cut(values, shapes)]


def _cut(
    values: Sequence[Any], shapes: Iterable[_Shape[Any]]
) -> Iterator[tuple[_Shape[Any], Sequence[Any]]]:
    """The values of each shape, which stand one after another in a row of a join."""
    start = 0
    for shape in shapes:
        end = start + len(shape.columns)
        yield shape, values[start:end]
        start = end


class _Tree(Generic[Row]):
    """A model with what its rows name by foreign keys, as `select_related` knows it by paths.

    What is named is looked up row by row, each in a sub-select of its own: a planner tries the
    joins of a dozen tables in every order, which takes it forty times as long as the answer.
    """

    def __init__(self, model: type[Row], paths: Iterable[str]) -> None:
        self._shapes: list[_Shape[Any]] = [_shape(model)]
        # Whose key, by its place among the shapes; its columns; and which shape it names.
        self._named: list[tuple[int, Any]] = []
        self._places: dict[str, int] = {"": 0}
        for path in paths:
            self._add(path)

    def _add(self, path: str) -> int:
        if path not in self._places:
            before, _, name = path.rpartition("__")
            place = self._add(before)
            field: Any = self._shapes[place].model._meta.get_field(name)
            self._named.append((place, field))
            self._shapes.append(_shape(field.related_model))
            self._places[path] = len(self._named)
        return self._places[path]

    def statement(self) -> str:
        """All columns of all tables, for the rows of one workspace."""
        quote, parts = connection.ops.quote_name, []
        listed = [shape.listed(f"t{place}") for place, shape in enumerate(self._shapes)]
        for place, (owner, field) in enumerate(self._named, 1):
            table = quote(self._shapes[place].model._meta.db_table)
            key = f"t{owner}.{quote(field.column)}"
            one = " ".join(["SELECT * FROM", table, "WHERE id =", key, "LIMIT 1"])
            parts.append(f"LEFT JOIN LATERAL ({one}) AS t{place} ON TRUE")
        own = quote(self._shapes[0].model._meta.db_table)
        first = ["SELECT", ", ".join(listed), "FROM", own, "AS t0"]
        return " ".join([*first, *parts, "WHERE t0.workspace_id = %s AND t0.id = ANY(%s::uuid[])"])

    def row(self, values: Sequence[Any]) -> Row:
        """The row, which knows all that it names."""
        made: list[Any] = []
        for place, (shape, own) in enumerate(_cut(values, self._shapes)):
            found = shape.row(own) if own[shape.key] is not None else None
            made.append(found)
            if place:
                owner, field = self._named[place - 1]
                if made[owner] is not None:
                    made[owner]._state.fields_cache[field.cache_name] = found
        whole: Row = made[0]
        return whole


@cache
def _tree(model: type[Row], paths: tuple[str, ...]) -> tuple[_Tree[Row], str]:
    tree = _Tree(model, paths)
    return tree, tree.statement()


def read_related(model: type[Row], paths: tuple[str, ...], keys: Iterable[object]) -> list[Row]:
    """The rows of these ids, each with what it names by `paths`, which are those of
    `select_related`."""
    tree, statement = _tree(model, paths)
    found = rows(statement, current_workspace_id(), array(keys))
    return [tree.row(each) for each in found]


__all__ = ["own_workspace", "read", "read_joined", "read_related", "read_shared"]
