"""Who answers a text message is found by its number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("enrollment", "0018_incoming")]

    operations = [
        migrations.AddIndex(
            model_name="sendintent",
            index=models.Index(
                fields=["workspace", "number_key", "-armed_at"],
                condition=models.Q(("number_key", ""), _negated=True),
                name="intent_by_number",
            ),
        ),
    ]
