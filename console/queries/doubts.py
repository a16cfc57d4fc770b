"""Sends that nobody knows the outcome of: what was looked for, where, when and with what result.

A fixed number of statements for any number of sends.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from enrollment.dispatch import mending
from enrollment.evidence import sources
from enrollment.models import EvidenceLook, IntentState, SendIntent

SHOWN = 200
# Everywhere: a reply or a bounce settles a doubt the moment it comes in.
HEARD = "replies, bounces and events that name it"


@dataclass(frozen=True)
class Doubt:
    """A send on the wire or in doubt. From `not_sent_from` on no server takes it, which the workers
    wait out before anybody `may_say_not_sent`; a machine may settle it by evidence until
    `assumed_at`. Real time."""

    intent: SendIntent
    looks: Sequence[EvidenceLook]
    places: str
    not_sent_from: datetime
    assumed_at: datetime
    is_leaving: bool
    may_say_not_sent: bool

    @property
    def newest(self) -> EvidenceLook | None:
        """The last look that told anything."""
        told = [look for look in self.looks if look.outcome != "nothing"] or list(self.looks)
        return max(told, key=lambda look: look.looked_at, default=None)


@dataclass(frozen=True)
class Doubts:
    """The oldest ones, and how many there are."""

    rows: Sequence[Doubt]
    count: int


def doubts() -> Doubts:
    """Three statements."""
    rows = open_ones()
    return Doubts([_doubt(row) for row in rows[:SHOWN]], rows.count())


def doubt(intent: SendIntent) -> Doubt:
    """One of them, with its looks; `intent` comes from `open_ones`."""
    return _doubt(intent)


def neighbours(intent: SendIntent) -> tuple[UUID | None, UUID | None]:
    """The one before and the one after it, in the order of the list; two statements."""
    others = SendIntent.objects.filter(outcome__in=_OPEN).exclude(pk=intent.pk)
    before = others.filter(armed_at__lte=intent.armed_at).order_by("-armed_at", "-pk")
    after = others.filter(armed_at__gte=intent.armed_at).order_by("armed_at", "pk")
    found = [rows.values_list("pk", flat=True).first() for rows in (before, after)]
    return found[0], found[1]


_OPEN = (IntentState.ARMED, IntentState.UNKNOWN)


def open_ones() -> "QuerySet[SendIntent]":
    """Sends on the wire or in doubt, the oldest first."""
    related = ("touch__enrollment__contact", "touch__sequence", "touch__step", "mailbox")
    rows = SendIntent.objects.filter(outcome__in=_OPEN).select_related(*related)
    return rows.prefetch_related("looks").order_by("armed_at", "pk")


def count() -> int:
    """How many there are; one statement."""
    return SendIntent.objects.filter(outcome__in=_OPEN).count()


def _doubt(row: SendIntent) -> Doubt:
    is_leaving = row.outcome == IntentState.ARMED
    return Doubt(
        intent=row,
        looks=sorted(row.looks.all(), key=lambda look: look.source),
        places=_places(row),
        not_sent_from=mending.not_sent_from(row),
        assumed_at=mending.assumed_at(row),
        is_leaving=is_leaving,
        may_say_not_sent=mending.may_say_not_sent(row),
    )


def _places(row: SendIntent) -> str:
    """What a mailbox hands to a server of its own is in no log of ours."""
    logs = {source.name for source in sources.logs()} if row.elsewhere else set()
    names = dict.fromkeys(each.name for each in sources.sources() if each.name not in logs)
    return ", ".join([*(f"the {name}" for name in names), HEARD])
