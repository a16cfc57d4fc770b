"""What time does to first messages that wait: people are reminded, others asked, and it ends."""

import threading
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from compliance.models import Review, ReviewState
from contacts.models import Contact
from enrollment import first_touch, housekeeping, review_times, rewording, stops
from enrollment.models import Enrollment, Notice
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.compliance.policies import by, claims, in_force, rule
from tests.enrollment.sink import in_thread
from tests.enrollment.stage import enrol, reload
from tests.world import World, contact

ALWAYS = {"cause": "always"}
PATIENCE = 20


@transaction.atomic
def people(world: World, number: int) -> list[Contact]:
    return [contact(f"p{n}@initech.example", owner=world.rep) for n in range(number)]


@transaction.atomic
def for_claims(world: World, **more: Any) -> None:
    """Claims (the reviewer and the second admin) has 24 hours, then everybody is asked."""
    in_force(world, rule("all", ALWAYS, claims(world).pk), **more)


@transaction.atomic
def told(title: str) -> dict[str, str]:
    rows = Notice.objects.filter(title=title).select_related("member")
    return {row.member.label: row.body for row in rows}


@transaction.atomic
def review_of(row: Enrollment) -> Review:
    found: Review = Review.objects.get(pk=Enrollment.objects.get(pk=row.pk).review_id)
    return found


def approves(review: Review, seat: Membership) -> Review:
    return first_touch.approve(review, seat=seat, actor=member(seat), seen_hash=review.content_hash)


# Reminding


def test_the_people_of_a_stage_get_one_notice_for_all_that_is_nearly_due(
    stage: World, version: Version
) -> None:
    for_claims(stage)
    enrol(stage, version, *people(stage, 3))
    clock.advance(timedelta(hours=21))
    assert review_times.remind() == 3
    assert told(review_times.DUE) == {
        "Reviewer": "3 first messages are due within 4 hours.",
        "Other Admin": "3 first messages are due within 4 hours.",
    }


def test_nobody_is_reminded_early_or_twice(stage: World, waiting: Enrollment) -> None:
    assert review_times.remind() == 0
    clock.advance(timedelta(hours=21))
    assert [review_times.remind(), review_times.remind()] == [1, 0]


def test_who_had_a_part_in_a_message_is_not_reminded_of_it(
    stage: World, waiting: Enrollment
) -> None:
    clock.advance(timedelta(hours=21))
    review_times.remind()
    barred = review_of(waiting).barred
    assert stage.admin.pk in barred and "Admin" not in told(review_times.DUE)
    assert told(review_times.DUE).keys() == {"Other Admin", "Reviewer", "Manager"}


def test_a_notice_names_nobody(stage: World, waiting: Enrollment) -> None:
    clock.advance(timedelta(days=15))
    review_times.keep()
    with transaction.atomic():
        texts = " ".join(f"{row.title} {row.body}" for row in Notice.objects.all())
    assert texts and "Peter" not in texts and "@" not in texts


# Escalating


def test_what_is_overdue_is_open_to_every_reviewer_for_the_time_of_its_stage(
    stage: World, version: Version, peter: Contact
) -> None:
    for_claims(stage)
    row = enrol(stage, version, peter)
    with pytest.raises(Refused, match="for Claims"):
        approves(review_of(row), stage.manager)
    clock.advance(timedelta(hours=25))
    assert [review_times.escalate(), review_times.escalate()] == [1, 0]
    review = review_of(row)
    assert review.escalated_at and review.due_at - review.escalated_at == timedelta(hours=24)
    assert approves(review, stage.manager).state == ReviewState.APPROVED


def test_an_escalation_stands_in_the_trail_and_is_told(stage: World, waiting: Enrollment) -> None:
    clock.advance(timedelta(hours=25))
    review_times.escalate()
    with transaction.atomic():
        assert (
            Entry.objects.filter(action="review.escalated", enrollment_id=waiting.pk).count() == 1
        )
    assert told(review_times.OVERDUE).keys() == {"Admin", "Other Admin", "Reviewer", "Manager"}


def test_a_policy_may_name_whom_an_escalation_is_told(
    stage: World, version: Version, peter: Contact
) -> None:
    with transaction.atomic():
        in_force(stage, escalate_to=str(claims(stage).pk))
    enrol(stage, version, peter)
    clock.advance(timedelta(hours=25))
    review_times.escalate()
    assert told(review_times.OVERDUE).keys() == {"Other Admin", "Reviewer"}


def test_what_is_open_to_all_stays_so_when_it_is_asked_for_again(
    stage: World, version: Version, peter: Contact
) -> None:
    for_claims(stage)
    row = enrol(stage, version, peter)
    clock.advance(timedelta(hours=25))
    review_times.escalate()
    by: dict[str, Any] = {"seat": stage.rep, "actor": member(stage.rep)}
    again = rewording.resubmit(reload(row), subject="Something else", **by)
    assert again.escalated_at is not None


# Expiring


