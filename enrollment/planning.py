"""Planning the next touch of an enrollment: one at a time, so a slip moves all that follows.

Which step comes next, `sequences.flow` decides; when it is due, `sequences.cadence`.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Max

from audit.actions import Action
from audit.recording import record
from enrollment import campaign, composing, experiments
from enrollment.models import Enrollment, EnrollmentState, Touch, TouchState
from sequences import flow, published
from sequences.cadence import CadenceError, Delay, DelayUnit, Due, Hours, due_after
from sequences.cadence import step_spread as spread
from sequences.models import AUTOMATIC, Step, StepKind
from sequences.plans import StepInput, step_of
from sequences.timetable import closed_dates, hours_for
from tenancy import clock, turns
from tenancy.actors import Actor
from tenancy.scope import current_workspace_id

AT_ONCE = Delay(0, DelayUnit.MINUTES)
ASK_TOMORROW = timedelta(days=1)
TOUCHED = (TouchState.SENT, TouchState.ASSUMED_SENT, TouchState.DONE)
# On its way or gone: nobody can take these back.
LEFT = (TouchState.ARMED, TouchState.UNKNOWN, TouchState.SENT, TouchState.ASSUMED_SENT)


def hours_of(enrollment: Enrollment) -> Hours:
    """When something may leave to the enrollment's contact; one query for the closed dates."""
    found = hours_for(
        enrollment.version,
        enrollment.contact,
        workspace=enrollment.workspace,
        closed=closed_dates(),
        sender=enrollment.mailbox,
    )
    return found.hours


def last_touch(enrollment: Enrollment, hours: Hours) -> datetime | None:
    """When this enrollment last touched the person; asked only when a gap counts."""
    if not hours.gap:
        return None
    rows = Touch.objects.filter(enrollment=enrollment, state__in=TOUCHED)
    found: datetime | None = rows.exclude(kind=StepKind.WAIT).aggregate(at=Max("settled_at"))["at"]
    return found


def next_key(enrollment: Enrollment) -> str | None:
    """The key of the step that comes next; None at the end. For who was moved and has reached
    nothing of this version yet, it is where the move put them."""
    rows = Touch.objects.filter(enrollment=enrollment, step__version=enrollment.version_id)
    rows = rows.exclude(state=TouchState.CANCELLED).exclude(step__key__in=list(enrollment.passed))
    newest = rows.order_by(F("settled_at").desc(nulls_first=True), "-pk")
    key: str | None = newest.values_list("step__key", flat=True).first()
    plan, passed = published.plan(enrollment.version), enrollment.passed
    if key:
        return flow.following(plan, key, passed)
    if enrollment.resume_key:
        return flow.landing(plan, enrollment.resume_key, passed)
    return flow.first(plan, passed)


def opening(
    enrollment: Enrollment,
    hours: Hours,
    anchor: datetime,
    *,
    step: StepInput | None = None,
    spread_key: bytes = b"",
) -> Due:
    """The first moment for something of the enrollment: after the delay of `step`, the gap and
    the campaign's start, inside the window. A wait has neither gap nor spread."""
    touches = step is None or step.kind != StepKind.WAIT
    try:
        return due_after(
            anchor,
            step.delay if step else AT_ONCE,
            hours,
            spread_key=spread_key if touches else b"",
            last_touch=last_touch(enrollment, hours) if touches else None,
            not_before=campaign.starts_at(enrollment.sequence, enrollment.workspace),
        )
    except CadenceError as error:
        # Closed for more than a year. Nothing is lost meanwhile, and somebody may open it again.
        return Due(max(anchor, clock.now()) + ASK_TOMORROW, str(error))


def plan_next(enrollment: Enrollment, *, anchor: datetime, actor: Actor) -> Touch | None:
    """Plan the step that comes next; None at the end.

    `anchor` is the moment from which its delay counts. Idempotent, like `plan_step`.
    """
    key = next_key(enrollment)
    return plan_step(enrollment, key, anchor=anchor, actor=actor) if key else None


def plan_step(enrollment: Enrollment, key: str, *, anchor: datetime, actor: Actor) -> Touch:
    """Plan one step of the enrollment's version.

    Idempotent: a step is planned once per enrollment, whoever asks how often and by whatever way
    it is reached; only one that was cancelled is planned anew.
    """
    row = Step.objects.get(version=enrollment.version_id, key=key)
    rows = Touch.objects.exclude(state=TouchState.CANCELLED)
    touch: Touch
    touch, created = rows.get_or_create(
        enrollment=enrollment, step=row, defaults=_planned(enrollment, row, anchor)
    )
    if created:
        due_at = touch.due_at.isoformat()
        record(Action.TOUCH_PLANNED, touch, actor=actor, step=key, due_at=due_at)
        turns.bring_forward(current_workspace_id(), touch.due_at)
    return touch


