"""Absences: people wait, go on under a colleague's eye, or go over; the return never bursts."""

from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import absences, notices, standing_in, tasks, waits
from enrollment.absences import Wish
from enrollment.models import Absence, Enrollment, Handling, Release, Touch
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.sink import Sink, in_thread
from tests.enrollment.stage import hear, pass_time, reload, touches, work
from tests.world import World

WEEK = timedelta(days=7)


def wish(**more: Any) -> Wish:
    """A week from now on."""
    now = clock.now()
    return Wish(**{"starts_at": now, "ends_at": now + WEEK, **more})


def enter(world: World, seat: Membership | None = None, **more: Any) -> Absence:
    """The rep is away; they enter it themselves unless `seat` does."""
    seat = seat or world.rep
    return absences.enter(world.rep, wish(**more), seat=seat, actor=member(seat))


def begun(world: World, **more: Any) -> Absence:
    """An absence that has begun."""
    row = enter(world, **more)
    tasks.keep_house()
    fresh: Absence = reload(row)
    assert fresh.state == "running"
    return fresh


def back(absence: Absence) -> Absence:
    """The return, and the first round of the regular work after it."""
    clock.advance(absence.ends_at - clock.now() + timedelta(minutes=1))
    tasks.keep_house()
    fresh: Absence = reload(absence)
    return fresh


@pytest.mark.parametrize(("locked", "count"), [(True, 1), (False, 2)], ids=["lock", "control"])
def test_two_absences_at_once_of_one_member_are_one(
    stage: World, monkeypatch: pytest.MonkeyPatch, locked: bool, count: int
) -> None:
    def another() -> None:
        with scope(stage.workspace.pk), suppress(Refused):
            enter(stage, stage.admin)

    if not locked:
        monkeypatch.setattr(absences, "_one_by_one", lambda *seats: None)
    with transaction.atomic():
        enter(stage)
        beside = in_thread(another)
        beside.join(0.5)
    beside.join(10)
    with transaction.atomic():
        assert Absence.objects.count() == count


