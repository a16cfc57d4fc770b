"""Sentences that one member has to know, shown on Today until they were read."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from enrollment import gates
from enrollment.models import Notice
from sequences.models import Version
from tenancy import clock
from tenancy.models import Membership
from tenancy.roles import Role

MOST = 100


def tell(
    member: Membership, title: str, body: str = "", path: str = "", tone: str = "info"
) -> Notice:
    """Leave a notice for a member. While one with this title and path is unread, it is renewed
    instead of joined by another, so that nobody is flooded.

    `path` lies below the workspace's address, for example `sequences/<id>/`; longer texts than
    fit are cut.
    """
    said = {"body": body[:500], "tone": tone, "at": clock.now()}
    about = {"member": member, "title": title[:120], "path": path[:200], "read_at": None}
    with transaction.atomic():
        # Two tellers at once would not see each other's row.
        gates.take(gates.key_of("notices", member.pk))
        unread = Notice.objects.filter(**about)
        if unread.update(**said):
            return unread.latest("at")
        notice: Notice = Notice.objects.create(**about, **said)
        return notice


def tell_about(version: Version, title: str, body: str = "", tone: str = "info") -> None:
    """Tell those who answer for a version; the notice leads to its sequence."""
    for member in responsible(version):
        tell(member, title, body, f"sequences/{version.sequence_id}/", tone)


def responsible(version: Version) -> list[Membership]:
    """The owner of the sequence and the approver of the version, while active; when both are
    gone, the admins: somebody has to know."""
    ids = [each for each in (version.sequence.owner_id, version.approved_by_id) if each]
    active = Membership.objects.filter(is_active=True).order_by("pk")
    found = list(active.filter(pk__in=ids))
    return found or list(active.filter(role=Role.ADMIN))


def unread(member: Membership) -> list[Notice]:
    """What a member has not read yet, newest first, at most 100."""
    rows = Notice.objects.filter(member=member, read_at=None)
    return list(rows.order_by("-at", "-pk")[:MOST])


def mark_read(member: Membership, notice_ids: Iterable[UUID] | None = None) -> int:
    """Mark a member's own notices as read, all of them without ids; returns how many were not."""
    with transaction.atomic():
        rows = Notice.objects.filter(member=member, read_at=None)
        if notice_ids is not None:
            rows = rows.filter(pk__in=list(notice_ids))
        return rows.update(read_at=clock.now())
