"""Row level security of this app's tables; tables in force never change."""

from django.db import migrations

from tenancy.rls import SecureTables

# The function is that of all governed data: `compliance/migrations/0002_security.py`.
GUARD = """
CREATE TRIGGER guard_governed BEFORE UPDATE OR DELETE ON signals_reactiontable
    FOR EACH ROW EXECUTE FUNCTION guard_governed();
"""


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [
        ("signals", "0001_initial"),
        ("contacts", "0002_security"),
        ("compliance", "0002_security"),
        ("enrollment", "0003_security"),
        ("tenancy", "0002_security"),
    ]
    operations = [SecureTables(), migrations.RunSQL(GUARD, migrations.RunSQL.noop)]
