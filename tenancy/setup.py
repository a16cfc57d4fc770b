"""Preparing a database: the application's role, its rights, and the migrations."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.db.models.signals import class_prepared
from psycopg import sql

OWNER = "owner"

_RIGHTS = (
    "GRANT CONNECT ON DATABASE {database} TO {app}",
    "GRANT USAGE ON SCHEMA public TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
    " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
    "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {app}",
)

# A key (workspace_id, x) to a row's (workspace_id, id) says all that a key x to its id says, and
# with x never null also that the workspace exists, because the other row's does. So where there is
# the one, the other is checked at every insert for nothing: two thirds of all keys of a message.
_SPARE_KEYS = """
DO $$
DECLARE
    spare record;
BEGIN
    FOR spare IN
        WITH keys AS (
            SELECT oid, conname, conrelid, confrelid, conkey, (
                SELECT attnum FROM pg_attribute
                WHERE attrelid = conrelid AND attname = 'workspace_id'
            ) AS workspace
            FROM pg_constraint
            WHERE contype = 'f' AND connamespace = 'public'::regnamespace AND conparentid = 0
        )
        SELECT single.conrelid::regclass AS place, single.conname AS name
        FROM keys AS single
        WHERE cardinality(single.conkey) = 1 AND EXISTS (
            SELECT FROM keys AS both_
                JOIN pg_attribute AS other
                    ON other.attrelid = both_.conrelid AND other.attnum = both_.conkey[2]
            WHERE both_.conrelid = single.conrelid AND cardinality(both_.conkey) = 2
                AND both_.conkey[1] = single.workspace
                AND (
                    both_.conkey[2] = single.conkey[1] AND both_.confrelid = single.confrelid
                    OR single.conkey[1] = single.workspace AND other.attnotnull
                        AND both_.confrelid <> single.conrelid
                )
        )
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', spare.place, spare.name);
    END LOOP;
END $$
"""


def prepare(app: Mapping[str, Any], *, verbosity: int = 0) -> None:
    """Create the application's role when missing, grant, migrate, and drop the keys that migrations
    made beside those that secure tables; all as the owner.

    `app` is the default database setting: its user and password become the role. Raises
    django.db.Error when the owner may not create roles or is not the owner.
    """
    ensure_role(app)
    with _deaf_models():
        call_command("migrate", database=OWNER, verbosity=verbosity, interactive=False)
    with connections[OWNER].cursor() as cursor:
        cursor.execute(_SPARE_KEYS)


@contextmanager
def _deaf_models() -> Iterator[None]:
    """Models of former times have no transitions that their state fields could look for. Yet each
    of these fields connects a receiver, and each model that is made asks all of them, which takes
    longer than all the rest of migrating."""
    class_prepared.__dict__["connect"] = lambda *args, **more: None
    try:
        yield
    finally:
        del class_prepared.__dict__["connect"]


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
