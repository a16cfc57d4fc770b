"""What management commands ask first: which workspace is meant, and in whose name."""

from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.core.management.base import CommandError
from django.db import transaction

from tenancy import turns
from tenancy.models import Membership, Workspace
from tenancy.scope import scope

Result = TypeVar("Result")


def workspace_called(slug: str) -> UUID:
    """The workspace with this short name. Row level security shows a workspace to itself alone,
    so each is asked."""
    for workspace_id in turns.workspaces():
        with scope(workspace_id), transaction.atomic():
            if Workspace.objects.filter(pk=workspace_id, slug=slug).exists():
                return workspace_id
    raise CommandError(f"There is no workspace called “{slug}”.")


def seat_of(email: str) -> Membership:
    """The active member of the open workspace with this address."""
    rows = Membership.objects.select_related("user").filter(is_active=True, user__is_active=True)
    seat = rows.filter(user__email=email.strip().lower()).first()
    if seat is None:
        raise CommandError("No active member of this workspace has this address.")
    return seat


def in_each_workspace(work: Callable[[], Result]) -> dict[UUID, Result]:
    """What `work` says of each workspace, in its scope; one that fails ends the command."""
    said = {}
    for workspace_id in turns.workspaces():
        with scope(workspace_id):
            said[workspace_id] = work()
    return said
