"""The migration operation that puts tenant tables behind row level security.

For every tenant model of an app: RLS enabled and forced with one policy, `UNIQUE (workspace_id,
id)`, and for every foreign key to another tenant row a composite key that includes the workspace,
so that no row can point across. Running it again is harmless; a test walks the catalogue.
"""

from collections.abc import Iterator
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

from tenancy.rows import is_tenant

HERE = "nullif(current_setting('app.workspace', true), '')::uuid"

_POLICY = """
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON {table};
CREATE POLICY tenant ON {table} USING (workspace_id = {here}) WITH CHECK (workspace_id = {here});
"""
_UNIQUE = """
ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name} CASCADE;
ALTER TABLE {table} ADD CONSTRAINT {name} UNIQUE (workspace_id, id);
"""
_KEY = """
ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name};
ALTER TABLE {table} ADD CONSTRAINT {name} FOREIGN KEY (workspace_id, {column})
    REFERENCES {target} (workspace_id, id) DEFERRABLE INITIALLY DEFERRED;
"""


class SecureTables(Operation):
    """Secure every tenant table of the app as it stands at this point of its history."""

    reversible = True
    reduces_to_sql = True

    def __init__(self, *tables: str) -> None:
        """Only the named models, or all of the app when none is named."""
        self.tables = tables

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        """Write the constraints and policies."""
        secured = list(self._models(app_label, to_state.apps))
        for model in secured:
            self._secure(schema_editor, model)
        for model in secured:
            for field in _references(model):
                self._bind(schema_editor, model, field)

    def database_backwards(self, *args: Any) -> None:
        """Dropping the table drops its policies."""

    def describe(self) -> str:
        """What `migrate` prints."""
        return "Put tenant tables behind row level security"

    def _models(self, app_label: str, apps: Apps) -> Iterator[type[models.Model]]:
        for model in apps.get_app_config(app_label).get_models():
            named = not self.tables or model.__name__ in self.tables
            if named and is_tenant(model) and model._meta.managed:
                yield model

    def _secure(self, editor: BaseDatabaseSchemaEditor, model: type[models.Model]) -> None:
        table = model._meta.db_table
        editor.execute(_POLICY.format(table=table, here=HERE))
        # A partitioned table has no unique key without its partition column.
        if table not in PARTITIONED:
            editor.execute(_UNIQUE.format(table=table, name=f"{table}_workspace_key"))

    def _bind(
        self, editor: BaseDatabaseSchemaEditor, model: type[models.Model], field: Any
    ) -> None:
        table, column = model._meta.db_table, field.column
        target = field.related_model._meta.db_table
        name = f"{table}_{column}_same_ws"[:63]
        editor.execute(_KEY.format(table=table, column=column, target=target, name=name))


# Tables that are partitioned by month; their rows are found by time, never by foreign key.
PARTITIONED = ("audit_entry", "compliance_decision")


def _references(model: type[models.Model]) -> Iterator[Any]:
    for field in model._meta.concrete_fields:
        target = field.related_model
        if isinstance(target, type) and issubclass(target, models.Model) and is_tenant(target):
            yield field
