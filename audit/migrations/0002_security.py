"""Entries by month, append-only, each with the number of its transaction."""

from django.db import migrations

from tenancy.partitions import AppendOnly, PartitionByMonth
from tenancy.rls import SecureTables

# Sealing reads it: an entry is ready once every transaction up to its own has ended.
TX = """
ALTER TABLE audit_entry ADD COLUMN tx bigint NOT NULL
    DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX audit_unsealed ON audit_entry (workspace_id, tx, id);
CREATE OR REPLACE FUNCTION stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes an entry cannot place it before what is sealed already.
    NEW.tx := pg_current_xact_id()::text::bigint;
    RETURN NEW;
END $$;
CREATE TRIGGER stamp_entry BEFORE INSERT ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION stamp_entry();
"""


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_security")]
    operations = [
        PartitionByMonth("audit_entry", "at"),
        migrations.RunSQL(TX, migrations.RunSQL.noop),
        SecureTables(),
        AppendOnly("audit_entry"),
        AppendOnly("audit_seal"),
    ]
