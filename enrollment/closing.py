"""One channel is closed to a person: what it leaves out, and whom it leaves nothing to go on with.

The gate keeps every later step of the channel back when it falls due. Here is what cannot wait for
that: tasks that lie in somebody's list, and sequences in which nothing else was to come.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from audit.transitions import perform
from compliance.models import Suppression, SuppressionKind, SuppressionReason
from compliance.packs import Channel
from enrollment import first_messages, planning, stops
from enrollment.models import Enrollment, ExitReason, Touch, TouchState
from sequences import published
from sequences.models import StepKind
from tenancy import clock
from tenancy.actors import Actor

KINDS = {
    Channel.EMAIL.value: (StepKind.EMAIL.value, StepKind.EMAIL_PERSONAL.value),
    Channel.SMS.value: (StepKind.SMS.value,),
}
OPEN = (TouchState.PLANNED, TouchState.DUE, TouchState.CANCELLED)


@dataclass(frozen=True)
class Closed:
    """How many sequences ended, and how many tasks were left out of those that go on."""

    ended: int
    left_out: int


def close(
    rows: Sequence[Enrollment], keys: Collection[str], *, evidence: str, actor: Actor
) -> Closed:
    """Deal with the live enrollments of one person, to whose addresses (by their gate keys) one
    channel was closed in this transaction, after it was suppressed and with their gates held.

    A sequence ends that has nothing but closed channels ahead, and one that has not begun and
    begins with one. In the others the channel's open tasks are left out, and they go on.
    """
    kinds = _closed_kinds(keys)
    over = [row for row in rows if not _goes_on(row, kinds)]
    for row in over:
        stops.exit_enrollment(row, reason=ExitReason.OPTED_OUT, evidence=evidence, actor=actor)
    on = [row for row in rows if row not in over]
    return Closed(len(over), _leave_out(on, kinds, actor))


def _closed_kinds(keys: Collection[str]) -> frozenset[str]:
    rows = Suppression.objects.filter(
        kind=SuppressionKind.ADDRESS,
        key__in=keys,
        channel__in=KINDS,
        reason=SuppressionReason.OPT_OUT,
        lifted_at=None,
    )
    closed = rows.values_list("channel", flat=True)
    return frozenset(kind for channel in closed for kind in KINDS[channel])


def _goes_on(row: Enrollment, kinds: Collection[str]) -> bool:
    if row.activated_at is None:
        step = first_messages.first_step(row)
        if step is not None and step.kind in kinds:
            return False
    return bool(_kinds_ahead(row) - {StepKind.WAIT.value} - set(kinds))


def _kinds_ahead(row: Enrollment) -> set[str]:
    """The kinds of the steps after the last one that was reached and settled."""
    steps = published.plan(row.version).steps
    settled = Touch.objects.filter(enrollment=row).exclude(state__in=OPEN)
    reached = {*settled.values_list("step__key", flat=True), *row.passed}
    done = max((place for place, step in enumerate(steps, 1) if step.key in reached), default=0)
    return {step.kind for step in steps[done:]}


def _leave_out(rows: Sequence[Enrollment], kinds: Collection[str], actor: Actor) -> int:
    note = "The person has closed this channel."
    touches = Touch.objects.filter(enrollment__in=rows, kind__in=kinds, state=TouchState.DUE)
    due = list(touches.select_related("step", "enrollment").order_by("pk"))
    for touch in due:
        skipped = perform(touch, "skip", actor=actor, rule="opt_out", note=note, at=clock.now())
        planning.follow(skipped, actor=actor)
    return len(due)
