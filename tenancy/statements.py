"""Statements written by hand, where building one with the ORM would cost more than its answer.

They run in the open scope like all others, and name the workspace themselves. Outside a
transaction they raise ScopeError, because there row level security would show nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import orjson
from django.db import connection, models

from tenancy.scope import ScopeError, current, named

# The scope by values, so that it is parsed once and not for each workspace. A look goes by the keys
# of its rows, so it has one plan; one for each array would cost as much again as its answer.
_BEGINNING = """
SELECT set_config('app.workspace', %s, true), set_config('app.user', %s, true),
    set_config('transaction_read_only', 'on', true),
    set_config('plan_cache_mode', 'force_generic_plan', true)
"""
# Moments pass by the library, which refuses some of the zones that logs of others name.
_HOW = orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATETIME


def rows(statement: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
    """Run one statement, with values by place or by name, and return all its rows."""
    _refuse_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(statement, named or values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def look(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement that only reads, in a transaction of its own in the open scope, and return
    its rows: one message to the database and one back. Raises DatabaseError."""
    known = current()
    if connection.in_atomic_block or known is None:
        raise ScopeError("A look has a scope, and a transaction of its own.")
    connection.ensure_connection()
    driver: Any = connection.connection
    with connection.wrap_database_errors:
        # What goes out together is one transaction, and its answers are waited for once.
        with driver.pipeline():
            driver.execute(_BEGINNING, named(known))
            answer = driver.execute(statement, values)
        found: list[tuple[Any, ...]] = answer.fetchall()
        return found


def run(statement: str, *values: Any) -> None:
    """Run one statement that returns nothing."""
    _refuse_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def insert(made: Sequence[models.Model], *, ignore_conflicts: bool = False) -> set[Any]:
    """Store new rows of one model with one statement, as `bulk_create` does at several times the
    cost: they travel as one JSON text. Every column has its value already; what a field would
    fill in while saving (`auto_now`) is not filled in. Returns the primary keys that were stored.
    """
    if not made:
        return set()
    model = type(made[0])
    names = [field.attname for field in model._meta.concrete_fields]
    found = [{name: row.__dict__[name] for name in names} for row in made]
    stored = insert_columns(model, found, ignore_conflicts=ignore_conflicts)
    for row in made:
        row._state.adding, row._state.db = False, connection.alias
    return stored


def insert_columns(
    model: type[models.Model],
    made: Sequence[Mapping[str, Any]],
    *,
    shared: Mapping[str, Any] | None = None,
    computed: tuple[str, str] | None = None,
    ignore_conflicts: bool = False,
) -> set[Any]:
    """As `insert`, for rows that are given by the names of all their columns, those apart that all
    rows `shared`. A column `computed`, which the model does not know, is an expression in SQL, read
    once for all of them."""
    if not made:
        return set()
    _refuse_autocommit()
    shared, apart = shared or {}, _bytes_of(model)
    values = [*shared.values(), document([{**row, apart: None} for row in made] if apart else made)]
    if apart:
        values.append([bytes(row[apart]) for row in made])
    statement = _insertion(model, tuple(shared), computed, ignore_conflicts)
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        if ignore_conflicts:
            return {key for (key,) in cursor.fetchall()}
    return {row[model._meta.pk.attname] for row in made}


@cache
def _bytes_of(model: type[models.Model]) -> str:
    """The column of bytes, which travels beside the document: as text it would be twice as long and
    be read twice. "" when the model has none; none has two."""
    fields = model._meta.concrete_fields
    found = [field.attname for field in fields if isinstance(field, models.BinaryField)]
    assert len(found) < 2, "one column of bytes for each model"
    return found[0] if found else ""


