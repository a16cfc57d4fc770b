"""Messages of one template approved together: after the sample, only what was shown."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from compliance import looking
from compliance.models import Review, ReviewSignature, ReviewState
from contacts.models import Contact
from enrollment import first_touch, group_review
from enrollment.group_review import Done, Group
from enrollment.models import Enrollment, Touch
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import NotFound, Refused
from tenancy.ids import uuid7
from tenancy.models import Membership
from tests.compliance import policies
from tests.compliance.counting import counted
from tests.enrollment.stage import email, enrol, live
from tests.world import World, contact

TOGETHER = policies.rule("all", {"cause": "always"}, handling="group")


@pytest.fixture
def crowd(stage: World) -> list[Contact]:
    """Six people in one sequence; the policy lets their messages be approved together."""
    return enrolled(stage, 6)


def enrolled(stage: World, many: int, **policy: Any) -> list[Contact]:
    """People of one kind, enrolled by the rep in a sequence of the admin."""
    with transaction.atomic():
        policies.in_force(stage, TOGETHER, **policy)
        people = [
            contact(
                f"p{n}@initech.example", first_name=f"Ada{'abcdefghij'[n % 10]}", owner=stage.rep
            )
            for n in range(many)
        ]
    enrol(stage, live(stage, email("intro")), *people)
    return people


def key_of(stage: World) -> str:
    with transaction.atomic():
        (found,) = group_review.waiting(stage.reviewer)
    return found.first.group_key


def loaded(stage: World, by: Membership | None = None) -> Group:
    key = key_of(stage)
    with transaction.atomic():
        return group_review.load(key, 0, by or stage.reviewer)


def look(stage: World, by: Membership | None = None) -> Group:
    """Open what of the sample is not opened yet."""
    seat = by or stage.reviewer
    for each in loaded(stage, seat).to_look_at:
        with transaction.atomic():
            looking.open(each.review, seat)
    return loaded(stage, seat)


def approve(stage: World, group: Group, by: Membership | None = None, **changes: Any) -> Done:
    seat = by or stage.reviewer
    shown = changes.pop("shown", [each.shown for each in group.together])
    return group_review.approve(group.key, 0, shown, seat=seat, actor=member(seat))


def states() -> list[str]:
    with transaction.atomic():
        return sorted(Review.objects.values_list("state", flat=True))


def test_messages_of_one_template_are_one_group(stage: World, crowd: list[Contact]) -> None:
    with transaction.atomic():
        (found,) = group_review.waiting(stage.reviewer)
    assert (found.count, found.enrollers) == (6, [stage.rep])


def test_a_group_is_approved_after_a_look_at_its_sample(stage: World, crowd: list[Contact]) -> None:
    done = approve(stage, look(stage))
    assert (len(done.decided), done.fell_out) == (6, [])
    assert states() == [ReviewState.APPROVED] * 6
    with transaction.atomic():
        assert Touch.objects.filter(state="planned").count() == 6


def test_nothing_is_approved_before_the_sample_was_opened(
    stage: World, crowd: list[Contact]
) -> None:
    with pytest.raises(Refused, match="Open the messages of the sample first") as refusal:
        approve(stage, loaded(stage))
    assert refusal.value.code == "sample"
    assert states() == [ReviewState.PENDING] * 6


def test_what_another_person_opened_does_not_count(stage: World, crowd: list[Contact]) -> None:
    look(stage, stage.manager)
    with pytest.raises(Refused, match="sample"):
        approve(stage, loaded(stage))


def test_each_approval_says_that_it_was_within_the_group(
    stage: World, crowd: list[Contact]
) -> None:
    group = look(stage)
    approve(stage, group)
    with transaction.atomic():
        assert set(ReviewSignature.objects.values_list("group_key", flat=True)) == {group.key}


def test_of_an_unknown_rep_everything_is_opened(stage: World, crowd: list[Contact]) -> None:
    assert len(loaded(stage).sample) == 6


def test_a_clean_record_makes_the_sample_as_small_as_the_floor(
    stage: World, crowd: list[Contact]
) -> None:
    with transaction.atomic():
        # What the rep has enrolled before, all approved; far more than a test would enrol.
        review = Review.objects.first()
        assert review is not None
        before = [_before(review, stage) for _ in range(100)]
        Review.objects.bulk_create(before)
    assert len(loaded(stage).sample) == 3


def _before(review: Review, stage: World) -> Review:
    now = clock.now()
    row: Review = Review(
        contact_id=review.contact_id,
        enrollment_id=uuid7(),
        version_id=review.version_id,
        step_key="intro",
        content_hash="",
        author=stage.admin,
        last_editor=stage.admin,
        enroller=stage.rep,
        opened_at=now,
        stage_at=now,
        due_at=now,
        decided_at=now - timedelta(days=3),
        decided_by=stage.reviewer,
        **{"state": ReviewState.APPROVED},
    )
    return row


def test_who_is_barred_decides_on_none_of_it(stage: World, crowd: list[Contact]) -> None:
    shown = [each.shown for each in loaded(stage).together]
    group = loaded(stage, stage.admin)
    assert (len(group.together), len(group.others)) == (0, 6)
    done = approve(stage, group, stage.admin, shown=shown)
    assert done.decided == [] and "another reviewer" in done.fell_out[0].reason
    assert states() == [ReviewState.PENDING] * 6


def test_four_eyes_keep_one_of_them_waiting(stage: World, crowd: list[Contact]) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=crowd[0].pk).update(owner=stage.reviewer)
    group = look(stage)
    shown = [each.shown for each in (*group.together, *group.others)]
    done = approve(stage, group, shown=shown)
    assert len(done.decided) == 5
    (out,) = done.fell_out
    assert out.reason.startswith("You own this contact")
    assert states() == [*[ReviewState.APPROVED] * 5, ReviewState.PENDING]


def test_a_role_that_may_not_review_is_refused(stage: World, crowd: list[Contact]) -> None:
    with pytest.raises(Refused) as refusal:
        approve(stage, loaded(stage), stage.rep, shown=[(crowd[0].pk, "x")])
    assert refusal.value.code == "not_allowed"


def test_what_has_changed_meanwhile_falls_out(stage: World, crowd: list[Contact]) -> None:
    group = look(stage)
    with transaction.atomic():
        Contact.objects.filter(pk=crowd[0].pk).update(first_name="Grace")
    done = approve(stage, group)
    assert len(done.decided) == 5
    assert [out.reason for out in done.fell_out] == [
        "The message changed while you looked at it. Reload the page and look at the new one."
    ]


def test_another_hash_than_the_stored_one_falls_out(stage: World, crowd: list[Contact]) -> None:
    group = look(stage)
    shown = [(key, "0" * 64) for key, _ in (each.shown for each in group.together)]
    done = approve(stage, group, shown=shown)
    assert done.decided == [] and "not the message that you looked at" in done.fell_out[0].reason


def test_what_somebody_else_decided_falls_out(stage: World, crowd: list[Contact]) -> None:
    group = look(stage)
    first = group.together[0].review
    with transaction.atomic():
        said: dict[str, Any] = {"seat": stage.manager, "actor": member(stage.manager)}
        first_touch.request_changes(first, reason="Too long", **said)
    done = approve(stage, group)
    assert len(done.decided) == 5
    assert done.fell_out[0].reason == "It is “Changes requested” by now."


def test_an_outlier_is_decided_on_alone(stage: World) -> None:
    people = enrolled(stage, 5)
    with transaction.atomic():
        odd = contact("odd@initech.example", first_name="www.evil.example", owner=stage.rep)
        version = Version.objects.get(pk=Enrollment.objects.get(contact=people[0]).version_id)
    enrol(stage, version, odd)
    group = look(stage)
    (out,) = group.outliers
    assert out.reasons[0] == "First name holds a link."
    done = approve(stage, group, shown=[each.shown for each in (*group.together, out)])
    assert (len(done.decided), len(done.fell_out)) == (5, 1)


def test_only_what_was_shown_is_approved(stage: World, crowd: list[Contact]) -> None:
    group = look(stage)
    done = approve(stage, group, shown=[group.together[0].shown])
    assert len(done.decided) == 1
    assert states().count(ReviewState.PENDING) == 5


@pytest.mark.parametrize("many", [0, 51])
def test_nobody_decides_on_nothing_or_on_too_many(
    stage: World, crowd: list[Contact], many: int
) -> None:
    shown = [(UUID(int=n), "x") for n in range(many)]
    with pytest.raises(Refused, match="1 to 50"):
        approve(stage, loaded(stage), shown=shown)


def test_under_a_policy_without_groups_each_is_looked_at(
    stage: World, crowd: list[Contact]
) -> None:
    with transaction.atomic():
        policies.in_force(stage, TOGETHER, groups=False)
    with pytest.raises(Refused, match="one by one"):
        approve(stage, look(stage))


def test_a_group_is_sent_back_with_one_reason(stage: World, crowd: list[Contact]) -> None:
    group = loaded(stage)
    said: dict[str, Any] = {"seat": stage.reviewer, "actor": member(stage.reviewer)}
    shown = [each.shown for each in group.together]
    with pytest.raises(Refused, match="what should change"):
        group_review.request_changes(group.key, 0, shown, reason=" ", **said)
    done = group_review.request_changes(group.key, 0, shown, reason="Softer, please", **said)
    assert len(done.decided) == 6
    assert states() == [ReviewState.CHANGES_REQUESTED] * 6


def test_a_message_somebody_else_has_open_falls_out(stage: World, crowd: list[Contact]) -> None:
    group = look(stage)
    with transaction.atomic():
        looking.open(group.together[0].review, stage.manager, take_over=True)
    done = approve(stage, group)
    assert len(done.decided) == 5
    assert "has this message open" in done.fell_out[0].reason


def test_a_group_nobody_knows_is_not_found(stage: World, crowd: list[Contact]) -> None:
    with transaction.atomic(), pytest.raises(NotFound):
        group_review.load("0" * 64, 0, stage.reviewer)


def test_a_manager_sees_the_groups_of_their_team(stage: World, crowd: list[Contact]) -> None:
    with transaction.atomic():
        Membership.objects.filter(pk=stage.rep.pk).update(team="west")
        assert group_review.waiting(stage.manager) == []
        assert len(group_review.waiting(stage.reviewer)) == 1


def test_the_pages_read_as_much_for_many_as_for_few(stage: World) -> None:
    counts = []
    version = None
    for many in (3, 12):
        if version is None:
            people = enrolled(stage, many)
            with transaction.atomic():
                row = Enrollment.objects.get(contact=people[0])
                version = Version.objects.get(pk=row.version_id)
        else:
            with transaction.atomic():
                more = [
                    contact(f"q{n}@initech.example", first_name="Edith", owner=stage.rep)
                    for n in range(many)
                ]
            enrol(stage, version, *more)
        key = key_of(stage)
        with transaction.atomic(), counted() as seen:
            group_review.waiting(stage.reviewer)
            group_review.load(key, 0, stage.reviewer)
        counts.append(len(seen))
    assert counts[0] == counts[1]
