"""The first day of a campaign, and when a message is too late to be useful."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction

from contacts.models import Contact
from enrollment import campaign, housekeeping, limits, manual, services
from enrollment.dispatch import arm
from enrollment.models import Enrollment, Mailbox, PauseReason, Touch
from enrollment.timeline import timeline
from sequences.models import ClosedDate, Sequence, Version
from sequences.plans import Jump
from tenancy import clock
from tenancy.actors import member, system
from tenancy.models import Workspace
from tests.enrollment.sink import Sink
from tests.enrollment.stage import (
    asks,
    email,
    hear,
    in_hand,
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    touches,
    trail,
    work,
)
from tests.world import World, contact

BERLIN = ZoneInfo("Europe/Berlin")
TEST = system("test")


def days_ahead(count: int) -> date:
    """A date where the workspace is."""
    return clock.now().astimezone(BERLIN).date() + timedelta(days=count)


@transaction.atomic
def begins(version: Version, day: date | None) -> datetime | None:
    """Give the campaign a first day; returns the moment at which it begins."""
    Sequence.objects.filter(pk=version.sequence_id).update(starts_on=day)
    row = Sequence.objects.select_related("workspace").get(pk=version.sequence_id)
    return campaign.starts_at(row, row.workspace)


def deafen(world: World) -> None:
    """Replies are not heard any more, so nothing leaves."""
    with transaction.atomic():
        Mailbox.objects.update(heard_at=None)


def test_a_campaign_begins_at_midnight_where_the_workspace_is() -> None:
    place = Workspace(zone="Europe/Berlin")
    first = Sequence(workspace=place, starts_on=date(2026, 12, 1), ends_on=date(2026, 12, 31))
    assert campaign.starts_at(first, place) == datetime(2026, 11, 30, 23, tzinfo=UTC)
    assert campaign.ends_at(first, place) == datetime(2026, 12, 31, 23, tzinfo=UTC)


def test_the_last_day_is_still_inside() -> None:
    place = Workspace(zone="Europe/Berlin")
    only = Sequence(workspace=place, ends_on=date(2026, 12, 31))
    assert not campaign.is_over(only, place, datetime(2026, 12, 31, 22, 59, tzinfo=UTC))
    assert campaign.is_over(only, place, datetime(2026, 12, 31, 23, tzinfo=UTC))


def test_who_comes_before_the_first_day_waits_for_it(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    starts = begins(version, days_ahead(3))
    row = started(stage, version, peter)
    touch = touches(row)[0]
    assert starts is not None
    assert starts <= touch.due_at <= starts + timedelta(hours=1)
    assert touch.cause.startswith("waits for the start on ")
    pass_time(stage, days=2)
    assert sink.accepted == []
    pass_time(stage, days=2)
    assert len(sink.accepted) == 1


def test_a_first_day_that_is_moved_later_moves_what_is_planned(
    stage: World, peter: Contact, sink: Sink
) -> None:
    version = live(stage, step("call", "ring"))
    row = started(stage, version, peter)
    starts = begins(version, days_ahead(5))
    pass_time(stage, minutes=1)
    touch = touches(row)[0]
    assert (touch.state, touch.due_at, touch.first_due_at) == ("planned", starts, starts)
    assert "waits for the start" in trail(row, "touch.deferred")[0]["cause"]
    pass_time(stage, days=6)
    assert states(row) == {"ring": "due"}


def test_the_first_day_holds_in_the_arming_transaction_too(
    stage: World, active: Enrollment, version: Version
) -> None:
    ready = in_hand()
    begins(version, days_ahead(2))
    assert arm.arm(ready) == []


def test_a_deferral_does_not_restart_the_lateness(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    first = touches(active)[0].first_due_at
    for _ in range(4):
        deafen(stage)
        work()
        clock.advance(timedelta(days=1))
    touch = touches(active)[0]
    assert first is not None
    assert (touch.first_due_at, touch.due_at > first) == (first, True)
    hear(stage)
    work()
    fresh = reload(active)
    assert (fresh.state, fresh.pause_reason, sink.accepted) == ("paused", "late", [])


def test_a_message_that_was_kept_back_for_less_leaves(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    deafen(stage)
    work()
    pass_time(stage, days=2)
    assert len(sink.accepted) == 1


def test_who_is_resumed_is_not_late(stage: World, active: Enrollment, sink: Sink) -> None:
    services.pause(active, reason=PauseReason.MANUAL, actor=TEST)
    pass_time(stage, days=10)
    services.resume(active, actor=TEST)
    pass_time(stage, minutes=25)
    assert len(sink.accepted) == 1


def test_closed_days_make_nothing_late(stage: World, active: Enrollment, sink: Sink) -> None:
    with transaction.atomic():
        shut = days_ahead(-1), days_ahead(9)
        ClosedDate.objects.create(first=shut[0], last=shut[1], name="Factory holidays")
    work()
    assert "Factory holidays" in touches(active)[0].cause
    pass_time(stage, days=12)
    assert len(sink.accepted) == 1


def test_who_waits_for_room_to_begin_is_not_late(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    """Every day others were first; a follow-up would be late by then, a beginning is not."""
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=1)
    for _ in range(5):
        with transaction.atomic():
            day = limits.of_mailbox(Mailbox.objects.get(pk=stage.mailbox.pk), clock.now())
            limits.take_one(day.key, day.cap)
        hear(stage)
        work()
        assert "limit of 1 a day" in touches(active)[0].cause
        clock.advance(timedelta(days=1))
    pass_time(stage, minutes=1)
    assert len(sink.accepted) == 1


def test_who_was_begun_goes_on_before_somebody_new_begins(
    stage: World, peter: Contact, sink: Sink
) -> None:
    clock.advance(limits.tomorrow(clock.now()) + timedelta(hours=6) - clock.now())
    version = live(stage, email("one"), email("two", days=1))
    started(stage, version, peter)
    pass_time(stage, minutes=30)
    pass_time(stage, hours=23)
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=1)
        milton = contact("milton@initech.example", owner=stage.rep)
    waits = started(stage, version, milton)
    pass_time(stage, minutes=1)
    assert "today's follow-ups" in touches(waits)[0].cause
    pass_time(stage, hours=3)
    assert [each["To"] for each in sink.accepted] == ["peter@initech.example"] * 2
    pass_time(stage, days=1)
    assert [each["To"] for each in sink.accepted[2:]] == ["milton@initech.example"]


def test_a_follow_up_that_waits_for_room_too_long_is_late(
    stage: World, peter: Contact, sink: Sink
) -> None:
    row = started(stage, live(stage, email("one"), email("two", days=1)), peter)
    pass_time(stage, minutes=1)
    clock.advance(timedelta(days=1, minutes=1))
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=0)
    for _ in range(5):
        hear(stage)
        work()
        clock.advance(timedelta(days=1))
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=200)
    pass_time(stage, minutes=1)
    assert (reload(row).pause_reason, len(sink.accepted)) == ("late", 1)


def test_a_task_that_is_put_off_is_nobodys_lateness(stage: World, peter: Contact) -> None:
    row = started(stage, live(stage, step("call", "ring"), step("task", "end")), peter)
    pass_time(stage, minutes=1)
    until = clock.now() + timedelta(days=20)
    manual.snooze(touches(row)[0], until=until, actor=member(stage.rep))
    pass_time(stage, days=19)
    housekeeping.keep()
    manual.complete(touches(row)[0], note="", actor=member(stage.rep))
    pass_time(stage, minutes=1)
    assert states(row) == {"ring": "done", "end": "due"}


def test_years_of_closed_days_lose_nothing(stage: World, active: Enrollment, sink: Sink) -> None:
    """A message that is sent meanwhile is recorded, and what follows waits to be asked again."""
    with transaction.atomic():
        closed = ClosedDate.objects.create(
            first=days_ahead(-1), last=days_ahead(900), name="Mistyped"
        )
    pass_time(stage, minutes=1)
    assert touches(active)[0].cause.startswith("No time to send within 400 days")
    with transaction.atomic():
        closed.delete()
    pass_time(stage, days=1, minutes=1)
    assert len(sink.accepted) == 1


def test_a_forecast_tells_conditions_and_jumps(stage: World, peter: Contact) -> None:
    known = asks("contact.country", "DE")
    version = live(
        stage,
        step("task", "one"),
        step("wait", "look", days=1),
        step("call", "two", when=known),
        step("task", "three", jumps=(Jump("five", known),)),
        step("task", "four", jumps=(Jump("five"),)),
        step("task", "five"),
        mode="smart",
    )
    row = started(stage, version, peter)
    with transaction.atomic():
        seen = timeline(Enrollment.objects.select_related("contact", "workspace").get(pk=row.pk))
    told = {each.name: each.cause for each in seen.future}
    assert list(told) == ["Step 1 (Task)", "Step 3 (Call)", "Step 4 (Task)", "Step 6 (Task)"]
    assert told["Step 3 (Call)"].endswith("may be skipped: only when country is “DE”")
    assert told["Step 4 (Task)"].endswith("if country is “DE”: goes on with Step 6 (Task)")


def test_a_forecast_says_what_comes_too_late_for_the_campaign(stage: World, peter: Contact) -> None:
    row = started(stage, live(stage, step("task", "one"), step("task", "two", days=5)), peter)
    with transaction.atomic():
        Sequence.objects.update(ends_on=days_ahead(2))
        seen = timeline(Enrollment.objects.select_related("contact", "workspace").get(pk=row.pk))
    assert [each.cause for each in seen.future][1] == "comes too late: the campaign ends before"


def test_the_past_tells_what_was_skipped_and_why(stage: World, peter: Contact) -> None:
    version = live(
        stage, step("call", "one", when=asks("contact.country", "DE")), step("task", "t")
    )
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    with transaction.atomic():
        seen = timeline(Enrollment.objects.select_related("contact", "workspace").get(pk=row.pk))
    (event,) = [each for each in seen.past if each.action == "touch.skip"]
    assert (event.title, event.step_name) == ("Does not apply, skipped", "Step 1 (Call)")
    assert event.detail == "not so: country is “DE”"
    assert seen.now.sentence == "Step 2 (Task) is waiting in the owner's list."


def test_a_workspace_with_an_unreadable_zone_counts_in_utc() -> None:
    place = Workspace(zone="Mars/One")
    first = Sequence(workspace=place, starts_on=date(2026, 12, 1))
    assert campaign.starts_at(first, place) == datetime(2026, 12, 1, tzinfo=UTC)


def test_planning_sets_the_moment_from_which_lateness_counts(active: Enrollment) -> None:
    touch: Touch = touches(active)[0]
    assert touch.first_due_at == touch.due_at