def save_many(changed: Sequence[models.Model], names: Sequence[str]) -> None:
    """Store some columns of rows of one model with one statement, each with its own values. Their
    keys are UUIDs."""
    if not changed:
        return
    _refuse_autocommit()
    statement, columns = _change(type(changed[0]), tuple(names))
    found = [{column: row.__dict__[name] for name, column in columns} for row in changed]
    with connection.cursor() as cursor:
        cursor.execute(statement, [document(found), array(row.pk for row in changed)])


@cache
def _change(
    model: type[models.Model], names: tuple[str, ...]
) -> tuple[str, tuple[tuple[str, str], ...]]:
    quote = connection.ops.quote_name
    table, key = quote(model._meta.db_table), model._meta.pk.name
    fields = model._meta.concrete_fields
    known = {name: (f.attname, str(f.column)) for f in fields for name in (f.name, f.attname)}
    columns = [known[name] for name in (key, *names)]
    sets = ", ".join(f"{quote(column)} = new.{quote(column)}" for _, column in columns[1:])
    rows = f"json_populate_recordset(null::{table}, %s::json) AS new"
    own = quote(columns[0][1])
    # The array says nothing more, and leads to the rows by their key, however few the statistics
    # know of.
    where = f"row.{own} = new.{own} AND row.{own} = ANY(%s::uuid[])"
    parts = ["UPDATE", table, "AS row SET", sets, "FROM", rows, "WHERE", where]
    return " ".join(parts), tuple(columns)


def document(values: object) -> str:
    """Rows as one JSON text, for a parameter that `json_to_recordset` reads. Texts that people
    wrote may stand in it."""
    return orjson.dumps(values, default=_told, option=_HOW).decode()


@cache
def _insertion(
    model: type[models.Model],
    shared: tuple[str, ...],
    computed: tuple[str, str] | None,
    ignore_conflicts: bool,
) -> str:
    quote = connection.ops.quote_name
    table, known = quote(model._meta.db_table), _values(model, shared)
    rows = f"json_populate_recordset(null::{table}, %s::json)"
    if _bytes_of(model):
        rows = f"ROWS FROM ({rows}, unnest(%b::bytea[])) AS made"
    known |= dict([computed] if computed else [])
    named = ", ".join(map(quote, known))
    parts = ["INSERT INTO", table, f"({named}) SELECT", ", ".join(known.values()), "FROM", rows]
    if ignore_conflicts:
        parts.append(f"ON CONFLICT DO NOTHING RETURNING {quote(str(model._meta.pk.column))}")
    return " ".join(parts)


def _values(model: type[models.Model], shared: tuple[str, ...]) -> dict[str, str]:
    """What each column of new rows is, those that all share first. Such a value has the type of its
    column without the length, which a cast would cut it to in silence."""
    quote = connection.ops.quote_name
    fields: Sequence[Any] = model._meta.concrete_fields
    # The names in the document are those of the rows in Python, which the columns share.
    assert all(field.attname == field.column for field in fields), "columns go by their own names"
    kinds = {field.column: field.db_type(connection).partition("(")[0] for field in fields}
    known = {name: f"%s::{kinds[name]}" for name in shared}
    known |= {name: quote(name) for name in kinds if name not in known}
    if apart := _bytes_of(model):
        known[apart] = "made.unnest"
    return known


def _told(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        return f"\\x{bytes(value).hex()}"
    raise TypeError(f"A {type(value).__name__} cannot be stored this way.")


def array(values: Iterable[object]) -> str:
    """Ids, numbers, codes and moments as one value that PostgreSQL reads as an array, for a
    parameter that is cast: `%s::uuid[]`. None is NULL; texts that people wrote do not belong here.
    """
    written = ",".join("NULL" if value is None else f'"{value}"' for value in values)
    return f"{{{written}}}"


def _refuse_autocommit() -> None:
    if not connection.in_atomic_block and connection.get_autocommit():
        raise ScopeError("A statement on tenant rows needs transaction.atomic() inside a scope.")


__all__ = ["array", "document", "insert", "insert_columns", "look", "rows", "run", "save_many"]
