"""The outermost switch: an operator of the installation stops everything, and releases it.

Releasing lets nothing burst either: a workspace in which something waits gets a closed switch of
its own and a release plan, before the installation's opens, and before the hold of a restore does.
Each has the audit entries of both.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from enrollment import backlog, control, gates
from enrollment.models import ControlGate, Release, ReleaseCause, Touch, TouchState
from enrollment.models.control import GateKind
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Installation
from tenancy.reading import own_workspace
from tenancy.scope import current_workspace_id

Everywhere = Callable[[Callable[[], None]], None]
KIND = "installation"
_REASONS = {
    ReleaseCause.INSTALLATION: (
        "The whole installation was stopped; this opens with its release plan."
    ),
    ReleaseCause.RESTORE: "A backup was restored; this opens with its release plan.",
}


def operator(name: str) -> Actor:
    """Who works at the command line; the trail has the name that they give. Refused without one."""
    if not name.strip():
        raise Refused("Say who you are: --by.", code="no_name")
    return system(f"operator {name.strip()}"[:40].strip())


def stop(*, reason: str, by: Actor, everywhere: Everywhere) -> bool:
    """Stop sending in all workspaces; when this has returned, no arm is under way. False when it
    was stopped before. `everywhere` runs a function in the scope of each workspace. Refused without
    a reason."""
    why = control.reason_of(reason)
    with transaction.atomic():
        gates.take(gates.INSTALLATION)
        row = Installation.objects.select_for_update().get(pk=1)
        if row.paused_at is not None:
            return False
        row.paused_at, row.paused_since = clock.real_now(), clock.now()
        row.paused_by, row.pause_reason = by.label, why
        row.save(update_fields=["paused_at", "paused_since", "paused_by", "pause_reason"])
    everywhere(lambda: _note(Action.GATE_CLOSED, by, reason=row.pause_reason))
    return True


def release(*, by: Actor, everywhere: Everywhere, at_once: bool = False) -> bool:
    """Let workspaces send again, each with its release plan; people may decide on it for a while,
    with `at_once` the safe default is applied without asking. False when nothing was stopped."""
    with transaction.atomic():
        row = Installation.objects.get(pk=1)
    since = row.paused_since or row.paused_at
    if row.paused_at is None or since is None:
        return False
    everywhere(partial(_release, row.paused_at, since, by, at_once))
    with transaction.atomic():
        gates.take(gates.INSTALLATION)
        Installation.objects.update(
            paused_at=None, paused_since=None, paused_by="", pause_reason=""
        )
    everywhere(lambda: _note(Action.GATE_OPENED, by))
    return True


def _release(closed_at: datetime, since: datetime, by: Actor, at_once: bool) -> None:
    with transaction.atomic():
        control.remember(current_workspace_id(), closed_at)
    hold_back(ReleaseCause.INSTALLATION, since=since, by=by, at_once=at_once)


def hold_back(cause: ReleaseCause, *, since: datetime, by: Actor, at_once: bool) -> None:
    """Before everything opens: what is due in the open workspace stays behind a switch of its own
    until its release plan is applied. Nothing is closed where nothing is due, or it is already."""
    with transaction.atomic():
        if not Touch.objects.filter(
            state=TouchState.PLANNED, held=False, due_at__lte=clock.now()
        ).exists():
            return
        gates.take_workspace()
        if ControlGate.objects.filter(kind=GateKind.WORKSPACE).exists():
            return
        row = _plan(cause, since, by, at_once)
    with transaction.atomic():
        backlog.tell_admins(row)


def _plan(cause: ReleaseCause, since: datetime, by: Actor, at_once: bool) -> Release:
    gate = control.close(
        GateKind.WORKSPACE, current_workspace_id(), reason=_REASONS[cause], actor=by, since=since
    )
    auto_at = clock.now() - timedelta(seconds=1) if at_once else backlog.decide_by()
    return backlog.make(backlog.stopped_by(gate, cause), actor=by, auto_at=auto_at)


def _note(action: Action, by: Actor, reason: str = "") -> None:
    with transaction.atomic():
        workspace = own_workspace()
        record(action, workspace, actor=by, kind=KIND, reason=reason)
