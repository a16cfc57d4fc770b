"""One enrollment as one line of time: what was, what is now, what will be and why then."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from audit.actions import Action
from audit.models import Entry
from compliance.models import Decision
from compliance.verdicts import Verdict, from_json
from enrollment import planning
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    PauseReason,
    SendIntent,
    Touch,
)
from sequences.cadence import Delay, DelayUnit, StepTiming, forecast
from sequences.models import Step, StepKind
from tenancy import clock

# What only the machine's inner life makes visible; its effect has an entry of its own.
UNSEEN = frozenset({Action.TOUCH_ARM, Action.SIGNAL_MATCH, Action.SIGNAL_RECEIVED})


@dataclass(frozen=True)
class Event:
    """One thing that was done. `decision_id` leads to the rules behind it."""

    at: datetime
    title: str
    actor: str
    detail: str = ""
    action: str = ""
    tone: str = "neutral"
    decision_id: UUID | None = None
    step: str = ""
    overlap_ms: int | None = None


@dataclass(frozen=True)
class Now:
    """The state as a sentence, with its tone, and the moment it ends when one is known."""

    state: str
    label: str
    tone: str
    sentence: str
    until: datetime | None = None


@dataclass(frozen=True)
class Forecast:
    """A step that is still to come: when, if nothing slips, and what limits it."""

    at: datetime
    step: Step
    cause: str
    fixed: bool


@dataclass(frozen=True)
class Timeline:
    """What the enrollment page shows."""

    past: list[Event]
    now: Now
    future: list[Forecast] = field(default_factory=list)


TONES: Mapping[str, str] = {
    Action.ENROLLMENT_REFUSE: "bad",
    Action.ENROLLMENT_ACTIVATE: "good",
    Action.ENROLLMENT_PAUSE: "warn",
    Action.ENROLLMENT_HOLD: "warn",
    Action.ENROLLMENT_EXIT: "muted",
    Action.ENROLLMENT_SEND_BACK: "warn",
    Action.REVIEW_APPROVE: "good",
    Action.REVIEW_REJECT: "bad",
    Action.REVIEW_VOID: "warn",
    Action.TOUCH_RECORD_SENT: "good",
    Action.TOUCH_FAIL: "bad",
    Action.TOUCH_DOUBT: "warn",
    Action.STOPPED: "bad",
    Action.SUPPRESSED: "bad",
}


def timeline(enrollment: Enrollment) -> Timeline:
    """Everything about one enrollment; seven queries, whatever its length."""
    touches = list(
        Touch.objects.filter(enrollment=enrollment).select_related("step").order_by("position")
    )
    return Timeline(
        past=_past(enrollment, touches),
        now=now_of(enrollment, touches),
        future=_future(enrollment, touches),
    )


def _past(enrollment: Enrollment, touches: Sequence[Touch]) -> list[Event]:
    steps = {str(touch.pk): touch.step.key for touch in touches}
    decisions = Decision.objects.filter(enrollment_id=enrollment.pk)
    verdicts = {str(row.pk): from_json(row.findings) for row in decisions}
    rows = SendIntent.objects.filter(touch__enrollment=enrollment)
    intents = {str(row.pk): row for row in rows}
    return [
        _event(entry, steps, verdicts, intents)
        for entry in Entry.objects.for_enrollment(enrollment.pk)
        if entry.action not in UNSEEN
    ]


def _event(
    entry: Entry,
    steps: Mapping[str, str],
    verdicts: Mapping[str, Verdict],
    intents: Mapping[str, SendIntent],
) -> Event:
    data: dict[str, Any] = entry.data
    intent = intents.get(str(data.get("intent", "")))
    decision = str(data.get("decision") or (intent.decision_id if intent else ""))
    return Event(
        at=entry.at,
        title=entry.get_action_display(),
        actor=entry.actor_label,
        detail=_detail(data, verdicts.get(decision)),
        action=entry.action,
        tone=TONES.get(entry.action, "neutral"),
        decision_id=UUID(decision) if decision else None,
        step=steps.get(entry.target_id, str(data.get("step", ""))),
        overlap_ms=intent.overlap_ms if intent and intent.left_after_stop else None,
    )


def _detail(data: Mapping[str, Any], verdict: Verdict | None) -> str:
    """The sentence below an entry, from what it holds."""
    if verdict is not None and not verdict.allows:
        return verdict.summary
    for key in ("cause", "note"):
        if data.get(key):
            return str(data[key])
    reason = str(data.get("reason", ""))
    parts = [REASONS.get(reason, reason)]
    if data.get("until"):
        parts.append(f"until {str(data['until'])[:16].replace('T', ' ')} UTC")
    if data.get("changed"):
        parts.append(f"changed: {', '.join(data['changed'])}")
    return ", ".join(part for part in parts if part)


def _labels() -> dict[str, str]:
    return {each.value: str(each.label) for each in (*ExitReason, *PauseReason)}


REASONS: Mapping[str, str] = _labels()

STATE_TONES: Mapping[str, str] = {
    EnrollmentState.REQUESTED: "neutral",
    EnrollmentState.INELIGIBLE: "bad",
    EnrollmentState.AWAITING_REVIEW: "info",
    EnrollmentState.ACTIVE: "good",
    EnrollmentState.PAUSED: "warn",
    EnrollmentState.ON_HOLD: "warn",
    EnrollmentState.EXITED: "muted",
}


def now_of(enrollment: Enrollment, touches: Sequence[Touch]) -> Now:
    """The *now* line: one sentence with the named cause and, when known, the end of the wait."""
    state = enrollment.state
    sentence, until = _sentence(enrollment, touches)
    label = enrollment.get_state_display()
    return Now(state, label, STATE_TONES[EnrollmentState(state)], sentence, until)


def _sentence(enrollment: Enrollment, touches: Sequence[Touch]) -> tuple[str, datetime | None]:
    state = enrollment.state
    leaving = sum(touch.state in ("armed", "unknown") for touch in touches)
    if state == EnrollmentState.EXITED and leaving:
        # Stopped is said only when nothing can be on the wire any more.
        return f"Stopping: {leaving} message may still be on the wire.", None
    if state == EnrollmentState.EXITED:
        words = f"Ended: {enrollment.get_exit_reason_display()}, by {enrollment.exit_actor}."
        return words, None
    if state == EnrollmentState.INELIGIBLE:
        return "Not enrolled: at least one rule refuses.", None
    if state == EnrollmentState.AWAITING_REVIEW:
        return _review_sentence(enrollment), None
    if state in (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD):
        reason = enrollment.get_pause_reason_display() or "An answer needs a person"
        note = f" ({enrollment.pause_note})" if enrollment.pause_note else ""
        return f"{reason}{note}.", enrollment.pause_until
    return _active_sentence(touches)


def _review_sentence(enrollment: Enrollment) -> str:
    review = enrollment.review
    if review is not None and review.state == "changes_requested":
        return "Changes to the first message were requested; the rep has to answer."
    return "The first message waits for a second person."


def _active_sentence(touches: Sequence[Touch]) -> tuple[str, datetime | None]:
    for touch in touches:
        name = f"{touch.step.get_kind_display()} “{touch.step.key}”"
        if touch.state == "unknown":
            return f"{name}: whether it left is unknown; evidence is being looked for.", None
        if touch.state == "armed":
            return f"{name} is leaving.", None
        if touch.state == "due":
            return f"{name} is waiting in the owner's list.", None
        if touch.state == "failed":
            return f"{name} failed: {touch.failure}.", None
        if touch.state == "planned":
            return f"{name} is planned: {touch.cause or 'due now'}.", touch.due_at
    last = max((touch.settled_at for touch in touches if touch.settled_at), default=None)
    until = last + planning.LISTENS if last else None
    return "Every step is done; listening for an answer.", until


def _future(enrollment: Enrollment, touches: Sequence[Touch]) -> list[Forecast]:
    if enrollment.state in (EnrollmentState.EXITED, EnrollmentState.INELIGIBLE):
        return []
    workspace = enrollment.workspace
    zone = planning.zone_of(enrollment, workspace)
    window = planning.window_of(enrollment.version, workspace)
    now = clock.now()
    known = [touch for touch in touches if touch.state in ("planned", "due")]
    future = [
        Forecast(max(touch.due_at, now), touch.step, _limit(enrollment, touch.cause), True)
        for touch in known
    ]
    after = max((touch.position for touch in touches), default=0)
    rest = [step for step in planning.steps_of(enrollment.version) if step.position > after]
    start = max([now, *(each.at for each in future), *_pause_end(enrollment)])
    timings = [
        StepTiming(step.key, Delay(step.delay_amount, DelayUnit(step.delay_unit))) for step in rest
    ]
    first = min((touch.settled_at or touch.due_at for touch in touches), default=None)
    dues = forecast(
        timings,
        start,
        zone,
        window,
        spread_key=enrollment.pk.bytes,
        day_one=first.astimezone(zone).date() if first else None,
    )
    future += [
        Forecast(due.at, step, _limit(enrollment, due.cause), False)
        for step, due in zip(rest, dues, strict=True)
        if step.kind != StepKind.WAIT
    ]
    return future


def _pause_end(enrollment: Enrollment) -> list[datetime]:
    return [enrollment.pause_until] if enrollment.pause_until else []


def _limit(enrollment: Enrollment, cause: str) -> str:
    """What keeps a step back more than its own cause does."""
    if enrollment.state == EnrollmentState.AWAITING_REVIEW:
        return "waits for review"
    if enrollment.state in (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD):
        return "waits until it is resumed"
    return cause
