"""A worker applies a release plan: chunk by chunk, and the switch opens with the last one.

A chunk is one transaction that also says how far it came. What ends, is left out or goes back to
review has a transaction of its own before it, under the person's gate; done twice it changes
nothing, so a worker that is killed is replaced by any other.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Q

from audit.actions import Action
from audit.recording import Fact, record_many
from audit.transitions import perform
from enrollment import control, gates, planning, second_looks, stops
from enrollment.backlog import allotting, counting, looking
from enrollment.backlog.choosing import of_group
from enrollment.backlog.deciding import Choice, Fate, How, fate_of, part_of
from enrollment.models import (
    Absence,
    ExitReason,
    Release,
    ReleaseKind,
    ReleaseState,
    Touch,
    TouchState,
)
from sequences.cadence import CadenceError, Hours, next_in_window
from sequences.calendars import OwnClosedDate
from sequences.timetable import closed_dates, hours_for
from tenancy import clock
from tenancy.actors import system
from tenancy.alone import alone
from tenancy.errors import Refused

KEEPER = system("release plans")
CHUNK = 200
CAUSES: Mapping[How, str] = {
    How.NOW: "moved by the release plan: leaves as limits and hours allow",
    How.SPREAD: "moved by the release plan: spread over days",
    How.SHIFT: "moved by the release plan: later by the length of the stop",
}
log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class _Judged:
    """One touch of a chunk, and what becomes of it."""

    touch: Touch
    group: str
    choice: Choice
    fate: Fate


def run(release_id: UUID) -> None:
    """Apply a decided plan to its end; call it in a scope, outside a transaction."""
    with alone(f"release:{release_id}") as is_ours:
        while is_ours and _chunk(release_id):
            pass


def _chunk(release_id: UUID) -> bool:
    """One chunk; False when there is nothing left to do."""
    with transaction.atomic():
        release = Release.objects.filter(pk=release_id, state=ReleaseState.APPLYING).first()
        if release is None:
            return False
        judged = [_judged(release, touch) for touch in _next(release)]
    if not judged:
        return _open(release)
    alone_ = [each for each in judged if each.fate in SINGLE]
    settled = sum(_single(release, each) for each in alone_)
    return _move(release, judged, settled)


def _next(release: Release) -> list[Touch]:
    """The touches after the last one that was looked at, the oldest first."""
    rows, moment = counting.backlog(release), counting.moment_of(release)
    if cursor := release.cursor:
        at = datetime.fromisoformat(cursor["at"])
        later = Q(**{f"{moment}__gt": at}) | Q(**{moment: at}, pk__gt=cursor["id"])
        rows = rows.filter(later, **{f"{moment}__gte": at})
    related = ("enrollment__contact__account", "enrollment__version", "enrollment__workspace")
    rows = rows.select_related(
        *related, "enrollment__mailbox__owner__user", "enrollment__review", "step"
    )
    return list(rows[:CHUNK])


def _judged(release: Release, touch: Touch) -> _Judged:
    part = part_of(touch.kind, automatic=touch.automatic, first=touch.first)
    group = counting.group_of(touch.sequence_id, part)
    choice = of_group(release.choices, group)
    late = (release.cutoff - (touch.first_due_at or touch.due_at)).total_seconds() / 3600
    review = touch.enrollment.review if touch.first else None
    approved = review.decided_at if review else None
    days = (release.cutoff - approved).total_seconds() / 86_400 if approved else 0.0
    most = int(release.counted.get("max_hours", 0))
    return _Judged(touch, group, choice, fate_of(part, choice, late, days, most))


def _single(release: Release, judged: _Judged) -> int:
    """One who needs their gate; 1 when it was done. One that fails hinders nobody else."""
    try:
        with transaction.atomic():
            stops.lock_for(judged.touch.enrollment)
            row = _locked(release)
            waits = Touch.objects.filter(pk=judged.touch.pk, state=TouchState.PLANNED, held=False)
            if row is None or not waits.exists():
                return 0
            SINGLE[judged.fate](row, judged)
            _note(row, Counter({judged.fate.value: 1}), 1)
    except Refused as refused:
        log.warning("touch not released", touch_id=str(judged.touch.pk), code=refused.code)
        return 0
    return 1


def _skip(release: Release, judged: _Judged) -> None:
    note = f"It was more than {judged.choice.stale_hours} hours late when sending was released."
    said = {"step": judged.touch.step.key, "release": str(release.pk), "cause": note}
    skipped = perform(
        judged.touch,
        "skip",
        actor=KEEPER,
        data=said,
        rule="release plan",
        note=note,
        at=clock.now(),
    )
    planning.follow(skipped, actor=KEEPER)


def _end(release: Release, judged: _Judged) -> None:
    stops.exit_enrollment(
        judged.touch.enrollment,
        reason=ExitReason.EXPIRED,
        evidence=f"release {release.pk}",
        actor=KEEPER,
    )


def _review(release: Release, judged: _Judged) -> None:
    days = judged.choice.review_days
    reason = f"The approval is more than {days} days old: it was looked at before sending stopped."
    second_looks.look_again(judged.touch.enrollment, reason, actor=KEEPER)


STAYS = (Fate.LEAVE, Fate.PERSON)
SINGLE: Mapping[Fate, Callable[[Release, _Judged], None]] = {
    Fate.SKIP: _skip,
    Fate.END: _end,
    Fate.REVIEW: _review,
}


def _move(release: Release, judged: Sequence[_Judged], settled: int) -> bool:
    """Give the others of a chunk their moments, and say how far it came."""
    with transaction.atomic():
        row = _locked(release)
        if row is None:
            return False
        fresh = _still_planned(judged)
        moving = [each for each in judged if each.touch.pk in fresh and each.fate == Fate.MOVE]
        left = Counter(each.fate.value for each in judged if each.fate in STAYS)
        # Before it is moved: the cursor is the place in the backlog.
        last = judged[-1].touch
        at = getattr(last, counting.moment_of(row))
        row.cursor = {"at": at.isoformat(), "id": str(last.pk)}
        done = Counter({Fate.MOVE.value: len(_moved(row, moving))}) + left
        _note(row, done, len(judged) - settled)
    return True


def _note(row: Release, done: Counter[str], seen: int) -> None:
    row.progress += seen
    row.result = dict(Counter(row.result) + done)
    row.save(update_fields=["cursor", "progress", "result", "placed"])


def _moved(row: Release, moving: Sequence[_Judged]) -> list[Touch]:
    slots, closed, changed = looking.slots_of(row), closed_dates(), []
    facts = []
    for each in moving:
        touch, before = each.touch, each.touch.due_at
        at = _due(row, each, slots, closed)
        touch.due_at = touch.first_due_at = at
        touch.cause, touch.lease_until, touch.attempts = CAUSES[each.choice.how], None, 0
        changed.append(touch)
        data = {"release": str(row.pk), "before": before.isoformat(), "until": at.isoformat()}
        facts.append(Fact(Action.TOUCH_REPLANNED, touch, data=data | {"cause": touch.cause}))
    names = ["due_at", "first_due_at", "cause", "lease_until", "attempts"]
    Touch.objects.bulk_update(changed, names)
    record_many(facts, actor=KEEPER)
    return changed


def _due(
    row: Release,
    judged: _Judged,
    slots: Mapping[str, Sequence[allotting.Slot]],
    closed: Sequence[OwnClosedDate],
) -> datetime:
    touch, hours = judged.touch, _hours(judged.touch, closed)
    # Later than the cutoff, so that nothing that was moved is in the backlog any more.
    earliest = max(row.cutoff + timedelta(microseconds=1), clock.now())
    try:
        if judged.choice.how == How.SHIFT:
            return next_in_window(max(touch.due_at + (row.cutoff - row.since), earliest), hours).at
        key = looking.lot_key(judged.group, str(touch.mailbox_id or ""))
        number = int(row.placed.get(key, 0))
        row.placed[key] = number + 1
        if not slots.get(key):
            # It came after the count: it leaves when the switch is open.
            return next_in_window(earliest, hours).at
        day, place, of = allotting.place(slots[key], number)
        if day.isoformat() == row.slots["first"]:
            # Today in the workspace; where the person is, it may be another date.
            day = earliest.astimezone(hours.zone).date()
        apart = counting.distance_of(row.counted, str(touch.mailbox_id or ""))
        return allotting.moment(day, place, of, hours, earliest, apart)
    except CadenceError:
        # Closed for more than a year: the engine asks again, and says so.
        return earliest


def _hours(touch: Touch, closed: Sequence[OwnClosedDate]) -> Hours:
    enrollment = touch.enrollment
    return hours_for(
        enrollment.version,
        enrollment.contact,
        workspace=enrollment.workspace,
        closed=closed,
        sender=enrollment.mailbox,
    ).hours


def _still_planned(judged: Sequence[_Judged]) -> set[UUID]:
    """Those of a chunk that nobody has settled, held or moved since it was read; locked."""
    seen: dict[UUID, datetime] = {each.touch.pk: each.touch.due_at for each in judged}
    rows = Touch.objects.filter(pk__in=seen, state=TouchState.PLANNED, held=False)
    found = rows.select_for_update().order_by("pk").values_list("pk", "due_at")
    return {pk for pk, due_at in found if due_at == seen[pk]}


def _locked(release: Release) -> Release | None:
    rows = Release.objects.select_for_update(of=("self",))
    found: Release | None = rows.filter(pk=release.pk, state=ReleaseState.APPLYING).first()
    return found


def _open(release: Release) -> bool:
    """Nothing is left: the switch opens, in the transaction that finishes the plan."""
    with transaction.atomic():
        if release.kind != ReleaseKind.ABSENCE:
            gates.take(gates.key_of(release.kind, release.ref))
        row = _locked(release)
        if row is None or _next(row):
            return row is not None
        perform(row, "finish", actor=KEEPER, data=dict(row.result), at=clock.now())
        if row.kind == ReleaseKind.ABSENCE:
            perform(Absence.objects.get(pk=row.ref), "end", actor=KEEPER)
        else:
            control.open_(row.kind, row.ref, actor=KEEPER, release_id=row.pk)
    return False
