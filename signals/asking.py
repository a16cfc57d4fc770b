"""Working off changes of records: many people at once, and one by one only who has to be touched.

Most changes are in nobody's way, so a chunk is judged with a fixed number of queries and settled
with one statement. Whoever is blocked, waits for review or has another owner gets the effect of
the signal alone, with the locks of a stop.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from audit.transitions import perform_many
from enrollment import rejudging
from enrollment.models import Enrollment
from signals import failing, reactions
from signals.kinds import Kind
from signals.models import Signal, SignalState
from tenancy.tasks import enqueue

CHUNK = 500
# More than these are for a worker; nobody should wait for them with a page open.
AT_ONCE = 20
TASK = "signals.tasks.judge_changes"


def soon(signal_ids: Collection[UUID]) -> None:
    """After the commit of a change: judge a few people right away, many in a worker."""
    if len(signal_ids) > AT_ONCE:
        enqueue(TASK, next(iter(signal_ids)))
    elif signal_ids:
        # What fails here is found by the sweep; the change itself is committed.
        transaction.on_commit(lambda: work_off(only=signal_ids), robust=True)


def work_off(*, only: Collection[UUID] | None = None, older: timedelta = timedelta()) -> None:
    """Judge everybody whose change waits, or of these signals. In a scope, outside a transaction;
    two at once never take the same people."""
    last: UUID | None = UUID(int=0)
    while last is not None:
        last, one_by_one = _settle(last, only, datetime.now(UTC) - older)
        for signal in one_by_one:
            reactions.attempt(signal)


@transaction.atomic
def _settle(
    after: UUID, only: Collection[UUID] | None, until: datetime
) -> tuple[UUID | None, list[Signal]]:
    """Settle those of the next chunk who are in nobody's way; the last one looked at, and who is
    left to be done alone."""
    rows = Signal.objects.filter(
        failing.due(datetime.now(UTC)),
        kind=Kind.RECORD_CHANGE,
        state=SignalState.MATCHED,
        received_at__lte=until,
        pk__gt=after,
        **({} if only is None else {"pk__in": list(only)}),
    )
    chunk = list(rows.order_by("pk").select_for_update(skip_locked=True, of=("self",))[:CHUNK])
    if not chunk:
        return None, []
    troubled = _judge(chunk)
    calm = [each.pk for each in chunk if each.contact_id not in troubled]
    said = {"kind": Kind.RECORD_CHANGE.value, "effect": rejudging.NOTHING}
    done = {"effect": rejudging.NOTHING, "applied_at": datetime.now(UTC)}
    perform_many(Signal, calm, "apply", actor=reactions.SYSTEM, changes=done, data=said)
    return chunk[-1].pk, [each for each in chunk if each.contact_id in troubled]


def _judge(chunk: list[Signal]) -> set[UUID]:
    """The people of a chunk who need more than a look; the decisions about the others are kept."""
    live = Enrollment.objects.live().filter(contact__in=[each.contact_id for each in chunk])
    judged = rejudging.judge(list(live.select_related("contact", "version").order_by("pk")))
    found: dict[UUID, list[rejudging.Judged]] = defaultdict(list)
    for one in judged:
        found[one.row.contact_id].append(one)
    calm = [each for each in found.values() if all(one.is_settled for one in each)]
    rejudging.keep(one for each in calm for one in each)
    return set(found) - {each[0].row.contact_id for each in calm}
