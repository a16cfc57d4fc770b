"""Transaction numbers of the trail go on after a restore on a server that counts from the start."""

from django.db import migrations

STAMP = """
CREATE OR REPLACE FUNCTION stamp_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Whoever writes an entry cannot place it before what is sealed already.
    NEW.tx := pg_current_xact_id()::text::bigint
        + (SELECT tx_base FROM tenancy_installation WHERE id = 1);
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    """Hand-written."""

    dependencies = [("audit", "0002_security"), ("tenancy", "0003_restores")]
    operations = [migrations.RunSQL(STAMP, migrations.RunSQL.noop)]
