"""The database wrapper: each transaction inside a scope learns its workspace as it begins."""

from typing import Any

from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base

from tenancy import scope


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend with `SET LOCAL app.workspace` at the start of a transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(scope.guard)

    def set_autocommit(
        self, autocommit: bool, force_begin_transaction_with_broken_autocommit: bool = False
    ) -> None:
        """Called by the outermost `atomic()`: the transaction begins with our statement."""
        super().set_autocommit(autocommit, force_begin_transaction_with_broken_autocommit)
        known = scope.current()
        if not autocommit and known is not None and self.alias == DEFAULT_DB_ALIAS:
            scope.tell(self, known)
