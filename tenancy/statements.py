"""Statements written by hand, where building one with the ORM would cost more than its answer.

They run in the open scope like all others, and name the workspace themselves. Outside a
transaction they raise ScopeError, because there row level security would show nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.db import connection

from tenancy.scope import ScopeError


def rows(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    """Run one statement and return all its rows."""
    _refuse_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found


def run(statement: str, *values: Any) -> None:
    """Run one statement that returns nothing."""
    _refuse_autocommit()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def array(values: Iterable[object]) -> str:
    """Ids, numbers, codes and moments as one value that PostgreSQL reads as an array, for a
    parameter that is cast: `%s::uuid[]`. None is NULL; texts that people wrote do not belong here.
    """
    written = ",".join("NULL" if value is None else f'"{value}"' for value in values)
    return f"{{{written}}}"


def _refuse_autocommit() -> None:
    if not connection.in_atomic_block and connection.get_autocommit():
        raise ScopeError("A statement on tenant rows needs transaction.atomic() inside a scope.")


__all__ = ["array", "rows", "run"]
