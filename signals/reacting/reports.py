"""What a reaction table would have done otherwise with the signals that came in lately.

Made when it is looked at, with three statements whatever their number; kept nowhere.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.fields.json import KT

from enrollment.models import Enrollment
from signals import tables
from signals.kinds import Kind
from signals.models import Signal, SignalState
from signals.reaction_table import Line, Table, Topic, topic_of
from tenancy import clock

WITHIN = timedelta(days=90)
DECIDED = (SignalState.APPLIED, SignalState.HELD, SignalState.REVERSED)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """So many signals of a topic would have had another line; `motion` "" where none is known."""

    topic: Topic
    motion: str
    before: Line
    after: Line
    signals: int


@dataclass(frozen=True, slots=True)
class Report:
    """Of `signals` with a line, since `since`, so many would have acted differently."""

    since: datetime
    until: datetime
    signals: int
    changes: tuple[Otherwise, ...]

    @property
    def different(self) -> int:
        """How many would have acted differently."""
        return sum(each.signals for each in self.changes)


def report(table: Table) -> Report:
    """Compare a table with the tables that decided, over the last 90 days; what came before tables
    were kept counts as decided by the built-in one. Colleagues are counted by their line alone: who
    was in flight then is not asked."""
    until = clock.now()
    since = until - WITHIN
    known, counts, total = tables.by_number(), Counter[tuple[Topic, str, Line, Line]](), 0
    for topic, motion, number, signals in _counted(since):
        total += signals
        before = known.get(number, known[0]).line(topic, motion)
        after = table.line(topic, motion)
        if before != after:
            counts[topic, motion, before, after] += signals
    return Report(
        since,
        until,
        total,
        tuple(Otherwise(*key, signals) for key, signals in counts.most_common()),
    )


def _counted(since: datetime) -> Iterator[tuple[Topic, str, int, int]]:
    motions = Enrollment.objects.filter(pk=OuterRef("enrollment_id"))
    rows = (
        Signal.objects.filter(occurred_at__gte=since, state__in=DECIDED)
        .annotate(
            meant=KT("reading__understood__intent"),
            decided_by=KT("reading__table"),
            motion=Subquery(motions.values("sequence__motion")[:1]),
        )
        .order_by()
        .values_list("kind", "meant", "decided_by", "motion")
        .annotate(n=Count("pk"))
        .order_by(F("kind"))
    )
    for kind, meant, number, motion, count in rows:
        topic = topic_of(Kind(kind), {"understood": {"intent": meant}})
        if topic is not None:
            yield topic, motion or "", int(number or 0), count
