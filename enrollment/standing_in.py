"""What time does to absences: they begin, hand people over, and end with a release plan.

Each part may be done twice or by two at once: what was done stands in the rows, under their locks.
"""

from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.transitions import perform
from contacts import mending
from enrollment import absences, backlog, putting_off, rejudging, stops
from enrollment.models import (
    Absence,
    AbsenceState,
    Enrollment,
    EnrollmentState,
    Handling,
    ReleaseCause,
    ReleaseKind,
    Touch,
    TouchState,
)
from tenancy import clock
from tenancy.actors import system
from tenancy.models import Membership

KEEPER = system("absences")
CHUNK = 50
log = structlog.get_logger(__name__)


def keep() -> None:
    """One round in the open scope."""
    now = clock.now()
    with transaction.atomic():
        begins = list(_rows(AbsenceState.PLANNED).filter(starts_at__lte=now))
        running = list(_rows(AbsenceState.RUNNING))
    for row in begins:
        _begin(row)
    for row in [*begins, *running]:
        _hand_over(row)
        if row.ends_at <= now:
            _come_back(row)


def _rows(state: AbsenceState) -> QuerySet[Absence]:
    rows: QuerySet[Absence] = Absence.objects.filter(state=state)
    return rows.select_related("member", "cover__user").order_by("starts_at", "pk")


@transaction.atomic
def _begin(absence: Absence) -> None:
    row = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
    if row.state != AbsenceState.PLANNED:
        return
    perform(row, "begin", actor=KEEPER)
    Membership.objects.filter(pk=row.member_id).update(covered_by=row.cover_id)
    if row.open == Handling.PAUSE:
        putting_off.put_off(row, KEEPER)
    absences.tell_cover(row)


def _hand_over(absence: Absence) -> None:
    """Everybody of the kinds that go to the colleague, who came meanwhile as well."""
    while people := _to_hand_over(absence):
        done = sum(_one(absence, row) for row in people)
        if not done:
            return


def _to_hand_over(absence: Absence) -> list[UUID]:
    kinds = _kinds(absence)
    if absence.cover_id is None or not kinds:
        return []
    with transaction.atomic():
        reached = Touch.objects.filter(enrollment=OuterRef("pk"), state__in=absences.REACHED)
        task = Touch.objects.filter(enrollment=OuterRef("pk"), state=TouchState.DUE)
        rows = Enrollment.objects.live().filter(owner=absence.member_id)
        rows = rows.annotate(reached=Exists(reached), task=Exists(task)).filter(kinds)
        return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def _kinds(absence: Absence) -> Q:
    """Which people are handed over: with a task or an answer, on their way, or new."""
    asks = Q(task=True) | Q(state=EnrollmentState.ON_HOLD)
    found = Q()
    if absence.open == Handling.HAND_OVER:
        found |= asks
    if absence.running == Handling.HAND_OVER:
        found |= ~asks & Q(reached=True)
    if absence.new == Handling.HAND_OVER:
        found |= ~asks & Q(reached=False)
    return found


def _one(absence: Absence, enrollment_id: UUID) -> bool:
    """One person, in a transaction of their own; one that fails hinders nobody else."""
    try:
        with transaction.atomic():
            if not _stands(absence):
                return False
            row = Enrollment.objects.select_related("contact").get(pk=enrollment_id)
            mending.hand_over(row.contact, to=_cover(absence), actor=KEEPER)
            stops.lock_for(row)
            rows = Enrollment.objects.select_related("contact__owner", "version")
            evidence = f"absence {absence.pk}"
            rejudging.ask_again([rows.get(pk=row.pk)], actor=KEEPER, evidence=evidence)
            return not Enrollment.objects.filter(pk=row.pk, owner=absence.member_id).exists()
    except Exception:
        log.exception("person not handed over", enrollment_id=str(enrollment_id))
        return False


def _stands(absence: Absence) -> bool:
    """Whether it still says what was read of it; locked, so that nobody changes it meanwhile."""
    said = {name: getattr(absence, name) for name in ("cover_id", "new", "running", "open")}
    rows = Absence.objects.filter(pk=absence.pk, state=AbsenceState.RUNNING, **said)
    return rows.select_for_update(of=("self",)).first() is not None


def _cover(absence: Absence) -> Membership:
    assert absence.cover is not None, "nobody is handed over without a cover"
    return absence.cover


def _come_back(absence: Absence) -> None:
    """The colleague's part ends; what waited becomes a release plan, and nothing bursts."""
    with transaction.atomic():
        row = Absence.objects.select_for_update(of=("self",)).get(pk=absence.pk)
        now = clock.now()
        if row.state != AbsenceState.RUNNING or row.ends_at > now:
            return
        perform(row, "come_back", actor=KEEPER, at=now)
        Membership.objects.filter(pk=row.member_id, covered_by=row.cover_id).update(covered_by=None)
        if Handling.PAUSE not in (row.new, row.running, row.open):
            perform(row, "end", actor=KEEPER)
            return
        label = f"The people of {absence.member.label}"[:200]
        stopped = backlog.Stopped(
            ReleaseKind.ABSENCE, row.pk, label, row.starts_at, ReleaseCause.ABSENCE
        )
        plan = backlog.make(stopped, actor=KEEPER, auto_at=backlog.decide_by())
        if not plan.touches_total:
            backlog.start_by_itself(plan)
            return
    with transaction.atomic():
        backlog.tell_admins(plan)
