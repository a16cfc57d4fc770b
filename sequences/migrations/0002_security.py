"""Approved versions never change: the database itself refuses; and row level security."""

from django.db import migrations

from tenancy.rls import SecureTables

# After approval only the retirement may be written; the steps are frozen from submission on.
IMMUTABLE = """
CREATE OR REPLACE FUNCTION guard_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('approved', 'retired') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'retired'
        AND to_jsonb(NEW) - '{state,retired_at}'::text[]
            = to_jsonb(OLD) - '{state,retired_at}'::text[] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % is % and cannot change', OLD.number, OLD.state
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER guard_version BEFORE UPDATE OR DELETE ON sequences_version
    FOR EACH ROW EXECUTE FUNCTION guard_version();

CREATE OR REPLACE FUNCTION guard_step() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched uuid := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
    found text;
BEGIN
    SELECT state INTO found FROM sequences_version WHERE id = touched;
    IF found IS DISTINCT FROM 'draft' AND found IS NOT NULL THEN
        RAISE EXCEPTION 'steps of a version in state % cannot change', found
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF TG_OP = 'UPDATE' AND NEW.version_id <> OLD.version_id THEN
        RAISE EXCEPTION 'a step stays with its version' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER guard_step BEFORE INSERT OR UPDATE OR DELETE ON sequences_step
    FOR EACH ROW EXECUTE FUNCTION guard_step();
"""


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [("sequences", "0001_initial"), ("tenancy", "0002_security")]
    operations = [SecureTables(), migrations.RunSQL(IMMUTABLE, migrations.RunSQL.noop)]
