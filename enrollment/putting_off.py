"""Tasks that wait for somebody's return: put off to it, and moved when the return moves."""

from datetime import datetime

from django.db.models import QuerySet

from audit.actions import Action
from audit.recording import Fact, record_many
from enrollment.models import Absence, Touch, TouchState
from tenancy.actors import Actor


def put_off(row: Absence, actor: Actor) -> None:
    """Tasks that are due wait for the return, and do not expire before it."""
    _move(Touch.objects.filter(due_at__lt=row.ends_at), row, actor)


def move_along(row: Absence, *, was_at: datetime, actor: Actor) -> None:
    """What was put off to the former return, `was_at`, waits for the one of now."""
    _move(Touch.objects.filter(due_at=was_at, cause=_cause(row)), row, actor)


def _move(tasks: QuerySet[Touch], row: Absence, actor: Actor) -> None:
    mine = tasks.filter(state=TouchState.DUE, enrollment__owner=row.member_id)
    found = list(mine.select_for_update(of=("self",)).order_by("pk"))
    until, cause = row.ends_at, _cause(row)
    Touch.objects.filter(pk__in=[each.pk for each in found]).update(due_at=until, cause=cause)
    said = {"until": until.isoformat(), "cause": cause}
    record_many([Fact(Action.TOUCH_SNOOZE, each, data=said) for each in found], actor=actor)


def _cause(row: Absence) -> str:
    return f"waits: {row.member.label} is away"
