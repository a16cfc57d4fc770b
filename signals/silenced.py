"""Who has said no since: nobody is asked any more to answer what they wrote before.

An opt-out or a complaint closes the questions about the person in its own transaction; a no that
comes by another way (a list, the CRM, a colleague) in the next round. What somebody writes after
their no asks as ever. An unclear answer stays undecided, so it asks again when the no is lifted.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import Fact, record_many
from compliance.fingerprints import targets_by_contact
from compliance.models import Suppression, SuppressionReason
from contacts.models import Contact
from signals.desk import WATCHER
from signals.inbox_rows import Ended
from signals.models import Asked, Signal, SignalState
from tenancy import clock

REASONS = (SuppressionReason.OPT_OUT, SuppressionReason.COMPLAINT, SuppressionReason.CRM)
# As long as no round was made after a lift, nobody is asked again.
LIFTED_SINCE = timedelta(days=7)
CHUNK = 500


def close_of(people: Iterable[Contact], *, but: Signal) -> int:
    """These people have just said no by a signal; how many questions closed. In its transaction."""
    rows = Asked.objects.filter(signal__contact__in=list(people), done_at=None)
    return _close(list(rows.exclude(signal=but).select_related("signal").order_by("pk")))


def keep() -> int:
    """One round in the open scope, outside a transaction; how many were closed or ask again."""
    return sum(_close_said(pks) for pks in _chunks(_open())) + _ask_again()


def _open() -> QuerySet[Asked]:
    rows: QuerySet[Asked] = Asked.objects.filter(done_at=None)
    return rows.order_by("pk")


def _chunks(rows: QuerySet[Asked]) -> Iterator[Sequence[UUID]]:
    last: UUID | None = UUID(int=0)
    while last is not None:
        with transaction.atomic():
            found = list(rows.filter(pk__gt=last).values_list("pk", flat=True)[:CHUNK])
        last = found[-1] if found else None
        if found:
            yield found


@transaction.atomic
def _close_said(pks: Sequence[UUID]) -> int:
    rows = _locked(_open().filter(pk__in=pks))
    said = _said_by(rows)
    return _close([row for row in rows if any(at >= row.opened_at for at in said[row.pk])])


@transaction.atomic
def _ask_again() -> int:
    """What is undecided of those whose no was lifted; one statement when nothing was."""
    since = clock.now() - LIFTED_SINCE
    if not Suppression.objects.filter(lifted_at__gt=since, reason__in=REASONS).exists():
        return 0
    undecided = Asked.objects.filter(ended=Ended.STOPPED, signal__state=SignalState.HELD)
    rows = _locked(undecided.order_by("pk"))
    said = _said_by(rows)
    free = [row for row in rows if not said[row.pk]]
    Asked.objects.filter(pk__in=[row.pk for row in free]).update(done_at=None, ended="")
    _record(Action.SIGNAL_ASKED_AGAIN, free)
    return len(free)


def _locked(rows: QuerySet[Asked]) -> list[Asked]:
    return list(rows.select_related("signal__contact").select_for_update(of=("self",)))


def _said_by(rows: Sequence[Asked]) -> dict[UUID, list[datetime]]:
    """When the people of these rows have said no to everything, last; one statement."""
    people = {row.pk: row.signal.contact for row in rows if row.signal.contact is not None}
    targets = targets_by_contact(people.values())
    keys = {key for each in targets.values() for _, key in each}
    stops = Suppression.objects.filter(key__in=keys, channel="", reason__in=REASONS, lifted_at=None)
    said = {(kind, key): at for kind, key, at in stops.values_list("kind", "key", "said_at")}
    return {
        row.pk: [said[each] for each in targets[people[row.pk].pk] if each in said]
        if row.pk in people
        else []
        for row in rows
    }


def _close(rows: Sequence[Asked]) -> int:
    open_ = Asked.objects.filter(pk__in=[row.pk for row in rows], done_at=None)
    open_.update(done_at=clock.now(), ended=Ended.STOPPED)
    _record(Action.SIGNAL_CLOSED, rows)
    return len(rows)


def _record(action: Action, rows: Sequence[Asked]) -> None:
    facts = [
        Fact(action, row.signal, contact_id=row.signal.contact_id, data={"kind": row.kind})
        for row in rows
    ]
    record_many(facts, actor=WATCHER)
