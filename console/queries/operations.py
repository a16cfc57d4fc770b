"""What the operations page reads: what is stuck, what is stopped, how quick a stop is.

Twelve statements for any number of touches: counts are grouped by the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min

from enrollment import control
from enrollment.dispatch.waiting import deaf
from enrollment.models import (
    ControlGate,
    LimitCounter,
    Mailbox,
    Touch,
    TouchState,
)
from enrollment.models.control import GateKind
from sequences.models import Sequence as Plan
from tenancy.models import Installation, Turn
from tenancy.scope import current_workspace_id

SHOWN = 50
# The order in which a person wants to know them.
STATES = (
    TouchState.PLANNED,
    TouchState.ARMED,
    TouchState.UNKNOWN,
    TouchState.FAILED,
    TouchState.DUE,
    TouchState.SENT,
)

# From the moment a signal reached us to the commit of the stop that it caused, both in real time.
_LATENCY = """
SELECT count(*),
    percentile_cont(0.5) WITHIN GROUP (ORDER BY stop.at - signal.received_at),
    percentile_cont(0.99) WITHIN GROUP (ORDER BY stop.at - signal.received_at)
FROM signals_signal AS signal
    JOIN enrollment_stoprecord AS stop
        ON stop.workspace_id = signal.workspace_id AND stop.evidence = 'signal ' || signal.id
WHERE signal.workspace_id = %s AND signal.received_at > %s AND stop.at >= signal.received_at
"""


@dataclass(frozen=True)
class Latency:
    """How long signals took to stop what they stop, over the last day."""

    stops: int
    half: timedelta | None
    slowest: timedelta | None


@dataclass(frozen=True)
class Switch:
    """Something that can be stopped; `gate` is set while it is."""

    kind: str
    ref: UUID
    label: str
    gate: ControlGate | None


@dataclass(frozen=True)
class Sender:
    """A mailbox with today's use, and the sentence that says why it does not send."""

    mailbox: Mailbox
    used: int
    hindrance: str
    switch: Switch


@dataclass(frozen=True)
class Engine:
    """The state of the whole: counts by state, what waits longest, when a worker last looked."""

    counts: Sequence[tuple[str, str, int]]
    oldest_due: datetime | None
    looked_at: datetime | None
    next_due: datetime | None
    halted: str
    is_restored: bool


def engine(now: datetime) -> Engine:
    """Four statements."""
    grouped = dict(
        Touch.objects.filter(state__in=STATES).values_list("state").annotate(n=Count("pk"))
    )
    due = Touch.objects.filter(state=TouchState.PLANNED, held=False)
    waiting = due.aggregate(first=Min("due_at"))["first"]
    turn = Turn.objects.filter(workspace_id=current_workspace_id()).first()
    known = Installation.objects.get(pk=1)
    return Engine(
        counts=[(str(state.label), state.value, grouped.get(state.value, 0)) for state in STATES],
        oldest_due=waiting if waiting and waiting <= now else None,
        looked_at=turn.served_at if turn else None,
        next_due=waiting if waiting and waiting > now else None,
        halted=_halted(known),
        is_restored=known.restore_hold,
    )


def latency() -> Latency:
    """Signal to stop over the last day; one statement."""
    with connection.cursor() as cursor:
        since = datetime.now(UTC) - timedelta(days=1)
        cursor.execute(_LATENCY, [current_workspace_id(), since])
        return Latency(*cursor.fetchone())


def switches() -> tuple[Switch, Sequence[Switch], Mapping[UUID, ControlGate]]:
    """The workspace's switch, those of its sequences, and every closed one by what it closes;
    two statements."""
    shut = {row.ref: row for row in control.closed()}
    workspace_id = current_workspace_id()
    whole = Switch(
        GateKind.WORKSPACE, workspace_id, "Everything of this workspace", shut.get(workspace_id)
    )
    rows = Plan.objects.filter(archived_at=None).order_by("name")
    plans = [Switch(GateKind.SEQUENCE, row.pk, row.name, shut.get(row.pk)) for row in rows]
    return whole, plans, shut


def senders(shut: Mapping[UUID, ControlGate], now: datetime) -> list[Sender]:
    """Every mailbox with its use of today; two statements."""
    boxes = Mailbox.objects.select_related("owner", "unmonitored_by").order_by("name")
    used = _used_today(now)
    return [_sender(box, used.get(str(box.pk), 0), shut) for box in boxes]


def _used_today(now: datetime) -> dict[str, int]:
    """What `enrollment.limits` has counted today, by the mailbox's id."""
    today = now.astimezone(UTC).date()
    rows = LimitCounter.objects.filter(key__startswith="mailbox:", key__endswith=f":{today}")
    return {row.key.split(":")[1]: row.n for row in rows}


def _sender(box: Mailbox, used: int, shut: Mapping[UUID, ControlGate]) -> Sender:
    gate = shut.get(box.pk)
    switch = Switch(GateKind.MAILBOX, box.pk, box.name, gate)
    return Sender(box, used, _hindrance(box, used, gate), switch)


def _hindrance(box: Mailbox, used: int, gate: ControlGate | None) -> str:
    """Why nothing leaves from here now; "" when it sends."""
    if gate:
        return f"Stopped by {gate.closed_by}: {gate.reason}"
    if not box.is_active:
        return "Switched off in the settings."
    if deaf(box):
        return "Nothing leaves: no sign for five minutes that mail to it reaches us."
    if used >= box.daily_limit:
        return "Today's limit is used up; it goes on tomorrow."
    return ""


def _halted(row: Installation) -> str:
    """Why the whole installation sends nothing; "" when it does."""
    if row.restore_hold:
        return "The database was restored. Nothing leaves until the restore is released."
    return "Sending is paused for the whole installation." if row.paused_at else ""
