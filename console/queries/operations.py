"""What the operations page reads: what is stuck, what is stopped, who is at work.

A fixed number of statements for any number of touches, each by an index: see `enrollment.figures`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from console.queries import health, streams
from console.queries.health import HealthLine
from enrollment import control, figures, limits, waits
from enrollment.backlog.counting import used_today
from enrollment.breakers import not_closed
from enrollment.dispatch.waiting import deaf
from enrollment.figures import Figures
from enrollment.models import (
    ControlGate,
    DomainBreaker,
    Mailbox,
    Touch,
    TouchState,
)
from enrollment.models.control import GateKind
from sequences.models import Sequence as Plan
from signals.kinds import Kind
from tenancy import sightings
from tenancy.models import Installation, Turn, Workspace
from tenancy.scope import current_workspace_id

SHOWN = 50
# Seconds after which a process that has not been seen is no longer at work.
AT_WORK = 60.0


@dataclass(frozen=True)
class Switch:
    """Something that can be stopped; `gate` is set while it is."""

    kind: str
    ref: UUID
    label: str
    gate: ControlGate | None


@dataclass(frozen=True)
class Sender:
    """A mailbox with its use of today, the most it may send today, and the sentence that says why
    it does not send."""

    mailbox: Mailbox
    used: int
    most: int
    hindrance: str
    switch: Switch
    health: HealthLine | None


@dataclass(frozen=True)
class Asking:
    """How many messages ask for a person, and of what kind, in words."""

    total: int
    words: str


@dataclass(frozen=True)
class Engine:
    """The state of the whole, when a worker last looked, who is at work, and why nothing leaves."""

    figures: Figures
    looked_at: datetime | None
    next_due: datetime | None
    workers: Sequence[sightings.Seen]
    beat: sightings.Seen | None
    halted: str
    is_restored: bool

    @property
    def asking(self) -> Asking:
        """What asks for a person; the most frequent kind first."""
        found = sorted(self.figures.asking.items(), key=lambda each: (-each[1], each[0]))
        words = [f"{Kind(kind).label.lower()}: {number:,}" for kind, number in found]
        late = self.figures.asking_late
        words += [f"{late:,} over their time"] if late else []
        return Asking(sum(self.figures.asking.values()), ", ".join(words))

    @property
    def pace(self) -> str:
        """How many messages leave in a minute, by those of the last five."""
        number = self.figures.left_just_now
        minutes = figures.JUST_NOW.total_seconds() / 60
        return f"{number / minutes:,.1f} a minute lately" if number else "none in five minutes"

    @property
    def is_alone(self) -> bool:
        """Whether no process was at work within the last minute."""
        return not self.workers


@dataclass(frozen=True)
class Line:
    """One touch that is due and has not left, and why."""

    touch: Touch
    wait: waits.Wait


def engine(now: datetime) -> Engine:
    """Four statements."""
    turn = _turn()
    seen = sightings.seen(within_seconds=AT_WORK)
    known = Installation.objects.get(pk=1)
    return Engine(
        figures=figures.now(),
        looked_at=turn.served_at if turn else None,
        next_due=_upcoming(turn, now),
        workers=[each for each in seen if each.kind == sightings.WORKER],
        beat=next((each for each in seen if each.kind == sightings.BEAT), None),
        halted=_halted(known),
        is_restored=known.restore_hold,
    )


def next_due(now: datetime) -> datetime | None:
    """When the next touch falls due; None when nothing is planned. One statement."""
    return _upcoming(_turn(), now)


def _turn() -> Turn | None:
    row: Turn | None = Turn.objects.filter(workspace_id=current_workspace_id()).first()
    return row


def _upcoming(turn: Turn | None, now: datetime) -> datetime | None:
    due = turn.next_due_at if turn else None
    return due if due and due > now else None


def overdue(now: datetime) -> list[Line]:
    """What is due and has not left, the oldest first, with its cause; six statements."""
    rows = Touch.objects.filter(state=TouchState.PLANNED, held=False, due_at__lte=now)
    related = ("enrollment__contact", "enrollment__owner", "sequence", "step", "mailbox")
    found = list(rows.select_related(*related).order_by("due_at", "pk")[:SHOWN])
    causes = waits.why_each(found)
    return [Line(touch, causes[touch.pk]) for touch in found]


def switches() -> tuple[Switch, Sequence[Switch], Mapping[UUID, ControlGate]]:
    """The workspace's switch, those of its sequences, also of archived ones that are stopped, and
    every closed one by what it closes; two statements."""
    shut = {row.ref: row for row in control.closed()}
    workspace_id = current_workspace_id()
    whole = Switch(
        GateKind.WORKSPACE, workspace_id, "Everything of this workspace", shut.get(workspace_id)
    )
    rows = Plan.objects.filter(Q(archived_at=None) | Q(pk__in=list(shut))).order_by("name")
    plans = [Switch(GateKind.SEQUENCE, row.pk, row.name, shut.get(row.pk)) for row in rows]
    return whole, plans, shut


def breakers(workspace: Workspace) -> list[DomainBreaker]:
    """The receivers that asked to slow down, the newest first; one statement, none without any."""
    if not workspace.has_breakers:
        return []
    return list(not_closed().order_by("-asked_at", "pk"))


def senders(shut: Mapping[UUID, ControlGate], now: datetime, halted: str = "") -> list[Sender]:
    """Every mailbox with its use of today and its health; four statements. `halted` says why
    none of them sends, whatever is said of itself."""
    boxes = list(Mailbox.objects.select_related("owner", "unmonitored_by").order_by("name"))
    used = used_today(boxes, now)
    well, unread = health.lines(boxes), streams.troubles(boxes)
    whole = shut.get(current_workspace_id())
    above = halted or (f"Everything is stopped by {whole.closed_by}." if whole else "")
    return [
        _sender(
            box,
            used.get(str(box.pk), 0),
            now,
            shut,
            well.get(box.pk),
            above,
            unread.get(box.pk, ""),
        )
        for box in boxes
    ]


def _sender(
    box: Mailbox,
    used: int,
    now: datetime,
    shut: Mapping[UUID, ControlGate],
    well: HealthLine | None,
    above: str,
    unread: str,
) -> Sender:
    gate, most = shut.get(box.pk), limits.of_mailbox(box, now).cap
    switch = Switch(GateKind.MAILBOX, box.pk, box.name, gate)
    why = _hindrance(box, used >= most, gate, above, unread)
    return Sender(box, used, most, why, switch, well)


def _hindrance(
    box: Mailbox, is_full: bool, gate: ControlGate | None, above: str, unread: str
) -> str:
    """Why nothing leaves from here now; "" when it sends."""
    if gate:
        return f"Stopped by {gate.closed_by}: {gate.reason}"
    if above:
        return above
    if not box.is_active:
        return "Switched off in the settings."
    if deaf(box):
        said = "Nothing leaves: no sign for five minutes that mail to it reaches us."
        return f"{said} {unread}".strip()
    if is_full:
        return "Today's limit is used up; it goes on tomorrow."
    return ""


def _halted(row: Installation) -> str:
    """Why the whole installation sends nothing; "" when it does."""
    if row.restore_hold:
        return "The database was restored. Nothing leaves until the restore is released."
    if row.paused_at is None:
        return ""
    why = f": {row.pause_reason}" if row.pause_reason else "."
    return f"Sending is stopped for the whole installation{why}"
