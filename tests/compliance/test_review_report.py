"""The figures of each reviewer: what they decided, how quickly, and what they noticed."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from compliance.models import Review, ReviewLook, ReviewSignature, Signed
from compliance.reporting import reviewers
from compliance.reporting.reviewers import Days, Figures
from tenancy import clock
from tenancy.errors import Refused
from tenancy.models import Membership
from tests.compliance.counting import counted
from tests.compliance.messages import pending
from tests.world import World, contact

HOUR = timedelta(hours=1)


@pytest.fixture
def now() -> datetime:
    return clock.now()


def review(world: World, opened_at: datetime, **changes: Any) -> Review:
    number = Review.queue.count()
    row = pending(world, contact(f"p{number}@initech.example"))
    Review.queue.filter(pk=row.pk).update(opened_at=opened_at, **changes)
    fresh: Review = Review.queue.get(pk=row.pk)
    return fresh


def signed(row: Review, by: Membership, at: datetime, **changes: Any) -> None:
    said = {"decision": Signed.APPROVED, "content_hash": row.content_hash, "stage": 0, **changes}
    ReviewSignature.objects.create(review=row, member=by, at=at, **said)


def report(seat: Membership) -> dict[str, Figures]:
    days = reviewers.days(None, None)
    return {each.member.label: each for each in reviewers.report(seat, days)}


def test_decisions_are_counted_by_kind(in_acme: World, now: datetime) -> None:
    for decision in (*Signed, Signed.APPROVED):
        signed(review(in_acme, now), in_acme.reviewer, now, decision=decision)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.approved, found.changes, found.rejected, found.passed_on) == (2, 1, 1, 1)
    assert found.decided == 5


def test_times_are_from_the_look_and_from_the_opening(in_acme: World, now: datetime) -> None:
    for minutes in (1, 2, 30):
        row = review(in_acme, now - minutes * HOUR)
        look = now - timedelta(minutes=minutes)
        signed(row, in_acme.reviewer, now, looked_at=look)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.reading, found.waiting) == (timedelta(minutes=2), 2 * HOUR)
    assert found.reading_90 is not None and found.reading_90 > timedelta(minutes=20)


def test_a_later_stage_begins_with_the_signature_before(in_acme: World, now: datetime) -> None:
    stages = [{"name": name, "group": None, "hours": 4, "says": ""} for name in ("A", "B")]
    row = review(in_acme, now - 10 * HOUR, stages=stages)
    signed(row, in_acme.manager, now - 3 * HOUR)
    signed(row, in_acme.reviewer, now, stage=1)
    found = report(in_acme.admin)
    assert (found["Manager"].waiting, found["Reviewer"].waiting) == (7 * HOUR, 3 * HOUR)
    assert (found["Manager"].late, found["Reviewer"].late) == (1, 0)


def test_without_hours_of_its_own_a_stage_has_a_day(in_acme: World, now: datetime) -> None:
    signed(review(in_acme, now - 25 * HOUR, stages=[]), in_acme.reviewer, now)
    signed(review(in_acme, now - 23 * HOUR, stages=[]), in_acme.reviewer, now)
    assert report(in_acme.admin)["Reviewer"].late == 1


def test_agreement_is_among_what_two_judged(in_acme: World, now: datetime) -> None:
    alone, same, other = (review(in_acme, now) for _ in range(3))
    for row in (alone, same, other):
        signed(row, in_acme.reviewer, now)
    signed(same, in_acme.manager, now, stage=1)
    signed(other, in_acme.manager, now, stage=1, decision=Signed.REJECTED)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.judged_by_two, found.agreed, found.agreement) == (2, 1, 0.5)


def test_the_same_content_again_in_a_thread_counts_and_another_does_not(
    in_acme: World, now: datetime
) -> None:
    first = review(in_acme, now)
    again = review(in_acme, now, thread_id=first.thread_id)
    signed(first, in_acme.reviewer, now, decision=Signed.REJECTED)
    signed(again, in_acme.manager, now, content_hash="0" * 64)
    assert report(in_acme.admin)["Reviewer"].judged_by_two == 0
    signed(again, in_acme.manager, now, content_hash=first.content_hash)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.judged_by_two, found.agreement) == (1, 0.0)


def test_planted_messages_have_figures_of_their_own(in_acme: World, now: datetime) -> None:
    for decision in (Signed.APPROVED, Signed.REJECTED, Signed.CHANGES_REQUESTED, None):
        row = review(in_acme, now, planted="company")
        ReviewLook.objects.create(review=row, member=in_acme.reviewer, first_at=now, last_at=now)
        if decision:
            signed(row, in_acme.reviewer, now, decision=decision)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.planted, found.caught, found.missed, found.decided) == (3, 2, 1, 0)


def test_approvals_within_a_group_are_told_apart(in_acme: World, now: datetime) -> None:
    signed(review(in_acme, now), in_acme.reviewer, now, group_key="k", looked_at=now)
    signed(review(in_acme, now), in_acme.reviewer, now, group_key="k")
    signed(review(in_acme, now), in_acme.reviewer, now, looked_at=now)
    found = report(in_acme.admin)["Reviewer"]
    assert (found.together, found.together_opened) == (2, 1)


@pytest.mark.parametrize(
    ("seat", "seen"),
    [("admin", 2), ("manager", 2), ("reviewer", 1), ("rep", 0)],
)
def test_a_reviewer_sees_themselves_and_managers_everybody(
    in_acme: World, now: datetime, seat: str, seen: int
) -> None:
    for by in (in_acme.reviewer, in_acme.other_admin):
        signed(review(in_acme, now), by, now)
    assert len(report(getattr(in_acme, seat))) == seen


def test_the_range_is_of_whole_days_of_the_workspace(in_acme: World, now: datetime) -> None:
    signed(review(in_acme, now), in_acme.reviewer, datetime.fromisoformat("2026-03-01T23:30Z"))
    march = Days(datetime(2026, 3, 2).date(), datetime(2026, 3, 2).date())
    # In Berlin it was the second.
    assert len(reviewers.report(in_acme.admin, march)) == 1
    before = Days(datetime(2026, 3, 1).date(), datetime(2026, 3, 1).date())
    assert reviewers.report(in_acme.admin, before) == []


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [("2026-03-02", "2026-03-01", "ends before"), ("2024-01-01", "2026-03-01", "at most 366")],
)
def test_a_senseless_range_is_refused(in_acme: World, first: str, last: str, says: str) -> None:
    ends = [datetime.fromisoformat(each).date() for each in (first, last)]
    with pytest.raises(Refused, match=says):
        reviewers.days(*ends)


def test_the_report_takes_as_many_statements_for_many_as_for_few(
    in_acme: World, now: datetime
) -> None:
    counts = []
    for by in (in_acme.reviewer, in_acme.manager):
        for _ in range(5):
            signed(review(in_acme, now), by, now)
        with counted() as seen:
            report(in_acme.admin)
        counts.append(len(seen))
    assert counts[0] == counts[1]
