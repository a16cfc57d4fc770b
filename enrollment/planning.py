"""Planning the next touch of an enrollment: one at a time, so a slip moves all that follows.

Which step comes next, `sequences.flow` decides; when it is due, `sequences.cadence`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import F, Max

from audit.actions import Action
from audit.recording import Fact, record_many
from enrollment import campaign, composing, experiments
from enrollment.models import Enrollment, EnrollmentState, Mailbox, Touch, TouchState
from sequences import flow, published
from sequences.cadence import CadenceError, Delay, DelayUnit, Due, Hours, due_after
from sequences.cadence import step_spread as spread
from sequences.calendars import OwnClosedDate
from sequences.models import Step, StepKind
from sequences.plans import StepInput
from sequences.timetable import closed_dates, hours_for
from tenancy import clock, turns
from tenancy.actors import Actor
from tenancy.reading import read, read_related
from tenancy.scope import current_workspace_id
from tenancy.statements import array, document, insert, rows, run

AT_ONCE = Delay(0, DelayUnit.MINUTES)
ASK_TOMORROW = timedelta(days=1)
TOUCHED = (TouchState.SENT, TouchState.ASSUMED_SENT, TouchState.DONE)
# On its way or gone: nobody can take these back.
LEFT = (TouchState.ARMED, TouchState.UNKNOWN, TouchState.SENT, TouchState.ASSUMED_SENT)
RUNNING = (EnrollmentState.ACTIVE, EnrollmentState.PAUSED, EnrollmentState.ON_HOLD)
# What planning reads of an enrollment.
WITH = ("contact__account", "sequence", "version", "workspace", "mailbox__owner__user")

_DEFER = """
UPDATE enrollment_touch AS touch
SET due_at = later.due_at, cause = later.cause, lease_until = NULL, attempts = 0,
    first_due_at = CASE WHEN later.anew THEN later.due_at ELSE touch.first_due_at END
FROM json_to_recordset(%s::json)
    AS later (id uuid, fence int, due_at timestamptz, cause text, anew boolean)
WHERE touch.workspace_id = %s AND touch.id = later.id AND touch.fence = later.fence
    AND touch.state = 'planned'
"""

_NEXT = """
SELECT due_at, lease_until FROM enrollment_touch
WHERE workspace_id = %s AND state = 'planned' AND NOT held ORDER BY due_at LIMIT 1
"""
# The step as text, which no index has: by the step's own, everybody at it would be looked through.
_STANDING = """
this.enrollment_id = ANY(%s::uuid[]) AND this.step_id::text = ANY(%s::text[])
    AND this.state <> 'cancelled'
"""
_HAD = """
SELECT DISTINCT enrollment_id, kind FROM enrollment_touch
WHERE workspace_id = %s AND enrollment_id = ANY(%s::uuid[]) AND automatic
    AND state = ANY(%s::text[])
"""


@dataclass(frozen=True, slots=True)
class Next:
    """A step that somebody comes to, and the moment from which its delay counts."""

    enrollment: Enrollment
    key: str
    anchor: datetime


@dataclass(frozen=True, slots=True)
class Diary:
    """What the moments of many enrollments depend on, by enrollment, read at once: when something
    may leave to its contact, and, where a gap counts, when it last touched the person."""

    hours: Mapping[UUID, Hours]
    last: Mapping[UUID, datetime]

    def opening(
        self,
        enrollment: Enrollment,
        anchor: datetime,
        *,
        step: StepInput | None = None,
        spread_key: bytes = b"",
    ) -> Due:
        """As the function `opening`; asks nothing more."""
        hours, last = self.hours[enrollment.pk], self.last.get(enrollment.pk)
        return _opening(enrollment, hours, anchor, step, spread_key, last)


def diary_of(enrollments: Iterable[Enrollment]) -> Diary:
    """One statement for any number; another when a gap counts for somebody."""
    rows = {row.pk: row for row in enrollments}
    closed = closed_dates() if rows else ()
    hours = {pk: _hours(row, closed) for pk, row in rows.items()}
    return Diary(hours, _last_touches([pk for pk, each in hours.items() if each.gap]))


def hours_of(enrollment: Enrollment) -> Hours:
    """When something may leave to the enrollment's contact; one query for the closed dates."""
    return _hours(enrollment, closed_dates())


