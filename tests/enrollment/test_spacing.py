"""The minimum gap between two messages of a mailbox, and the turns of those that come too early."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from contacts.models import Contact
from enrollment import limits, lines
from enrollment.backlog import allotting
from enrollment.dispatch import arm
from enrollment.models import Enrollment, Mailbox, MailboxLine, SendIntent, Touch
from enrollment.planning import Diary
from sequences.cadence import OFFICE_HOURS, Hours
from sequences.models import Version
from sequences.spacing import LEAST, MOST, Line, distance
from tenancy import clock
from tests.compliance.counting import counted
from tests.compliance.racing import Meeting
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, in_hand, live, pass_time, started, touches, work
from tests.enrollment.test_races import at_once
from tests.world import World, contact

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
GAP = timedelta(seconds=60)
LONG_AGO = NOW - timedelta(days=1)


def always(moment: datetime) -> datetime:
    return moment


def line(gap: timedelta = GAP) -> Line:
    return Line(gap, LONG_AGO, LONG_AGO)


def keyed(number: int) -> UUID:
    return UUID(int=number)


def test_the_first_leaves_and_each_other_one_gets_a_turn_of_its_own() -> None:
    queue = line()
    turns = [queue.ask(keyed(n), NOW, has_turn=False, opening=always) for n in range(5)]
    assert turns[0] is None
    waiting = [NOW, *(turn for turn in turns if turn)]
    assert all(GAP * LEAST <= later - at <= GAP * MOST for at, later in pairwise(waiting))


def test_the_same_touch_has_the_same_distance_and_others_have_others() -> None:
    assert distance(GAP, keyed(1)) == distance(GAP, keyed(1))
    assert len({distance(GAP, keyed(n)) for n in range(20)}) == 20


def test_nobody_overtakes_those_who_wait() -> None:
    queue = line()
    queue.ask(keyed(1), NOW, has_turn=False, opening=always)
    queue.ask(keyed(2), NOW, has_turn=False, opening=always)
    moment = queue.booked_to - timedelta(seconds=1)
    late = queue.ask(keyed(3), moment, has_turn=False, opening=always)
    assert late is not None and late > moment


def test_who_is_a_little_early_waits_a_little_and_not_behind_all() -> None:
    queue = line()
    for n in range(10):
        queue.ask(keyed(n), NOW, has_turn=False, opening=always)
    early = queue.ask(keyed(1), NOW + GAP - timedelta(seconds=2), has_turn=True, opening=always)
    assert early == NOW + GAP


def test_a_turn_outside_of_the_hours_keeps_nobody_else_waiting() -> None:
    queue, tomorrow = line(), NOW + timedelta(days=1)
    queue.ask(keyed(1), NOW, has_turn=False, opening=always)
    before = queue.booked_to
    assert queue.ask(keyed(2), NOW, has_turn=False, opening=lambda _: tomorrow) == tomorrow
    assert queue.booked_to == before


@given(
    gap=st.integers(1, 600),
    asked=st.lists(st.integers(0, 900), min_size=1, max_size=30),
    late=st.lists(st.floats(0, 30), min_size=30, max_size=30),
)
def test_no_two_ever_leave_closer_than_the_gap_and_everybody_leaves(
    gap: int, asked: list[int], late: list[float]
) -> None:
    queue, left = line(timedelta(seconds=gap)), play(line(timedelta(seconds=gap)), asked, late)
    assert len(left) == len(asked)
    assert all(later - at >= queue.gap for at, later in pairwise(sorted(left)))


def play(queue: Line, asked: list[int], late: list[float]) -> list[datetime]:
    """Touches that fall due at these seconds, each served a little late, until all have left."""
    due = {keyed(n): (NOW + timedelta(seconds=at), False) for n, at in enumerate(asked)}
    left, rounds = [], 0
    now = NOW
    while due and rounds < 5_000:
        key, (at, has_turn) = min(due.items(), key=lambda item: (item[1][0], item[0].int))
        now = max(now, at + timedelta(seconds=late[rounds % len(late)]))
        turn = queue.ask(key, now, has_turn=has_turn, opening=always)
        if turn is None:
            left.append(now)
            del due[key]
        else:
            assert turn > now
            due[key] = (turn, True)
        rounds += 1
    return left


def people(world: World, count: int) -> list[Enrollment]:
    version = live(world, email("one"))
    with transaction.atomic():
        Mailbox.objects.update(gap_seconds=60)
        found: list[Contact] = [
            contact(f"{n}@initech.example", owner=world.rep) for n in range(count)
        ]
    return [started(world, version, person) for person in found]


def test_of_a_batch_one_leaves_and_the_others_say_what_they_wait_for(
    stage: World, sink: Sink
) -> None:
    rows = people(stage, 4)
    work()
    assert len(sink.accepted) == 1
    found = [touches(row)[0] for row in rows]
    waiting = sorted(each.due_at for each in found if each.state == "planned")
    assert all(later - at >= GAP * LEAST for at, later in pairwise(waiting))
    said = {each.cause for each in found if each.state == "planned"}
    assert said == {
        "waits for its turn: the mailbox leaves at least 60 seconds between two messages"
    }


def test_after_a_wait_of_hours_nothing_bursts(stage: World, sink: Sink, morning: datetime) -> None:
    people(stage, 4)
    work()
    pass_time(stage, hours=2)
    assert len(sink.accepted) == 2
    for _ in range(2):
        pass_time(stage, seconds=95)
    assert len(sink.accepted) == 4


def test_a_mailbox_without_a_gap_has_no_line_and_costs_nothing(stage: World, sink: Sink) -> None:
    people(stage, 2)
    with transaction.atomic():
        Mailbox.objects.update(gap_seconds=0)
    work()
    assert len(sink.accepted) == 2
    with transaction.atomic():
        found = list(Touch.objects.select_related("mailbox"))
        with counted() as statements:
            queue = lines.held(found, Diary({}, {}))
            assert queue.ask(found[0]) is None
            queue.keep()
        assert not MailboxLine.objects.exists()
    assert not statements


def test_a_gap_takes_the_same_statements_for_two_as_for_eight(stage: World, sink: Sink) -> None:
    counts, version = [], live(stage, email("one"))
    for size in (2, 8):
        ready = batch(stage, version, size)
        with transaction.atomic():
            MailboxLine.objects.update(free_at=LONG_AGO, booked_to=LONG_AGO)
        with counted() as statements:
            arm.arm(ready)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def batch(world: World, version: Version, size: int) -> list[Touch]:
    """So many more people whose message is due, claimed."""
    with transaction.atomic():
        Mailbox.objects.update(gap_seconds=60)
        found = [contact(f"{size}.{n}@initech.example", owner=world.rep) for n in range(size)]
    for person in found:
        started(world, version, person)
    return in_hand()


def armed_by_four(world: World, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many of four messages are armed by four workers at the same moment."""
    touches = batch(world, live(world, email("one")), 4)
    with transaction.atomic():
        # The rows exist already: making one is a lock of its own.
        limits.held([limits.of_mailbox(world.mailbox, clock.now())])
        lines.held(list(Touch.objects.select_related("mailbox")), Diary({}, {}))
    ready = iter([[touch] for touch in touches])
    asked: Callable[[Any, Touch], Any] = lines.Lines.ask
    meeting = Meeting()

    def together(self: lines.Lines, touch: Touch) -> Any:
        found = asked(self, touch)
        meeting.arrive()
        return found

    monkeypatch.setattr(lines.Lines, "ask", together)
    at_once(world, lambda: arm.arm(next(ready)), 4)
    with transaction.atomic():
        return SendIntent.objects.count()


def test_without_the_lock_two_leave_in_the_same_gap(
    stage: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (lines, limits):
        monkeypatch.setattr(module, "_HELD", module._HELD.replace("FOR UPDATE", ""))
    assert armed_by_four(stage, monkeypatch) > 1


def test_with_the_lock_one_leaves(
    stage: World, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert armed_by_four(stage, monkeypatch) == 1


def test_a_release_plan_has_room_for_as_many_as_the_gap_lets() -> None:
    hours = Hours(ZoneInfo("UTC"), OFFICE_HOURS)
    monday = date(2026, 11, 23)
    ten = timedelta(minutes=10)
    assert allotting.room_for(monday, hours, ten) * ten <= timedelta(hours=24)
    moments = [allotting.moment(monday, n, 6, hours, NOW, ten) for n in range(6)]
    assert all(later - at == ten for at, later in pairwise(moments))
