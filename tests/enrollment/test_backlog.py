"""Release plans: what waited is counted, decided and moved before a switch opens."""

from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from audit.models import Entry
from compliance.models import Review
from enrollment import backlog, control
from enrollment.backlog import allotting
from enrollment.backlog import work as working
from enrollment.models import (
    ControlGate,
    Enrollment,
    Mailbox,
    PauseReason,
    Release,
    SendIntent,
    Touch,
)
from enrollment.services import pause
from sequences.models import StepKind, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership, Workspace
from tests.enrollment.sink import Sink
from tests.enrollment.stage import email, hear, live, pass_time, reload, started, touches
from tests.enrollment.stage import work as turn
from tests.world import World, approved, contact


@pytest.fixture
def stopped(stage: World, sink: Sink) -> list[Enrollment]:
    """Four people whose first message is due, behind the closed switch of the workspace."""
    version = live(stage, email("hello"), email("again", days=2))
    with transaction.atomic():
        people = [contact(f"p{n}@initech.example", owner=stage.rep) for n in range(4)]
    rows = [started(stage, version, each) for each in people]
    close(stage)
    clock.advance(timedelta(hours=5))
    return rows


def close(world: World) -> ControlGate:
    actor = member(world.admin)
    return control.close("workspace", world.workspace.pk, reason="Incident", actor=actor)


def by(seat: Membership) -> dict[str, Any]:
    """Who does it."""
    return {"seat": seat, "actor": member(seat)}


def planned(world: World, **choice: Any) -> Release:
    """A draft for the whole workspace, with a choice for everything."""
    row = backlog.draft("workspace", world.workspace.pk, **by(world.admin))
    return backlog.choose(row, {"all": choice}, **by(world.admin)) if choice else row


def released(world: World, **choice: Any) -> Release:
    """Decided, and applied by a worker."""
    row = planned(world, **choice)
    backlog.start(row, **by(world.admin))
    backlog.run(row.pk)
    done: Release = reload(row)
    return done


def calls(world: World) -> Version:
    """A sequence of one call."""
    ring = (("ring", StepKind.CALL, 0),)
    with transaction.atomic():
        return approved(
            world.admin, world.other_admin, name="Calls", motion="partner", cadence=ring
        )


def touch_of(enrollment: Enrollment) -> Touch:
    return touches(enrollment)[0]


def test_a_plan_counts_what_waits_and_moves_nothing(
    stage: World, stopped: list[Enrollment]
) -> None:
    before = [touch_of(row).due_at for row in stopped]
    row = planned(stage)
    assert row.touches_total == 4
    assert [touch_of(each).due_at for each in stopped] == before


def test_the_switch_opens_with_its_plan_alone(stage: World, stopped: list[Enrollment]) -> None:
    row = planned(stage)
    assert turn() == 0
    backlog.start(row, **by(stage.admin))
    assert turn() == 0
    backlog.run(row.pk)
    with transaction.atomic():
        assert not ControlGate.objects.exists()
    assert reload(row).state == "done"


def test_by_default_what_waited_leaves_at_a_distance(
    stage: World, stopped: list[Enrollment], sink: Sink
) -> None:
    released(stage)
    moments = sorted(touch_of(row).due_at for row in stopped)
    assert min(later - sooner for sooner, later in pairwise(moments)) > timedelta(seconds=1)
    pass_time(stage, days=1)
    assert len(sink.accepted) == 4


def test_a_limit_leads_to_the_days_after(stage: World, stopped: list[Enrollment]) -> None:
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=1)
    released(stage)
    days = {touch_of(row).due_at.date() for row in stopped}
    assert len(days) >= 3


def test_a_shift_keeps_the_gaps(stage: World, stopped: list[Enrollment]) -> None:
    before = [touch_of(row).due_at for row in stopped]
    with transaction.atomic():
        for number, each in enumerate(stopped, 1):
            before[number - 1] = at = clock.now() - timedelta(hours=number)
            Touch.objects.filter(enrollment=each).update(due_at=at)
    row = released(stage, how="shift")
    length = row.cutoff - row.since
    assert [touch_of(each).due_at for each in stopped] == [at + length for at in before]


def test_a_spread_takes_as_many_days_as_were_chosen(
    stage: World, stopped: list[Enrollment]
) -> None:
    released(stage, how="spread", days=4)
    assert len({touch_of(row).due_at.date() for row in stopped}) == 4


def test_the_preview_says_what_the_work_does(stage: World, stopped: list[Enrollment]) -> None:
    # At ten in the morning: what is planned about midnight may fall on either day.
    clock.advance(timedelta(hours=(34 - clock.now().hour) % 24))
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=3)
    row = planned(stage, how="spread", days=3)
    with transaction.atomic():
        said = dict(backlog.outlook(row).days)
        zone = stage.workspace.zone
    backlog.start(row, **by(stage.admin))
    backlog.run(row.pk)
    assert said == _by_day(stopped, zone)


