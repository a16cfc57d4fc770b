"""Founding a workspace: the tenant, its turn in the engine, and the first admin's seat."""

from django.db import IntegrityError, transaction

from audit.actions import Action
from audit.recording import record
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership, Turn, User, Workspace
from tenancy.roles import Role
from tenancy.scope import current_workspace_id


def found(
    *, slug: str, name: str, email: str, admin: str, password: str, actor: Actor
) -> tuple[Workspace, Membership]:
    """Create the workspace of the open scope and seat its first admin.

    The caller opens `scope(uuid7())`, so that row level security lets the new row in. A person
    who has an account keeps their password. Raises Refused when the slug is taken.
    """
    key = current_workspace_id()
    try:
        with transaction.atomic():
            workspace = Workspace.objects.create(id=key, slug=slug, name=name)
    except IntegrityError as error:
        raise Refused(f"The name “{slug}” is taken. Choose another.", code="taken") from error
    with transaction.atomic():
        Turn.objects.create(workspace_id=key)
        user = User.objects.filter(email=email.strip().lower()).first()
        user = user or User.objects.create_user(email, password, name=admin)
        seat = Membership.objects.create(user=user, role=Role.ADMIN, label=user.name)
        record(Action.MEMBER_ADDED, seat, actor=actor, label=seat.label, role=seat.role)
    return workspace, seat
