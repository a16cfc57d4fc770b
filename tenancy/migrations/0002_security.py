"""The clock, the installation's row, and who may see which seats and workspaces."""

from django.db import migrations

from tenancy.rls import HERE, SecureTables

ME = "nullif(current_setting('app.user', true), '')::uuid"

CLOCK = """
INSERT INTO tenancy_clock (id, ahead) VALUES (1, interval '0') ON CONFLICT DO NOTHING;
INSERT INTO tenancy_installation (
    id, install_id, restore_epoch, restore_hold, paused_by, pause_reason, pulse, tx_base
) VALUES (1, gen_random_uuid(), 1, false, '', '', 0, 0) ON CONFLICT DO NOTHING;
CREATE OR REPLACE FUNCTION app_now() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT clock_timestamp() + ahead FROM tenancy_clock WHERE id = 1';
"""

# Attempt limits and used codes are shared by all web processes, and outlive the broker.
CACHE = """
CREATE TABLE tenancy_cache (
    cache_key varchar(255) PRIMARY KEY, value text NOT NULL, expires timestamptz NOT NULL
);
CREATE INDEX tenancy_cache_expires ON tenancy_cache (expires);
"""

# A person sees their own seats before they have chosen a workspace, and the workspaces of those.
SEATS = f"""
CREATE POLICY own_seats ON tenancy_membership FOR SELECT USING (user_id = {ME});
ALTER TABLE tenancy_workspace ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenancy_workspace FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant ON tenancy_workspace USING (id = {HERE}) WITH CHECK (id = {HERE});
CREATE POLICY seated ON tenancy_workspace FOR SELECT
    USING (id IN (SELECT workspace_id FROM tenancy_membership));
"""


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [("tenancy", "0001_initial")]
    operations = [
        migrations.RunSQL(CLOCK, migrations.RunSQL.noop),
        migrations.RunSQL(CACHE, "DROP TABLE tenancy_cache"),
        SecureTables(),
        migrations.RunSQL(SEATS, migrations.RunSQL.noop),
    ]
