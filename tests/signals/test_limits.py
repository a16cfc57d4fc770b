"""How soon an answer is due: working hours of whoever answers; and that it is told once."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from enrollment.models import Notice, SendIntent
from sequences.cadence import OFFICE_HOURS, Hours
from signals import desk, limits
from signals.kinds import Kind
from signals.models import AnswerLimit, Asked, Signal
from tenancy import clock
from tests.signals.letters import absence, reply, unclear
from tests.signals.stage import receive
from tests.world import World

FRIDAY = datetime(2026, 3, 6, 14, 0, tzinfo=UTC)
OFFICE = Hours(zone=ZoneInfo("Europe/Berlin"), window=OFFICE_HOURS)


def test_the_night_and_the_weekend_do_not_count() -> None:
    due = limits.due(FRIDAY, 4, OFFICE)
    assert due.due_at == datetime(2026, 3, 9, 10, 0, tzinfo=UTC)
    assert due.remind_at == datetime(2026, 3, 6, 16, 0, tzinfo=UTC)


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)),
    st.integers(1, limits.MAX_HOURS),
)
def test_a_reminder_comes_before_the_limit_and_both_later(opened: datetime, hours: int) -> None:
    due = limits.due(opened, hours, OFFICE)
    assert opened < due.remind_at <= due.due_at


@pytest.fixture
def held(in_acme: World, intent: SendIntent) -> Signal:
    return receive(in_acme, unclear(intent))


def test_a_workspace_says_its_own(in_acme: World, intent: SendIntent) -> None:
    AnswerLimit.objects.create(kind="reply", hours=1)
    receive(in_acme, reply(intent))
    row = Asked.objects.get()
    assert row.due_at - row.opened_at == timedelta(hours=1)


def test_an_absence_asks_nobody(in_acme: World, intent: SendIntent) -> None:
    receive(in_acme, absence(intent))
    assert not Asked.objects.exists()


def test_every_kind_that_asks_has_a_time() -> None:
    assert {limits.hours_of(kind, {}) for kind in desk.kinds()} <= {4, 8, 24}
    assert limits.hours_of(Kind.MEETING_BOOKED, {}) == limits.OTHERS


def test_the_owner_is_reminded_once_at_half_of_the_time(in_acme: World, held: Signal) -> None:
    clock.advance(timedelta(hours=2, minutes=1))
    assert (desk.keep(), desk.keep()) == (1, 0)
    assert Notice.objects.get().member_id == in_acme.rep.pk
    assert Entry.objects.filter(action="signal.remind").count() == 1


def test_what_is_over_its_limit_goes_to_the_manager_once(in_acme: World, held: Signal) -> None:
    clock.advance(timedelta(hours=4, minutes=1))
    assert (desk.keep(), desk.keep()) == (1, 0)
    told = set(Notice.objects.values_list("member_id", "title"))
    assert told == {(in_acme.rep.pk, desk.REMINDER), (in_acme.manager.pk, desk.OVERDUE)}


def test_what_was_answered_reminds_nobody(in_acme: World, held: Signal) -> None:
    desk.answered(held, in_acme.rep)
    clock.advance(timedelta(hours=9))
    assert desk.keep() == 0


def test_how_soon_is_measured_by_kind(in_acme: World, held: Signal) -> None:
    from contacts.models import Contact

    clock.advance(timedelta(hours=3))
    desk.answered(held, in_acme.rep)
    (found,) = desk.times(Contact.objects.visible_to(in_acme.rep))
    assert (found.kind, found.answered, found.in_time, found.hours) == (Kind.UNCLEAR, 1, 1, 3.0)
