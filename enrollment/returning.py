"""Who comes back after an exit: what somebody tells us later counts as if we had known it then."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from django.db.models import Q, QuerySet

from audit.actions import Action
from audit.recording import Fact, record_many
from contacts.models import Contact
from enrollment.models import Enrollment, EnrollmentState, NextAction
from tenancy.actors import Actor
from tenancy.errors import Refused

#: Id of an enrollment to what follows its exit and when, as JSON has them.
Follows: TypeAlias = dict[str, dict[str, Any]]


def amend(people: Sequence[Contact], later: datetime | None, *, actor: Actor, evidence: str) -> int:
    """Of people who have left and were to come back: put it off to `later`, never nearer; with
    None a colleague takes over, and no machine comes back. How many rows changed.

    Call it with the people's gates locked, in the transaction of what they have told.
    """
    rows = Enrollment.objects.filter(
        contact__in=people, state=EnrollmentState.EXITED, next_action=NextAction.RECYCLE
    )
    if later is not None:
        rows = rows.filter(Q(next_action_at=None) | Q(next_action_at__lt=later))
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in found:
        row.next_action = NextAction.RECYCLE if later else NextAction.HAND_OVER
        row.next_action_at = later
    _save(found, actor, evidence)
    return len(found)


def kept(people: Iterable[Contact]) -> Follows:
    """Who of these people is to come back and when, for an undo; one statement."""
    rows = Enrollment.objects.filter(
        contact__in=list(people), state=EnrollmentState.EXITED, next_action=NextAction.RECYCLE
    )
    return _follows(rows)


def now_of(known: Iterable[str]) -> Follows:
    """What follows these enrollments now; one statement or none."""
    ids = list(known)
    return _follows(Enrollment.objects.filter(pk__in=ids)) if ids else {}


def put_back(before: Follows, after: Follows, *, evidence: str, actor: Actor) -> int:
    """Let those come back who did `before`, as then; how many changed. Refused (moved): something
    has changed it since `after`. Call it as `amend`."""
    rows = Enrollment.objects.filter(pk__in=[pk for pk, was in before.items() if was != after[pk]])
    found = list(rows.select_for_update(of=("self",)).order_by("pk"))
    for row in found:
        if _plain(row.next_action, row.next_action_at) != after[str(row.pk)]:
            raise Refused("Whether they come back was changed since.", code="moved")
        row.next_action, row.next_action_at = _read(before[str(row.pk)])
    _save(found, actor, evidence)
    return len(found)


def _save(rows: Sequence[Enrollment], actor: Actor, evidence: str) -> None:
    Enrollment.objects.bulk_update(rows, ["next_action", "next_action_at"])
    facts = (Fact(Action.ENROLLMENT_FOLLOWS, row, data=_said(row, evidence)) for row in rows)
    record_many(facts, actor=actor)


def _said(row: Enrollment, evidence: str) -> dict[str, str]:
    until = {"until": str(row.next_action_at)} if row.next_action_at else {}
    return {"follows": str(NextAction(row.next_action).label), **until, "evidence": evidence}


def _follows(rows: QuerySet[Enrollment]) -> Follows:
    found = rows.order_by("pk").values_list("pk", "next_action", "next_action_at")
    return {str(pk): _plain(action, at) for pk, action, at in found}


def _plain(action: str, at: datetime | None) -> dict[str, Any]:
    return {"action": str(action), "at": at.isoformat() if at else None}


def _read(was: Mapping[str, Any]) -> tuple[str, datetime | None]:
    return was["action"], datetime.fromisoformat(was["at"]) if was["at"] else None
