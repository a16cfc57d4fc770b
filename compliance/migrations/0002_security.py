"""Decisions by month and append-only; row level security of this app's tables."""

from django.db import migrations

from tenancy.partitions import AppendOnly, PartitionByMonth, app_role
from tenancy.rls import SecureTables

# After approval only the end of the work on people in flight and the retirement may be written.
IMMUTABLE = """
CREATE OR REPLACE FUNCTION guard_governed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state NOT IN ('approved', 'retired') THEN
        RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(NEW) = to_jsonb(OLD) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND OLD.state = 'approved' AND NEW.state = 'retired'
        AND to_jsonb(NEW) - '{state,retired_at}'::text[]
            = to_jsonb(OLD) - '{state,retired_at}'::text[] THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'UPDATE' AND to_jsonb(OLD)->>'applied_at' IS NULL
        AND to_jsonb(NEW) - 'applied_at' = to_jsonb(OLD) - 'applied_at' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'version % of % is % and cannot change', OLD.number, TG_TABLE_NAME, OLD.state
        USING ERRCODE = 'restrict_violation';
END $$;
"""
GUARD = """
CREATE TRIGGER guard_governed BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION guard_governed();
"""
GOVERNED = ("compliance_exclusionrule", "compliance_lawpack", "compliance_reviewpolicy")
# Of what somebody signed, an erasure may take the words, and nothing else.
FORGET = """
CREATE OR REPLACE FUNCTION only_forget() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.reason = ''
        AND to_jsonb(NEW) - 'reason' = to_jsonb(OLD) - 'reason' THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE OR REPLACE TRIGGER append_only BEFORE UPDATE OR DELETE ON compliance_reviewsignature
    FOR EACH ROW EXECUTE FUNCTION only_forget();
"""
MAY_FORGET = 'GRANT UPDATE (reason) ON compliance_reviewsignature TO "{app}"'

# Sealed texts stay in their rows: they do not compress, and fetching them from beside took longer
# than everything else about them.
INLINE = """
ALTER TABLE compliance_sealedblob ALTER COLUMN ciphertext SET STORAGE EXTERNAL;
ALTER TABLE compliance_sealedblob SET (toast_tuple_target = 8160);
"""


class Migration(migrations.Migration):
    """Hand-written; the tables come from 0001."""

    dependencies = [
        ("compliance", "0001_initial"),
        ("contacts", "0002_security"),
        ("tenancy", "0002_security"),
    ]
    operations = [
        PartitionByMonth("compliance_decision", "at"),
        SecureTables(),
        migrations.RunSQL(INLINE, migrations.RunSQL.noop),
        AppendOnly("compliance_decision"),
        AppendOnly("compliance_reviewsignature"),
        migrations.RunSQL(FORGET, migrations.RunSQL.noop),
        migrations.RunSQL(MAY_FORGET.format(app=app_role()), migrations.RunSQL.noop),
        migrations.RunSQL(IMMUTABLE, migrations.RunSQL.noop),
        *(
            migrations.RunSQL(GUARD.format(table=table), migrations.RunSQL.noop)
            for table in GOVERNED
        ),
    ]
