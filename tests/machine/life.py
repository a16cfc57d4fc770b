"""A process that dies where it is told: before or after its n-th commit, or on the wire.

From then on nothing reaches the database any more, whatever is still unwound; with the process go
its connections, its caches and what it had in hand.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connections

from enrollment.channels import smtp
from enrollment.dispatch import run
from enrollment.evidence import patience, sources
from tenancy import clock

_CHANGES = ("INSERT", "UPDATE", "DELETE")


class Died(BaseException):
    """The process is gone. No Exception: nothing of the product may catch it."""


class Life:
    """Whoever is at work."""

    def __init__(self) -> None:
        self._left: int | None = None
        self._before = False
        self.is_dead = False
        self.commits = 0

    def work(self, what: Callable[[], object], death: tuple[int, bool] | None = None) -> bool:
        """Do it; with `death` the process dies at that commit, before it when the second value
        says so. False when it died on the way."""
        self._left, self._before = death or (None, False)
        try:
            what()
        except Died:
            self.bury()
            return False
        finally:
            self._left = None
        return True

    def bury(self) -> None:
        """What a process leaves behind: nothing but what was committed."""
        self.is_dead = False
        connections["default"].close()
        smtp.close()
        sources.forget()
        clock.forget()
        run._pace = run._Pace()
        patience.forget()

    def die(self) -> None:
        """Here and now; what was not committed is undone by the database."""
        self.is_dead = True
        raw = connections["default"].connection
        if raw is not None and not raw.closed:
            raw.rollback()
        raise Died

    def around_commit(self, commit: Callable[[], None]) -> None:
        """A commit, and the death before or after it."""
        self._refuse_the_dead()
        self.commits += 1
        is_last = self._left is not None and self._left <= 1
        if self._left is not None:
            self._left -= 1
        if is_last and self._before:
            self.die()
        commit()
        if is_last:
            self.die()

    def around_statement(
        self, execute: Callable[..., Any], sql: Any, params: Any, many: bool, context: Any
    ) -> Any:
        """A statement; a change outside a transaction is a commit of its own."""
        self._refuse_the_dead()
        database = context["connection"]
        if database.in_atomic_block or not str(sql).lstrip().startswith(_CHANGES):
            return execute(sql, params, many, context)
        found: list[Any] = []
        self.around_commit(lambda: found.append(execute(sql, params, many, context)))
        return found[0]

    def _refuse_the_dead(self) -> None:
        if self.is_dead:
            raise Died


@contextmanager
def installed() -> Iterator[Life]:
    """The process that works on the default connection."""
    life, database = Life(), connections["default"]
    commit = database.commit
    with (
        patch.object(database, "commit", lambda: life.around_commit(commit)),
        database.execute_wrapper(life.around_statement),
    ):
        yield life
