"""Why nobody is asked about a signal any more although nobody has answered."""

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
    ]
