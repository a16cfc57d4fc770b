"""The first few get it, are watched, and only then everybody else."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from audit.models import Entry
from audit.transitions import perform
from compliance.services import suppress
from enrollment import canaries, limits, notices, planning
from enrollment.harm import Harm
from enrollment.models import (
    CanaryRun,
    CanaryState,
    Enrollment,
    EnrollmentState,
    ExitReason,
    IntentState,
    Mailbox,
    Touch,
)
from enrollment.stops import stop_address
from sequences.cadence import Due
from sequences.plans import Canary
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, enrol, work
from tests.enrollment.stage import touches as touches_of
from tests.enrollment.test_races import at_once
from tests.enrollment.trials import enrolled, first_touch, intent_of, people, published, stored
from tests.factories import ContactFactory
from tests.world import World, contact

TEST = system("test")


def take(touch: Touch) -> bool:
    """As an arm does: take a place, leave an intent."""
    with transaction.atomic():
        taken = touch.pk in canaries.take([touch], limits.begun([touch]))
        if taken:
            intent_of(touch)
    return taken


def waiting(touch: Touch) -> str:
    """The cause that the touch would wait for; "" for none."""
    with transaction.atomic():
        due = due_of(stored(touch))
        return due.cause if due else ""


def due_of(touch: Touch) -> Due | None:
    """Until when the touch would wait for the canary."""
    run = canaries.runs_of([touch]).get(touch.enrollment.version_id)
    starts = limits.is_start(touch, limits.begun([touch]))
    diary = planning.diary_of([touch.enrollment])
    return canaries.waiting(touch, run, diary, clock.now(), starts=starts)


def watch() -> CanaryRun:
    """One round of the house."""
    canaries.watch()
    with transaction.atomic():
        run: CanaryRun = CanaryRun.objects.select_related("version").get()
        return run


def staged(world: World, many: int, **canary: Any) -> list[Touch]:
    """People whose first message is due, in a version with a canary."""
    with transaction.atomic():
        version = published(world, canary=canary)
        return [first_touch(row) for row in people(world, version, many)]


def opt_out(touch: Touch) -> None:
    contact = touch.enrollment.contact
    with transaction.atomic():
        suppress(kind="address", value=contact.email, reason="opt_out", source="test", actor=TEST)
        stop_address(
            contact.email_base, cause=ExitReason.OPTED_OUT, evidence="signal 1", actor=TEST
        )


@pytest.fixture
def touches(stage: World) -> list[Touch]:
    """Six people; the first two are the canary."""
    return staged(stage, 6, people=2)


def test_without_a_canary_everybody_goes(stage: World) -> None:
    with transaction.atomic():
        (row,) = people(stage, published(stage), 1)
        touch = first_touch(row)
    assert take(touch)
    with transaction.atomic():
        assert not CanaryRun.objects.exists()


def test_the_first_few_go_and_the_others_wait(touches: list[Touch]) -> None:
    assert [take(touch) for touch in touches[:4]] == [True, True, False, False]


@pytest.mark.parametrize(("many", "share", "size"), [(6, 10, 1), (6, 34, 3), (3, 100, 3)])
def test_a_share_of_those_who_are_enrolled_is_rounded_up(
    stage: World, many: int, share: int, size: int
) -> None:
    take(staged(stage, many, share=share)[0])
    with transaction.atomic():
        assert CanaryRun.objects.get().size == size


def test_who_is_not_eligible_does_not_count(stage: World) -> None:
    with transaction.atomic():
        version = published(stage, canary={"share": 50})
        touch, *_ = [first_touch(row) for row in people(stage, version, 4)]
        refused = ContactFactory.create_batch(20)
        enrolled(stage, version, *refused, state=EnrollmentState.INELIGIBLE)
    take(touch)
    with transaction.atomic():
        assert CanaryRun.objects.get().size == 2


def test_the_full_canary_is_held_as_long_as_the_version_says(stage: World) -> None:
    touches = staged(stage, 3, people=1, hold_minutes=45)
    take(touches[0])
    with transaction.atomic():
        run = CanaryRun.objects.get()
    assert run.state == CanaryState.HOLDING
    assert run.hold_until is not None
    assert abs(run.hold_until - clock.now() - timedelta(minutes=45)) < timedelta(minutes=1)


def test_who_waits_is_told_for_what_and_until_when(touches: list[Touch]) -> None:
    for touch in touches[:2]:
        take(touch)
    with transaction.atomic():
        until = CanaryRun.objects.get().hold_until
    assert until is not None
    assert waiting(touches[2]).startswith("waits: the first 2 people are watched until ")
    assert waiting(touches[2]).endswith(f"{until:%H:%M} UTC")


def test_nobody_waits_before_the_canary_is_full(touches: list[Touch]) -> None:
    take(touches[0])
    assert waiting(touches[1]) == ""


def test_follow_ups_of_the_first_few_go_on(touches: list[Touch]) -> None:
    for touch in touches[:2]:
        take(touch)
    with transaction.atomic():
        Touch.objects.filter(pk=touches[3].pk).update(first=False)
    assert waiting(touches[3]) == ""
    assert take(stored(touches[3]))


def test_a_message_that_did_not_leave_keeps_its_place(touches: list[Touch]) -> None:
    take(touches[0])
    take(touches[1])
    with transaction.atomic():
        touches[0].intents.update(outcome=IntentState.RETURNED)
    assert waiting(touches[0]) == ""
    assert take(touches[0])
    with transaction.atomic():
        assert CanaryRun.objects.get().sent == 2


def test_a_place_that_was_taken_for_nothing_is_rolled_back(touches: list[Touch]) -> None:
    with transaction.atomic():
        canaries.take(touches[:1], ())
        transaction.set_rollback(True)
    assert [take(touch) for touch in touches[:3]] == [True, True, False]


def test_when_nothing_happened_the_others_get_it_after_the_hold(touches: list[Touch]) -> None:
    for touch in touches[:2]:
        take(touch)
    assert watch().state == CanaryState.HOLDING
    clock.advance(timedelta(minutes=121))
    assert watch().state == CanaryState.PASSED
    assert take(touches[2])
    assert waiting(touches[3]) == ""


def test_what_waits_is_due_after_the_hold_with_its_own_spread(touches: list[Touch]) -> None:
    for touch in touches[:2]:
        take(touch)
    with transaction.atomic():
        dues = [due_of(touch) for touch in touches[2:]]
        run = CanaryRun.objects.get()
    assert run.hold_until is not None
    waits = [due.at - run.hold_until for due in dues if due]
    assert all(timedelta() <= wait <= timedelta(minutes=20) for wait in waits)
    assert len(set(waits)) == 4


def test_one_opt_out_of_two_stops_at_once(touches: list[Touch]) -> None:
    take(touches[0])
    opt_out(touches[0])
    run = watch()
    assert (run.state, run.figures["rates"]["opt_out"]) == ("stopped", 50)
    assert run.note.startswith("1 of 2 opted out (50.0 %, the limit is 1 %)")


def test_nobody_else_gets_it_after_a_stop(touches: list[Touch]) -> None:
    take(touches[0])
    opt_out(touches[0])
    watch()
    assert "1 of 2 opted out" in waiting(touches[1])
    assert not take(touches[1])


def test_after_a_stop_no_message_of_the_first_few_is_tried_again(touches: list[Touch]) -> None:
    take(touches[0])
    take(touches[1])
    opt_out(touches[0])
    watch()
    assert not take(touches[1])


def test_owner_and_approver_are_told_once(stage: World, touches: list[Touch]) -> None:
    take(touches[0])
    opt_out(touches[0])
    watch()
    watch()
    with transaction.atomic():
        told = [len(notices.unread(seat)) for seat in (stage.admin, stage.other_admin, stage.rep)]
        assert told == [1, 1, 0]


def test_a_complaint_counts_although_the_person_had_replied(touches: list[Touch]) -> None:
    take(touches[0])
    contact = touches[0].enrollment.contact
    with transaction.atomic():
        stop_address(contact.email_base, cause=ExitReason.REPLIED, evidence="signal 1", actor=TEST)
        suppress(kind="address", value=contact.email, reason="complaint", source="t", actor=TEST)
    assert watch().figures["complaint"] == 1


def test_a_refusal_by_the_server_is_a_bounce(touches: list[Touch]) -> None:
    take(touches[0])
    with transaction.atomic():
        touches[0].intents.update(outcome=IntentState.REFUSED)
    assert watch().note.startswith("1 of 2 bounced")


def test_harm_of_others_does_not_count(touches: list[Touch]) -> None:
    take(touches[0])
    opt_out(touches[5])
    assert watch().state == CanaryState.SENDING


@pytest.mark.parametrize(
    ("harm", "passed"),
    [
        ({"bounce": 50}, 0),
        ({"bounce": 51}, 1),
        ({"opt_out": 10}, 0),
        ({"opt_out": 11}, 1),
        ({"complaint": 0}, 0),
        ({"complaint": 1}, 1),
    ],
)
def test_thresholds(harm: dict[str, int], passed: int) -> None:
    """Of 1,000: bounces over 5 %, opt-outs over 1 %, complaints from 0.1 % on."""
    counts = {"bounce": 0, "opt_out": 0, "complaint": 0, **harm}
    assert len(Harm(1_000, 1_000, **counts).passed(Canary())) == passed


def test_where_no_complaint_is_allowed_none_is_still_fine() -> None:
    strict = Canary(bounce=0, opt_out=0, complaint=0)
    assert Harm(10, 10, 0, 0, 0).passed(strict) == []
    assert len(Harm(10, 10, 1, 1, 1).passed(strict)) == 3


def test_a_person_goes_on_and_what_waits_comes_forward(stage: World, touches: list[Touch]) -> None:
    take(touches[0])
    opt_out(touches[0])
    run = watch()
    with transaction.atomic():
        due = due_of(touches[2])
        assert due is not None
        planning.defer_many([planning.Later(touches[2], due)], actor=TEST)
    go_on(stage, run)
    soon = clock.now() + timedelta(minutes=20)
    waits = stored(touches[2])
    assert (waits.cause, waits.due_at <= soon, waits.first_due_at) == ("", True, waits.due_at)
    assert take(touches[2])


def test_what_waits_for_something_else_does_not_come_forward(
    stage: World, touches: list[Touch]
) -> None:
    take(touches[0])
    next_week = clock.now() + timedelta(days=7)
    with transaction.atomic():
        waits = Touch.objects.filter(pk=touches[2].pk)
        waits.update(due_at=next_week, cause="day 8, inside the window")
    go_on(stage, watch())
    assert stored(touches[2]).due_at == next_week


def go_on(world: World, run: CanaryRun, **more: Any) -> CanaryRun:
    given = {"seat": world.other_admin, "reason": "A colleague by mistake", **more}
    with transaction.atomic():
        # As the page reads it: by itself.
        alone = CanaryRun.objects.get(pk=run.pk)
        return canaries.go_on(alone, actor=member(given["seat"]), **given)


def test_going_on_needs_a_reason_and_the_right(stage: World, touches: list[Touch]) -> None:
    take(touches[0])
    run = watch()
    with pytest.raises(Refused, match="Say why"):
        go_on(stage, run, reason=" ")
    with pytest.raises(Refused, match="may not approve"):
        go_on(stage, run, seat=stage.rep)


def test_it_goes_on_once(stage: World, touches: list[Touch]) -> None:
    take(touches[0])
    run = watch()
    assert go_on(stage, run).state == CanaryState.PASSED
    with pytest.raises(Refused, match="no longer possible"):
        go_on(stage, run)


def test_the_trail_tells_of_each_turn(stage: World, touches: list[Touch]) -> None:
    take(touches[0])
    take(touches[1])
    opt_out(touches[0])
    go_on(stage, watch())
    with transaction.atomic():
        rows = Entry.objects.filter(action__startswith="canary").order_by("pk")
        said = [(row.action, row.actor_label) for row in rows]
    assert said == [
        ("canary.begun", "canary"),
        ("canaryrun.hold", "canary"),
        ("canaryrun.stop", "canary"),
        ("canaryrun.widen", stage.other_admin.label),
    ]


@pytest.mark.parametrize(("end", "taken"), [("widen", True), ("stop", False)])
def test_who_read_the_run_before_it_was_settled_sees_how_it_ended(
    touches: list[Touch], monkeypatch: pytest.MonkeyPatch, end: str, taken: bool
) -> None:
    take(touches[0])
    with transaction.atomic():
        old = CanaryRun.objects.get()
        perform(old, end, actor=TEST, figures={}, note="x", at=clock.now())
    monkeypatch.setattr(canaries, "run_of", lambda version: old)
    assert take(touches[1]) == taken


def naive_take(touch: Touch) -> bool:
    """Count first, then write: how a canary overshoots."""
    with transaction.atomic():
        run = canaries.run_of(touch.enrollment.version)
        assert run is not None
        if run.sent >= run.size:
            return False
        threading.Event().wait(0.05)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE enrollment_canaryrun SET sent = sent + 1")
        return True


@pytest.mark.parametrize(("taker", "overshoots"), [(naive_take, True), (take, False)])
def test_many_workers_at_once_never_send_to_more_than_the_first_few(
    stage: World, taker: Callable[[Touch], bool], overshoots: bool
) -> None:
    touches = staged(stage, 8, people=3)
    assert take(touches.pop())
    lock = threading.Lock()

    def arm() -> bool:
        with lock:
            mine = touches.pop()
        return taker(mine)

    taken = sum(at_once(stage, arm, 7))
    assert (taken > 2) == overshoots
    assert taken >= 2


def approved(world: World, many: int, **options: Any) -> list[Enrollment]:
    """People whose first message is approved and due."""
    with transaction.atomic():
        version = published(world, **options)
        contacts = [contact(f"p{n}@initech.example", owner=world.rep) for n in range(many)]
    rows = [enrol(world, version, each) for each in contacts]
    for row in rows:
        approve(world, row)
    clock.advance(timedelta(minutes=30))
    return rows


def states(rows: list[Enrollment]) -> list[str]:
    """What became of each first message."""
    return sorted(touches_of(row)[0].state for row in rows)


def test_workers_send_to_the_first_few_and_after_the_hold_to_all(stage: World, sink: Sink) -> None:
    rows = approved(stage, 3, canary={"people": 1, "hold_minutes": 5 * 24 * 60})
    work()
    work()
    assert states(rows) == ["planned", "planned", "sent"]
    clock.advance(timedelta(days=5, minutes=30))
    heard(stage)
    canaries.watch()
    work()
    assert states(rows) == ["sent", "sent", "sent"]


def test_a_limit_of_new_people_a_day_holds_in_the_workers(stage: World, sink: Sink) -> None:
    rows = approved(stage, 3, new_a_day=2)
    work()
    assert states(rows) == ["planned", "sent", "sent"]
    (cause,) = {touches_of(row)[0].cause for row in rows} - {""}
    assert cause == "waits: the limit of 2 new people a day of this sequence is reached"


def heard(world: World) -> None:
    """The ears of the mailbox are young again."""
    with transaction.atomic():
        Mailbox.objects.update(heard_at=datetime.now(UTC))
