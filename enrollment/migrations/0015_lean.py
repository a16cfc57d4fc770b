"""Fewer indexes on what is written with every message, and room on its pages.

A touch is written four times in its life and an intent twice, each time into every index. A foreign
key needs none of its own where another index begins with it, or where nothing that it names is ever
deleted. The lease is in none, so a claim stays on its page where that has room.
"""

import django.db.models.deletion
from django.db import migrations, models

ROOM = "ALTER TABLE enrollment_touch SET (fillfactor = 85)"


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0004_sealed_inline"),
        ("enrollment", "0014_waited_out"),
        ("sequences", "0003_pools"),
        ("tenancy", "0007_breakers"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="sendintent",
            name="one_live_intent_per_touch",
        ),
        migrations.RemoveConstraint(
            model_name="touch",
            name="one_touch_per_step",
        ),
        migrations.RemoveIndex(
            model_name="touch",
            name="touch_leased",
        ),
        migrations.AlterField(
            model_name="sendintent",
            name="mailbox",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrollment.mailbox",
            ),
        ),
        migrations.AlterField(
            model_name="sendintent",
            name="message_id",
            field=models.CharField(max_length=120),
        ),
        migrations.AlterField(
            model_name="sendintent",
            name="touch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="intents",
                to="enrollment.touch",
            ),
        ),
        migrations.AlterField(
            model_name="touch",
            name="enrollment",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="touches",
                to="enrollment.enrollment",
            ),
        ),
        migrations.AlterField(
            model_name="touch",
            name="mailbox",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="enrollment.mailbox",
            ),
        ),
        migrations.AlterField(
            model_name="touch",
            name="sequence",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.sequence",
            ),
        ),
        migrations.AddConstraint(
            model_name="sendintent",
            constraint=models.UniqueConstraint(fields=("message_id",), name="intent_message_id"),
        ),
        migrations.AddConstraint(
            model_name="sendintent",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                models.F("touch"),
                models.Case(
                    models.When(outcome__in=["refused", "returned"], then="id"), default="touch"
                ),
                name="one_live_intent_per_touch",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.UniqueConstraint(
                models.F("workspace"),
                models.F("enrollment"),
                models.Case(models.When(state="cancelled", then="id"), default="step"),
                name="one_touch_per_step",
            ),
        ),
        migrations.RunSQL(ROOM, migrations.RunSQL.noop),
    ]
