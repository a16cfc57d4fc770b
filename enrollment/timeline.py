"""One enrollment as one line of time: what was, what is now, what will be and why then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F

from audit.actions import Action
from audit.models import Entry
from compliance.models import Decision
from compliance.verdicts import Verdict, from_json
from enrollment import campaign, composing, planning, progress, waits
from enrollment.models import (
    Enrollment,
    EnrollmentState,
    ExitReason,
    PauseReason,
    SendIntent,
    Touch,
)
from sequences import flow, published
from sequences.cadence import CadenceError, Due, forecast
from sequences.models import Step
from sequences.plans import Plan, StepInput, timings
from tenancy import clock

# What only the machine's inner life makes visible; its effect has an entry of its own.
UNSEEN = frozenset({Action.TOUCH_ARM, Action.SIGNAL_MATCH, Action.SIGNAL_RECEIVED})


@dataclass(frozen=True)
class Event:
    """One thing that was done. `decision_id` leads to the rules behind it; `step` is the key of
    the step that it is about, `step_name` what people call it. `overlap_ms` says by how much it
    left after a stop, None where nobody noted when."""

    at: datetime
    title: str
    actor: str
    detail: str = ""
    action: str = ""
    tone: str = "neutral"
    decision_id: UUID | None = None
    step: str = ""
    step_name: str = ""
    left_after_stop: bool = False
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
    """A step that is still to come: when, if nothing slips, and what limits it. Conditions are
    told, not judged: they will be when it is due."""

    at: datetime
    step: Step
    name: str
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


# What a settled step is called when a rule of the version settled it.
TITLES: Mapping[str, str] = {"condition": "Does not apply, skipped", "jump": "Went another way"}


def name_of(step: Step) -> str:
    """What people call a step: Step 3 (Email)."""
    return f"Step {step.position} ({step.get_kind_display()})"


def timeline(enrollment: Enrollment) -> Timeline:
    """Everything about one enrollment; a fixed number of queries, whatever its length."""
    rows = Touch.objects.filter(enrollment=enrollment).select_related("step", "enrollment")
    touches = list(rows.order_by(F("settled_at").asc(nulls_last=True), "pk"))
    around = waits.surroundings()
    return Timeline(
        past=_past(enrollment, touches),
        now=now_of(enrollment, touches, around),
        future=_future(enrollment, touches, around),
    )


def _past(enrollment: Enrollment, touches: Sequence[Touch]) -> list[Event]:
    steps = {str(touch.pk): touch for touch in touches}
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
    touches: Mapping[str, Touch],
    verdicts: Mapping[str, Verdict],
    intents: Mapping[str, SendIntent],
) -> Event:
    data: dict[str, Any] = entry.data
    intent = intents.get(str(data.get("intent", "")))
    decision = str(data.get("decision") or (intent.decision_id if intent else ""))
    touch = touches.get(entry.target_id)
    return Event(
        at=entry.at,
        title=TITLES.get(str(data.get("rule", "")), entry.get_action_display()),
        actor=entry.actor_label,
        detail=_detail(data, verdicts.get(decision)),
        action=entry.action,
        tone=TONES.get(entry.action, "neutral"),
        decision_id=UUID(decision) if decision else None,
        step=touch.step.key if touch else str(data.get("step", "")),
        step_name=name_of(touch.step) if touch else "",
        left_after_stop=intent is not None and intent.left_after_stop,
        overlap_ms=intent.overlap_ms if intent else None,
    )


def _detail(data: Mapping[str, Any], verdict: Verdict | None) -> str:
    """The sentence below an entry, from what it holds."""
    if verdict is not None and not verdict.allows:
        return verdict.summary
    for key in ("cause", "note"):
        if data.get(key):
            return REASONS.get(str(data[key]), str(data[key]))
    if data.get("effect"):
        # Of a signal: what it was, and what it did.
        return f"{str(data['kind']).replace('_', ' ').capitalize()}: {data['effect']}"
    reason = str(data.get("reason", ""))
    parts = [REASONS.get(reason, reason)]
    if data.get("until"):
        parts.append(f"until {str(data['until'])[:16].replace('T', ' ')} UTC")
    if data.get("changed"):
        parts.append(f"changed: {composing.in_words(data['changed'])}")
    if data.get("migration"):
        former = f"version {data['source']} to " if data.get("source") else ""
        parts.append(f"{former}version {data['number']}")
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


def now_of(enrollment: Enrollment, touches: Sequence[Touch], around: waits.Surroundings) -> Now:
    """The *now* line: one sentence with the named cause and, when known, the end of the wait."""
    state = enrollment.state
    sentence, until = _sentence(enrollment, touches, around)
    label = enrollment.get_state_display()
    return Now(state, label, STATE_TONES[EnrollmentState(state)], sentence, until)


def _sentence(
    enrollment: Enrollment, touches: Sequence[Touch], around: waits.Surroundings
) -> tuple[str, datetime | None]:
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
        also = f" It is paused besides: {_pause(enrollment)}" if enrollment.keeps_waiting else ""
        return _review_sentence(enrollment) + also, enrollment.pause_until
    if state in (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD):
        return _pause(enrollment), enrollment.pause_until
    return _active_sentence(touches, around)


def _pause(enrollment: Enrollment) -> str:
    reason = enrollment.get_pause_reason_display() or "An answer needs a person"
    note = f" ({enrollment.pause_note})" if enrollment.pause_note else ""
    return f"{reason}{note}."


def _review_sentence(enrollment: Enrollment) -> str:
    review = enrollment.review
    if review is not None and review.state == "changes_requested":
        return "Changes to the first message were requested; the rep has to answer."
    return "The first message waits for a second person."


def _active_sentence(
    touches: Sequence[Touch], around: waits.Surroundings
) -> tuple[str, datetime | None]:
    for touch in touches:
        name = name_of(touch.step)
        if touch.state == "unknown":
            return f"{name}: whether it left is unknown; evidence is being looked for.", None
        if touch.state == "armed":
            return f"{name} is leaving.", None
        if touch.state == "due":
            why = f": {touch.cause}" if touch.cause else ""
            return f"{name} is waiting in the owner's list{why}.", None
        if touch.state == "failed":
            return f"{name} failed: {touch.failure}.", None
        if touch.state == "planned":
            wait = waits.why(touch, around)
            return f"{name} is planned. {wait.cause[:1].upper()}{wait.cause[1:]}.", wait.until
    last = max((touch.settled_at for touch in touches if touch.settled_at), default=None)
    until = last + flow.LISTENS if last else None
    return "Every step is done; listening for an answer.", until


def _future(
    enrollment: Enrollment, touches: Sequence[Touch], around: waits.Surroundings
) -> list[Forecast]:
    if enrollment.state in (EnrollmentState.EXITED, EnrollmentState.INELIGIBLE):
        return []
    now, plan = clock.now(), published.plan(enrollment.version)
    known = [touch for touch in touches if touch.state in ("planned", "due")]
    future = [
        _forecast(enrollment, plan, touch.step, max(touch.due_at, now), _cause(touch, around), True)
        for touch in known
    ]
    start = max([now, *(each.at for each in future), *_pause_end(enrollment)])
    steps = {step.key: step for step in enrollment.version.steps.all()}
    for arrival, step, due in _rest(enrollment, plan, touches, start):
        if arrival.action == flow.Action.DO:
            row = steps[step.key]
            future.append(_forecast(enrollment, plan, row, due.at, due.cause, False))
    return future


def _cause(touch: Touch, around: waits.Surroundings) -> str:
    """Why it waits now; what was found when its moment was set may be over."""
    return waits.why(touch, around).cause if touch.state == "planned" else touch.cause


def _rest(
    enrollment: Enrollment, plan: Plan, touches: Sequence[Touch], start: datetime
) -> Iterator[tuple[flow.Arrival, StepInput, Due]]:
    """The likely way on from the step that was reached last, with its moments."""
    hours = planning.hours_of(enrollment)
    way = list(progress.likely(plan, planning.next_key(enrollment), enrollment.passed))
    open_ = [touch.due_at for touch in touches if touch.state in ("planned", "due")]
    first = min((touch.settled_at or touch.due_at for touch in touches), default=None)
    try:
        dues = forecast(
            timings(step for step, _ in way),
            start,
            hours,
            spread_key=enrollment.pk.bytes,
            last_touch=max(open_, default=None) or planning.last_touch(enrollment, hours),
            not_before=campaign.starts_at(enrollment.sequence, enrollment.workspace),
            day_one=first.astimezone(hours.zone).date() if first else None,
        )
    except CadenceError:
        # Nothing opens for more than a year: there are no dates to show.
        return
    for (step, arrival), due in zip(way, dues, strict=True):
        yield arrival, step, due


def _forecast(
    enrollment: Enrollment, plan: Plan, row: Step, at: datetime, cause: str, fixed: bool
) -> Forecast:
    ends = campaign.ends_at(enrollment.sequence, enrollment.workspace)
    if ends is not None and at >= ends:
        cause = "comes too late: the campaign ends before"
    step = plan.step(row.key)
    said = [_limit(enrollment, cause), *(_conditions(plan, step) if step else ())]
    return Forecast(at, row, name_of(row), "; ".join(filter(None, said)), fixed)


def _conditions(plan: Plan, step: StepInput) -> Iterator[str]:
    """What has to be so for the step to be done, and what leads elsewhere instead."""
    if step.when:
        yield f"may be skipped: only when {step.when}"
    for jump in step.jumps:
        if jump.when and (to := plan.step(jump.to)) is not None:
            yield f"if {jump.when}: goes on with Step {plan.number(to.key)} ({to.label})"


def _pause_end(enrollment: Enrollment) -> list[datetime]:
    return [enrollment.pause_until] if enrollment.pause_until else []


def _limit(enrollment: Enrollment, cause: str) -> str:
    """What keeps a step back more than its own cause does."""
    if enrollment.state == EnrollmentState.AWAITING_REVIEW:
        return "waits for review"
    if enrollment.state in (EnrollmentState.PAUSED, EnrollmentState.ON_HOLD):
        return "waits until it is resumed"
    return cause
