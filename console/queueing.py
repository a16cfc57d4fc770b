"""Asking a worker for something, at the edge alone.

The database holds what is to be done, and a sweep finds it; so a broker that is down costs a
little time and nothing else.
"""

from uuid import UUID

import structlog
from celery import Task
from django.contrib import messages
from kombu.exceptions import OperationalError

from tenancy.requests import TenantRequest

log = structlog.get_logger(__name__)

LATER = "The work queue does not answer; this starts by itself as soon as it does."


def wake(request: TenantRequest, *sweeps: "Task[..., None]") -> None:
    """Call after the commit: what beat would start within a minute starts now."""
    try:
        for sweep in sweeps:
            sweep.delay()
    except OperationalError:
        log.warning("the broker did not take a nudge")
        messages.warning(request, LATER)


def nudge(request: TenantRequest, task: "Task[..., None]", row_id: UUID) -> None:
    """Call after the commit. Tells the person when the work will start later than usual."""
    try:
        task.delay(str(request.workspace.pk), str(row_id))
    except OperationalError:
        log.warning("the broker did not take a nudge", task=task.name)
        messages.warning(request, LATER)
