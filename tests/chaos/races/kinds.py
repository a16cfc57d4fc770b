"""Every kind of stop, as the product's own services do it, and how a switch is opened again.

Loaded when Django is ready.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from uuid import UUID

from django.db import transaction

from compliance.models import SuppressionReason
from enrollment import control, installation, services, stops, suppressing
from enrollment.models import ControlGate, ExitReason, PauseReason, Touch
from enrollment.models.control import GateKind
from tenancy.actors import system
from tenancy.models import Installation
from tenancy.scope import current_workspace_id
from tenancy.tasks import for_each_workspace

RACER = system("race of stops")
WHY = "race"


@dataclass(frozen=True)
class Kind:
    """How one kind of stop is done to whoever the touch belongs to. `covers` names what it stops:
    the touch's own person, or what has this id; `opens` undoes it, where that is a switch."""

    name: str
    weight: int
    stop: Callable[[Touch], object]
    covers: Callable[[Touch], str]
    opens: Callable[[Touch], object] | None = None


def _opt_out(touch: Touch) -> None:
    person = touch.enrollment.contact
    stops.stop_address(
        person.email_base,
        cause=ExitReason.OPTED_OUT,
        evidence=WHY,
        actor=RACER,
        contact_id=person.pk,
    )


def _address(touch: Touch) -> None:
    _suppress("address", touch.enrollment.contact.email_base, SuppressionReason.OPT_OUT)


def _domain(touch: Touch) -> None:
    domain = touch.enrollment.contact.email_base.rpartition("@")[2]
    _suppress("domain", domain, SuppressionReason.MANUAL)


def _suppress(kind: str, value: str, reason: SuppressionReason) -> None:
    suppressing.suppress_and_stop(
        kind=kind, value=value, reason=reason, source=WHY, evidence=WHY, actor=RACER
    )


def _exit(touch: Touch) -> None:
    stops.exit_enrollment(
        touch.enrollment, reason=ExitReason.DISQUALIFIED, evidence=WHY, actor=RACER
    )


def _pause(touch: Touch) -> None:
    services.pause(touch.enrollment, reason=PauseReason.MANUAL, actor=RACER)


def _close(kind: GateKind, ref: Callable[[Touch], UUID]) -> Callable[[Touch], object]:
    return lambda touch: control.close(kind.value, ref(touch), reason=WHY, actor=RACER)


def _open(kind: GateKind, ref: Callable[[Touch], UUID]) -> Callable[[Touch], object]:
    """Without its release plan: what is watched is the closing. It is remembered, as ever."""

    def opened(touch: Touch) -> None:
        with transaction.atomic():
            for row in ControlGate.objects.filter(kind=kind, ref=ref(touch)):
                control.remember(row.ref, row.closed_at)
                row.delete()

    return opened


def _stop_installation(touch: Touch) -> None:
    installation.stop(reason=WHY, by=RACER, everywhere=lambda note: None)


def _release_installation(touch: Touch) -> None:
    with transaction.atomic():
        closed_at = Installation.objects.get().paused_at
    if closed_at is not None:
        for_each_workspace(partial(_remember_here, closed_at))
    with transaction.atomic():
        Installation.objects.update(paused_at=None, paused_since=None)


def _remember_here(closed_at: datetime) -> None:
    with transaction.atomic():
        control.remember(current_workspace_id(), closed_at)


def _switch(kind: GateKind, weight: int, ref: Callable[[Touch], UUID]) -> Kind:
    name = f"{kind.value} switch"
    return Kind(name, weight, _close(kind, ref), lambda touch: str(ref(touch)), _open(kind, ref))


def _mailbox(touch: Touch) -> UUID:
    assert touch.mailbox_id is not None
    return touch.mailbox_id


def _person(touch: Touch) -> str:
    return str(touch.pk)


def _sequence(touch: Touch) -> UUID:
    assert touch.sequence_id is not None
    return touch.sequence_id


def _workspace(touch: Touch) -> UUID:
    assert touch.workspace_id is not None
    return touch.workspace_id


KINDS = (
    Kind("opt-out", 20, _opt_out, _person),
    Kind("suppressed address", 20, _address, _person),
    Kind("suppressed domain", 2, _domain, _person),
    Kind("exit", 20, _exit, _person),
    Kind("pause", 20, _pause, _person),
    _switch(GateKind.MAILBOX, 12, _mailbox),
    _switch(GateKind.SEQUENCE, 8, _sequence),
    _switch(GateKind.WORKSPACE, 8, _workspace),
    Kind("installation switch", 4, _stop_installation, lambda touch: "", _release_installation),
)
