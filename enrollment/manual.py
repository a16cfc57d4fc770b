"""Manual touches: what a person does, leaves out with a reason, or puts off."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import composing, planning, stops
from enrollment.activities import contacted
from enrollment.models import Enrollment, EnrollmentState, Touch
from sequences.models import StepKind
from sequences.plans.vocabulary import TASK_OUTCOMES
from sequences.writing import Written
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused

LONGEST_SNOOZE = timedelta(days=30)
_ANSWERS = ("interested", "not_interested", "no_answer")
OUTCOMES: Mapping[str, tuple[str, ...]] = {
    StepKind.CALL: ("connected", *_ANSWERS, "left_message", "wrong_number"),
    StepKind.LINKEDIN: ("accepted", "declined", *_ANSWERS),
    StepKind.SMS: (*_ANSWERS, "wrong_number"),
    StepKind.EMAIL_PERSONAL: _ANSWERS,
    StepKind.TASK: TASK_OUTCOMES,
}


def complete(touch: Touch, *, note: str, actor: Actor, outcome: str = "") -> Touch:
    """Done; the next step is planned from now. `outcome` is one of `outcomes(touch)`, "" for none.

    Raises Refused when the enrollment stopped, or for an outcome that this kind does not have.
    """
    _check_outcome(touch, outcome)
    with transaction.atomic():
        now = clock.now()
        # Contacts before gates, like everybody who takes both.
        contacted(touch.enrollment.contact_id, mode=touch.kind, at=now)
        _must_run(touch)
        data = {"outcome": outcome} if outcome else {}
        done = perform(
            touch, "complete", actor=actor, data=data, note=note.strip(), at=now, outcome=outcome
        )
        planning.follow(done, actor=actor)
    return done


def outcomes(touch: Touch) -> tuple[str, ...]:
    """What may come of a task of this kind, for conditions to ask; besides that, a note says it."""
    return OUTCOMES.get(touch.kind, ())


def draft_of(touch: Touch) -> Written:
    """The words of a manual step for its person: instructions for the rep, and for an e-mail to
    personalise or a text message what to send, by hand and from the rep's own program.

    Raises composing.Unwritable when a value cannot stand in a message.
    """
    return composing.draft(touch)


def _check_outcome(touch: Touch, outcome: str) -> None:
    known = outcomes(touch)
    if outcome and outcome not in known:
        words = ", ".join(name.replace("_", " ") for name in known) or "none"
        message = f"This kind of task does not end like that. Choose one of: {words}."
        raise Refused(message, fields={"outcome": message})


def skip(touch: Touch, *, reason: str, actor: Actor) -> Touch:
    """Left out with a reason; the flow goes on."""
    if not reason.strip():
        raise Refused("Say why you skip it.", fields={"reason": "Write a reason."})
    with transaction.atomic():
        _must_run(touch)
        skipped = perform(
            touch, "skip", actor=actor, rule="by hand", note=reason.strip(), at=clock.now()
        )
        planning.follow(skipped, actor=actor)
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


def _must_run(touch: Touch) -> None:
    stops.lock_for(touch.enrollment)
    fresh = Enrollment.objects.get(pk=touch.enrollment_id)
    if fresh.state != EnrollmentState.ACTIVE:
        words = fresh.get_state_display().lower()
        raise Refused(f"This enrollment is {words} now. Reload the page.", code="state_changed")
