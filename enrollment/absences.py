"""Absences: a member is away, and their people wait, go on under a colleague's eye, or go over.

The sender stays the same in every case: an approved message names its sender, and a thread goes on
from the address that the person knows. A colleague who covers sees the owner's people, does their
tasks and decides on their answers; whoever is handed over has a new owner for good.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from audit.actions import Action
from audit.recording import record
from audit.transitions import perform
from enrollment import notices, putting_off
from enrollment.models import Absence, AbsenceState, Handling, Touch
from sequences.cadence import Due
from tenancy import clock
from tenancy.actors import Actor
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.roles import Capability, Role, may

LONGEST = timedelta(days=366)
# A year that was mistyped would move what waits by years on the return.
LONGEST_AGO = timedelta(days=31)
# How long a touch waits before it asks again whether the release plan has moved it.
ASK_AGAIN = timedelta(minutes=15)
CHANGEABLE = (AbsenceState.PLANNED, AbsenceState.RUNNING)
OPEN = (AbsenceState.PLANNED, AbsenceState.RUNNING, AbsenceState.RETURNING)
AWAY = (AbsenceState.RUNNING, AbsenceState.RETURNING)
WAIT_ON = (
    "They wait already. End the absence: its release plan lets them go on without a burst. Then "
    "enter another one."
)
# What has reached a person, or may have: then they are no new people any more.
REACHED = ("armed", "sent", "unknown", "assumed_sent", "done", "due")


@dataclass(frozen=True, kw_only=True)
class Wish:
    """When somebody is away, who covers, and what becomes of each kind of their people."""

    starts_at: datetime
    ends_at: datetime
    cover: Membership | None = None
    new: Handling = Handling.PAUSE
    running: Handling = Handling.PAUSE
    open: Handling = Handling.GO_ON


def may_manage(seat: Membership, member: Membership, key_role: str = "") -> bool:
    """Members see to their own absences, managers to their team's, admins to everybody's.
    `key_role` bounds what a key of the seat does: nothing with one that only reads."""
    role = key_role or seat.role
    if seat.pk == member.pk:
        return role == seat.role or may(role, Capability.ENROL)
    if seat.role == Role.ADMIN == role:
        return True
    in_team = bool(seat.team) and seat.team == member.team
    return in_team and {seat.role, role} <= {Role.ADMIN, Role.MANAGER}


@transaction.atomic
def enter(member: Membership, wish: Wish, *, seat: Membership, actor: Actor) -> Absence:
    """Enter an absence; it begins by itself. Refused: not_allowed, invalid."""
    _check_may(seat, member)
    _check(member, wish, wrong=_wrong_beginning(wish))
    row: Absence = Absence.objects.create(
        member=member, created_by=seat, created_at=clock.now(), **_columns(wish)
    )
    record(Action.ABSENCE_PLANNED, row, actor=actor, label=member.label, **_said(wish))
    return row


@transaction.atomic
def change(absence: Absence, wish: Wish, *, seat: Membership, actor: Actor) -> Absence:
    """Change an absence that is planned or running. While it runs its beginning stays, and who
    waits goes on waiting: they go on by the release plan of the return alone. Refused:
    not_allowed, invalid, state_changed."""
    row = _locked(absence)
    _check_may(seat, row.member)
    if row.state not in CHANGEABLE:
        raise Refused("This absence is over. Enter another one.", code="state_changed")
    is_running = row.state == AbsenceState.RUNNING
    wrong = _wrong_meanwhile(row, wish) if is_running else _wrong_beginning(wish)
    _check(row.member, wish, besides=row.pk, wrong=wrong)
    before = _wish_of(row)
    for name, value in _columns(wish).items():
        setattr(row, name, value)
    row.save(update_fields=list(_columns(wish)))
    was = {name: value for name, value in _said(before).items() if value != _said(wish)[name]}
    said = {**_said(wish), "was": was}
    record(Action.ABSENCE_CHANGED, row, actor=actor, label=row.member.label, **said)
    if is_running:
        _follow(row, before, actor)
    return row


def _follow(row: Absence, before: Wish, actor: Actor) -> None:
    """What a change of a running absence does at once. The regular work hands people over."""
    putting_off.move_along(row, was_at=before.ends_at, actor=actor)
    if row.open == Handling.PAUSE:
        putting_off.put_off(row, actor)
    if row.cover == before.cover:
        return
    Membership.objects.filter(pk=row.member_id).update(covered_by=row.cover)
    if before.cover is not None:
        body = "Whom you were handed over stays with you."
        notices.tell(before.cover, f"You no longer cover {row.member.label}", body)
    tell_cover(row)


def tell_cover(row: Absence) -> None:
    """Whoever covers a running absence learns it."""
    if row.cover is not None:
        body = f"Their tasks and answers are in your list until {row.ends_at:%d %b}."
        notices.tell(row.cover, f"You cover {row.member.label}", body)


@transaction.atomic
def cancel(absence: Absence, *, seat: Membership, actor: Actor) -> Absence:
    """Call off an absence that has not begun; nothing of it has happened."""
    row = _locked(absence)
    _check_may(seat, row.member)
    return perform(row, "cancel", actor=actor)


@transaction.atomic
def come_back(absence: Absence, *, seat: Membership, actor: Actor) -> Absence:
    """End a running absence now; the regular work makes the release plan. Handed over stays."""
    row = _locked(absence)
    _check_may(seat, row.member)
    if row.state != AbsenceState.RUNNING:
        raise Refused("Nobody is away by this absence now. Reload the page.", code="state_changed")
    was_at, row.ends_at = row.ends_at, clock.now()
    row.save(update_fields=["ends_at"])
    until = row.ends_at.isoformat()
    record(Action.ABSENCE_CHANGED, row, actor=actor, label=row.member.label, until=until)
    putting_off.move_along(row, was_at=was_at, actor=actor)
    return row


@dataclass(frozen=True)
class Away:
    """Who is away now, by the id of their seat; and which of the enrollments that were asked for
    something has reached, None where nobody asked for many at once."""

    by_member: Mapping[UUID, Absence]
    reached: Collection[UUID] | None = None


def away(touches: Iterable[Touch] | None = None) -> Away:
    """Who is away: one statement, and one more where that asks what has reached the people of
    `touches`."""
    rows = Absence.objects.filter(state__in=AWAY).select_related("member")
    found = {row.member_id: row for row in rows}
    if touches is None:
        return Away(found)
    asked = [
        touch.enrollment_id
        for touch in touches
        if (row := found.get(touch.enrollment.owner_id)) and row.new != row.running
    ]
    return Away(found, _reached(asked) if asked else ())


def waiting(touch: Touch, now: datetime, known: Away) -> Due | None:
    """Until when a touch waits for its owner's return; None when it does not."""
    owner = touch.enrollment.owner_id
    absence = known.by_member.get(owner) if owner else None
    if absence is None or _handling(absence, touch, known) != Handling.PAUSE:
        return None
    name = absence.member.label
    if absence.state == AbsenceState.RUNNING and now < absence.ends_at:
        return Due(
            absence.ends_at, f"waits: {name} is away until {absence.ends_at:%d %b %H:%M} UTC"
        )
    return Due(now + ASK_AGAIN, f"waits for the release plan after the absence of {name}")


