"""Who fetches which mail, and how that went: one process at a time for each stream, for a while."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from enrollment import notices
from enrollment.incoming.faults import Fault
from enrollment.models import AccountUse, SenderAccount
from signals.models import MailStream
from tenancy.models import Membership
from tenancy.roles import Capability, Role

# A process that is killed leaves its streams to others after this; every turn renews it. Less than
# the five minutes after which nothing is sent any more.
HOLDS = timedelta(minutes=3)
# So long a mailbox may not be read before people are told.
PATIENCE = timedelta(minutes=5)


@dataclass(frozen=True)
class Held:
    """A stream of this process, and the change of its account that it is at."""

    stream_id: UUID
    revision: int


@transaction.atomic
def held(keeper: str, room: int) -> list[Held]:
    """The streams of the open workspace that this process fetches: those that it has already, and
    up to `room` that nobody has. One statement where no mail is fetched at all."""
    rows_read = SenderAccount.objects.filter(kind__in=AccountUse.INCOMING.kinds)
    accounts = list(rows_read.prefetch_related("streams"))
    if not accounts:
        return []
    _begin_missing(accounts)
    now = datetime.now(UTC)
    rows = MailStream.objects.filter(Q(kept_until=None) | Q(kept_until__lt=now))
    free = rows.order_by("kept_until", "pk").select_for_update(skip_locked=True)
    ids = list(free.values_list("pk", flat=True)[:room])
    if ids:
        MailStream.objects.filter(pk__in=ids).update(kept_by=keeper, kept_until=now + HOLDS)
    mine = MailStream.objects.filter(kept_by=keeper, kept_until__gte=now)
    return [Held(*each) for each in mine.values_list("pk", "account__revision")]


def _begin_missing(accounts: Iterable[SenderAccount]) -> None:
    rows = [MailStream(account=account) for account in accounts if not account.streams.all()]
    if rows:
        MailStream.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def release(keeper: str) -> None:
    """Let others fetch at once what this process has fetched."""
    MailStream.objects.filter(kept_by=keeper).update(kept_by="", kept_until=None)


@transaction.atomic
def renew(stream_id: UUID, keeper: str) -> bool:
    """Keep a stream for another while; whether it is still ours."""
    rows = MailStream.objects.filter(pk=stream_id, kept_by=keeper)
    return bool(rows.update(kept_until=datetime.now(UTC) + HOLDS))


@transaction.atomic
def note_success(stream_id: UUID, at: datetime) -> None:
    """All of its folders were read to the end, as they were at this moment."""
    MailStream.objects.filter(pk=stream_id).update(
        polled_at=at, failing_since=None, trouble="", told_at=None
    )


@transaction.atomic
def note_failure(stream_id: UUID, fault: Fault) -> None:
    """It cannot be fetched; after five minutes its owner and the admins are told, once."""
    rows = MailStream.objects.select_for_update(of=("self",))
    row = rows.select_related("account__mailbox").filter(pk=stream_id).first()
    if row is None:
        return
    now = datetime.now(UTC)
    row.failing_since = row.failing_since or now
    row.trouble = str(fault)[:300]
    if row.told_at is None and now - row.failing_since > PATIENCE:
        row.told_at = now
        _tell(row)
    row.save(update_fields=["failing_since", "trouble", "told_at"])


def _tell(row: MailStream) -> None:
    box = row.account.mailbox
    who = Q(role=Role.ADMIN) | Q(pk=box.owner_id)
    notices.tell_many(_tellings(row, Membership.objects.filter(who, is_active=True)))


def _tellings(row: MailStream, members: Iterable[Membership]) -> list[notices.Telling]:
    box = row.account.mailbox
    # Who may not open the connection is told without the way to it.
    page = f"settings/mailboxes/{box.pk}/incoming/"
    return [
        notices.Telling(
            each,
            f"{box.name} is not read",
            f"{row.trouble} Nothing is sent from it until its mail can be fetched.",
            page if each.may(Capability.ADMINISTER) else "",
            "bad",
        )
        for each in members
    ]
