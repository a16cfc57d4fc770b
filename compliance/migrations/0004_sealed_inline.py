"""Sealed texts stay in their rows: they do not compress, and fetching them from beside took longer
than everything else about them."""

from django.db import migrations

INLINE = """
ALTER TABLE compliance_sealedblob ALTER COLUMN ciphertext SET STORAGE EXTERNAL;
ALTER TABLE compliance_sealedblob SET (toast_tuple_target = 8160);
"""


class Migration(migrations.Migration):
    """Hand-written."""

    dependencies = [("compliance", "0003_stop_log")]
    operations = [migrations.RunSQL(INLINE, migrations.RunSQL.noop)]
