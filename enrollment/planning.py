"""Planning the next touch of an enrollment: one at a time, so a slip moves all that follows."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from audit.actions import Action
from audit.recording import record
from enrollment.models import Enrollment, Touch
from sequences import timetable
from sequences.cadence import Delay, DelayUnit, Due, Window, due_after
from sequences.cadence import step_spread as spread
from sequences.models import AUTOMATIC, Step, StepKind, Version
from tenancy import clock, turns
from tenancy.actors import Actor
from tenancy.models import Workspace
from tenancy.scope import current_workspace_id

# How long a finished sequence listens before it counts as completed without an answer.
LISTENS = timedelta(days=7)
# A manual step that nobody does in time ends by itself, so that nobody stalls in silence.
TASK_LIVES = timedelta(days=5)


def zone_of(enrollment: Enrollment, workspace: Workspace) -> ZoneInfo:
    """The contact's zone; the workspace's where the contact has none that can be read."""
    return timetable.zone_of(enrollment.contact, workspace)[0]


def window_of(version: Version, workspace: Workspace) -> Window:
    """The version's sending window, else the workspace's, else office hours."""
    return timetable.window_of(version, workspace)[0]


def steps_of(version: Version) -> list[Step]:
    """Steps in their order; waits stay in, they lengthen the delay of what follows."""
    return list(version.steps.order_by("position"))


def next_step(steps: Sequence[Step], after: int) -> tuple[Step, list[Delay]] | None:
    """The first step after a position that does something, and the delays that lead to it."""
    delays: list[Delay] = []
    for step in steps:
        if step.position <= after:
            continue
        delays.append(Delay(step.delay_amount, DelayUnit(step.delay_unit)))
        if step.kind != StepKind.WAIT:
            return step, delays
    return None


def due_for(enrollment: Enrollment, step: Step, delays: Sequence[Delay], anchor: datetime) -> Due:
    """When the step falls due, counted from the moment the one before was settled."""
    workspace = enrollment.workspace
    zone, window = zone_of(enrollment, workspace), window_of(enrollment.version, workspace)
    key = spread(enrollment.pk.bytes, step.key)
    for delay in delays[:-1]:
        anchor = due_after(anchor, delay, zone, window).at
    return due_after(anchor, delays[-1], zone, window, spread_key=key)


def plan_next(
    enrollment: Enrollment, *, after: int, anchor: datetime, actor: Actor
) -> Touch | None:
    """Plan the touch that follows position `after`; None when the sequence has no more steps.

    Idempotent: a step is planned once per enrollment, whoever asks how often.
    """
    found = next_step(steps_of(enrollment.version), after)
    if found is None:
        return None
    step, delays = found
    due = due_for(enrollment, step, delays, anchor)
    touch: Touch
    touch, created = Touch.objects.get_or_create(
        enrollment=enrollment,
        step=step,
        defaults={
            "sequence_id": enrollment.sequence_id,
            "position": step.position,
            "kind": step.kind,
            "automatic": step.kind in AUTOMATIC,
            "first": _is_first(enrollment, step),
            "mailbox_id": enrollment.mailbox_id,
            "due_at": due.at,
            "cause": due.cause,
        },
    )
    if created:
        record(Action.TOUCH_PLANNED, touch, actor=actor, step=step.key, due_at=due.at.isoformat())
        turns.bring_forward(current_workspace_id(), due.at)
    return touch


def _is_first(enrollment: Enrollment, step: Step) -> bool:
    """Whether no message of ours has been planned for this person over this channel before."""
    if step.kind != StepKind.EMAIL:
        return False
    return not Touch.objects.filter(enrollment=enrollment, kind=StepKind.EMAIL).exists()


def defer(touch: Touch, due: Due, *, actor: Actor) -> None:
    """Write a new due moment and its cause, so that nothing is claimed in a loop.

    A waiting touch keeps its state; the entry is written when the cause changes, not each time.
    """
    if touch.cause != due.cause:
        record(Action.TOUCH_DEFERRED, touch, actor=actor, cause=due.cause, until=due.at.isoformat())
    Touch.objects.filter(pk=touch.pk, state="planned", fence=touch.fence).update(
        due_at=due.at, cause=due.cause, lease_until=None, attempts=0
    )


def next_due_moment() -> datetime | None:
    """When this workspace's next touch falls due or a lease ends; read after locking its turn."""
    waiting = Touch.objects.filter(state="planned", held=False).order_by("due_at")
    found = waiting.values_list("due_at", "lease_until").first()
    if found is None:
        return None
    due_at: datetime
    due_at, lease_until = found
    # A leased touch at the head must not keep us looking before its lease can have ended.
    return due_at if lease_until is None else max(due_at, clock.now() + timedelta(seconds=5))


def free(enrollment: Enrollment, now: datetime) -> Touch | None:
    """Let a held touch go on: due at once or when it was due anyway, inside the window."""
    rows = Touch.objects.filter(enrollment=enrollment, state="planned", held=True)
    touch: Touch | None = rows.select_related("step").first()
    if touch is None:
        return None
    workspace = enrollment.workspace
    zone, window = zone_of(enrollment, workspace), window_of(enrollment.version, workspace)
    anchor = max(now, touch.due_at)
    key = spread(enrollment.pk.bytes, touch.step.key) if now > touch.due_at else b""
    due = due_after(anchor, Delay(0, DelayUnit.MINUTES), zone, window, spread_key=key)
    Touch.objects.filter(pk=touch.pk).update(held=False, due_at=due.at, cause=due.cause)
    turns.bring_forward(current_workspace_id(), due.at)
    touch.refresh_from_db(fields=["held", "due_at", "cause"])
    return touch
