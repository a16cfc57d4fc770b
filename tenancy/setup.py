"""Preparing a database: the application's role, its rights, and the migrations."""

from collections.abc import Mapping
from typing import Any

from django.core.management import call_command
from django.db import connections
from psycopg import sql

OWNER = "owner"

_RIGHTS = (
    "GRANT CONNECT ON DATABASE {database} TO {app}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)


def prepare(app: Mapping[str, Any], *, verbosity: int = 0) -> None:
    """Create the application's role when missing, grant, then migrate; all as the owner.

    `app` is the default database setting: its user and password become the role. Raises
    django.db.Error when the owner may not create roles or is not the owner.
    """
    ensure_role(app)
    call_command("migrate", database=OWNER, verbosity=verbosity, interactive=False)


def ensure_role(app: Mapping[str, Any]) -> None:
    """The role that every process but this one uses: no owner, no superuser, no bypass."""
    name, password = sql.Identifier(app["USER"]), sql.Literal(app["PASSWORD"])
    connection = connections[OWNER]
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [app["USER"]])
        if cursor.fetchone() is None:
            create = "CREATE ROLE {app} LOGIN NOBYPASSRLS NOSUPERUSER PASSWORD {password}"
            _run(cursor, sql.SQL(create).format(app=name, password=password))
        database = sql.Identifier(connection.settings_dict["NAME"])
        for statement in _RIGHTS:
            _run(cursor, sql.SQL(statement).format(app=name, database=database))


def _run(cursor: Any, statement: sql.Composed) -> None:
    cursor.execute(statement.as_string(cursor.connection))
