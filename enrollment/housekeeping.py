"""What time brings about: pauses end, tasks expire, finished sequences are closed."""

from uuid import UUID

from django.db import transaction
from django.db.models import F

from enrollment import (
    breakers,
    canaries,
    comparisons,
    control,
    first_touch,
    leaving,
    limits,
    moving,
    overdue,
    planting,
    preflights,
    review_times,
    services,
    standing_in,
    stops,
)
from enrollment.models import (
    UNSETTLED,
    Enrollment,
    EnrollmentState,
    ExitReason,
    Touch,
)
from sequences import flow
from tenancy import clock
from tenancy.actors import system
from tenancy.errors import Refused

HOUSE = system("housekeeping")
AT_A_TIME = 500


def keep() -> None:
    """One round in the open scope; every part of it may be done twice without harm."""
    resume_due()
    standing_in.keep()
    leaving.expire_ended()
    leaving.leave_by_rules()
    overdue.keep()
    complete_finished()
    refresh_waiting()
    review_times.keep()
    planting.sweep()
    canaries.watch()
    comparisons.evaluate_due()
    limits.forget_old()
    breakers.forget_old()
    control.forget_old()


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
    """Exit who has come to the end of their way and has not answered within the listening time.

    Whatever way that was: while there is a next step it is open, because it is planned in the
    transaction that settles the one before.
    """
    edge = clock.now() - flow.LISTENS
    with transaction.atomic():
        unfinished = Touch.objects.filter(state__in=UNSETTLED).values("enrollment_id")
        recent = Touch.objects.filter(settled_at__gte=edge).values("enrollment_id")
        rows = list(
            # Somebody who was moved to the end of another version may have no touch of it.
            Enrollment.objects.filter(state=EnrollmentState.ACTIVE, activated_at__lt=edge)
            .exclude(pk__in=unfinished)
            .exclude(pk__in=recent)
            .select_related("contact")[:AT_A_TIME]
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
    renewed = [first_touch.refresh(row.pk, actor=HOUSE) for row in rows]
    return sum(review is not None for review in renewed)


def unfinished_preflights() -> list[UUID]:
    """Preflights that wait for a worker because a nudge was lost."""
    with transaction.atomic():
        return preflights.unfinished()


def unfinished_migrations() -> list[UUID]:
    """Migrations that have something to do, or to watch."""
    with transaction.atomic():
        return moving.unfinished()
