"""Tasks that wait for their person: each thing is done once, and nobody stalls in silence."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from contacts.models import Contact
from enrollment import housekeeping, manual, notices, overdue, services
from enrollment.models import Enrollment, PauseReason, TaskWatch, Touch
from sequences.patience import Move
from sequences.plans import Patience, TaskEnd
from tenancy import clock
from tenancy.actors import member
from tenancy.models import Membership
from tests.enrollment.stage import (
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    touches,
    trail,
)
from tests.world import World, contact


def later(stage: World, **by: float) -> None:
    pass_time(stage, **by)
    housekeeping.keep()


def due_call(stage: World, person: Contact, **policy: Any) -> Enrollment:
    """Somebody whose call is due, with a task behind it."""
    first = step("call", "ring", patience=Patience(**policy) if policy else None)
    row = started(stage, live(stage, first, step("task", "end")), person)
    later(stage, minutes=1)
    return row


@transaction.atomic
def change(seat: Membership, **fields: Any) -> None:
    Membership.objects.filter(pk=seat.pk).update(**fields)


@transaction.atomic
def watches() -> list[TaskWatch]:
    return list(TaskWatch.objects.all())


@transaction.atomic
def unwatched() -> list[Touch]:
    return list(Touch.objects.unwatched())


@transaction.atomic
def tasks_of(seat: Membership) -> list[Touch]:
    return list(Touch.objects.tasks_of(seat))


def titles(seat: Membership) -> list[str]:
    with transaction.atomic():
        return [notice.title for notice in notices.unread(seat)]


def test_the_owner_is_reminded_once(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    later(stage, hours=4)
    housekeeping.keep()
    assert titles(stage.rep) == ["Tasks wait for you"]
    assert [entry["reminded"] for entry in trail(row, "touch.reminded")] == [1]


def test_nobody_is_reminded_before(stage: World, peter: Contact) -> None:
    due_call(stage, peter)
    later(stage, hours=3)
    assert titles(stage.rep) == []


def test_reminders_come_daily_and_end(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter, remind_hours=1, reminders=2, escalate_days=0, end_days=9)
    for _ in range(6):
        later(stage, days=1)
    assert len(trail(row, "touch.reminded")) == 2


def test_the_manager_is_told_and_sees_it(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    change(stage.manager, team="Elsewhere")
    manager = reload(stage.manager)
    later(stage, days=2)
    assert (titles(manager), tasks_of(manager)) == (["Tasks of colleagues wait"], touches(row))
    assert trail(row, "touch.escalated")[0]["told"] == [str(manager.pk)]


def test_the_colleague_who_covers_is_told_first(stage: World, peter: Contact) -> None:
    due_call(stage, peter)
    change(stage.rep, covered_by=stage.other_rep)
    later(stage, days=2)
    assert (len(titles(stage.other_rep)), titles(stage.manager)) == (1, [])


@pytest.mark.parametrize(
    ("end", "became"), [(TaskEnd.EXPIRE, "expired"), (TaskEnd.SKIP, "skipped")]
)
def test_it_ends_and_the_flow_goes_on(
    stage: World, peter: Contact, end: TaskEnd, became: str
) -> None:
    row = due_call(stage, peter, end=end.value)
    later(stage, days=5)
    assert states(row) == {"ring": became, "end": "planned"}


def test_what_is_skipped_says_why(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter, end="skip")
    later(stage, days=5)
    skipped = touches(row)[0]
    assert (skipped.cause, skipped.note) == ("overdue", "Nobody did it within 5 days.")


def test_it_waits_for_a_person_who_is_asked_again(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter, end="wait", end_days=1, escalate_days=0, remind_hours=0)
    later(stage, days=1)
    assert touches(row)[0].cause.startswith("waits: nobody did it within 1 day")
    with transaction.atomic():
        notices.mark_read(stage.rep)
    later(stage, days=1)
    assert titles(stage.rep) == ["Tasks wait for a decision"]


def test_what_waits_can_still_be_done(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter, end="wait", end_days=1)
    later(stage, days=9)
    manual.complete(touches(row)[0], note="", actor=member(stage.rep))
    assert states(row) == {"ring": "done", "end": "planned"}


def test_what_is_put_off_counts_anew(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    later(stage, days=3)
    until = clock.now() + timedelta(days=10)
    manual.snooze(touches(row)[0], until=until, actor=member(stage.rep))
    later(stage, days=9)
    (watch,) = watches()
    assert (watch.reminded, watch.told, watch.next_at > until) == (0, [], True)


def test_nobody_is_reminded_while_the_person_is_paused(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    services.pause(row, reason=PauseReason.MANUAL, until=None, actor=member(stage.rep))
    later(stage, days=9)
    assert (states(row), titles(stage.rep)) == ({"ring": "due"}, [])


def test_after_an_outage_there_is_one_notice(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    later(stage, days=3)
    assert (len(trail(row, "touch.reminded")), len(trail(row, "touch.escalated"))) == (0, 1)


def test_nobody_stalls_in_silence(stage: World, peter: Contact) -> None:
    """After each round every due task has a moment in the future at which something happens."""
    due_call(stage, peter, end="wait", end_days=2)
    for _ in range(8):
        later(stage, hours=13)
        assert unwatched() == []
        assert [watch.next_at > clock.now() for watch in watches()] == [True]


def test_a_settled_task_is_watched_no_longer(stage: World, peter: Contact) -> None:
    row = due_call(stage, peter)
    manual.complete(touches(row)[0], note="", actor=member(stage.rep))
    housekeeping.keep()
    assert watches() == []


def test_the_next_moment_is_told(stage: World, peter: Contact) -> None:
    touch = touches(due_call(stage, peter))[0]
    with transaction.atomic():
        found = overdue.next_of(touch)
    assert found == (touch.due_at + timedelta(hours=4), Move.REMIND)


def test_a_round_takes_as_many_statements_for_many_tasks(stage: World, peter: Contact) -> None:
    def statements() -> int:
        clock.advance(timedelta(hours=5))
        with CaptureQueriesContext(connection) as found:
            assert overdue.keep()
        return len(found)

    row = due_call(stage, peter)
    one = statements()
    for number in range(4):
        with transaction.atomic():
            person, version = contact(f"p{number}@b.example", owner=stage.rep), row.version
        started(stage, version, person)
    later(stage, minutes=1)
    assert statements() <= one
