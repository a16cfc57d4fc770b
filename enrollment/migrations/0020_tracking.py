"""What is watched of messages: terms of workspaces, links behind opaque ids, and what hit them."""

from typing import Any

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tenancy.ids
import tenancy.scope
from tenancy.rls import SecureTables


def _id() -> tuple[str, Any]:
    return (
        "id",
        models.UUIDField(
            default=tenancy.ids.uuid7, editable=False, primary_key=True, serialize=False
        ),
    )


def _workspace() -> tuple[str, Any]:
    return (
        "workspace",
        models.ForeignKey(
            db_index=False,
            default=tenancy.scope.current_workspace_id,
            editable=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to="tenancy.workspace",
        ),
    )


class Migration(migrations.Migration):
    dependencies = [
        ("enrollment", "0019_numbers"),
        ("tenancy", "0007_breakers"),
    ]

    operations = [
        migrations.CreateModel(
            name="TrackedDigest",
            fields=[
                (
                    "digest",
                    models.BinaryField(max_length=32, primary_key=True, serialize=False),
                ),
                ("workspace_id", models.UUIDField()),
                ("link_id", models.UUIDField()),
            ],
        ),
        migrations.CreateModel(
            name="TrackedLink",
            fields=[
                _id(),
                (
                    "kind",
                    models.CharField(
                        choices=[("open", "The message"), ("link", "A link in it")], max_length=5
                    ),
                ),
                ("enrollment_id", models.UUIDField(blank=True, null=True)),
                ("step_key", models.CharField(max_length=60)),
                ("ordinal", models.PositiveSmallIntegerField()),
                ("host", models.CharField(max_length=253)),
                ("target", models.CharField(blank=True, default="", max_length=2000)),
                ("created_at", models.DateTimeField()),
                _workspace(),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "open"), ("target", "")),
                            models.Q(("kind", "link"), ("target__startswith", "https://")),
                            models.Q(("kind", "link"), ("target__startswith", "http://")),
                            _connector="OR",
                        ),
                        name="tracked_link_leads_to_the_web",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["open", "link"])),
                        name="tracked_kind_known",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["workspace", "enrollment_id"], name="tracked_by_enrollment"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackedHit",
            fields=[
                _id(),
                ("reason", models.CharField(blank=True, default="", max_length=20)),
                ("slot", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField()),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
                _workspace(),
                (
                    "link",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hits",
                        to="enrollment.trackedlink",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace", "link", "slot"), name="one_hit_per_slot"
                    )
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("judged_at", None)),
                        fields=["workspace", "seen_at"],
                        name="hit_not_judged",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TrackingTerms",
            fields=[
                _id(),
                ("is_on", models.BooleanField(default=False)),
                ("host", models.CharField(blank=True, default="", max_length=253)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("looked_at", models.DateTimeField(blank=True, null=True)),
                ("found", models.CharField(blank=True, default="", max_length=300)),
                (
                    "sites",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=253),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.membership",
                    ),
                ),
                _workspace(),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("workspace",), name="one_set_of_tracking_terms")
                ],
            },
        ),
        SecureTables("TrackedLink", "TrackedHit", "TrackingTerms"),
    ]
