"""The task base: the caller passes a workspace id, the base opens the scope."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from celery import Task

from tenancy import turns
from tenancy.scope import scope

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
