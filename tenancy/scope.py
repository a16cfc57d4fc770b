"""The scope: which workspace the running code acts for.

A scope is opened in four places only: the middleware, the task base, management commands and the
mail listener. `tests/architecture` keeps the list. A query on a tenant table without a scope, or
outside a transaction, raises; behind that, row level security shows nothing.

Not covered by Python, and therefore left to row level security: raw SQL inside a transaction, and
Django's own reads through `_base_manager` (following a foreign key, `refresh_from_db`).
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.pq import TransactionStatus


class ScopeError(RuntimeError):
    """A tenant query ran without a scope, or outside a transaction."""


@dataclass(frozen=True)
class Scope:
    """What the database is told: the workspace whose rows show, the user whose seats show."""

    workspace_id: UUID | None = None
    user_id: UUID | None = None


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)
_unscoped: ContextVar[str] = ContextVar("unscoped", default="")

_TOLD = "SELECT set_config('app.workspace', '{}', true), set_config('app.user', '{}', true)"


def current() -> Scope | None:
    """The open scope, or None."""
    return _current.get()


def current_workspace_id() -> UUID:
    """The workspace of the open scope; raises ScopeError when there is none."""
    scope = _current.get()
    if scope is None or scope.workspace_id is None:
        raise ScopeError("No workspace scope is open: use middleware, TenantTask or scope().")
    return scope.workspace_id


@contextmanager
def scope(workspace_id: UUID) -> Iterator[None]:
    """Act for one workspace. Nested scopes restore the former one, savepoints included."""
    with _entered(Scope(workspace_id=workspace_id)):
        yield


@contextmanager
def identity(user_id: UUID) -> Iterator[None]:
    """Act for a person who has not chosen a workspace yet: only their own seats show."""
    with _entered(Scope(user_id=user_id)):
        yield


@contextmanager
def unscoped(reason: str) -> Iterator[None]:
    """Build tenant querysets without a scope; row level security still shows nothing."""
    if not reason:
        raise ScopeError("unscoped() needs a reason.")
    token = _unscoped.set(reason)
    try:
        yield
    finally:
        _unscoped.reset(token)


def is_unscoped() -> bool:
    """Whether `unscoped()` is open."""
    return bool(_unscoped.get())


@contextmanager
def _entered(new: Scope) -> Iterator[None]:
    before = _current.get()
    token = _current.set(new)
    try:
        _tell_open_transaction(new)
        yield
    finally:
        _current.reset(token)
        _tell_open_transaction(before)


def _tell_open_transaction(scope: Scope | None) -> None:
    """A transaction that is already open changes over now; a new one is told when it begins."""
    if connection.connection is None or not connection.in_atomic_block:
        return
    # A failed transaction takes no statement; its rollback restores the setting by itself.
    if connection.connection.info.transaction_status == TransactionStatus.INERROR:
        return
    tell(connection, scope)


def tell(target: BaseDatabaseWrapper, scope: Scope | None) -> None:
    """Set the scope of the running transaction, and of it alone (`SET LOCAL` semantics)."""
    with target.cursor() as cursor:
        cursor.execute(told(scope or Scope()))


def told(scope: Scope) -> str:
    """The statement that sets a scope; it holds ids and nothing else."""
    return _TOLD.format(*named(scope))


def named(scope: Scope) -> tuple[str, str]:
    """The workspace and the user of a scope as the database is told of them."""
    workspace, user = (
        str(UUID(str(each))) if each else "" for each in (scope.workspace_id, scope.user_id)
    )
    return workspace, user


@cache
def _tenant_tables() -> re.Pattern[str]:
    from django.apps import apps

    from tenancy.rows import is_tenant

    # A workspace shows to its own scope alone: without one, reading it would find nothing.
    known = [apps.get_model("tenancy", "Workspace"), *filter(is_tenant, apps.get_models())]
    names = [model._meta.db_table for model in known]
    return re.compile("|".join(f'"{name}"' for name in names))


def guard(
    execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Refuse tenant statements in autocommit: there `SET LOCAL` would silently do nothing."""
    db: BaseDatabaseWrapper = context["connection"]
    outside = not db.in_atomic_block and db.get_autocommit() and db.alias == DEFAULT_DB_ALIAS
    if outside and isinstance(sql, str) and _tenant_tables().search(sql):
        raise ScopeError("A tenant query needs transaction.atomic() inside a scope.")
    return execute(sql, params, many, context)
