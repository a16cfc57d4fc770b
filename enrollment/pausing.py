"""Pausing people in flight whom something new blocks: an exclusion rule, or a pack of law.

The gate refuses their next message at once in any case; the pause tells a person, and holds the
tasks too. It goes in chunks; a worker that is killed begins anew and pauses nobody twice.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from audit.actions import Action
from audit.models import Entry
from enrollment import services, stops
from enrollment.models import Enrollment, EnrollmentState, PauseReason
from tenancy.actors import Actor

# Who goes on by themselves: they would get the next message, or the next task.
GOING = Q(state=EnrollmentState.ACTIVE) | Q(state=EnrollmentState.PAUSED, pause_until__isnull=False)


@dataclass(frozen=True)
class Blocked:
    """One enrollment (with contact) that is to be paused, and what its page says of it."""

    row: Enrollment
    note: str


def pause_all(
    chunks: Iterable[Sequence[Blocked]], *, holds: Callable[[], bool], evidence: str, actor: Actor
) -> bool:
    """Pause everybody of all chunks; False when `holds`, asked before each chunk, says that what
    blocks them is over. `evidence` names the cause and its version."""
    for chunk in chunks:
        if not holds():
            return False
        for each in chunk:
            _pause(each, evidence, actor)
    return True


def paused_by(evidence: str, since: datetime) -> int:
    """How many were paused by this cause; from the trail, because a worker before this one may
    have been killed."""
    rows = Entry.objects.filter(action=Action.ENROLLMENT_PAUSE, at__gte=since)
    return rows.filter(data__evidence=evidence).count()


def people_are(paused: int) -> str:
    """The beginning of the sentence that tells it."""
    return "1 person in flight is" if paused == 1 else f"{paused:,} people in flight are"


@transaction.atomic
def _pause(blocked: Blocked, evidence: str, actor: Actor) -> None:
    stops.lock_for(blocked.row)
    # Somebody may have been faster: it has ended, or a person has paused it for good.
    if not Enrollment.objects.filter(GOING, pk=blocked.row.pk).exists():
        return
    services.pause(
        blocked.row,
        reason=PauseReason.BLOCKED,
        actor=actor,
        note=blocked.note,
        evidence=evidence,
    )
