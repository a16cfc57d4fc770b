"""Every notice that a test leaves behind leads its reader to a page that there is."""

import re
from collections import Counter

from django.db import connection, transaction
from django.test import Client

from enrollment.models import Notice
from tenancy.models import Membership
from tests.world import World

Told = tuple[Membership, str]

_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
# How often a kind of path was opened by a role after a test of a file.
_opened_before: Counter[tuple[str, str, str]] = Counter()
ENOUGH = 2


def dead_ends(world: World, where: str) -> list[str]:
    """The notices of this workspace, whose scope is open, that lead their reader nowhere. Paths are
    opened by each member as the console opens them, in each place (the file of the test) as often
    as is enough."""
    home = f"/w/{world.workspace.slug}/"
    found = []
    for member, path in _told():
        kind = (where, member.role, _IDS.sub("", path))
        if _opened_before[kind] == ENOUGH:
            continue
        _opened_before[kind] += 1
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
