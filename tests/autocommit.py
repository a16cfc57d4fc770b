"""Requests of the test client meet the database as in a process: without scope or transaction.

Around a request of a test the test's own transaction is open, and often its scope. A process has
neither: it is in autocommit, where a scope means nothing. Inside a request the connection therefore
behaves as if no transaction were open. The request's outermost `atomic()` begins with a savepoint
and tells the database the scope; its end takes the scope back and runs what waits for the commit.
So the guard of `tenancy.scope` refuses here what it refuses there, and a wrapper says where.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from pathlib import Path
from traceback import walk_stack
from types import FrameType
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.template.base import Node
from django.test.client import ClientHandler
from psycopg.pq import TransactionStatus

from tenancy import scope

Strays = list[str]

_ROOT = f"{Path(__file__).resolve().parent.parent}/"
_HERE = "tests/autocommit.py"
# Where statements are refused, which is not where they come from.
_GUARDS = (_HERE, "tenancy/scope.py", "tenancy/postgresql/base.py")
_BEGIN = "SAVEPOINT request"
_COMMIT = (
    "RELEASE SAVEPOINT request;"
    " SELECT set_config('app.workspace', '', true), set_config('app.user', '', true)"
)
_ROLLBACK = "ROLLBACK TO SAVEPOINT request; RELEASE SAVEPOINT request"


class Stray(scope.ScopeError):
    """A tenant statement outside a transaction of the request's own, and where it comes from."""


def judge(strays: Strays) -> None:
    """Fail the test in which something strayed."""
    if strays:
        told = "\n".join(("Outside a transaction of its own, which a process refuses:", *strays))
        pytest.fail(told, pytrace=False)


@contextmanager
def requests() -> Iterator[Strays]:
    """Requests and callbacks of a commit inside stand alone; yields what strayed in them."""
    strays: Strays = []
    serve, register = ClientHandler.__call__, BaseDatabaseWrapper.on_commit

    def served(self: ClientHandler, environ: dict[str, Any]) -> Any:
        what = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"
        with _alone(what, strays), _scopeless():
            response: Any = serve(self, environ)
            if response.streaming and not response.is_async:
                # A server sends the body when the middleware has closed the scope.
                response.streaming_content = list(response.streaming_content)
        return response

    def on_commit(self: Any, func: Callable[[], Any], robust: bool = False) -> None:
        @wraps(func)
        def committed() -> None:
            with _alone("after the commit", strays):
                func()

        register(self, committed, robust)

    with (
        patch.object(ClientHandler, "__call__", served),
        patch.object(BaseDatabaseWrapper, "on_commit", on_commit),
    ):
        yield strays


@contextmanager
def _scopeless() -> Iterator[None]:
    """A request begins without the scope that the test may have open."""
    known, reason = scope._current.set(None), scope._unscoped.set("")
    try:
        yield
    finally:
        scope._current.reset(known)
        scope._unscoped.reset(reason)


@contextmanager
def _alone(what: str, strays: Strays) -> Iterator[None]:
    """Outside any transaction; what is refused is kept, because a view may swallow the error."""

    def watch(execute: Callable[..., Any], sql: Any, *rest: Any) -> Any:
        try:
            return execute(sql, *rest)
        except scope.ScopeError as error:
            if not isinstance(error, Stray):
                strays.append(f"{what}: {_short(sql)}\n    at {_place()}")
                raise Stray(f"{error}\n{strays[-1]}") from error
            raise

    database = connections[DEFAULT_DB_ALIAS]
    with ExitStack() as stack:
        # A transactional test is in autocommit as it is.
        if database.in_atomic_block:
            stack.enter_context(_autocommit(database))
        # The first wrapper is the outermost, and the guard is one of them.
        database.execute_wrappers.insert(0, watch)
        stack.callback(database.execute_wrappers.remove, watch)
        yield


@contextmanager
def _autocommit(database: BaseDatabaseWrapper) -> Iterator[None]:
    """The connection, which is inside a transaction, as if it were outside."""
    run = partial(_run, database)
    pretended: dict[str, Any] = {
        "in_atomic_block": False,
        "autocommit": True,
        "commit_on_exit": True,
        "needs_rollback": False,
        "run_commit_hooks_on_set_autocommit_on": False,
        "savepoint_ids": [],
        "atomic_blocks": [],
        "run_on_commit": [],
        "_set_autocommit": lambda autocommit: None if autocommit else run(_beginning()),
        "_commit": lambda: run(_COMMIT),
        "_rollback": lambda: run(_ROLLBACK),
    }
    _tell(database, scope.Scope())
    try:
        with patch.multiple(database, **pretended):
            yield
    finally:
        _tell(database, scope.current())


def _beginning() -> str:
    known = scope.current()
    return _BEGIN if known is None else f"{_BEGIN}; {scope.told(known)}"


def _tell(database: BaseDatabaseWrapper, known: scope.Scope | None) -> None:
    """Between a test with a scope and its request; without a scope there is nothing to change."""
    if scope.current() is None or known is None or database.connection is None:
        return
    if database.connection.info.transaction_status != TransactionStatus.INERROR:
        _run(database, scope.told(known))


def _run(database: BaseDatabaseWrapper, statements: str) -> None:
    """Past Django: what it counts and logs is the page's."""
    with database.wrap_database_errors:
        database.connection.execute(statements, prepare=False)


def _short(sql: Any) -> str:
    """The statement without the columns that it reads."""
    return re.sub(r"^SELECT .*? FROM ", "SELECT … FROM ", " ".join(str(sql).split()))[:300]


def _place() -> str:
    """The innermost lines of ours inside the request, those of templates included."""
    places: list[str] = []
    for frame, line in walk_stack(None):
        if _file(frame) == _HERE and frame.f_code.co_name in ("served", "committed"):
            break
        places += _line(frame, line)
    return " < ".join(places[:4]) or "an unknown place"


def _line(frame: FrameType, line: int) -> list[str]:
    file, name = _file(frame), frame.f_code.co_name
    node = frame.f_locals.get("self") if name == "render_annotated" else None
    if isinstance(node, Node) and node.token is not None:
        return [f"{node.origin.name.removeprefix(_ROOT)}:{node.token.lineno}"]
    is_ours = file not in _GUARDS and not file.startswith((".venv/", "/", "<"))
    return [f"{file}:{line} {name}"] if is_ours else []


def _file(frame: FrameType) -> str:
    return frame.f_code.co_filename.removeprefix(_ROOT)
