"""Canary sends: the first few of a version get the first message, are watched for a while, and
only then everybody else gets it.

The size is fixed when the first message is armed: `people` of the plan, else its share of those
who are enrolled by then, at least one. A place is taken in the arming transaction and never given
back: a message that did not leave keeps its place and is tried again. Follow-ups of the first few
go on while everybody else's first message waits.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import limits, notices
from enrollment.harm import Harm, harm_of
from enrollment.models import (
    CanaryRun,
    CanaryState,
    Enrollment,
    EnrollmentState,
    Touch,
)
from enrollment.planning import Diary
from sequences import published
from sequences.cadence import Due, step_spread
from sequences.models import Version
from sequences.plans import Canary
from tenancy import clock, turns
from tenancy.actors import Actor, system
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.rights import check_may
from tenancy.roles import Capability
from tenancy.scope import current_workspace_id

ENGINE = system("canary")
WATCHED = (CanaryState.SENDING, CanaryState.HOLDING)
ASK_AGAIN = timedelta(minutes=1)
# A stopped one waits for a person, who brings the touches forward.
ASK_AGAIN_WHEN_STOPPED = timedelta(minutes=15)
# Every sentence of a touch that waits for a canary begins so; going on finds them by it.
_WAITS = "waits: the first "

# In one order, and locked: so two takers at the size cannot both succeed.
_TAKE = "UPDATE enrollment_canaryrun SET sent = sent + %s WHERE id = %s"
_FORWARD = """
UPDATE enrollment_touch AS touch SET due_at = later.at, first_due_at = later.at, cause = ''
FROM (
    SELECT id, %(now)s::timestamptz
        + make_interval(secs => abs(hashtext(id::text)::bigint) %% %(spread)s) AS at
    FROM enrollment_touch
    WHERE workspace_id = %(workspace)s AND state = 'planned' AND NOT held AND first
        AND cause LIKE %(waits)s
        AND step_id IN (SELECT id FROM sequences_step WHERE version_id = %(version)s)
) AS later
WHERE touch.id = later.id
"""


def runs_of(touches: Iterable[Touch]) -> dict[UUID, CanaryRun]:
    """The canaries that first messages of these may wait for, by version; one statement, none
    when no version has one."""
    asked = {touch.enrollment.version_id for touch in touches if _canary(touch)}
    rows = CanaryRun.objects.filter(version__in=asked) if asked else CanaryRun.objects.none()
    return {run.version_id: run for run in rows}


def waiting(
    touch: Touch, run: CanaryRun | None, diary: Diary, now: datetime, *, starts: bool
) -> Due | None:
    """Until when a first message waits for the canary, and the sentence why; None when it may
    leave, as far as is known before arming. `run` is the canary of its version, `starts` says
    whether the message starts somebody."""
    if run is None or not touch.first or run.state in (CanaryState.SENDING, CanaryState.PASSED):
        return None
    if run.state == CanaryState.STOPPED:
        cause = f"{_WAITS}{run.size} people were a reason to stop: {run.note}"
        return Due(now + ASK_AGAIN_WHEN_STOPPED, cause[:300])
    return _held(touch, run, diary, now) if starts else None


def take(touches: Sequence[Touch], begun: Collection[UUID]) -> frozenset[UUID]:
    """Take one of the first places for each touch, in their order and in the arming transaction;
    returns the touches that may be armed. All may without a canary, follow-ups, and once the
    canary has passed. `begun` is what `limits.begun` has found.

    Never overshoots. Take last, or roll back when one is not armed after all: only an armed touch
    may keep its place.
    """
    free = {touch.pk for touch in touches if _canary(touch) is None}
    by_version: dict[UUID, list[Touch]] = defaultdict(list)
    for touch in touches:
        if touch.pk not in free:
            by_version[touch.enrollment.version_id].append(touch)
    for version_id in sorted(by_version):
        free |= _take(by_version[version_id], begun)
    return frozenset(free)


def _canary(touch: Touch) -> Canary | None:
    return published.plan(touch.enrollment.version).canary if touch.first else None


def _take(touches: Sequence[Touch], begun: Collection[UUID]) -> set[UUID]:
    """Those of one version that get a place."""
    version, canary = touches[0].enrollment.version, _canary(touches[0])
    assert canary is not None
    opened = _open(version, canary)
    run = CanaryRun.objects.select_for_update(no_key=True).get(pk=opened.pk)
    if run.state == CanaryState.PASSED:
        return {touch.pk for touch in touches}
    again = {touch.pk for touch in touches if not limits.is_start(touch, begun)}
    placed = [touch.pk for touch in touches if touch.pk not in again][: run.size - run.sent]
    if run.state != CanaryState.SENDING:
        return again if run.state != CanaryState.STOPPED else set()
    if placed:
        _fill(run, canary, len(placed))
    return {*again, *placed}


def _fill(run: CanaryRun, canary: Canary, count: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [count, run.pk])
    if run.sent + count == run.size:
        until = clock.now() + timedelta(minutes=canary.hold_minutes)
        perform(run, "hold", actor=ENGINE, data=_about(run, until=until.isoformat()), until=until)


def watch() -> int:
    """Stop every canary whose threshold was passed, early too, and widen those whose hold ended
    without it; returns how many were settled. May be done twice without harm."""
    with transaction.atomic():
        ids = list(CanaryRun.objects.filter(state__in=WATCHED).values_list("pk", flat=True))
    return sum(_settle(run_id) for run_id in ids)


def go_on(run: CanaryRun, *, seat: Membership, actor: Actor, reason: str) -> CanaryRun:
    """A person who approves sequences lets everybody else have the first message, whatever the
    canary showed. Refused without a reason, and when it has passed already."""
    reason = checked_reason(reason)
    with transaction.atomic():
        check_may(seat, actor, Capability.APPROVE_SEQUENCES)
        harm = harm_of(run)
        done = _widen(run, harm, f"{actor.label}: {reason}", actor, reason=reason)
        version = run.version
        # Later, and alone: an arm holds its touch while it waits for the canary's row.
        transaction.on_commit(lambda: _bring_forward(version), robust=True)
    return done


def run_of(version: Version) -> CanaryRun | None:
    """The canary of a version; None while nothing has left, or without one."""
    run: CanaryRun | None = CanaryRun.objects.filter(version=version).first()
    return run


def checked_reason(reason: str) -> str:
    """Why a person overrules what was tried; at most 200 characters."""
    reason = " ".join(reason.split())
    if not 0 < len(reason) <= 200:
        raise Refused(
            "Say why, in at most 200 characters.",
            code="reason_missing",
            fields={"reason": "Write a reason of at most 200 characters."},
        )
    return reason


def _open(version: Version, canary: Canary) -> CanaryRun:
    if (known := run_of(version)) is not None:
        return known
    size = canary.people or _share(version, canary.share)
    run: CanaryRun
    run, created = CanaryRun.objects.get_or_create(version=version, defaults={"size": size})
    if created:
        record(Action.CANARY_BEGUN, run, actor=ENGINE, **_about(run))
    return run


def _share(version: Version, share: int) -> int:
    enrolled = Enrollment.objects.filter(version=version)
    people: int = enrolled.exclude(state=EnrollmentState.INELIGIBLE).count()
    return max(1, -(-people * share // 100))


def _held(touch: Touch, run: CanaryRun, diary: Diary, now: datetime) -> Due:
    """The first moment after the hold at which this person may be written to, spread as ever."""
    assert run.hold_until is not None
    day = "" if run.hold_until.date() == now.date() else f"{run.hold_until:%d %b} "
    cause = f"{_WAITS}{run.size} people are watched until {day}{run.hold_until:%H:%M} UTC"
    if run.hold_until <= now:
        return Due(now + ASK_AGAIN, cause)
    key = step_spread(touch.enrollment_id.bytes, touch.step.key)
    opens = diary.opening(touch.enrollment, run.hold_until, spread_key=key)
    return Due(opens.at, cause)


def _settle(run_id: UUID) -> bool:
    with transaction.atomic():
        rows = CanaryRun.objects.select_related("version__sequence", "version__workspace")
        run = rows.get(pk=run_id)
        canary = published.plan(run.version).canary
        if canary is None or run.state not in WATCHED:
            return False
        harm = harm_of(run)
        try:
            if reasons := harm.passed(canary):
                _stop(run, harm, "; ".join(reasons))
                return True
            if run.hold_until is None or run.hold_until > clock.now():
                return False
            _widen(run, harm, "no threshold was passed", ENGINE)
        except Refused:
            # A person was faster.
            return False
    return True


def _stop(run: CanaryRun, harm: Harm, why: str) -> None:
    note, now = f"{why}. A person decides."[:300], clock.now()
    data = _about(run, **harm.as_json())
    perform(run, "stop", actor=ENGINE, data=data, figures=harm.as_json(), note=note, at=now)
    title = f"“{run.version.sequence.name}” was stopped after its first {run.size} people"
    body = f"{why}. Nobody else gets version {run.version.number} until somebody decides."
    notices.tell_about(run.version, title, body, tone="danger")


def _widen(run: CanaryRun, harm: Harm, note: str, actor: Actor, **more: str) -> CanaryRun:
    data = _about(run, **harm.as_json(), **more)
    figures, now = harm.as_json(), clock.now()
    return perform(run, "widen", actor=actor, data=data, figures=figures, note=note[:300], at=now)


def _bring_forward(version: Version) -> None:
    """Let what waits leave soon, spread as the version says; windows and limits are asked again."""
    now = clock.now()
    with transaction.atomic(), connection.cursor() as cursor:
        words: dict[str, Any] = {
            "now": now,
            "spread": max(1, published.plan(version).spread_minutes * 60),
            "workspace": current_workspace_id(),
            "waits": f"{_WAITS}%",
            "version": version.pk,
        }
        cursor.execute(_FORWARD, words)
    turns.bring_forward(current_workspace_id(), now)


def _about(run: CanaryRun, **more: object) -> dict[str, Any]:
    """What the audit says of a run; no names, but which version."""
    return {"version": str(run.version_id), "size": run.size, **more}
