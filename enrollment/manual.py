"""Manual touches: what a person does, leaves out with a reason, or puts off."""

from datetime import datetime, timedelta

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import planning, stops
from enrollment.dispatch.record import follow
from enrollment.models import Enrollment, EnrollmentState, Touch
from tenancy import clock
from tenancy.actors import Actor, system
from tenancy.errors import Refused

LONGEST_SNOOZE = timedelta(days=30)


def complete(touch: Touch, *, note: str, actor: Actor) -> Touch:
    """Done; the next step is planned from now. Raises Refused when the enrollment stopped."""
    with transaction.atomic():
        _must_run(touch)
        done = perform(touch, "complete", actor=actor, note=note.strip(), at=clock.now())
        follow(done, actor=actor)
    return done


def skip(touch: Touch, *, reason: str, actor: Actor) -> Touch:
    """Left out with a reason; the flow goes on."""
    if not reason.strip():
        raise Refused("Say why you skip it.", fields={"reason": "Write a reason."})
    with transaction.atomic():
        _must_run(touch)
        skipped = perform(
            touch, "skip", actor=actor, rule="by hand", note=reason.strip(), at=clock.now()
        )
        follow(skipped, actor=actor)
    return skipped


def snooze(touch: Touch, *, until: datetime, actor: Actor) -> Touch:
    """Put a task off to a date, at most 30 days; it stays in the list."""
    now = clock.now()
    if not now < until <= now + LONGEST_SNOOZE:
        raise Refused(
            "Choose a date within the next 30 days.", fields={"until": "Within 30 days, please."}
        )
    with transaction.atomic():
        _must_run(touch)
        record(Action.TOUCH_SNOOZE, touch, actor=actor, until=until.isoformat())
        Touch.objects.filter(pk=touch.pk, state="due").update(due_at=until)
    touch.refresh_from_db(fields=["due_at"])
    return touch


def expire_overdue() -> int:
    """End tasks that nobody did in time, so that nobody stalls in silence; returns how many."""
    with transaction.atomic():
        edge = clock.now() - planning.TASK_LIVES
        rows = list(Touch.objects.filter(state="due", due_at__lt=edge, enrollment__state="active"))
    for row in rows:
        with transaction.atomic():
            stops.lock_for(row.enrollment)
            actor = system("housekeeping")
            follow(perform(row, "expire", actor=actor, at=clock.now()), actor=actor)
    return len(rows)


def _must_run(touch: Touch) -> None:
    stops.lock_for(touch.enrollment)
    fresh = Enrollment.objects.get(pk=touch.enrollment_id)
    if fresh.state != EnrollmentState.ACTIVE:
        words = fresh.get_state_display().lower()
        raise Refused(f"This enrollment is {words} now. Reload the page.", code="state_changed")
