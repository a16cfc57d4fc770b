"""A person's hours at work: holidays, closed dates and gaps when planning and when leaving."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from contacts.models import Contact
from enrollment import planning, preflights
from enrollment.dispatch import loading
from enrollment.dispatch import waiting as waits
from enrollment.models import Enrollment, Mailbox, Preflight, Touch
from sequences.cadence import Due
from sequences.models import ClosedDate, Version
from tenancy.actors import member
from tests.enrollment.sink import Sink
from tests.enrollment.stage import reload, touches, work
from tests.world import World, contact

CHRISTMAS = datetime(2028, 12, 25, 15, tzinfo=UTC)
FAIR = datetime(2028, 8, 22, 15, tzinfo=UTC)
TWO_DAYS = {"holidays": False, "min_gap_hours": 48}


@transaction.atomic
def waiting(enrollment: Enrollment, now: datetime, **options: Any) -> Due | None:
    """What the planned touch waits for, by the options that the version would have."""
    touch = Touch.objects.select_related("enrollment__version", "mailbox").get(
        enrollment=enrollment, state="planned"
    )
    touch.enrollment.version.options = options
    found = waits.judge(touch, loading.Around([touch], now))
    return found.due if found else None


def test_nothing_leaves_on_a_public_holiday_of_the_person(active: Enrollment) -> None:
    due = waiting(active, CHRISTMAS)
    assert due is not None
    assert due.at == datetime(2028, 12, 26, 5, tzinfo=UTC)
    assert "Mon 25 Dec is Christmas Day in the United States" in due.cause


def test_a_version_may_send_on_holidays(active: Enrollment) -> None:
    assert waiting(active, CHRISTMAS, holidays=False) is None


def test_nothing_leaves_on_a_closed_date(active: Enrollment) -> None:
    with transaction.atomic():
        ClosedDate.objects.create(first=FAIR.date(), last=FAIR.date(), name="Trade fair")
    due = waiting(active, FAIR, holidays=False)
    assert due is not None
    assert "(Tue 22 Aug is a closed date: Trade fair)" in due.cause


@pytest.fixture
def sent(active: Enrollment, sink: Sink) -> Touch:
    """The first message, which has left."""
    work()
    return touches(active)[0]


def test_the_next_step_keeps_the_gap(active: Enrollment, sent: Touch) -> None:
    assert sent.settled_at is not None
    with transaction.atomic():
        row = Enrollment.objects.select_related("version").get(pk=active.pk)
        row.version.options = TWO_DAYS
        due = planning.opening(row, planning.hours_of(row), sent.settled_at)
    assert due.at >= sent.settled_at + timedelta(hours=48)
    assert due.cause.startswith("waits 48 hours after the touch before")


def test_the_gap_is_kept_between_touches_of_one_enrollment(active: Enrollment, sent: Touch) -> None:
    """What a person may have from all sequences together is no matter of one version."""
    with transaction.atomic():
        row = Enrollment.objects.get(pk=active.pk)
        row.version.options = TWO_DAYS
        hours = planning.hours_of(row)
        other = Enrollment(contact=row.contact, workspace=row.workspace)
        assert planning.last_touch(row, hours) == sent.settled_at
        assert planning.last_touch(other, hours) is None


def test_a_planned_touch_waits_for_a_gap_that_began_since(active: Enrollment, sent: Touch) -> None:
    assert sent.settled_at is not None
    due = waiting(active, sent.settled_at + timedelta(hours=1), **TWO_DAYS)
    assert due == Due(
        sent.settled_at + timedelta(hours=48), "waits 48 hours after the touch before"
    )


def test_a_sender_gives_the_zone_of_a_person_without_a_place(active: Enrollment) -> None:
    with transaction.atomic():
        Mailbox.objects.update(zone="Asia/Tokyo")
        Contact.objects.filter(enrollments=active).update(zone="", country="")
    row = reload(active)
    with transaction.atomic():
        assert planning.hours_of(row).zone.key == "Asia/Tokyo"


def test_the_impact_counts_each_day_in_the_persons_own_hours(
    stage: World, version: Version
) -> None:
    """One of two countries is closed for days, so its people start later."""
    with transaction.atomic():
        people = [contact(owner=stage.rep, email=f"p{n}@x{n}.example") for n in range(3)]
        Contact.objects.filter(email=people[0].email).update(zone="", country="JP")
        preflight: Preflight = preflights.create(
            version, [row.pk for row in people], seat=stage.rep, actor=member(stage.rep)
        )
        preflight.people.update(outcome="allow")
        before = preflights.impact(preflight, stage.rep)
        first, last = (date.today() + timedelta(days=count) for count in (-1, 5))
        ClosedDate.objects.create(first=first, last=last, name="Rest", country="JP")
        after = preflights.impact(preflight, stage.rep)
    assert sum(day.touches for day in after) == sum(day.touches for day in before) == 9
    assert (after[0].touches, after[-1].date > before[-1].date) == (2, True)
