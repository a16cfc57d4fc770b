"""Celery's side of the signals: sweeps, so that a lost nudge or a failure costs only time."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from celery import shared_task
from django.db import transaction

from contacts.models import Import, ImportState
from signals import asking, crm, desk, ears, failing, reactions, retention, silenced
from signals.kinds import Kind
from signals.models import Signal, SignalState
from signals.strangers import reminding
from signals.tracking import judging
from tenancy.tasks import TenantTask, for_each_workspace

# Whoever stores a signal applies it right away; the sweep must not race with that.
SETTLES = timedelta(seconds=5)
AT_A_TIME = 200


@shared_task
def apply_received() -> None:
    """Apply what was stored but has had no effect yet."""
    for_each_workspace(_apply_received)


def _apply_received() -> None:
    with transaction.atomic():
        rows = Signal.objects.filter(
            state__in=(SignalState.RECEIVED, SignalState.MATCHED),
            received_at__lt=datetime.now(UTC) - SETTLES,
        )
        rows = (
            rows.filter(failing.due(datetime.now(UTC)))
            .exclude(kind=Kind.RECORD_CHANGE)
            .order_by("received_at")
        )
        waiting = list(rows.order_by("received_at")[:AT_A_TIME])
    for signal in waiting:
        reactions.attempt(signal)
    asking.work_off(older=SETTLES)


@shared_task
def judge_hits() -> None:
    """Tell people from machines among what hit tracked links."""
    for_each_workspace(judging.judge)


@shared_task(base=TenantTask)
def judge_changes(workspace_id: str, signal_id: str) -> None:
    """Ask the gate again about everybody in flight whose record has changed."""
    asking.work_off()


@shared_task
def watch_answers() -> None:
    """Remind of what asks for a person, and bring to others what is over its time."""
    for_each_workspace(_watch_answers)


def _watch_answers() -> None:
    silenced.keep()
    desk.keep()
    reminding.keep()


@shared_task
def forget_originals() -> None:
    """Delete the originals of signals whose time is over."""
    for_each_workspace(retention.forget_old)


@shared_task
def probe_ears() -> None:
    """Prove that mail to every mailbox reaches us."""
    for_each_workspace(ears.probe)


@shared_task(base=TenantTask)
def run_import(workspace_id: str, import_id: str) -> None:
    """Run one import; one that runs already or has ended is left alone."""
    crm.run_import(UUID(import_id))


@shared_task
def resume_imports() -> None:
    """Run the imports whose nudge was lost or whose worker was killed."""
    for_each_workspace(_resume_imports)


def _resume_imports() -> None:
    with transaction.atomic():
        rows = Import.objects.filter(state=ImportState.RUNNING).order_by("created_at")
        ids = list(rows.values_list("pk", flat=True))
    for import_id in ids:
        crm.run_import(import_id)
