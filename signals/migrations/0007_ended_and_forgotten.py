"""Why nobody is asked any more although nobody has answered; and which originals are kept."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0006_streams"),
    ]

    operations = [
        migrations.AddField(
            model_name="asked",
            name="ended",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "stopped",
                        "The person has said no since, so nobody is asked to answer any more.",
                    ),
                    ("erased", "The person was erased, so nobody is asked any more."),
                ],
                db_default="",
                default="",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="signal",
            index=models.Index(
                condition=models.Q(("raw__isnull", False)),
                fields=["workspace", "received_at"],
                name="signal_with_original",
            ),
        ),
    ]
