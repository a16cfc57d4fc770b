"""How long words that came in are kept, by whatever way they came: one rule for every signal.

The sealed original goes (mails that were delivered, fetched or called in, text messages, words of
programs, what nobody could read); the signal, its effect and what was read of it in codes stay.
What concerns no contact goes sooner. Nothing goes while a person is still to decide on it.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import record
from compliance.models import SealedBlob
from signals.models import Asked, Signal, SignalState
from tenancy.actors import system
from tenancy.models import Workspace
from tenancy.reading import own_workspace

KEEPER = system("retention")
UNDECIDED = (SignalState.RECEIVED, SignalState.MATCHED, SignalState.HELD)
AT_A_TIME = 200


def forget_old() -> int:
    """Delete the originals whose time is over; how many. In a scope, outside a transaction; what
    a killed worker has left goes in the next round."""
    return sum(_batches())


def _batches() -> Iterator[int]:
    count = AT_A_TIME
    while count == AT_A_TIME:
        yield (count := _forget_some(datetime.now(UTC)))


@transaction.atomic
def _forget_some(now: datetime) -> int:
    late = Q(received_at__lt=now - timedelta(days=settings.MAIL_DAYS))
    strangers = now - timedelta(days=min(settings.STRANGERS_MAIL_DAYS, settings.MAIL_DAYS))
    over = late | Q(received_at__lt=strangers, contact=None)
    rows = Signal.objects.filter(over, raw__isnull=False).exclude(state__in=UNDECIDED)
    asked = Asked.objects.filter(done_at=None).values("signal")
    rows = rows.exclude(pk__in=asked).order_by("received_at")
    found = list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME])
    blobs = SealedBlob.objects.filter(pk__in=[row.raw_id for row in found])
    Signal.objects.filter(pk__in=[row.pk for row in found]).update(raw=None)
    blobs.delete()
    if found:
        workspace = Workspace.objects.get(pk=own_workspace().pk)
        record(Action.ORIGINALS_FORGOTTEN, workspace, actor=KEEPER, count=len(found))
    return len(found)
