"""Who comes back after an exit: what somebody tells us later counts as if we had known it then."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from audit.actions import Action
from audit.recording import Fact, record_many
from contacts.models import Contact
from enrollment.models import Enrollment, EnrollmentState, NextAction
from tenancy.actors import Actor


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
    Enrollment.objects.bulk_update(found, ["next_action", "next_action_at"])
    said = {"follows": str(NextAction(found[0].next_action).label) if found else ""}
    said |= {"until": str(later)} if later else {}
    said["evidence"] = evidence
    record_many((Fact(Action.ENROLLMENT_FOLLOWS, row, data=said) for row in found), actor=actor)
    return len(found)
