"""Row level security of this app's tables, and room on those that change with every message."""

from django.db import migrations

from tenancy.rls import SecureTables

# The lease of a touch is in no index, so a claim stays on its page where that has room.
ROOM = "ALTER TABLE enrollment_touch SET (fillfactor = 85)"
# These are looked after sooner than a big table is by default: a claim reads past every dead entry
# at the head of its index, and a plan is no better than the last look at the table.
OFTEN = """
ALTER TABLE enrollment_{table} SET (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500
)
"""
TABLES = ("enrollment", "touch", "sendintent")


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001 and 0002."""

    dependencies = [
        ("enrollment", "0002_initial"),
        ("contacts", "0002_security"),
        ("compliance", "0002_security"),
        ("sequences", "0002_security"),
        ("tenancy", "0002_security"),
    ]
    operations = [
        SecureTables(),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
        *(migrations.RunSQL(OFTEN.format(table=table), migrations.RunSQL.noop) for table in TABLES),
    ]
