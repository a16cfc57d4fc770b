"""The task base: the caller passes a workspace id, the base opens the scope."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from celery import Task, current_app
from django.db import transaction
from kombu.exceptions import OperationalError

from tenancy import turns
from tenancy.scope import current_workspace_id, scope

log = structlog.get_logger(__name__)


class TenantTask(Task[..., Any]):
    """A task whose first argument is a workspace id; its body runs in that scope."""

    abstract = True

    def __call__(self, workspace_id: str, *args: Any, **kwargs: Any) -> Any:
        """Open the scope around the body."""
        with scope(UUID(workspace_id)):
            return super().__call__(workspace_id, *args, **kwargs)


def for_each_workspace(work: Callable[[], object]) -> None:
    """Run `work` in the scope of each workspace; one that fails does not hinder the others."""
    for workspace_id in turns.workspaces():
        try:
            with scope(workspace_id):
                work()
        except Exception:
            log.exception("workspace work failed", workspace_id=str(workspace_id))


def enqueue(task: str, row_id: UUID) -> None:
    """After the commit, ask a worker to look at a row of the open scope.

    A nudge alone: the database holds what is to be done and a sweep finds it, so a broker that is
    down costs a little time and nothing else.
    """
    workspace_id = current_workspace_id()
    transaction.on_commit(lambda: _send(task, workspace_id, row_id))


def _send(task: str, workspace_id: UUID, row_id: UUID) -> None:
    try:
        current_app.send_task(task, (str(workspace_id), str(row_id)))
    except OperationalError:
        log.warning("the broker did not take a nudge", task=task)
