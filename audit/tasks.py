"""The regular work of the audit trail."""

from celery import shared_task

from audit import sealing
from tenancy.tasks import for_each_workspace


@shared_task
def seal_entries() -> None:
    """Seal what every workspace has recorded since the last time."""
    for_each_workspace(lambda: sealing.seal())
