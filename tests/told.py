"""Every notice that a test leaves behind leads its reader to a page that there is."""

from django.db import connection, transaction
from django.test import Client

from enrollment.models import Notice
from tenancy.models import Membership
from tests.world import World

Told = tuple[Membership, str]


def dead_ends(world: World) -> list[str]:
    """The notices of this workspace, whose scope is open, that lead their reader nowhere: each
    path is opened once by each member as the console opens it."""
    home = f"/w/{world.workspace.slug}/"
    found = []
    for member, path in _told():
        status = _opened(member, home + path)
        if status != 200:
            found.append(f"{member.role} {member.label}: {home}{path} answers {status}")
    return found


def _told() -> list[Told]:
    # A test that ended in the middle of a broken transaction has nothing to be read.
    if connection.needs_rollback:
        return []
    with transaction.atomic():
        rows = Notice.objects.filter(member__is_active=True).select_related("member__user")
        return sorted({(row.member, row.path) for row in rows}, key=lambda each: each[1])


def _opened(member: Membership, url: str) -> int:
    client = Client(raise_request_exception=False)
    client.force_login(member.user)
    status: int = client.get(url).status_code
    return status
