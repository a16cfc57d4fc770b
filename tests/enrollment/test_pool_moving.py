"""A mailbox is closed for good: whoever it has not written to gets another one, reviewed anew."""

import pytest
from django.db import transaction

from audit.models import Entry
from compliance.models import Review
from contacts.models import Contact
from enrollment import tasks
from enrollment.models import Enrollment, Mailbox, MailboxMove, MailboxPool
from enrollment.pools import moving
from sequences.models import Version
from tenancy.actors import member
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import approve, email, enrol, live, reload, touches, work
from tests.enrollment.test_pools import boxes, people, pool_of, pooled
from tests.world import World

__all__ = ["boxes", "pooled"]


@transaction.atomic
def switch_off(box: Mailbox) -> None:
    Mailbox.objects.filter(pk=box.pk).update(is_active=False)


def order(world: World, box: Mailbox) -> MailboxMove:
    """An admin orders it and a worker carries it out."""
    made = moving.ask(box, seat=world.admin, actor=member(world.admin))
    moving.run(made.pk)
    fresh: MailboxMove = reload(made)
    return fresh


@pytest.fixture
def row(stage: World, pooled: Version) -> Enrollment:
    """One person, who waits for review."""
    return enrol(stage, pooled, *people(stage, 1))


@transaction.atomic
def box_of(row: Enrollment) -> Mailbox:
    return Mailbox.objects.get(pk=Enrollment.objects.get(pk=row.pk).mailbox_id)


@transaction.atomic
def review_of(row: Enrollment) -> Review:
    found: Review = Review.objects.get(pk=Enrollment.objects.get(pk=row.pk).review_id)
    return found


def test_whoever_waits_gets_another_mailbox_and_a_new_review(stage: World, row: Enrollment) -> None:
    before, review = box_of(row), review_of(row)
    switch_off(before)
    done = order(stage, before)
    assert (done.moved, done.stayed) == (1, 0)
    assert box_of(row) != before
    assert reload(review).state == "void"
    assert review_of(row).state == "pending"


def test_an_approval_of_the_old_sender_is_void_and_nothing_leaves_before_a_new_one(
    stage: World, row: Enrollment, sink: Sink
) -> None:
    approve(stage, row)
    before = box_of(row)
    switch_off(before)
    order(stage, before)
    work()
    assert not sink.accepted
    approve(stage, row)
    work()
    assert box_of(row).address in str(sink.accepted[0]["From"])
    assert touches(row)[0].mailbox_id == box_of(row).pk


def test_whoever_was_written_to_stays_for_ever(stage: World, row: Enrollment, sink: Sink) -> None:
    approve(stage, row)
    work()
    before = box_of(row)
    switch_off(before)
    with pytest.raises(Refused, match="Nobody is left"):
        moving.ask(before, seat=stage.admin, actor=member(stage.admin))


def test_people_of_a_sequence_without_a_pool_are_not_moved(stage: World, peter: Contact) -> None:
    enrol(stage, live(stage, email("one")), peter)
    switch_off(stage.mailbox)
    with pytest.raises(Refused, match="Nobody is left"):
        moving.ask(stage.mailbox, seat=stage.admin, actor=member(stage.admin))


def test_a_mailbox_that_is_switched_on_keeps_its_people(stage: World, row: Enrollment) -> None:
    with pytest.raises(Refused, match="Switch the mailbox off first"):
        moving.ask(box_of(row), seat=stage.admin, actor=member(stage.admin))


def test_while_nobody_else_may_write_they_stay_and_are_counted(
    stage: World, row: Enrollment, boxes: list[Mailbox]
) -> None:
    before = box_of(row)
    with transaction.atomic():
        pool = MailboxPool.objects.get()
    pool_of(stage, [before], pool)
    switch_off(before)
    done = order(stage, before)
    assert (done.moved, done.stayed) == (0, 1)
    assert box_of(row) == before


def test_the_trail_says_who_had_whom_moved_from_where(stage: World, row: Enrollment) -> None:
    before = box_of(row)
    switch_off(before)
    order(stage, before)
    with transaction.atomic():
        entry = Entry.objects.get(action="enrollment.mailbox_moved", enrollment_id=row.pk)
    assert entry.actor_label == stage.admin.label
    assert (entry.data["former"], entry.data["mailbox"]) == (str(before.pk), str(box_of(row).pk))


def test_an_order_whose_nudge_was_lost_is_carried_out_by_the_sweep(
    stage: World, row: Enrollment
) -> None:
    before = box_of(row)
    switch_off(before)
    made = moving.ask(before, seat=stage.admin, actor=member(stage.admin))
    with pytest.raises(Refused, match="being moved already"):
        moving.ask(before, seat=stage.admin, actor=member(stage.admin))
    tasks.keep_house()
    assert reload(made).finished_at
    assert box_of(row) != before


def test_an_order_that_is_carried_out_twice_moves_once(stage: World, row: Enrollment) -> None:
    before = box_of(row)
    switch_off(before)
    done = order(stage, before)
    after = box_of(row)
    moving.run(done.pk)
    assert (reload(done).moved, box_of(row)) == (1, after)


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer"])
def test_only_admins_order_it(stage: World, row: Enrollment, role: str) -> None:
    seat = getattr(stage, role)
    with pytest.raises(Refused, match="may not"):
        moving.ask(box_of(row), seat=seat, actor=member(seat))
