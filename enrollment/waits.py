"""Why a planned touch has not left yet, and until when: one sentence for whoever waits.

What the engine has found out stands in the touch (`cause`, `due_at`). What lies outside of it, a
closed switch or a worker that has not come by, is found here when it is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from enrollment import absences, control
from enrollment.models import (
    OPEN_RELEASES,
    ControlGate,
    Enrollment,
    EnrollmentState,
    Release,
    ReleaseState,
    Touch,
)
from enrollment.models.control import GateKind
from tenancy import clock
from tenancy.models import Installation
from tenancy.scope import current_workspace_id


@dataclass(frozen=True)
class Wait:
    """A sentence without its full stop, and the moment at which the wait ends or is looked at
    again; None where a person has to end it, or where it is over any moment (`soon`)."""

    cause: str
    until: datetime | None = None
    soon: bool = False


class Surroundings:
    """What keeps touches back besides themselves: each read once, when it is first asked for, for
    all that are shown. Four statements at most."""

    def __init__(self) -> None:
        self.now = clock.now()

    @cached_property
    def installation(self) -> Installation:
        """The outermost switch."""
        return Installation.objects.get(pk=1)

    @cached_property
    def gates(self) -> Mapping[tuple[str, UUID], ControlGate]:
        """The closed switches of the workspace, by what they close."""
        return {(row.kind, row.ref): row for row in control.closed()}

    @cached_property
    def plans(self) -> Mapping[tuple[str, UUID], Release]:
        """The open release plans, by what they release."""
        rows = Release.objects.filter(state__in=OPEN_RELEASES).defer("counted", "slots", "placed")
        return {(row.kind, row.ref): row for row in rows}

    @cached_property
    def away(self) -> absences.Away:
        """Who is away."""
        return absences.away()


def surroundings() -> Surroundings:
    """Of the open workspace, as of now."""
    return Surroundings()


def why(touch: Touch, around: Surroundings) -> Wait:
    """Why a planned touch waits; it comes with its enrollment. Asks nothing more, but for one
    statement where the owner is away and new people are dealt with differently."""
    enrollment = touch.enrollment
    if enrollment.state == EnrollmentState.AWAITING_REVIEW:
        return Wait("waits for the review of its first message", enrollment.pause_until)
    if enrollment.state in (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD):
        return _paused(enrollment)
    if (shut := _shut(touch, around)) is not None:
        return shut
    if touch.due_at > around.now:
        return Wait(touch.cause or "is not due yet", touch.due_at)
    if (due := absences.waiting(touch, around.now, around.away)) is not None:
        return Wait(due.cause, due.at)
    if touch.lease_until is not None and touch.lease_until > clock.real_now():
        return Wait("a worker is checking it now", touch.lease_until)
    return Wait("waits for a worker, which takes it next", soon=True)


def why_each(touches: Iterable[Touch]) -> dict[UUID, Wait]:
    """The same for many, by their ids."""
    around = surroundings()
    return {touch.pk: why(touch, around) for touch in touches}


def _paused(enrollment: Enrollment) -> Wait:
    reason = enrollment.get_pause_reason_display() or "an answer needs a person"
    note = f" ({enrollment.pause_note})" if enrollment.pause_note else ""
    words = f"waits: {reason[:1].lower()}{reason[1:]}{note}"
    return Wait(words, enrollment.pause_until)


def _shut(touch: Touch, around: Surroundings) -> Wait | None:
    """The widest closed switch that holds it."""
    installation = around.installation
    if installation.restore_hold:
        return Wait("waits: the database was restored, and the restore is not reconciled yet")
    if installation.paused_at is not None:
        why = f": {installation.pause_reason}" if installation.pause_reason else ""
        return Wait(f"waits: sending is stopped for the whole installation{why}")
    for kind, ref in _switches(touch):
        gate = around.gates.get((kind, ref))
        if gate is not None:
            return _behind(gate, around.plans.get((kind, ref)))
    return None


def _switches(touch: Touch) -> list[tuple[str, UUID]]:
    found: list[tuple[str, UUID]] = [
        (GateKind.WORKSPACE.value, current_workspace_id()),
        (GateKind.SEQUENCE.value, touch.sequence_id),
    ]
    mailbox_id = touch.mailbox_id
    if touch.automatic and mailbox_id is not None:
        found.append((GateKind.MAILBOX.value, mailbox_id))
    return found


def _behind(gate: ControlGate, plan: Release | None) -> Wait:
    what = "everything" if gate.kind == GateKind.WORKSPACE else f"this {gate.kind}"
    said = f"waits: {gate.closed_by} has stopped {what} ({gate.reason})"
    if plan is None:
        return Wait(said)
    if plan.state == ReleaseState.APPLYING:
        return Wait(f"{said}; its release plan is being applied")
    return Wait(f"{said}; its release plan waits to be decided", plan.auto_at)
