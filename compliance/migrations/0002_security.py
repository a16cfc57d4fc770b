"""Decisions by month and append-only; row level security of this app's tables."""

from django.db import migrations

from tenancy.partitions import AppendOnly, PartitionByMonth
from tenancy.rls import SecureTables


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
        AppendOnly("compliance_decision"),
    ]