def _hours(enrollment: Enrollment, closed: Sequence[OwnClosedDate]) -> Hours:
    found = hours_for(
        enrollment.version,
        enrollment.contact,
        workspace=enrollment.workspace,
        closed=closed,
        sender=enrollment.mailbox,
    )
    return found.hours


def last_touch(enrollment: Enrollment, hours: Hours) -> datetime | None:
    """When this enrollment last touched the person; asked only when a gap counts."""
    return _last_touches([enrollment.pk]).get(enrollment.pk) if hours.gap else None


def _last_touches(ids: Sequence[UUID]) -> dict[UUID, datetime]:
    if not ids:
        return {}
    rows = Touch.objects.filter(enrollment__pk__among=ids, state__in=TOUCHED)
    rows = rows.exclude(kind=StepKind.WAIT).order_by()
    return dict(rows.values_list("enrollment_id").annotate(at=Max("settled_at")))


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
    last = last_touch(enrollment, hours) if _touches(step) else None
    return _opening(enrollment, hours, anchor, step, spread_key, last)


def _touches(step: StepInput | None) -> bool:
    return step is None or step.kind != StepKind.WAIT


def _opening(
    enrollment: Enrollment,
    hours: Hours,
    anchor: datetime,
    step: StepInput | None,
    spread_key: bytes,
    last: datetime | None,
) -> Due:
    try:
        return due_after(
            anchor,
            step.delay if step else AT_ONCE,
            hours,
            spread_key=spread_key if _touches(step) else b"",
            last_touch=last if _touches(step) else None,
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
    return plan_many([Next(enrollment, key, anchor)], actor=actor)[enrollment.pk]


def plan_many(nexts: Sequence[Next], *, actor: Actor) -> dict[UUID, Touch]:
    """As `plan_step`, for one step of each of many enrollments, by enrollment; the number of
    statements does not depend on how many they are."""
    wanted = {
        each.enrollment.pk: published.rows(each.enrollment.version)[each.key] for each in nexts
    }
    found = _standing(wanted)
    missing = [each for each in nexts if each.enrollment.pk not in found]
    made = _made(missing)
    stored = insert(made, ignore_conflicts=True)
    planned = [row for row in made if row.pk in stored]
    if planned:
        record_many((_planned(row) for row in planned), actor=actor)
        first = min(row.due_at for row in planned)
        turns.bring_forward(current_workspace_id(), first)
    found |= {row.enrollment_id: row for row in planned}
    # Somebody was faster with the others.
    return found | _standing({pk: step for pk, step in wanted.items() if pk not in found})


def _standing(wanted: Mapping[UUID, Step]) -> dict[UUID, Touch]:
    """The touches of these steps that exist, cancelled ones apart."""
    if not wanted:
        return {}
    steps = {step.pk for step in wanted.values()}
    found = read(Touch, _STANDING, array(wanted), array(steps))
    return {row.enrollment_id: row for row in found if wanted[row.enrollment_id].pk == row.step_id}


def _made(nexts: Sequence[Next]) -> list[Touch]:
    rows = [each.enrollment for each in nexts]
    steps = [(row, _step(row, each.key)) for row, each in zip(rows, nexts, strict=True)]
    diary, left = diary_of(rows), _what_has_left(rows)
    senders, variants = composing.senders_of(steps), experiments.variants_for(steps)
    return [
        _touch(each, step, diary, left, senders[each.enrollment.pk], variants)
        for each, (_, step) in zip(nexts, steps, strict=True)
    ]


def _row(enrollment: Enrollment, key: str) -> Step:
    return published.rows(enrollment.version)[key]


def _step(enrollment: Enrollment, key: str) -> StepInput:
    step = published.plan(enrollment.version).step(key)
    assert step is not None, "what is planned is a step of the version"
    return step


def _touch(
    each: Next,
    step: StepInput,
    diary: Diary,
    left: Collection[tuple[UUID, str]],
    sender: Mailbox | None,
    variants: Mapping[experiments.Place, str],
) -> Touch:
    enrollment, row = each.enrollment, _row(each.enrollment, each.key)
    key = spread(enrollment.pk.bytes, step.key)
    due = diary.opening(enrollment, each.anchor, step=step, spread_key=key)
    made: Touch = Touch(
        enrollment=enrollment,
        step=row,
        sequence_id=enrollment.sequence_id,
        position=row.position,
        kind=row.kind,
        automatic=step.leaves_by_itself,
        first=step.leaves_by_itself and (enrollment.pk, row.kind) not in left,
        mailbox=sender,
        variant=variants[enrollment.pk, step.key],
        due_at=due.at,
        first_due_at=due.at,
        cause=due.cause[:300],
        # Who is paused, on hold or in review goes on later; what is planned for them waits.
        held=enrollment.state != EnrollmentState.ACTIVE,
    )
    return made


def _planned(touch: Touch) -> Fact:
    said = {"step": touch.step.key, "due_at": touch.due_at.isoformat()}
    return Fact(Action.TOUCH_PLANNED, touch, data=said)


def follow(touch: Touch, *, actor: Actor) -> None:
    """Plan what comes after a settled touch, while its enrollment goes on."""
    (touch.enrollment,) = read_related(Enrollment, WITH, [touch.enrollment_id])
    follow_many([touch], actor=actor)


def follow_many(touches: Sequence[Touch], *, actor: Actor) -> None:
    """As `follow`, for touches of as many enrollments, each with its enrollment as it is now; a
    fixed number of statements but for people who were moved meanwhile."""
    nexts = []
    for touch in touches:
        enrollment = touch.enrollment
        if enrollment.state not in RUNNING or touch.settled_at is None:
            continue
        if (key := _after(enrollment, touch)) is not None:
            nexts.append(Next(enrollment, key, touch.settled_at))
    if nexts:
        plan_many(nexts, actor=actor)


def _after(enrollment: Enrollment, touch: Touch) -> str | None:
    """The key of what comes after a settled touch."""
    if touch.step.version_id == enrollment.version_id:
        plan = published.plan(enrollment.version)
        return flow.following(plan, touch.step.key, enrollment.passed)
    # A task that its person kept when they were moved: they go on where the new version says.
    _note_outcome(enrollment, touch)
    return next_key(enrollment)


def _note_outcome(enrollment: Enrollment, touch: Touch) -> None:
    """What came of it, for the conditions of the version that the person is on now."""
    said = touch.outcome or touch.state
    open_ = TouchState.DUE.value
    passed = {key: said if was == open_ else was for key, was in enrollment.passed.items()}
    if passed != enrollment.passed:
        enrollment.passed = passed
        enrollment.save(update_fields=["passed"])


def has_left(enrollment: Enrollment, channel: str) -> bool:
    """Whether a message of this enrollment has left by a channel (email, sms), or may have."""
    return channel in channels_left(enrollment)


def channels_left(enrollment: Enrollment) -> frozenset[str]:
    """The channels (email, sms) by which a message of this enrollment has left, or may have."""
    return frozenset(kind for _, kind in _what_has_left([enrollment]))


def _what_has_left(enrollments: Sequence[Enrollment]) -> frozenset[tuple[UUID, str]]:
    """The enrollments of which a message has left, or may have, each with its channel."""
    ids = array(row.pk for row in enrollments)
    return frozenset(rows(_HAD, current_workspace_id(), ids, array(LEFT)))


@dataclass(frozen=True, slots=True)
class Later:
    """A touch that has to wait, until when and for what. Its lateness goes on counting, unless it
    was moved on purpose (`anew`)."""

    touch: Touch
    due: Due
    anew: bool = False


def defer_many(laters: Sequence[Later], *, actor: Actor) -> None:
    """Let touches wait, with a new due moment and its cause, so that nothing is claimed in a loop.
    Each keeps its state, and its entry is written when the cause changes, not
    each time. What somebody else has claimed meanwhile is theirs."""
    changed = [each for each in laters if each.touch.cause != each.due.cause[:300]]
    record_many((_deferred(each) for each in changed), actor=actor)
    moved = [
        {
            "id": each.touch.pk,
            "fence": each.touch.fence,
            "due_at": each.due.at,
            "cause": each.due.cause[:300],
            "anew": each.anew,
        }
        for each in laters
    ]
    run(_DEFER, document(moved), current_workspace_id())


def _deferred(each: Later) -> Fact:
    said = {"cause": each.due.cause[:300], "until": each.due.at.isoformat()}
    return Fact(Action.TOUCH_DEFERRED, each.touch, data=said)


def next_due_moment() -> datetime | None:
    """When this workspace's next touch falls due or a lease ends; read after locking its turn."""
    found = rows(_NEXT, current_workspace_id())
    if not found:
        return None
    due_at: datetime
    due_at, lease_until = found[0]
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