def _by_day(rows: list[Enrollment], zone: str) -> dict[Any, int]:
    return dict(Counter(touch_of(row).due_at.astimezone(ZoneInfo(zone)).date() for row in rows))


def test_what_is_stale_is_left_out_and_the_flow_goes_on(
    stage: World, stopped: list[Enrollment]
) -> None:
    clock.advance(timedelta(hours=30))
    row = released(stage, stale="skip", stale_hours=24)
    first, second = touches(stopped[0])
    assert (first.state, first.cause, second.state) == ("skipped", "release plan", "planned")
    assert row.result == {"skip": 4}


def test_what_is_stale_can_end_the_enrolment(stage: World, stopped: list[Enrollment]) -> None:
    clock.advance(timedelta(hours=30))
    released(stage, stale="end", stale_hours=24)
    assert {reload(row).exit_reason for row in stopped} == {"expired"}


def test_by_default_a_person_decides_on_what_is_too_late(
    stage: World, stopped: list[Enrollment], sink: Sink
) -> None:
    clock.advance(timedelta(days=4))
    row = released(stage)
    hear(stage)
    turn()
    assert row.result == {"person": 4} and sink.accepted == []
    assert {reload(each).pause_reason for each in stopped} == {PauseReason.LATE}


def test_what_is_late_may_be_sent_when_somebody_says_so(
    stage: World, stopped: list[Enrollment], sink: Sink
) -> None:
    clock.advance(timedelta(days=4))
    released(stage, stale="send")
    pass_time(stage, days=1)
    assert len(sink.accepted) == 4


def test_an_old_approval_is_looked_at_again(
    stage: World, stopped: list[Enrollment], sink: Sink
) -> None:
    clock.advance(timedelta(days=8))
    released(stage, stale="send", review_days=7)
    assert {reload(row).state for row in stopped} == {"awaiting_review"}
    with transaction.atomic():
        assert Review.objects.filter(state="pending").count() == 4
    pass_time(stage, hours=1)
    assert sink.accepted == []


def test_groups_are_decided_apart(stage: World, stopped: list[Enrollment], sink: Sink) -> None:
    version = calls(stage)
    with transaction.atomic():
        person = contact("caller@initech.example", owner=stage.rep)
    caller = started(stage, version, person)
    clock.advance(timedelta(minutes=30))
    row = backlog.draft("workspace", stage.workspace.pk, **by(stage.admin))
    row = backlog.choose(row, {f"{version.sequence_id}:task": {"how": "shift"}}, **by(stage.admin))
    backlog.start(row, **by(stage.admin))
    backlog.run(row.pk)
    length = reload(row).cutoff - row.since
    assert touch_of(caller).due_at - clock.now() > length - timedelta(hours=1)
    assert touch_of(stopped[0]).due_at - clock.now() < timedelta(hours=1, minutes=1)


def test_a_worker_that_is_killed_is_followed_by_another(
    stage: World, stopped: list[Enrollment], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "CHUNK", 1)
    row = planned(stage, how="spread", days=4)
    backlog.start(row, **by(stage.admin))
    assert working._chunk(row.pk)
    before = touch_of(stopped[0]).due_at
    backlog.run(row.pk)
    assert touch_of(stopped[0]).due_at == before
    assert reload(row).progress == 4
    assert len({touch_of(each).due_at.date() for each in stopped}) == 4


def test_the_switch_stays_closed_when_a_plan_is_put_away(
    stage: World, stopped: list[Enrollment]
) -> None:
    row = planned(stage)
    backlog.start(row, **by(stage.admin))
    backlog.discard(row, **by(stage.admin))
    backlog.run(row.pk)
    with transaction.atomic():
        assert ControlGate.objects.exists()


def test_stopping_once_more_ends_a_plan_at_work(stage: World, stopped: list[Enrollment]) -> None:
    row = planned(stage)
    backlog.start(row, **by(stage.admin))
    close(stage)
    backlog.run(row.pk)
    with transaction.atomic():
        assert ControlGate.objects.exists()
    assert reload(row).state == "discarded"


def test_stopping_once_more_lets_nothing_be_applied_by_itself(
    stage: World, stopped: list[Enrollment]
) -> None:
    row = planned(stage)
    with transaction.atomic():
        Release.objects.update(auto_at=clock.now())
    close(stage)
    assert backlog.undecided() == [] and reload(row).state == "draft"


