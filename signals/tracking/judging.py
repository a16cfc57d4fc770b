"""What becomes of hits: those of one message are looked at together, ten seconds after they came.

What was a machine keeps its reason and is never counted as a person. What was a person becomes a
signal, once a link and day, and nothing about the sequence changes by it: only a version's own
conditions may ask for it.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import transaction

from enrollment.models import HitOf, IntentState, SendIntent, TouchState, TrackedHit, TrackedLink
from signals import intake, matching, reactions
from signals.events import TRACKED
from signals.kinds import Kind
from signals.models import Signal
from signals.tracking import machines
from tenancy.actors import system
from tenancy.alone import alone
from tenancy.scope import current_workspace_id

READER = system("tracked link")
QUIET = timedelta(seconds=10)
AT_A_TIME = 200
LEFT = (TouchState.ARMED, TouchState.SENT, TouchState.UNKNOWN, TouchState.ASSUMED_SENT)
ON_ITS_WAY = (
    *(IntentState.ARMED, IntentState.ACCEPTED),
    *(IntentState.UNKNOWN, IntentState.ASSUMED),
)
KINDS: Mapping[str, Kind] = {HitOf.OPEN.value: Kind.OPENED, HitOf.LINK.value: Kind.CLICKED}
# A message: of which enrollment, and which of its steps.
Key = tuple[UUID, str]


@dataclass(frozen=True)
class _Message:
    """What is known of the hits of one message."""

    links: Sequence[TrackedLink]
    hits: Sequence[TrackedHit]
    intent: SendIntent | None


def judge() -> None:
    """Judge what waits in the open workspace; for the sweep, outside a transaction. What a worker
    that was killed has left is judged, or applied, in the next round."""
    with alone(f"hits:{current_workspace_id()}") as is_ours:
        if not is_ours:
            return
        with transaction.atomic():
            signals = [signal for message in _waiting() for signal in _judged(message)]
    for signal in signals:
        reactions.attempt(signal)


def _waiting() -> list[_Message]:
    """The messages of the oldest hits that wait, each with all its links and hits; four
    statements."""
    old = datetime.now(UTC) - QUIET
    rows = TrackedHit.objects.filter(judged_at=None, seen_at__lt=old)
    # One that was noted while its person was erased is nobody's.
    rows = rows.exclude(link__enrollment_id=None).order_by("seen_at", "pk")
    keys = {_key(hit.link) for hit in rows.select_related("link")[:AT_A_TIME]}
    enrollments = {enrollment_id for enrollment_id, _ in keys}
    links: dict[Key, list[TrackedLink]] = defaultdict(list)
    for link in TrackedLink.objects.filter(enrollment_id__in=enrollments):
        links[_key(link)].append(link)
    hits: dict[UUID, list[TrackedHit]] = defaultdict(list)
    wanted = [link.pk for key in keys for link in links[key]]
    for hit in TrackedHit.objects.filter(link__in=wanted).order_by("seen_at", "pk"):
        hits[hit.link_id].append(hit)
    intents = _intents(enrollments)
    return [
        _Message(
            links[key], [hit for link in links[key] for hit in hits[link.pk]], intents.get(key)
        )
        for key in sorted(keys)
    ]


def _key(link: TrackedLink) -> Key:
    assert link.enrollment_id is not None, "a link of nobody is not judged"
    return link.enrollment_id, link.step_key


def _intents(enrollments: set[UUID]) -> dict[Key, SendIntent]:
    """By which the messages of these enrollments have left, the newest of each."""
    rows = SendIntent.objects.filter(
        touch__enrollment__in=enrollments, touch__state__in=LEFT, outcome__in=ON_ITS_WAY
    )
    loaded = rows.select_related("touch__step", "touch__enrollment__contact").order_by("armed_at")
    return {(row.touch.enrollment_id, row.touch.step.key): row for row in loaded}


def _judged(message: _Message) -> list[Signal]:
    """Settle the hits of one message; the signals of those that were a person's."""
    kinds = {link.pk: link.kind for link in message.links}
    found = machines.together(
        [_hit(row, kinds) for row in message.hits],
        [link.pk for link in message.links if link.kind == HitOf.LINK],
        has_left=message.intent is not None,
        left_at=_left_at(message.intent),
    )
    now = datetime.now(UTC)
    signals = []
    for row in message.hits:
        if row.judged_at is not None or row.seen_at > now - QUIET:
            continue
        row.reason, row.judged_at = found[row.pk], now
        row.save(update_fields=["reason", "judged_at"])
        if not row.reason and message.intent is not None:
            kind = KINDS[kinds[row.link_id]]
            signals.append(intake.store(_arrival(row, kind, message.intent), actor=READER))
    return signals


def _hit(row: TrackedHit, kinds: Mapping[UUID, str]) -> machines.Hit:
    is_open = kinds[row.link_id] == HitOf.OPEN
    return machines.Hit(row.pk, row.link_id, row.at, is_open, row.reason)


def _left_at(intent: SendIntent | None) -> datetime | None:
    """When the server took it, where that is known."""
    is_known = intent is not None and intent.touch.state == TouchState.SENT
    return intent.touch.settled_at if intent is not None and is_known else None


def _arrival(row: TrackedHit, kind: Kind, intent: SendIntent) -> intake.Arrival:
    return intake.Arrival(
        source=TRACKED,
        event_id=f"{row.link_id}:{row.at:%Y-%m-%d}",
        kind=kind,
        match=matching.of_link(intent),
        keeper=row.pk,
        occurred_at=row.at,
        received_at=row.seen_at,
    )
