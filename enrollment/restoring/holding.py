"""Keeping people from being written to twice when nobody knows what they got before a restore."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from contacts.addresses import AddressError, parse_address
from contacts.models import Contact
from enrollment import services
from enrollment.evidence.shapes import Accepted
from enrollment.models import Enrollment, EnrollmentState, PauseReason, Touch
from enrollment.restoring.replaying import REPLAY
from tenancy import clock

STRANGE = (
    "A message left before the restore that this database does not know. Look before you go on."
)
DOUBTFUL = "Due around the restore; whether the message left is not known. Look before you go on."


def hold_strange(strange: Sequence[Accepted]) -> tuple[list[str], list[str]]:
    """Pause whoever got a message that the database does not know. Returns the enrollments, and
    the contacts that are in no sequence here, so that nothing could be paused."""
    bases = {base for each in strange for to in each.recipients if (base := _base(to))}
    with transaction.atomic():
        people = set(Contact.objects.filter(email_base__in=bases).values_list("pk", flat=True))
        live = Enrollment.objects.live().filter(contact__in=people)
        busy = set(live.values_list("contact_id", flat=True))
        ids = _ids(live)
    return _pause(ids, STRANGE), sorted(str(pk) for pk in people - busy)


def hold_doubtful() -> list[str]:
    """Pause everybody whose next message was due, or whose first one waits for an approval: both
    may have left after the backup was taken."""
    with transaction.atomic():
        due = Touch.objects.filter(state="planned", automatic=True, due_at__lte=clock.now())
        unknown = Q(pk__in=due.values("enrollment_id")) | Q(state=EnrollmentState.AWAITING_REVIEW)
        ids = _ids(Enrollment.objects.live().filter(unknown))
    return _pause(ids, DOUBTFUL)


def _ids(rows: "QuerySet[Enrollment]") -> list[UUID]:
    known = rows.exclude(pause_reason=PauseReason.RESTORED).exclude(state=EnrollmentState.REQUESTED)
    return list(known.order_by("pk").values_list("pk", flat=True))


def _pause(ids: Sequence[UUID], note: str) -> list[str]:
    for pk in ids:
        with transaction.atomic():
            row = Enrollment.objects.select_related("contact").get(pk=pk)
            services.pause(row, reason=PauseReason.RESTORED, note=note, actor=REPLAY)
    return [str(pk) for pk in ids]


def _base(address: str) -> str:
    try:
        return parse_address(address).base
    except AddressError:
        return ""
