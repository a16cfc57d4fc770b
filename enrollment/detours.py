"""Leading somebody onto another track of their version, because of what they have told us."""

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform_many
from enrollment import planning, stops
from enrollment.models import IN_FLIGHT, Enrollment, Touch, TouchState
from enrollment.models.enrolling import RUNNING
from sequences import published
from sequences.plans.document import Track
from tenancy import clock
from tenancy.actors import Actor
from tenancy.reading import read_related

CAUSE = "An answer led to another track"


def lead(enrollment: Enrollment, track: Track, *, actor: Actor, evidence: str) -> bool:
    """Go on with the first step of a track: what is planned on the other one is cancelled, and the
    delay of the step counts from now. Who is paused or on hold stays so.

    False, and nothing is changed, where the version has no such track, where the person has been
    on it, and while one of their messages is leaving or in doubt: the next step is never planned
    before that is settled. In a transaction; it takes the recipient's gate.
    """
    stops.lock_for(enrollment)
    (row,) = read_related(Enrollment, planning.WITH, [enrollment.pk])
    key = _entry(row, track)
    if key is None or row.state not in RUNNING or _is_bound(row, track):
        return False
    _cancel(row, actor)
    touch = planning.plan_step(row, key, anchor=clock.now(), actor=actor)
    record(
        Action.ENROLLMENT_LED,
        row,
        actor=actor,
        enrollment_id=row.pk,
        contact_id=row.contact_id,
        track=track.value,
        step=key,
        due_at=touch.due_at.isoformat(),
        evidence=evidence,
    )
    return True


def _entry(row: Enrollment, track: Track) -> str | None:
    steps = (step for step in published.plan(row.version).steps if step.track == track)
    return next((step.key for step in steps if step.key not in row.passed), None)


def _is_bound(row: Enrollment, track: Track) -> bool:
    """Whether they have been on the track, or a message is on its way."""
    mine = Touch.objects.filter(enrollment=row)
    on_it = mine.filter(step__track=track).exclude(state=TouchState.CANCELLED)
    is_leaving = mine.filter(state__in=IN_FLIGHT)
    return bool(on_it.exists() or is_leaving.exists())


def _cancel(row: Enrollment, actor: Actor) -> None:
    open_ids = Touch.objects.open().filter(enrollment=row).values_list("pk", flat=True)
    perform_many(
        Touch,
        list(open_ids),
        "cancel",
        actor=actor,
        changes={"cause": CAUSE, "settled_at": clock.now(), "lease_until": None},
        data={"cause": CAUSE},
    )