def test_who_is_paused_meanwhile_stays_so(stage: World, stopped: list[Enrollment]) -> None:
    row = planned(stage)
    backlog.start(row, **by(stage.admin))
    pause(stopped[0], reason=PauseReason.MANUAL, actor=member(stage.rep))
    backlog.run(row.pk)
    assert reload(stopped[0]).state == "paused" and touch_of(stopped[0]).held


def test_every_move_is_in_the_trail(stage: World, stopped: list[Enrollment]) -> None:
    row = released(stage)
    with transaction.atomic():
        moved = Entry.objects.filter(action="touch.replanned")
        assert {entry.data["release"] for entry in moved} == {str(row.pk)}
        assert moved.count() == 4


def test_a_plan_that_was_counted_long_ago_is_not_decided(
    stage: World, stopped: list[Enrollment]
) -> None:
    row = planned(stage)
    clock.advance(timedelta(minutes=20))
    with pytest.raises(Refused, match="Count it again"):
        backlog.start(row, **by(stage.admin))


def test_an_open_switch_has_nothing_to_release(stage: World) -> None:
    with pytest.raises(Refused, match="not stopped"):
        planned(stage)


@pytest.mark.parametrize(
    "choice",
    [
        {"how": "never"},
        {"days": 0},
        {"days": 61},
        {"stale": "skip", "stale_hours": 5},
        {"review_days": 3},
    ],
)
def test_a_choice_that_there_is_not_is_refused(
    stage: World, stopped: list[Enrollment], choice: dict[str, Any]
) -> None:
    with pytest.raises(Refused):
        planned(stage, **choice)


def test_only_who_may_operate_decides(stage: World, stopped: list[Enrollment]) -> None:
    with pytest.raises(Refused, match="may not"):
        backlog.draft("workspace", stage.workspace.pk, **by(stage.manager))


def test_a_sequence_is_released_without_the_others(stage: World, stopped: list[Enrollment]) -> None:
    version = calls(stage)
    control.close("sequence", version.sequence_id, reason="Wrong price", actor=member(stage.admin))
    row = backlog.draft("sequence", version.sequence_id, **by(stage.admin))
    assert row.touches_total == 0
    whole = backlog.draft("workspace", stage.workspace.pk, **by(stage.admin))
    assert whole.touches_total == 4


def test_the_work_takes_as_many_statements_for_twice_the_touches(
    stage: World, stopped: list[Enrollment], monkeypatch: pytest.MonkeyPatch
) -> None:
    row = planned(stage, how="spread", days=4)
    backlog.start(row, **by(stage.admin))
    taken = []
    for size in (1, 3):
        monkeypatch.setattr(working, "CHUNK", size)
        with CaptureQueriesContext(connection) as captured:
            working._chunk(row.pk)
        said = [query["sql"] for query in captured.captured_queries]
        taken.append(sum("tenancy_clock" not in sql for sql in said))
    assert taken[0] == taken[1]
    with transaction.atomic():
        assert not SendIntent.objects.exists()


@pytest.mark.parametrize(
    ("of", "limit"),
    [
        ("workspace", {"messages_a_day": 3}),
        ("workspace", {"messages_a_day_per_user": 3}),
        ("mailbox", {"hourly_limit": 1}),
        ("mailbox", {"gap_seconds": 3600}),
    ],
)
def test_a_plan_knows_every_limit_of_what_leaves(
    stage: World, stopped: list[Enrollment], of: str, limit: dict[str, int]
) -> None:
    with transaction.atomic():
        window = [{"weekday": day, "start": "09:00", "end": "12:00"} for day in range(7)]
        Workspace.objects.update(window=window)
        (Workspace if of == "workspace" else Mailbox).objects.update(**limit)
    row = planned(stage)
    with transaction.atomic():
        days = [count for _, count in backlog.outlook(row).days]
    assert sum(days) == 4
    assert max(days) <= 3


LANES = st.lists(st.sampled_from("abc"), min_size=1, max_size=8)


@given(lanes=LANES, most=st.integers(1, 9), together=st.integers(1, 9), size=st.integers(1, 30))
def test_no_day_has_more_than_a_lane_or_all_of_them_may(
    lanes: list[str], most: int, together: int, size: int
) -> None:
    days = [date(2026, 11, 23) + timedelta(days=n) for n in range(400)]
    lots = [allotting.Lot(f"{n}", lane, size) for n, lane in enumerate(lanes)]
    caps = dict.fromkeys("abc", most) | {"all": together}
    slots = allotting.allot(
        lots, days, lambda key, day: caps[key], {}, {lane: ["all"] for lane in lanes}
    )
    assert sum(slot.count for slot in slots) == size * len(lanes)
    by_day = Counter({slot.day: 0 for slot in slots})
    for slot in slots:
        by_day[slot.day] += slot.count
    assert max(by_day.values()) <= together
