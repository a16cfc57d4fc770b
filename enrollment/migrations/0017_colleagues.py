"""Words of choices alone; no table changes."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0016_by_contact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="enrollment",
            name="next_action",
            field=models.CharField(
                blank=True,
                choices=[
                    ("none", "Nothing"),
                    ("recycle", "Comes back later"),
                    ("nurture", "Nurture"),
                    ("hand_over", "Hand over to the owner"),
                ],
                default="",
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="pause_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("out_of_office", "Out of office"),
                    ("soft_bounce", "Mailbox temporarily refuses"),
                    ("blocked", "A rule blocks it"),
                    ("incomplete", "The message cannot be written"),
                    ("late", "Too late to be useful"),
                    ("manual", "Paused by a person"),
                    ("restored", "Not known after a restore"),
                    ("colleague", "A colleague has answered"),
                    ("asked_later", "They asked for a later date"),
                ],
                default="",
                max_length=20,
            ),
        ),
    ]
