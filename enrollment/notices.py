"""Sentences that one member has to know, shown on Today until they were read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from enrollment import gates
from enrollment.models import Notice
from sequences.models import Version
from tenancy import clock
from tenancy.models import Membership
from tenancy.roles import Role

MOST = 100
RENEWED = ["body", "tone", "at"]


def tell(
    member: Membership, title: str, body: str = "", path: str = "", tone: str = "info"
) -> Notice:
    """Leave a notice for a member. While one with this title and path is unread, it is renewed
    instead of joined by another, so that nobody is flooded.

    `path` lies below the workspace's address, for example `sequences/<id>/`; longer texts than
    fit are cut.
    """
    (notice,) = tell_many([Telling(member, title, body, path, tone)])
    return notice


@dataclass(frozen=True, slots=True)
class Telling:
    """What `tell` takes."""

    member: Membership
    title: str
    body: str = ""
    path: str = ""
    tone: str = "info"


@transaction.atomic
def tell_many(tellings: Iterable[Telling]) -> list[Notice]:
    """As `tell`, for many members in a fixed number of statements; of two with the same member,
    title and path the last one counts."""
    told = {_about(each): each for each in tellings}
    if not told:
        return []
    # Two tellers at once would not see each other's row.
    gates.take(*sorted({gates.key_of("notices", each.member.pk) for each in told.values()}))
    members = {each.member for each in told.values()}
    rows = Notice.objects.filter(member__in=members, read_at=None)
    titles = {title for _, title, _ in told}
    known = {(row.member_id, row.title, row.path): row for row in rows.filter(title__in=titles)}
    now = clock.now()
    notices = [_renewed(known.get(key), each, now) for key, each in told.items()]
    Notice.objects.bulk_update([row for row in notices if not row._state.adding], RENEWED)
    Notice.objects.bulk_create([row for row in notices if row._state.adding])
    return notices


def _about(each: Telling) -> tuple[UUID, str, str]:
    return each.member.pk, each.title[:120], each.path[:200]


def _renewed(row: Notice | None, each: Telling, now: datetime) -> Notice:
    _, title, path = _about(each)
    notice = row or Notice(member=each.member, title=title, path=path)
    notice.body, notice.tone, notice.at = each.body[:500], each.tone, now
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