def visible(seat: Membership) -> QuerySet[Absence]:
    """The absences that a seat sees: its own, those that it covers, and those that it sees to."""
    rows: QuerySet[Absence] = Absence.objects.select_related("member", "cover", "created_by")
    if seat.role == Role.ADMIN:
        return rows
    mine = Q(member=seat) | Q(cover=seat)
    if seat.role == Role.MANAGER and seat.team:
        mine |= Q(member__team=seat.team)
    return rows.filter(mine)


def listed(seat: Membership) -> list[Absence]:
    """Those that are not over, then the newest others; two statements."""
    rows = visible(seat)
    open_ = rows.filter(state__in=OPEN).order_by("starts_at", "pk")[:100]
    return [*open_, *rows.exclude(state__in=OPEN).order_by("-pk")[:20]]


def _handling(absence: Absence, touch: Touch, known: Away) -> str:
    if absence.open == Handling.PAUSE and not touch.automatic:
        return absence.open
    if absence.new == absence.running:
        return absence.new
    reached = _reached([touch.enrollment_id]) if known.reached is None else known.reached
    return absence.running if touch.enrollment_id in reached else absence.new


def _reached(enrollment_ids: Collection[UUID]) -> set[UUID]:
    rows = Touch.objects.filter(enrollment__in=list(enrollment_ids), state__in=REACHED)
    return set(rows.values_list("enrollment_id", flat=True))


