"""Accounts of mailboxes and the keys that sign for their domains."""

import django.db.models.deletion
import django_fsm
from django.db import migrations, models

import tenancy.ids
import tenancy.scope
from tenancy.rls import SecureTables


class Migration(migrations.Migration):
    """The tables, behind row level security."""

    dependencies = [
        ("enrollment", "0003_engine"),
        ("tenancy", "0002_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="DkimKey",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("waiting", "Waits to be published"),
                            ("active", "Signs"),
                            ("retired", "Retired"),
                        ],
                        default="waiting",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("domain", models.CharField(max_length=253)),
                ("selector", models.CharField(max_length=63)),
                (
                    "algorithm",
                    models.CharField(
                        choices=[("rsa", "RSA, 2048 bits"), ("ed25519", "Ed25519")], max_length=10
                    ),
                ),
                ("public", models.TextField()),
                ("sealed", models.BinaryField()),
                ("asked_at", models.DateTimeField(null=True)),
                ("checked_at", models.DateTimeField(null=True)),
                ("published_at", models.DateTimeField(null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("active_at", models.DateTimeField(null=True)),
                ("retired_at", models.DateTimeField(null=True)),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        default=tenancy.scope.current_workspace_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "domain", "selector"), name="one_key_per_selector"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("workspace", "domain", "algorithm"),
                        name="one_active_key_of_a_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "active", "retired"])),
                        name="dkim_key_state_known",
                    ),
                ],
            },
            bases=(django_fsm.ConcurrentTransitionMixin, models.Model),
        ),
        migrations.CreateModel(
            name="SenderAccount",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("smtp", "Mail server (SMTP)"), ("esp", "E-mail service (API)")],
                        max_length=10,
                    ),
                ),
                ("provider", models.CharField(blank=True, default="", max_length=20)),
                ("region", models.CharField(blank=True, default="", max_length=2)),
                ("host", models.CharField(blank=True, default="", max_length=253)),
                ("port", models.PositiveIntegerField(default=587)),
                (
                    "security",
                    models.CharField(
                        choices=[
                            ("starttls", "STARTTLS"),
                            ("tls", "TLS from the start"),
                            ("none", "None"),
                        ],
                        default="starttls",
                        max_length=10,
                    ),
                ),
                (
                    "auth",
                    models.CharField(
                        choices=[("password", "Password"), ("oauth", "OAuth token")],
                        default="password",
                        max_length=10,
                    ),
                ),
                ("user", models.CharField(blank=True, default="", max_length=254)),
                ("client_id", models.CharField(blank=True, default="", max_length=200)),
                ("directory", models.CharField(blank=True, default="", max_length=64)),
                ("sealed", models.BinaryField(null=True)),
                ("sealed_token", models.BinaryField(null=True)),
                ("token_until", models.DateTimeField(null=True)),
                (
                    "token_trouble",
                    models.CharField(
                        choices=[
                            ("refused", "Its giver says no"),
                            ("silent", "Its giver does not answer"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("test_asked_at", models.DateTimeField(null=True)),
                ("tested_at", models.DateTimeField(null=True)),
                (
                    "test_result",
                    models.CharField(
                        choices=[
                            ("passed", "Works"),
                            ("failed", "Does not work"),
                            ("unclear", "Not clear"),
                        ],
                        default="",
                        max_length=10,
                    ),
                ),
                ("test_says", models.CharField(blank=True, default="", max_length=300)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="accounts",
                        to="enrollment.mailbox",
                    ),
                ),
                (
                    "workspace",
                    models.ForeignKey(
                        db_index=False,
                        default=tenancy.scope.current_workspace_id,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.workspace",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "mailbox"), name="one_account_each"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["smtp", "esp"])), name="account_kind_known"
                    ),
                ],
            },
        ),
        SecureTables("DkimKey", "SenderAccount"),
    ]
