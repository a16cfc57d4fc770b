"""Tasks that wait for their person: reminders, escalation, and an end, so that nobody stalls in
silence. What is decided is `sequences.patience`; here it is done, each thing once.

Every due task of a running enrollment has a watch with its next moment. A round takes a fixed
number of statements, but for the tasks that end: each of these moves somebody on.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.db import transaction
from django.db.models import F

from audit.actions import Action
from audit.recording import Fact, record_many
from audit.transitions import perform
from enrollment import notices, planning, stops
from enrollment.models import TaskWatch, Touch
from enrollment.notices import Telling
from sequences import patience, timetable
from sequences.cadence import Hours
from sequences.calendars import OwnClosedDate
from sequences.patience import Move, Standing
from sequences.plans import Patience, TaskEnd, step_of
from tenancy import clock
from tenancy.actors import system
from tenancy.models import Membership, Workspace
from tenancy.roles import Role

WATCHER = system("housekeeping")
AT_A_TIME = 500
RULE = "overdue"
WAITS = "waits: {}; do it, skip it or put it off"


@dataclass
class Office:
    """Who there is and when they work, read once a round."""

    closed: tuple[OwnClosedDate, ...] = field(default_factory=timetable.closed_dates)
    hours: dict[UUID | None, Hours] = field(default_factory=dict)

    def hours_of(self, touch: Touch) -> Hours:
        """The working hours of whoever does the task."""
        return self.hours_for(touch.enrollment.owner, touch.enrollment.workspace)

    def hours_for(self, owner: Membership | None, workspace: Workspace) -> Hours:
        """The working hours of a colleague, loaded with their user."""
        key = owner.pk if owner else None
        if key not in self.hours:
            self.hours[key] = timetable.hours_of_member(owner, workspace, self.closed)
        return self.hours[key]

    @cached_property
    def leaders(self) -> list[Membership]:
        """Managers and admins who are there."""
        rows = Membership.objects.filter(is_active=True, role__in=(Role.MANAGER, Role.ADMIN))
        return list(rows.order_by("pk"))

    def above(self, owner: Membership | None) -> list[Membership]:
        """Who is told when the owner does not do it: the colleague who covers them, else the
        managers of their team, else all managers, else the admins."""
        if owner and owner.covered_by and owner.covered_by.is_active:
            return [owner.covered_by]
        others = [each for each in self.leaders if owner is None or each.pk != owner.pk]
        managers = [each for each in others if each.role == Role.MANAGER]
        team = [each for each in managers if owner and owner.team and each.team == owner.team]
        return team or managers or others

    def doers(self, owner: Membership | None) -> list[Membership]:
        """Who is reminded: the owner, and for one who has left those above."""
        return [owner] if owner and owner.is_active else self.above(owner)


def keep() -> int:
    """One round in the open scope; returns how many tasks it did something about."""
    with transaction.atomic():
        _watch()
    with transaction.atomic():
        moved, over = _move()
    return moved + sum(_end(watch) for watch in over)


def next_of(touch: Touch) -> tuple[datetime, Move] | None:
    """What happens next by itself to a due task, and when; None until the first round saw it."""
    watch = TaskWatch.objects.filter(touch=touch, due_at=touch.due_at).first()
    if watch is None:
        return None
    watch.touch = touch
    return patience.ahead(_patience(touch), _standing(watch), Office().hours_of(touch))


def _watch() -> None:
    """Begin to watch what has fallen due or was put off, and forget what is settled."""
    TaskWatch.objects.exclude(touch__state="due").delete()
    rows = Touch.objects.unwatched().select_related(*_related(""))
    office = Office()
    new = [_watched(touch, office) for touch in rows.order_by("due_at")[:AT_A_TIME]]
    TaskWatch.objects.bulk_create(
        new,
        update_conflicts=True,
        unique_fields=["touch"],
        update_fields=[
            "due_at",
            "next_at",
            "reminded",
            "last_at",
            "escalated_at",
            "told",
            "waits",
        ],
    )


def _related(prefix: str) -> tuple[str, ...]:
    names = ("step", "enrollment__workspace", "enrollment__owner__user")
    return tuple(prefix + name for name in (*names, "enrollment__owner__covered_by"))


def _watched(touch: Touch, office: Office) -> TaskWatch:
    standing = Standing(touch.due_at)
    next_at, _ = patience.ahead(_patience(touch), standing, office.hours_of(touch))
    return TaskWatch(touch=touch, due_at=touch.due_at, next_at=next_at)


def _patience(touch: Touch) -> Patience:
    return patience.of(step_of(touch.step), touch.enrollment.workspace)


def _standing(watch: TaskWatch) -> Standing:
    escalated = watch.escalated_at is not None
    return Standing(watch.due_at, watch.reminded, watch.last_at, escalated, watch.waits)


def _move() -> tuple[int, list[TaskWatch]]:
    """Do what is due about the watched tasks; returns how many, and those that end."""
    now, office = clock.now(), Office()
    rows = TaskWatch.objects.filter(
        next_at__lte=now,
        due_at=F("touch__due_at"),
        touch__state="due",
        touch__enrollment__state="active",
    )
    rows = rows.select_related(*_related("touch__")).order_by("next_at")
    by_move: defaultdict[Move | None, list[TaskWatch]] = defaultdict(list)
    watches = list(rows.select_for_update(of=("self",), skip_locked=True)[:AT_A_TIME])
    for watch in watches:
        by_move[_move_of(watch, office, now)].append(watch)
    over = by_move.pop(Move.END, [])
    by_move.pop(None, None)
    for move, chosen in by_move.items():
        _DO[Move(str(move))](chosen, office, now)
    _store([each for each in watches if each not in over], office)
    return sum(map(len, by_move.values())), over


def _move_of(watch: TaskWatch, office: Office, now: datetime) -> Move | None:
    touch = watch.touch
    return patience.now_due(_patience(touch), _standing(watch), office.hours_of(touch), now)


def _store(watches: Sequence[TaskWatch], office: Office) -> None:
    for watch in watches:
        touch = watch.touch
        hours = office.hours_of(touch)
        watch.next_at, _ = patience.ahead(_patience(touch), _standing(watch), hours)
    fields = ["next_at", "reminded", "last_at", "escalated_at", "told", "waits"]
    TaskWatch.objects.bulk_update(watches, fields)


def _remind(watches: Sequence[TaskWatch], office: Office, now: datetime) -> None:
    for watch in watches:
        watch.reminded, watch.last_at = watch.reminded + 1, now
    _say(Action.TOUCH_REMIND, watches)
    _tell(watches, lambda watch: office.doers(watch.touch.enrollment.owner), "Tasks wait for you")


def _escalate(watches: Sequence[TaskWatch], office: Office, now: datetime) -> None:
    for watch in watches:
        watch.escalated_at = now
        watch.told = [each.pk for each in office.above(watch.touch.enrollment.owner)]
    _say(Action.TOUCH_ESCALATE, watches)
    above = _above(office)
    _tell(watches, above, "Tasks of colleagues wait", tone="warn")


def _ask_again(watches: Sequence[TaskWatch], office: Office, now: datetime) -> None:
    for watch in watches:
        watch.reminded, watch.last_at = watch.reminded + 1, now
    _say(Action.TOUCH_REMIND, watches)
    _tell(watches, _everybody(office), "Tasks wait for a decision", tone="warn")


def _leave_waiting(watches: Sequence[TaskWatch], office: Office, now: datetime) -> None:
    """Their time is over, and they wait for a person, who is asked every working day."""
    for watch in watches:
        watch.waits, watch.last_at = True, now
        watch.escalated_at = watch.escalated_at or now
        watch.told = [each.pk for each in office.above(watch.touch.enrollment.owner)]
        watch.touch.cause = WAITS.format(patience.nobody_did(_patience(watch.touch)))
    Touch.objects.bulk_update([watch.touch for watch in watches], ["cause"])
    _say(Action.TOUCH_LEFT_WAITING, watches)
    _tell(watches, _everybody(office), "Tasks wait for a decision", tone="warn")


_Does = Callable[[Sequence[TaskWatch], Office, datetime], None]
_DO: dict[Move, _Does] = {
    Move.REMIND: _remind,
    Move.ESCALATE: _escalate,
    Move.WAIT: _leave_waiting,
    Move.ASK_AGAIN: _ask_again,
}
_Whom = Callable[[TaskWatch], list[Membership]]


def _above(office: Office) -> _Whom:
    return lambda watch: office.above(watch.touch.enrollment.owner)


def _everybody(office: Office) -> _Whom:
    def whom(watch: TaskWatch) -> list[Membership]:
        owner = watch.touch.enrollment.owner
        found = [*office.doers(owner), *office.above(owner)]
        return list({each.pk: each for each in found}.values())

    return whom


def _say(action: Action, watches: Sequence[TaskWatch]) -> None:
    facts = [
        Fact(
            action,
            watch.touch,
            contact_id=watch.touch.enrollment.contact_id,
            enrollment_id=watch.touch.enrollment_id,
            data={"step": watch.touch.step.key, "reminded": watch.reminded, **_told(watch)},
        )
        for watch in watches
    ]
    record_many(facts, actor=WATCHER)


def _told(watch: TaskWatch) -> dict[str, list[str]]:
    return {"told": [str(pk) for pk in watch.told]} if watch.told else {}


def _tell(watches: Sequence[TaskWatch], whom: _Whom, title: str, tone: str = "info") -> None:
    """One notice for each person, however many tasks there are."""
    by_member: defaultdict[Membership, list[Touch]] = defaultdict(list)
    for watch in watches:
        for member in whom(watch):
            by_member[member].append(watch.touch)
    notices.tell_many(
        Telling(member, title, _body(touches), tone=tone) for member, touches in by_member.items()
    )


def _body(touches: Iterable[Touch]) -> str:
    by_owner: defaultdict[str, int] = defaultdict(int)
    for touch in touches:
        owner = touch.enrollment.owner
        by_owner[owner.label if owner else "Nobody"] += 1
    return "; ".join(f"{name}: {number} overdue" for name, number in sorted(by_owner.items()))


@transaction.atomic
def _end(watch: TaskWatch) -> bool:
    """End one task as its step says; False when somebody was faster."""
    touch = watch.touch
    stops.lock_for(touch.enrollment)
    still = {"state": "due", "due_at": watch.due_at, "enrollment__state": "active"}
    if not Touch.objects.filter(pk=touch.pk, **still).exists():
        return False
    now, policy = clock.now(), _patience(touch)
    if policy.end == TaskEnd.SKIP:
        note = f"{patience.nobody_did(policy)}.".capitalize()
        done = perform(touch, "skip", actor=WATCHER, rule=RULE, note=note, at=now)
    else:
        done = perform(touch, "expire", actor=WATCHER, at=now)
    planning.follow(done, actor=WATCHER)
    return True
