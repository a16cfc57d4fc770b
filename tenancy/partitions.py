"""Tables by month: the migration operations, and the partitions that lie ahead.

A partitioned table is reached through its parent only: row level security is the parent's, so the
application's role gets no right on a partition.
"""

from datetime import date
from itertools import pairwise
from typing import Any

from django.conf import settings
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

FIRST_MONTH = date(2026, 1, 1)
MONTHS_IN_MIGRATION = 48

_REBUILD = """
CREATE TABLE {table}_by_month (LIKE {table} INCLUDING DEFAULTS) PARTITION BY RANGE ({column});
DROP TABLE {table} CASCADE;
ALTER TABLE {table}_by_month RENAME TO {table};
ALTER TABLE {table} ADD CONSTRAINT {table}_pkey PRIMARY KEY (id, {column});
GRANT SELECT, INSERT ON {table} TO "{app}";
"""
_PARTITION = """
CREATE TABLE IF NOT EXISTS {table}_{name} PARTITION OF {table} {bounds};
REVOKE ALL ON {table}_{name} FROM "{app}";
"""
_APPEND_ONLY = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM "{app}";
"""


def app_role() -> str:
    """The database role of the processes."""
    return str(settings.DATABASES["default"]["USER"])


class DatabaseOnly(Operation):
    """An operation that changes the database and leaves the models as they are."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, table: str) -> None:
        self.table = table

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_backwards(self, *args: Any) -> None:
        """Dropping the table drops what was added."""


class PartitionByMonth(DatabaseOnly):
    """Rebuild an empty table as one partitioned by month of a timestamp column."""

    def __init__(self, table: str, column: str) -> None:
        super().__init__(table)
        self.column = column

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Keep columns and plain indexes; the primary key gains the partition column."""
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT indexdef FROM pg_indexes WHERE tablename = %s"
                " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
                [self.table],
            )
            indexes = [row[0] for row in cursor.fetchall()]
        words = {"table": self.table, "column": self.column, "app": app_role()}
        schema_editor.execute(_REBUILD.format(**words))
        for index in indexes:
            schema_editor.execute(index)
        for statement in partition_statements(self.table, FIRST_MONTH, MONTHS_IN_MIGRATION):
            schema_editor.execute(statement)
        rest = _PARTITION.format(name="rest", bounds="DEFAULT", **words)
        schema_editor.execute(rest)


class AppendOnly(DatabaseOnly):
    """Rows are added and read; UPDATE, DELETE and TRUNCATE are refused, to the owner too."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Triggers for everybody, and no right for the application's role."""
        words = {"table": self.table, "app": app_role()}
        schema_editor.execute(_APPEND_ONLY.format(**words), None)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass",
                [self.table],
            )
            for (partition,) in cursor.fetchall():
                cursor.execute(
                    f"CREATE OR REPLACE TRIGGER no_truncate BEFORE TRUNCATE ON {partition}"
                    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
                )


def partition_statements(table: str, first: date, months: int) -> list[str]:
    """The statements that create one partition a month from `first`."""
    starts = [_month(first, n) for n in range(months + 1)]
    return [
        _PARTITION.format(
            table=table,
            name=f"{start:%Y_%m}",
            bounds=f"FOR VALUES FROM ('{start} 00:00+00') TO ('{end} 00:00+00')",
            app=app_role(),
        )
        for start, end in pairwise(starts)
    ]


def _month(first: date, later: int) -> date:
    index = first.year * 12 + first.month - 1 + later
    return date(index // 12, index % 12 + 1, 1)
