"""Row level security of this app's tables."""

from django.db import migrations

from tenancy.rls import SecureTables


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [
        ("signals", "0001_initial"),
        ("contacts", "0002_security"),
        ("compliance", "0002_security"),
        ("tenancy", "0002_security"),
    ]
    operations = [SecureTables()]
