"""People are sought by workspace and contact at once, and tables that change with every message are
looked after sooner than a big table is by default: a claim reads past every dead entry at the head
of its index, and a plan is no better than the last look at the table."""

import django.db.models.deletion
from django.db import migrations, models

OFTEN = """
ALTER TABLE enrollment_{table} SET (
    autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_threshold = 5000,
    autovacuum_analyze_scale_factor = 0.02, autovacuum_analyze_threshold = 500
)
"""
TABLES = ("enrollment", "touch", "sendintent")


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0004_sealed_inline"),
        ("contacts", "0002_security"),
        ("enrollment", "0015_lean"),
        ("sequences", "0003_pools"),
        ("tenancy", "0007_breakers"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(fields=["workspace", "contact"], name="enrollment_by_contact"),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="contact",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrollments",
                to="contacts.contact",
            ),
        ),
        *(migrations.RunSQL(OFTEN.format(table=table), migrations.RunSQL.noop) for table in TABLES),
    ]