def test_what_nobody_decided_ends_and_is_never_sent(stage: World, waiting: Enrollment) -> None:
    clock.advance(timedelta(days=15))
    assert [review_times.expire(), review_times.expire()] == [1, 0]
    row, review = reload(waiting), review_of(waiting)
    assert (row.state, row.exit_reason) == ("exited", "expired")
    assert row.exit_evidence.startswith(f"review {review.pk}: Nobody decided by")
    assert review.state == ReviewState.VOID and review.reason.startswith("Nobody decided by")


def test_who_enrolled_is_told_once_for_all(stage: World, version: Version) -> None:
    enrol(stage, version, *people(stage, 2))
    clock.advance(timedelta(days=15))
    review_times.expire()
    assert told(review_times.EXPIRED) == {
        "Rep": "2 people left the sequence unwritten, because nobody decided on the message."
    }


def test_what_was_approved_does_not_expire(stage: World, waiting: Enrollment) -> None:
    approves(review_of(waiting), stage.reviewer)
    clock.advance(timedelta(days=15))
    assert review_times.expire() == 0


def test_nobody_decides_on_what_has_expired(stage: World, waiting: Enrollment) -> None:
    review = review_of(waiting)
    clock.advance(timedelta(days=15))
    review_times.expire()
    with pytest.raises(Refused):
        approves(review, stage.reviewer)


@pytest.mark.parametrize("seconds", [-1, 0])
def test_nobody_decides_after_the_end_also_before_the_house_has_looked(
    stage: World, waiting: Enrollment, seconds: int
) -> None:
    review = review_of(waiting)
    clock.advance(timedelta(days=14, seconds=seconds) - (clock.now() - review.opened_at))
    if seconds < 0:
        assert approves(review, stage.reviewer).state == "approved"
        return
    with pytest.raises(Refused, match="Nobody decided by") as refused:
        approves(review, stage.reviewer)
    assert (refused.value.code, reload(review).state) == ("expired", "pending")


def test_what_was_taken_back_and_sent_again_late_has_its_whole_time(
    stage: World, waiting: Enrollment
) -> None:
    rep = by(stage.rep)
    first_touch.withdraw(review_of(waiting), **rep, reason="Next month")
    clock.advance(timedelta(days=15))
    again = rewording.resubmit(waiting, **rep)
    review_times.keep()
    assert again.expires_at == again.opened_at + timedelta(days=14)
    assert reload(waiting).state == "awaiting_review"


def test_the_house_keeps_the_times(stage: World, waiting: Enrollment) -> None:
    clock.advance(timedelta(days=15))
    housekeeping.keep()
    assert reload(waiting).state == "exited"


def test_more_messages_take_no_more_statements_to_remind_and_escalate(
    stage: World, version: Version
) -> None:
    counts = []
    for some in (people(stage, 2), more_people(stage, 5)):
        enrol(stage, version, *some)
        clock.advance(timedelta(hours=21))
        with counted() as seen:
            review_times.remind()
        clock.advance(timedelta(hours=5))
        with counted() as late:
            review_times.escalate()
        counts.append((len(seen), len(late)))
    assert counts[0] == counts[1]


@transaction.atomic
def more_people(world: World, number: int) -> list[Contact]:
    return [contact(f"q{n}@initech.example", owner=world.rep) for n in range(number)]


# At the same moment


def past_the_end() -> datetime:
    return clock.now() + timedelta(days=15)


def test_a_decision_under_way_wins_and_the_expiry_finds_it_done(
    stage: World, waiting: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The house looks just after the end; who was in time has the gate before it."""
    review = review_of(waiting)
    with transaction.atomic():
        stops.lock_for(waiting)
        monkeypatch.setattr(review_times, "clock", SimpleNamespace(now=past_the_end))
        found = later(stage, review_times.expire)
        # Without the gate it would be over by now: see the control below.
        found[0].join(0.5)
        assert found[0].is_alive()
        approves(review, stage.reviewer)
    found[0].join(PATIENCE)
    assert found[1] == [0]
    assert reload(waiting).state == "active"


def test_without_a_decision_under_way_the_expiry_waits_for_nobody(
    stage: World, waiting: Enrollment
) -> None:
    clock.advance(timedelta(days=15))
    thread, found = later(stage, review_times.expire)
    thread.join(PATIENCE)
    assert found == [1]


def test_an_expiry_under_way_wins_and_the_decision_is_refused(
    stage: World, waiting: Enrollment
) -> None:
    review = review_of(waiting)
    clock.advance(timedelta(days=15))

    def decide() -> object:
        try:
            return approves(review, stage.reviewer).state
        except Refused as refused:
            return refused.code

    with transaction.atomic():
        review_times.expire()
        thread, found = later(stage, decide)
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(PATIENCE)
    assert found == ["state_changed"]
    assert reload(waiting).exit_reason == "expired"


def later(world: World, work: Any) -> tuple[threading.Thread, list[object]]:
    """The work in a connection of its own; its result when it is done."""
    found: list[object] = []

    def run() -> None:
        with scope(world.workspace.pk):
            found.append(work())

    return in_thread(run), found