def test_people_of_who_is_away_wait_with_a_cause_and_a_date(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    row = begun(stage)
    work()
    touch = touches(active)[0]
    assert sink.accepted == [] and touch.due_at == row.ends_at
    assert touch.cause.startswith("waits: Rep is away until")


def test_the_return_makes_a_plan_and_nothing_bursts(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    row = begun(stage)
    work()
    assert back(row).state == "returning"
    hear(stage)
    work()
    with transaction.atomic():
        plan = Release.objects.get()
    assert (plan.cause, plan.touches_total, sink.accepted) == ("absence", 1, [])


def test_after_the_plan_their_people_go_on(stage: World, active: Enrollment, sink: Sink) -> None:
    row = begun(stage)
    work()
    back(row)
    clock.advance(timedelta(minutes=16))
    tasks.keep_house()
    assert reload(row).state == "ended"
    pass_time(stage, hours=1)
    assert len(sink.accepted) == 1


def test_a_return_with_nothing_waiting_is_over_at_once(stage: World) -> None:
    assert back(begun(stage)).state == "ended"


def test_others_go_on(stage: World, active: Enrollment, sink: Sink) -> None:
    absences.enter(stage.other_rep, wish(), seat=stage.other_rep, actor=member(stage.other_rep))
    tasks.keep_house()
    work()
    assert len(sink.accepted) == 1


def test_new_people_may_wait_while_others_go_on(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    begun(stage, new=Handling.PAUSE, running=Handling.GO_ON)
    work()
    assert sink.accepted == []
    with transaction.atomic():
        Touch.objects.filter(enrollment=active).update(due_at=clock.now())
        Absence.objects.update(new=Handling.GO_ON, running=Handling.PAUSE)
    work()
    assert len(sink.accepted) == 1


def test_a_cover_sees_the_people_until_the_return(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    row = begun(stage, cover=stage.other_rep, running=Handling.GO_ON, new=Handling.GO_ON)
    with transaction.atomic():
        assert Contact.objects.visible_to(stage.other_rep).filter(pk=peter.pk).exists()
        assert Enrollment.objects.visible_to(stage.other_rep).filter(pk=active.pk).exists()
    assert back(row).state == "ended"
    with transaction.atomic():
        assert not Contact.objects.visible_to(stage.other_rep).filter(pk=peter.pk).exists()


def test_a_cover_has_the_tasks(stage: World, active: Enrollment, sink: Sink) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    begun(stage, cover=stage.other_rep)
    with transaction.atomic():
        assert Touch.objects.tasks_of(stage.other_rep).count() == 1


def test_who_is_handed_over_has_another_owner_and_the_same_sender(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    begun(stage, cover=stage.other_rep, new=Handling.HAND_OVER)
    assert reload(peter).owner_id == stage.other_rep.pk
    fresh = reload(active)
    assert (fresh.owner_id, fresh.mailbox_id) == (stage.other_rep.pk, stage.mailbox.pk)


def test_only_the_kinds_that_were_chosen_are_handed_over(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    begun(stage, cover=stage.other_rep, running=Handling.HAND_OVER)
    assert reload(peter).owner_id == stage.rep.pk


def test_tasks_can_wait_for_the_return(stage: World, active: Enrollment, sink: Sink) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    row = begun(stage, open=Handling.PAUSE)
    with transaction.atomic():
        assert Touch.objects.get(state="due").due_at == row.ends_at


def test_tasks_to_come_can_wait_too(stage: World, active: Enrollment, sink: Sink) -> None:
    row = begun(stage, new=Handling.GO_ON, running=Handling.GO_ON, open=Handling.PAUSE)
    work()
    clock.advance(timedelta(minutes=30))
    hear(stage)
    work()
    first, task = touches(active)[:2]
    assert (first.state, task.state, task.due_at) == ("sent", "planned", row.ends_at)
    assert back(row).state == "returning"


def test_before_it_begins_it_can_be_called_off(stage: World) -> None:
    row = enter(stage, starts_at=clock.now() + timedelta(days=1))
    absences.cancel(row, seat=stage.rep, actor=member(stage.rep))
    clock.advance(timedelta(days=2))
    tasks.keep_house()
    assert reload(row).state == "cancelled"


def test_what_has_begun_is_not_called_off_but_ended(stage: World, active: Enrollment) -> None:
    row = begun(stage)
    with pytest.raises(Refused, match="no longer possible"):
        absences.cancel(row, seat=stage.rep, actor=member(stage.rep))
    absences.come_back(row, seat=stage.rep, actor=member(stage.rep))
    tasks.keep_house()
    assert reload(row).state in ("returning", "ended")


def test_an_absence_can_be_changed_before_it_begins(stage: World) -> None:
    row = enter(stage, starts_at=clock.now() + timedelta(days=1))
    later = wish(starts_at=clock.now() + timedelta(days=2))
    absences.change(row, later, seat=stage.rep, actor=member(stage.rep))
    assert reload(row).starts_at == later.starts_at


@pytest.mark.parametrize(
    ("who", "may"),
    [("rep", True), ("manager", True), ("admin", True), ("other_rep", False), ("viewer", False)],
)
def test_members_managers_and_admins_enter_it(stage: World, who: str, may: bool) -> None:
    seat: Membership = getattr(stage, who)
    if may:
        assert enter(stage, seat).created_by_id == seat.pk
    else:
        with pytest.raises(Refused, match="their own absences"):
            enter(stage, seat)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"ends_at": timedelta()}, "ends_at"),
        ({"starts_at": -2 * WEEK, "ends_at": -WEEK}, "ends_at"),
        ({"starts_at": -6 * WEEK}, "starts_at"),
        ({"ends_at": timedelta(days=400)}, "ends_at"),
        ({"new": Handling.HAND_OVER}, "cover"),
        ({"cover": "rep"}, "cover"),
        ({"cover": "viewer"}, "cover"),
    ],
)
def test_what_cannot_be_is_refused(stage: World, more: dict[str, Any], field: str) -> None:
    now = clock.now()
    said: dict[str, Any] = {
        name: now + each if isinstance(each, timedelta) else each for name, each in more.items()
    }
    if "cover" in said:
        said["cover"] = getattr(stage, said["cover"])
    with pytest.raises(Refused) as refused:
        enter(stage, **said)
    assert field in refused.value.fields


def test_nobody_is_away_twice_at_once(stage: World) -> None:
    enter(stage)
    with pytest.raises(Refused, match="away then already"):
        enter(stage)


def test_who_is_away_covers_nobody(stage: World) -> None:
    absences.enter(stage.other_rep, wish(), seat=stage.other_rep, actor=member(stage.other_rep))
    with pytest.raises(Refused, match="away then, too"):
        enter(stage, cover=stage.other_rep)


def cause(enrollment: Enrollment) -> waits.Wait:
    with transaction.atomic():
        touch = Touch.objects.select_related("enrollment").get(enrollment=enrollment)
        return waits.why(touch, waits.surroundings())


def test_a_wait_for_a_return_is_said_before_a_worker_has_looked(
    stage: World, active: Enrollment
) -> None:
    row = begun(stage)
    assert cause(active).until == row.ends_at
    assert cause(active).cause.startswith("waits: Rep is away")


def changed(world: World, row: Absence, **more: Any) -> Absence:
    """The rep changes an absence; what is not named stays."""
    names = ("starts_at", "ends_at", "cover", "new", "running", "open")
    with transaction.atomic():
        fresh = Absence.objects.select_related("cover").get(pk=row.pk)
        said = {name: getattr(fresh, name) for name in names} | more
    kinds = {name: Handling(said[name]) for name in ("new", "running", "open")}
    return absences.change(row, Wish(**{**said, **kinds}), seat=world.rep, actor=member(world.rep))


def test_a_later_return_holds_them_longer(stage: World, active: Enrollment, sink: Sink) -> None:
    row = begun(stage)
    work()
    changed(stage, row, ends_at=row.ends_at + WEEK)
    clock.advance(row.ends_at - clock.now() + timedelta(minutes=1))
    hear(stage)
    tasks.keep_house()
    work()
    assert sink.accepted == [] and reload(row).state == "running"


def test_an_earlier_return_makes_the_plan_earlier(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    row = begun(stage)
    work()
    row = changed(stage, row, ends_at=clock.now() + timedelta(days=1))
    assert back(row).state == "returning"


def test_tasks_that_were_put_off_move_with_the_return(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    row = begun(stage, open=Handling.PAUSE)
    row = changed(stage, row, ends_at=row.ends_at - timedelta(days=2))
    with transaction.atomic():
        assert Touch.objects.get(state="due").due_at == row.ends_at


def test_who_is_back_early_has_the_tasks_at_once(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    row = begun(stage, open=Handling.PAUSE)
    absences.come_back(row, seat=stage.rep, actor=member(stage.rep))
    with transaction.atomic():
        assert Touch.objects.get(state="due").due_at <= clock.now()


def test_tasks_can_be_put_off_while_it_runs(stage: World, active: Enrollment, sink: Sink) -> None:
    work()
    clock.advance(timedelta(minutes=30))
    work()
    row = begun(stage)
    changed(stage, row, open=Handling.PAUSE)
    with transaction.atomic():
        assert Touch.objects.get(state="due").due_at == row.ends_at


def test_another_cover_takes_over_at_once(stage: World, active: Enrollment) -> None:
    row = begun(stage, cover=stage.other_rep)
    changed(stage, row, cover=stage.manager)
    assert reload(stage.rep).covered_by_id == stage.manager.pk
    with transaction.atomic():
        said = {
            seat.label: notices.unread(seat)[0].title for seat in (stage.manager, stage.other_rep)
        }
    assert said == {"Manager": "You cover Rep", "Other Rep": "You no longer cover Rep"}


def test_the_last_cover_ends_with_the_return(stage: World) -> None:
    row = begun(stage, cover=stage.other_rep)
    back(changed(stage, row, cover=stage.manager))
    assert reload(stage.rep).covered_by_id is None


def test_who_went_on_can_be_handed_over_while_it_runs(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    row = begun(stage, new=Handling.GO_ON, running=Handling.GO_ON)
    changed(stage, row, new=Handling.HAND_OVER, cover=stage.other_rep)
    tasks.keep_house()
    assert reload(peter).owner_id == stage.other_rep.pk


@pytest.mark.parametrize("to", [Handling.GO_ON, Handling.HAND_OVER])
def test_who_waits_is_let_go_by_the_release_plan_alone(stage: World, to: Handling) -> None:
    row = begun(stage)
    with pytest.raises(Refused) as refused:
        changed(stage, row, running=to, cover=stage.other_rep)
    assert refused.value.fields == {"running": absences.WAIT_ON}


def test_what_has_begun_keeps_its_beginning(stage: World) -> None:
    row = begun(stage)
    with pytest.raises(Refused, match="its beginning stays"):
        changed(stage, row, starts_at=row.starts_at + timedelta(days=1))


def test_what_is_over_is_not_changed(stage: World) -> None:
    row = back(begun(stage))
    with pytest.raises(Refused, match="This absence is over"):
        changed(stage, row, ends_at=clock.now() + WEEK)


def test_the_trail_says_what_it_was(stage: World) -> None:
    row = begun(stage)
    changed(stage, row, cover=stage.other_rep)
    with transaction.atomic():
        entry = Entry.objects.get(action="absence.changed")
    assert entry.data["was"] == {"cover": ""}
    assert entry.data["cover"] == str(stage.other_rep.pk)


def test_an_outsider_changes_nothing(stage: World) -> None:
    row = enter(stage)
    with pytest.raises(Refused, match="their own absences"):
        absences.change(row, wish(), seat=stage.other_rep, actor=member(stage.other_rep))


def test_nobody_is_handed_over_by_what_was_read_before_a_change(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    row = begun(stage, new=Handling.GO_ON)
    row = changed(stage, row, new=Handling.HAND_OVER, cover=stage.other_rep)
    with transaction.atomic():
        stale = Absence.objects.select_related("member", "cover__user").get(pk=row.pk)
    changed(stage, row, cover=stage.manager)
    standing_in._hand_over(stale)
    assert reload(peter).owner_id == stage.rep.pk
