"""Whether a step that a person does could stall in silence."""

from collections.abc import Iterator

from sequences.lint.finding import Finding, Place
from sequences.plans import Patience, Plan, TaskEnd


def findings(plan: Plan) -> Iterator[Finding]:
    """Everything about how long tasks wait; what the workspace says is not the version's doing."""
    for number, step in enumerate(plan.steps, 1):
        if step.patience is not None:
            yield from _about(Place(number, step), step.patience)


def _about(place: Place, patience: Patience) -> Iterator[Finding]:
    if not (patience.remind_hours and patience.reminders) and not patience.escalate_days:
        message = "nobody is reminded of the task, and nobody else is told before it ends."
        yield place.warning("task_in_silence", message, "Add a reminder or an escalation.")
    elif patience.escalate_days > patience.end_days and patience.end != TaskEnd.WAIT:
        message = "the task ends before anybody else is told of it."
        yield place.warning("task_escalates_late", message, "Escalate earlier, or end it later.")
    if patience.end == TaskEnd.WAIT:
        message = "the person gets no further until somebody does the task."
        yield place.info("task_waits", message, "Check that this is meant.")
