"""What time brings about: pauses end, tasks expire, finished sequences are closed."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from enrollment import first_touch, manual, planning, preflights, services, stops
from enrollment.models import Enrollment, EnrollmentState, ExitReason, Touch
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused

HOUSE = system("housekeeping")
AT_A_TIME = 500


def keep() -> None:
    """One round in the open scope; every part of it may be done twice without harm."""
    resume_due()
    manual.expire_overdue()
    complete_finished()
    refresh_waiting()


def resume_due() -> int:
    """Resume pauses whose date has come; returns how many."""
    with transaction.atomic():
        rows = list(Enrollment.objects.to_resume(clock.now())[:AT_A_TIME])
    return sum(_resume(row) for row in rows)


def _resume(row: Enrollment) -> bool:
    try:
        services.resume(row, actor=HOUSE)
    except Refused:
        # Somebody was faster: it has ended or was resumed by hand.
        return False
    return True


def complete_finished() -> int:
    """Exit who has had every step and has not answered within the listening time."""
    edge = clock.now() - planning.LISTENS
    with transaction.atomic():
        unfinished = Touch.objects.filter(
            state__in=("planned", "due", "armed", "unknown", "failed")
        ).values("enrollment_id")
        recent = Touch.objects.filter(settled_at__gte=edge).values("enrollment_id")
        rows = list(
            Enrollment.objects.filter(state=EnrollmentState.ACTIVE, touches__isnull=False)
            .exclude(pk__in=unfinished)
            .exclude(pk__in=recent)
            .select_related("contact")
            .distinct()[:AT_A_TIME]
        )
    for row in rows:
        stops.exit_enrollment(
            row,
            reason=ExitReason.COMPLETED_NO_RESPONSE,
            evidence="every step is settled",
            actor=HOUSE,
        )
    return len(rows)


def refresh_waiting() -> int:
    """Send back reviews whose message has drifted from the facts; returns how many."""
    with transaction.atomic():
        rows = list(
            Enrollment.objects.filter(
                state=EnrollmentState.AWAITING_REVIEW,
                review__state="pending",
                contact__updated_at__gt=F("review__opened_at"),
            ).select_related("contact")[:AT_A_TIME]
        )
    renewed = [first_touch.refresh(row, actor=HOUSE) for row in rows]
    return sum(review is not None for review in renewed)


def unfinished_preflights() -> list[UUID]:
    """Preflights that wait for a worker because a nudge was lost."""
    with transaction.atomic():
        return preflights.unfinished()
