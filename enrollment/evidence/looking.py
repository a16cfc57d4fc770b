"""Looking for sends in doubt: which are due for a look, what the sources say, and keeping it."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce

from enrollment.evidence import patience
from enrollment.evidence.shapes import Evidence, Outcome, Source, Wanted
from enrollment.evidence.sources import sources
from enrollment.models import EvidenceLook, IntentState, SendIntent

MARGIN = timedelta(seconds=5)
# At every round while it is young, then every sixtieth of its age.
PATIENCE = 60
# In one round and workspace.
MOST = 500
Looks = Mapping[UUID, Sequence[Evidence]]


def relay_gave_up() -> timedelta:
    """How long after a deadline a stalled worker's dot is sure to be refused by the relay."""
    return timedelta(seconds=settings.RELAY_READ_TIMEOUT_SECONDS) + MARGIN


def due_for_a_look(now: datetime) -> list[SendIntent]:
    """Unknown sends, the one that nobody looked for longest first, at most 500; one query."""
    unknown = SendIntent.objects.filter(outcome=IntentState.UNKNOWN).select_related("mailbox")
    rows = unknown.annotate(asked_at=Coalesce(Max("looks__looked_at"), F("armed_at")))
    found = list(rows.order_by("asked_at")[:MOST])
    patience.hear([row.pk for row in found])
    return [row for row in found if _is_time(row, now)]


def note_waited_out(now: datetime) -> int:
    """Remember of which doubts no server takes the message any more: their time is over by the
    database's clock, and this process has waited as long by a clock that nobody sets. Those a
    person may call "not sent", whichever process they ask. Returns how many are new."""
    doubts = SendIntent.objects.filter(outcome=IntentState.UNKNOWN, waited_out_at=None)
    over = doubts.filter(deadline_at__lte=now - relay_gave_up()).values_list("pk", flat=True)
    known = [pk for pk in over if not patience.left(pk, relay_gave_up())]
    if not known:
        return 0
    count: int = doubts.filter(pk__in=known).update(waited_out_at=now)
    return count


def _is_time(row: Any, now: datetime) -> bool:
    """A look later than now was noted while the clock was wrong, and says nothing."""
    since: timedelta = now - row.asked_at
    return since < timedelta() or since >= (now - row.armed_at) / PATIENCE


def look(rows: Sequence[SendIntent], now: datetime, besides: Sequence[Source] = ()) -> Looks:
    """Ask every source about these sends, also those `besides` that no setting names. Uses disk and
    network, so never in a transaction; `now` is the database's real time before it."""
    wanted = {row.message_id: row for row in rows}
    asked = [_wanted(row, now) for row in rows]
    said: dict[UUID, list[Evidence]] = {row.pk: [] for row in rows}
    for source in [*sources(), *besides] if asked else ():
        for message_id, evidence in source.look(asked, now).items():
            said[wanted[message_id].pk].append(evidence)
    return said


def keep(looks: Looks, now: datetime) -> None:
    """Remember what was looked for, where and with what result; one statement."""
    rows = [
        EvidenceLook(
            intent_id=intent_id,
            source=each.source,
            outcome=each.outcome,
            reference=each.reference[:300],
            first_at=now,
            looked_at=now,
        )
        for intent_id, said in looks.items()
        for each in _one_per_source(said)
    ]
    with transaction.atomic():
        EvidenceLook.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["workspace", "intent", "source"],
            update_fields=["outcome", "reference", "looked_at"],
        )
        EvidenceLook.objects.filter(
            intent_id__in=list(looks), looked_at=now, first_at__lt=now
        ).update(times=F("times") + 1)


def verdict(said: Sequence[Evidence]) -> Evidence | None:
    """What settles a doubt: proof that it was sent, from anywhere; or proof that it was not, while
    no other source has begun to say the opposite."""
    for each in said:
        if each.outcome == Outcome.FOUND:
            return each
    if any(each.outcome == Outcome.UNCLEAR for each in said):
        return None
    return next((each for each in said if each.outcome == Outcome.ABSENT), None)


def _wanted(row: Any, now: datetime) -> Wanted:
    """Of a row of `due_for_a_look`. What went to a mailbox's own server is in no log of ours."""
    gave_up_at = row.deadline_at + relay_gave_up()
    left = patience.left(row.pk, relay_gave_up())
    return Wanted(
        message_id=row.message_id,
        mailbox=row.mailbox.address,
        armed_at=row.armed_at,
        # The database's clock may have been set forward meanwhile.
        gave_up_at=max(gave_up_at, now + left) if left else gave_up_at,
        here=not row.elsewhere,
        is_text=bool(row.number_key),
    )


def _one_per_source(said: Sequence[Evidence]) -> list[Evidence]:
    """Two logs of the same name are one line; the one that says most counts."""
    ranks = list(Outcome)
    best: dict[str, Evidence] = {}
    for each in said:
        former = best.get(each.source)
        if former is None or ranks.index(each.outcome) < ranks.index(former.outcome):
            best[each.source] = each
    return list(best.values())