def _check_may(seat: Membership, member: Membership) -> None:
    now = Membership.objects.get(pk=seat.pk)
    if not now.is_active or not may_manage(now, member):
        message = "Members enter their own absences, managers those of their team."
        raise Refused(message, code="not_allowed")


def _check(
    member: Membership, wish: Wish, wrong: Mapping[str, str], besides: UUID | None = None
) -> None:
    wrong = {**wrong, **_wrong_times(wish), **_wrong_cover(member, wish)}
    _one_by_one(member, wish.cover)
    others = Absence.objects.filter(state__in=OPEN).exclude(pk=besides)
    meanwhile = others.filter(starts_at__lt=wish.ends_at, ends_at__gt=wish.starts_at)
    if not wrong and meanwhile.filter(member=member).exists():
        wrong["starts_at"] = f"{member.label} is away then already. Change that absence."
    if not wrong and wish.cover and meanwhile.filter(member=wish.cover).exists():
        wrong["cover"] = f"{wish.cover.label} is away then, too. Choose somebody else."
    if wrong:
        raise Refused(next(iter(wrong.values())), code="invalid", fields=wrong)


def _one_by_one(*seats: Membership | None) -> None:
    """Whoever enters another absence of these people waits, and sees this one."""
    ids = [seat.pk for seat in seats if seat]
    rows = Membership.objects.select_for_update(of=("self",), no_key=True)
    list(rows.filter(pk__in=ids).order_by("pk"))


def _wrong_beginning(wish: Wish) -> dict[str, str]:
    if wish.starts_at < clock.now() - LONGEST_AGO:
        return {"starts_at": "Enter a day of the last month, or one to come. Is the year right?"}
    return {}


def _wrong_meanwhile(row: Absence, wish: Wish) -> dict[str, str]:
    """What cannot be changed while it runs."""
    kinds = ("new", "running", "open")
    freed = [name for name in kinds if getattr(row, name) == Handling.PAUSE != getattr(wish, name)]
    wrong = dict.fromkeys(freed, WAIT_ON)
    if wish.starts_at != row.starts_at:
        wrong["starts_at"] = "It has begun, so its beginning stays."
    return wrong


def _wrong_times(wish: Wish) -> dict[str, str]:
    now = clock.now()
    if wish.ends_at <= wish.starts_at:
        return {"ends_at": "The return comes after the first day away."}
    if wish.ends_at <= now:
        return {"ends_at": "This is over already. Choose a return that is still to come."}
    if wish.ends_at - max(wish.starts_at, now) > LONGEST:
        return {"ends_at": "Enter at most a year at a time."}
    return {}


def _wrong_cover(member: Membership, wish: Wish) -> dict[str, str]:
    cover = wish.cover
    if cover is None:
        if Handling.HAND_OVER in (wish.new, wish.running, wish.open):
            return {"cover": "Choose who the people are handed over to."}
        return {}
    if cover.pk == member.pk:
        return {"cover": "Somebody else has to cover."}
    if not cover.may(Capability.DO_TASKS):
        return {"cover": f"{cover.label} does no tasks. Choose a rep, a manager or an admin."}
    return {}


def _columns(wish: Wish) -> dict[str, Any]:
    return {
        "starts_at": wish.starts_at,
        "ends_at": wish.ends_at,
        "cover": wish.cover,
        "new": wish.new,
        "running": wish.running,
        "open": wish.open,
    }


def _wish_of(row: Absence) -> Wish:
    """What a stored absence says."""
    return Wish(
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        cover=row.cover,
        new=Handling(row.new),
        running=Handling(row.running),
        open=Handling(row.open),
    )


def _said(wish: Wish) -> dict[str, Any]:
    return {
        "from": wish.starts_at.isoformat(),
        "until": wish.ends_at.isoformat(),
        "cover": str(wish.cover.pk) if wish.cover else "",
        "new": wish.new.value,
        "running": wish.running.value,
        "open": wish.open.value,
    }


def _locked(absence: Absence) -> Absence:
    rows = Absence.objects.select_for_update(of=("self",)).select_related("member", "cover")
    row: Absence = rows.get(pk=absence.pk)
    return row
