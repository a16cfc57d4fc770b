"""Since when a signal holds back what would leave to its person."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("signals", "0008_apis"),
    ]

    operations = [
        migrations.AddField(
            model_name="signal",
            name="held_back_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
