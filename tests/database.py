"""Databases for tests: a template that the owner builds once, and clones of it.

The tests themselves connect as the application's role, so row level security is in force.
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql
from psycopg.pq import TransactionStatus

from tenancy import setup

ROOT = Path(__file__).resolve().parent.parent
# Rows are deleted, which neither locks a table nor makes other connections forget what they know of
# it. What makes tables append-only and what holds rows together are triggers, and rest meanwhile.
_WIPE = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOR name IN
        SELECT oid::regclass FROM pg_class
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
            AND relname NOT IN ('django_migrations', 'django_content_type', 'tenancy_clock',
                                'tenancy_installation')
            AND pg_relation_size(oid) > 0
    LOOP
        EXECUTE 'DELETE FROM ' || name;
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
    UPDATE tenancy_clock SET ahead = interval '0' WHERE ahead <> interval '0';
    UPDATE tenancy_installation SET restore_hold = false, paused_at = NULL,
        paused_since = NULL, restore_epoch = 1,
        pulse = 0, pulse_at = NULL, restored_at = NULL, restore_point = NULL, tx_base = 0;
END $$
"""


def _owner(database: str) -> psycopg.Connection[Any]:
    """A connection of the owner, outside Django."""
    known = settings.DATABASES["owner"]
    port = str(known["PORT"]) or None
    return psycopg.connect(
        dbname=database,
        user=str(known["USER"]),
        password=str(known["PASSWORD"]),
        host=str(known["HOST"]) or None,
        port=port,
        autocommit=True,
    )


@cache
def _superuser(database: str) -> psycopg.Connection[Any]:
    """A connection that lasts, of a role whom neither policies nor triggers bind."""
    return psycopg.connect(os.environ["DATABASE_SUPERUSER_URL"], dbname=database, autocommit=True)


def unbound() -> psycopg.Connection[Any]:
    """A connection to the test database, of a role whom neither policies nor triggers bind."""
    return _superuser(str(connections["default"].settings_dict["NAME"]))


def template_name() -> str:
    """Changes with every file that shapes the schema."""
    shape = hashlib.sha256()
    for path in sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("tenancy/*.py")]):
        shape.update(path.read_bytes())
    return f"seqops_template_{shape.hexdigest()[:12]}"


def build_template(maintenance: str) -> str:
    """Build the template unless it is there; safe when several workers start at once."""
    name = template_name()
    with _owner(maintenance) as connection:
        connection.execute("SELECT pg_advisory_lock(730001)")
        exists = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if exists.fetchone() is None:
            unfinished = sql.Identifier(f"{name}_unfinished")
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(unfinished))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(unfinished))
            _migrate(f"{name}_unfinished")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(unfinished, sql.Identifier(name)))
    return name


def _migrate(database: str) -> None:
    owner = connections[setup.OWNER]
    owner.close()
    owner.settings_dict["NAME"] = database
    setup.prepare(settings.DATABASES["default"])
    owner.close()


@contextmanager
def cloned() -> Iterator[str]:
    """A database of one's own for the length of the block; both aliases point at it."""
    maintenance = str(settings.DATABASES["owner"]["NAME"])
    template = build_template(maintenance)
    name = f"seqops_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with _owner(maintenance) as connection:
        clone = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        connection.execute("SELECT pg_advisory_lock(730002)")
        connection.execute(clone.format(sql.Identifier(name), sql.Identifier(template)))
    for alias in ("default", setup.OWNER):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name
    try:
        yield name
    finally:
        connections.close_all()
        if "DATABASE_SUPERUSER_URL" in os.environ:
            _superuser(name).close()
            _superuser.cache_clear()
            dropper, how = _superuser(maintenance), "DROP DATABASE IF EXISTS {} WITH (FORCE)"
        else:
            # Nobody else may end the application's connections; those just closed end in a moment,
            # for which the server waits.
            dropper, how = _owner(maintenance), "DROP DATABASE IF EXISTS {}"
        with dropper:
            dropper.execute(sql.SQL(how).format(sql.Identifier(name)))
        _superuser.cache_clear()


def analyze() -> None:
    """Let the planner know what the tables hold, as it does in use; only the owner may."""
    name = connections["default"].settings_dict["NAME"]
    with _owner(str(name)) as connection:
        connection.execute("ANALYZE")


def wipe() -> None:
    """Empty every table that was ever written to, append-only ones included."""
    unbound().execute(_WIPE)


def let_go() -> None:
    """Close every connection, so that the database can be copied or replaced."""
    connections.close_all()
    unbound().close()
    _superuser.cache_clear()


def renew(connection: BaseDatabaseWrapper) -> None:
    """Make a connection as good as new. Another one would have to learn every table anew."""
    known = connection.connection
    if known is None or known.info.transaction_status != TransactionStatus.IDLE:
        connection.close()
    else:
        # All but the prepared statements, which the driver would miss.
        known.execute(
            "CLOSE ALL; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all();"
            " DISCARD TEMP; DISCARD SEQUENCES; RESET SESSION AUTHORIZATION",
            prepare=False,
        )
