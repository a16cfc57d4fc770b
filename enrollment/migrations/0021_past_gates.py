"""When switches were closed that are open by now: what left before may be labelled later."""

import django.db.models.deletion
from django.db import migrations, models

import tenancy.ids
import tenancy.scope
from tenancy.rls import SecureTables


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0020_tracking"),
        ("tenancy", "0007_breakers"),
    ]

    operations = [
        migrations.CreateModel(
            name="PastGate",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ref", models.UUIDField()),
                ("closed_at", models.DateTimeField()),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        default=tenancy.scope.current_workspace_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.workspace",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["workspace", "closed_at"], name="past_gate_by_moment")
                ],
            },
        ),
        SecureTables("PastGate"),
    ]
