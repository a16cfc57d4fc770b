"""Entries by month, append-only, each with the number of its transaction.

The processes write three entries with every message, and a trigger for each row took a quarter of
the time. They stamp a whole statement at once; a policy compares each row with the stamp, which it
reads once. Everybody else is stamped by a trigger.
"""

from typing import Any

from django.db import migrations

from tenancy.partitions import AppendOnly, DatabaseOnly, PartitionByMonth, app_role
from tenancy.rls import SecureTables

# Sealing reads it: an entry is ready once every transaction up to its own has ended. Numbers go on
# after a restore on a server that counts from the start.
STAMP = """
CREATE OR REPLACE FUNCTION audit_stamp() RETURNS bigint LANGUAGE sql STABLE AS
    'SELECT pg_current_xact_id()::text::bigint + tx_base FROM tenancy_installation WHERE id = 1';
ALTER TABLE audit_entry ADD COLUMN tx bigint NOT NULL DEFAULT audit_stamp();
CREATE INDEX audit_unsealed ON audit_entry (workspace_id, tx, id);
CREATE OR REPLACE FUNCTION stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes an entry cannot place it before what is sealed already.
    NEW.tx := pg_current_xact_id()::text::bigint
        + (SELECT tx_base FROM tenancy_installation WHERE id = 1);
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_entry BEFORE INSERT ON audit_entry
    FOR EACH ROW WHEN (current_user <> '{app}') EXECUTE FUNCTION stamp_entry();
CREATE POLICY stamped ON audit_entry AS RESTRICTIVE FOR INSERT
    WITH CHECK (tx = (SELECT audit_stamp()));
"""


class Stamped(DatabaseOnly):
    """The number, the policy and the trigger, which name the application's role."""

    def database_forwards(self, app_label: str, schema_editor: Any, *states: Any) -> None:
        """Write them."""
        schema_editor.execute(STAMP.format(app=app_role()), None)


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_security")]
    operations = [
        PartitionByMonth("audit_entry", "at"),
        Stamped("audit_entry"),
        SecureTables(),
        AppendOnly("audit_entry"),
        AppendOnly("audit_seal"),
    ]
