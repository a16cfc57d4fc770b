"""The database wrapper: each transaction inside a scope learns its workspace as it begins."""

from typing import Any

import psycopg
from django.db import DEFAULT_DB_ALIAS
from django.db.backends.postgresql import base
from psycopg.pq import Format

from tenancy import scope

# A turn of the engine has more than the hundred different ones that the driver keeps.
MOST_PREPARED = 400
_MOMENT = psycopg.adapters.types["timestamptz"].oid


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's PostgreSQL backend with `SET LOCAL app.workspace` at the start of a transaction."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.execute_wrappers.append(scope.guard)

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """A connection that reads moments as the driver itself does. Django's own reader is Python,
        and took a twelfth of a worker's time."""
        made = super().get_new_connection(conn_params)
        own = psycopg.adapters.get_loader(_MOMENT, Format.TEXT)
        assert own is not None
        made.adapters.register_loader(_MOMENT, own)
        made.prepared_max = MOST_PREPARED
        return made

    def create_cursor(self, name: str | None = None) -> Any:
        """A cursor with the readers of its connection, whose zone is always that of the settings;
        Django compares the two each time."""
        if name is None:
            return self.connection.cursor()
        return self.connection.cursor(name, scrollable=False, withhold=self.get_autocommit())

    def _set_autocommit(self, autocommit: bool) -> None:
        """Called by the outermost `atomic()`. The transaction begins with what the database is
        told of the scope, in one message; the driver itself stays in autocommit."""
        with self.wrap_database_errors:
            if autocommit:
                self.connection.autocommit = True
            else:
                self.connection.execute(self._beginning(), prepare=False)

    def _beginning(self) -> str:
        known = scope.current() if self.alias == DEFAULT_DB_ALIAS else None
        return "BEGIN" if known is None else f"BEGIN; {scope.told(known)}"
