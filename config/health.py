"""For operators: is the process alive, and can it do its work?"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from kombu import Connection

from tenancy import clock, turns

# A touch that waits longer than this for a worker means that nobody is sending.
LATE_SECONDS = 300


def process(request: HttpRequest) -> JsonResponse:
    """`/healthz`: the process answers. Touches nothing else."""
    return JsonResponse({"status": "ok"})


def ready(request: HttpRequest) -> JsonResponse:
    """`/readyz`: database, broker, migrations and the oldest due touch; 503 names what is wrong."""
    checks: dict[str, Any] = {}
    for name, check in (
        ("database", _database),
        ("migrations", _migrations),
        ("broker", _broker),
        ("oldest_due_touch", _oldest_due),
    ):
        try:
            checks[name] = check()
        except Exception as error:  # a readiness probe reports every kind of failure
            checks[name] = f"failed: {type(error).__name__}"
    bad = [name for name, value in checks.items() if str(value).startswith(("failed", "pending"))]
    body = {"status": "not ready" if bad else "ready", "checks": checks}
    return JsonResponse(body, status=503 if bad else 200)


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
        row = cursor.fetchone()
    return "failed: this role bypasses row level security" if row[0] else "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"pending: {len(plan)}" if plan else "ok"


def _broker() -> str:
    with Connection(settings.CELERY_BROKER_URL, connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=1, timeout=2)
    return "ok"


def _oldest_due() -> str:
    age = turns.oldest_due_age(clock.now(), datetime.now(UTC))
    return f"failed: {age:.0f} s late" if age > LATE_SECONDS else f"{age:.0f} s"
