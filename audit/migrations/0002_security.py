"""Entries by month, append-only, each with the number of its transaction."""

from django.db import migrations

from tenancy.partitions import AppendOnly, PartitionByMonth
from tenancy.rls import SecureTables

# Sealing reads it: an entry is ready once every transaction up to its own has ended.
TX = """
ALTER TABLE audit_entry ADD COLUMN tx bigint NOT NULL
    DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX audit_unsealed ON audit_entry (workspace_id, tx, id);
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
