"""Signals that have not had their effect yet hold back what would leave to their address."""

import django.db.models.deletion
from django.db import migrations, models

import tenancy.ids
import tenancy.scope
from tenancy.rls import SecureTables


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0021_past_gates"),
        ("tenancy", "0007_breakers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Unheeded",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("address_key", models.CharField(max_length=64)),
                ("signal_id", models.UUIDField()),
                ("since", models.DateTimeField()),
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
                    models.Index(fields=["workspace", "signal_id"], name="unheeded_by_signal")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "address_key", "signal_id"),
                        name="one_unheeded_per_address",
                    )
                ],
            },
        ),
        SecureTables("Unheeded"),
    ]
