"""Who has a message open: shown to the others, over by itself, and to be taken over."""

from datetime import timedelta

import pytest

from compliance import looking, reviews
from compliance.models import Review, ReviewLook, ReviewSignature, ReviewState
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.models import Membership
from tests.compliance.messages import pending
from tests.world import World, contact


def fresh() -> Review:
    row: Review = Review.objects.get()
    return row


def run_out() -> None:
    """Five minutes of real time later."""
    Review.objects.update(locked_until=clock.real_now() - timedelta(seconds=1))


def other(seat: Membership) -> Membership | None:
    return looking.held_by_other(fresh(), seat, clock.real_now())


def test_who_opens_a_message_holds_it_for_five_minutes(in_acme: World) -> None:
    look = looking.open(pending(in_acme, contact()), in_acme.reviewer)
    assert look.is_mine and look.until is not None
    until = fresh().locked_until
    assert until is not None
    left = until - clock.real_now()
    assert timedelta(minutes=4) < left <= looking.HOLD


def test_others_see_who_holds_it_and_hold_nothing(in_acme: World) -> None:
    review = pending(in_acme, contact())
    looking.open(review, in_acme.reviewer)
    look = looking.open(review, in_acme.manager)
    assert (look.holder, look.is_mine) == (in_acme.reviewer, False)
    assert other(in_acme.manager) == in_acme.reviewer
    assert other(in_acme.reviewer) is None


def test_a_lock_is_over_by_itself(in_acme: World) -> None:
    review = pending(in_acme, contact())
    looking.open(review, in_acme.reviewer)
    run_out()
    assert other(in_acme.manager) is None
    assert looking.open(review, in_acme.manager).is_mine


def test_the_clock_of_the_demo_ends_no_lock(in_acme: World) -> None:
    looking.open(pending(in_acme, contact()), in_acme.reviewer)
    clock.advance(timedelta(days=2))
    assert other(in_acme.manager) == in_acme.reviewer


def test_a_lock_can_be_taken_over(in_acme: World) -> None:
    review = pending(in_acme, contact())
    looking.open(review, in_acme.reviewer)
    assert looking.open(review, in_acme.manager, take_over=True).is_mine
    assert other(in_acme.reviewer) == in_acme.manager


def test_who_opens_another_message_lets_go_of_the_first(in_acme: World) -> None:
    first, second = (pending(in_acme, contact(f"p{n}@x.example")) for n in range(2))
    looking.open(first, in_acme.reviewer)
    looking.open(second, in_acme.reviewer)
    held = Review.objects.filter(locked_by=in_acme.reviewer)
    assert [row.pk for row in held] == [second.pk]


def test_who_may_not_decide_is_noted_and_holds_nothing(in_acme: World) -> None:
    look = looking.open(pending(in_acme, contact()), in_acme.admin, holds=False)
    assert look.holder is None
    assert ReviewLook.objects.get().member_id == in_acme.admin.pk


def test_what_is_decided_is_held_by_nobody(in_acme: World) -> None:
    review = pending(in_acme, contact())
    by = in_acme.reviewer
    reviews.reject(review, by=by, actor=member(by), reason="No")
    assert looking.open(review, in_acme.manager).holder is None


def test_the_first_look_stays_the_first(in_acme: World) -> None:
    review = pending(in_acme, contact())
    looking.open(review, in_acme.reviewer)
    first = ReviewLook.objects.get().first_at
    clock.advance(timedelta(minutes=3))
    looking.open(review, in_acme.reviewer)
    row = ReviewLook.objects.get()
    assert row.first_at == first and row.last_at >= first + timedelta(minutes=3)


def test_a_signature_knows_when_its_message_was_opened(in_acme: World) -> None:
    review, by = pending(in_acme, contact()), in_acme.reviewer
    looking.open(review, by)
    reviews.reject(review, by=by, actor=member(by), reason="No")
    assert ReviewSignature.objects.get().looked_at == ReviewLook.objects.get().first_at


def test_deciding_on_what_somebody_else_has_open_is_refused(in_acme: World) -> None:
    review, by = pending(in_acme, contact()), in_acme.manager
    looking.open(review, in_acme.reviewer)
    with pytest.raises(Refused, match="Reviewer has this message open") as refusal:
        reviews.reject(review, by=by, actor=member(by), reason="No")
    assert refusal.value.code == "locked"
    assert fresh().state == ReviewState.PENDING


def test_unless_they_take_it_over(in_acme: World) -> None:
    review, by = pending(in_acme, contact()), in_acme.manager
    looking.open(review, in_acme.reviewer)
    done = reviews.reject(review, by=by, actor=member(by), reason="No", take_over=True)
    assert done.state == ReviewState.REJECTED


def test_what_others_hold_is_left_out(in_acme: World) -> None:
    mine, theirs = (pending(in_acme, contact(f"p{n}@x.example")) for n in range(2))
    looking.open(mine, in_acme.reviewer)
    looking.open(theirs, in_acme.manager)
    free = looking.not_held_by_others(Review.queue.all(), in_acme.reviewer)
    assert [row.pk for row in free] == [mine.pk]


def test_an_unknown_message_is_not_found(in_acme: World) -> None:
    with pytest.raises(NotFound):
        looking.open(Review(pk=uuid7()), in_acme.reviewer)