def _planned(enrollment: Enrollment, row: Step, anchor: datetime) -> dict[str, Any]:
    step = step_of(row)
    key = spread(enrollment.pk.bytes, step.key)
    due = opening(enrollment, hours_of(enrollment), anchor, step=step, spread_key=key)
    return {
        "sequence_id": enrollment.sequence_id,
        "position": row.position,
        "kind": row.kind,
        "automatic": row.kind in AUTOMATIC,
        "first": row.kind == StepKind.EMAIL and not has_left(enrollment),
        "mailbox": composing.sender_of(enrollment, step),
        "variant": experiments.variant_for(enrollment, step),
        "due_at": due.at,
        "first_due_at": due.at,
        "cause": due.cause[:300],
        # Who is paused, on hold or in review goes on later; what is planned for them waits.
        "held": enrollment.state != EnrollmentState.ACTIVE,
    }


def follow(touch: Touch, *, actor: Actor) -> None:
    """Plan what comes after a settled touch, while its enrollment goes on."""
    enrollment = Enrollment.objects.select_related(
        "contact__account", "sequence", "version", "workspace", "mailbox"
    ).get(pk=touch.enrollment_id)
    running = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.ON_HOLD)
    if enrollment.state not in running or touch.settled_at is None:
        return
    if touch.step.version_id == enrollment.version_id:
        plan = published.plan(enrollment.version)
        key = flow.following(plan, touch.step.key, enrollment.passed)
    else:
        # A task that its person kept when they were moved: they go on where the new version says.
        _note_outcome(enrollment, touch)
        key = next_key(enrollment)
    if key is not None:
        plan_step(enrollment, key, anchor=touch.settled_at, actor=actor)


def _note_outcome(enrollment: Enrollment, touch: Touch) -> None:
    """What came of it, for the conditions of the version that the person is on now."""
    said = touch.outcome or touch.state
    open_ = TouchState.DUE.value
    passed = {key: said if was == open_ else was for key, was in enrollment.passed.items()}
    if passed != enrollment.passed:
        enrollment.passed = passed
        enrollment.save(update_fields=["passed"])


def has_left(enrollment: Enrollment) -> bool:
    """Whether a message of this enrollment has left, or may have."""
    rows = Touch.objects.filter(enrollment=enrollment, kind=StepKind.EMAIL, state__in=LEFT)
    return bool(rows.exists())


def defer(touch: Touch, due: Due, *, actor: Actor, anew: bool = False) -> None:
    """Write a new due moment and its cause, so that nothing is claimed in a loop.

    A waiting touch keeps its state; the entry is written when the cause changes, not each time.
    Its lateness goes on counting, unless it was moved on purpose (`anew`).
    """
    cause = due.cause[:300]
    if touch.cause != cause:
        record(Action.TOUCH_DEFERRED, touch, actor=actor, cause=cause, until=due.at.isoformat())
    changes: dict[str, Any] = {"due_at": due.at, "cause": cause, "lease_until": None, "attempts": 0}
    if anew:
        changes["first_due_at"] = due.at
    Touch.objects.filter(pk=touch.pk, state="planned", fence=touch.fence).update(**changes)


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
    """Let a held touch go on: due at once or when it was due anyway, inside the window. Its
    lateness counts from there: that it waited was somebody's wish."""
    rows = Touch.objects.filter(enrollment=enrollment, state="planned", held=True)
    touch: Touch | None = rows.select_related("step").first()
    if touch is None:
        return None
    key = spread(enrollment.pk.bytes, touch.step.key) if now > touch.due_at else b""
    anchor = max(now, touch.due_at)
    if touch.kind == StepKind.WAIT:
        # It has only to be over; no window, gap or spread counts for it.
        due = Due(anchor, touch.cause)
    else:
        due = opening(enrollment, hours_of(enrollment), anchor, spread_key=key)
    Touch.objects.filter(pk=touch.pk).update(
        held=False, due_at=due.at, first_due_at=due.at, cause=due.cause[:300]
    )
    turns.bring_forward(current_workspace_id(), due.at)
    touch.refresh_from_db(fields=["held", "due_at", "first_due_at", "cause"])
    return touch
