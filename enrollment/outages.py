"""After an outage: what nobody sent for does not leave in a burst; it becomes a release plan.

A worker that lives looks at every workspace once a minute (`tenancy.turns`). One that was looked at
longer ago than the setting has had an outage: its switch is closed before anything is claimed, and
people may decide for a while before the safe default opens it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from enrollment import backlog, control, gates
from enrollment.models import ControlGate, Release, ReleaseCause, Touch, TouchState
from enrollment.models.control import GateKind
from tenancy import clock, turns
from tenancy.actors import system
from tenancy.scope import current_workspace_id

KEEPER = system("outages")


def longest() -> timedelta:
    """How long a workspace may go without a look."""
    return timedelta(minutes=settings.OUTAGE_MINUTES)


def notice(seen_at: datetime) -> Release | None:
    """Hold what piled up while nobody looked at the open workspace since `seen_at` (real time);
    None when nothing did, it is held already, or another worker was faster."""
    with transaction.atomic():
        now, workspace_id = clock.now(), current_workspace_id()
        since = now - (clock.real_now() - seen_at)
        if not _piled_up(now):
            return None
        gates.take_workspace()
        if turns.last_served(workspace_id) != seen_at or _is_closed():
            return None
        reason = f"Nobody was sending from {since:%d %b %H:%M} to {now:%d %b %H:%M} UTC."
        gate = control.close(
            GateKind.WORKSPACE, workspace_id, reason=reason, actor=KEEPER, since=since
        )
        stopped = backlog.stopped_by(gate, ReleaseCause.OUTAGE)
        row = backlog.make(stopped, actor=KEEPER, auto_at=backlog.decide_by())
    with transaction.atomic():
        backlog.tell_admins(row)
    return row


def _piled_up(now: datetime) -> bool:
    late = Touch.objects.filter(state=TouchState.PLANNED, held=False, due_at__lt=now - longest())
    return bool(late.exists())


def _is_closed() -> bool:
    return bool(ControlGate.objects.filter(kind=GateKind.WORKSPACE).exists())
