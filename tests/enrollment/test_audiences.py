"""Audiences bring in who fits, through the preflight, and never past review."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from contacts import saved_views
from enrollment import audiences, gathering, stops
from enrollment.models import Audience, Enrollment, ExitReason, NextAction, Preflight, Touch
from sequences.models import Version
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.audience_stage import (
    ENGINEERS,
    asked,
    audience,
    fresh,
    people,
    retire,
    run,
    states,
)
from tests.world import World, account

TEST = system("test")


def end_enrollment(reason: ExitReason, next_action: NextAction = NextAction.NONE) -> Enrollment:
    with transaction.atomic():
        row: Enrollment = Enrollment.objects.live().select_related("contact").get()
        stops.exit_enrollment(
            row, reason=reason, evidence="test", actor=TEST, next_action=next_action
        )
    return row


def test_a_run_enrols_who_fits(stage: World, version: Version) -> None:
    people(stage, 3)
    people(stage, 2, title="Baker")
    run(stage, audience(stage, version))
    assert states() == ["awaiting_review"] * 3


def test_nobody_is_active_without_a_review(stage: World, version: Version) -> None:
    people(stage, 3)
    run(stage, audience(stage, version))
    with transaction.atomic():
        assert not Enrollment.objects.filter(activated_at__isnull=False).exists()
        assert not Touch.objects.exists()


def test_a_second_run_adds_only_the_new_ones(stage: World, version: Version) -> None:
    people(stage, 2)
    row = audience(stage, version)
    run(stage, row)
    people(stage, 1)
    second = run(stage, row)
    assert (second and second.people_total, len(states())) == (1, 3)


def test_a_run_without_anybody_new_checks_nobody(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version)
    run(stage, row)
    assert run(stage, row) is None
    with transaction.atomic():
        assert Preflight.objects.count() == 1


def test_the_enrolments_say_why_and_by_which_audience(stage: World, version: Version) -> None:
    people(stage, 1)
    run(stage, audience(stage, version))
    with transaction.atomic():
        row = Enrollment.objects.select_related("enrolled_by").get()
    assert (row.reason, row.enrolled_via) == ("They build", "audience Engineers")
    assert row.enrolled_by == stage.rep


def test_only_people_whom_the_owner_sees_come_in(stage: World, version: Version) -> None:
    people(stage, 2)
    people(stage, 3, owner=stage.other_rep)
    run(stage, audience(stage, version))
    assert len(states()) == 2


def test_a_company_brings_its_people(stage: World, version: Version) -> None:
    with transaction.atomic():
        initech = account(industry="Software")
    people(stage, 2, account=initech)
    people(stage, 1)
    software = [{"field": "account.industry", "operator": "is", "value": "software"}]
    run(stage, audience(stage, version, kind="accounts", conditions=software))
    assert len(states()) == 2


def test_a_changed_view_changes_who_comes_in(stage: World, version: Version) -> None:
    people(stage, 1)
    people(stage, 2, title="Baker")
    who: Any = {"seat": stage.rep, "actor": member(stage.rep)}
    view = saved_views.create(name="V", kind="contacts", conditions=ENGINEERS, **who)
    row = audience(stage, version, view=view, conditions=None)
    bakers = [{**ENGINEERS[0], "value": "baker"}]
    saved_views.change(view, name="V", conditions=bakers, **who)
    run(stage, row)
    assert len(states()) == 2


def test_who_was_not_eligible_is_not_asked_again_for_a_week(stage: World, version: Version) -> None:
    people(stage, 2, segment="")
    row = audience(stage, version)
    run(stage, row)
    clock.advance(timedelta(days=6))
    assert (states(), run(stage, row)) == (["ineligible"] * 2, None)
    clock.advance(timedelta(days=1, minutes=1))
    assert run(stage, row) is not None


@pytest.mark.parametrize(
    ("reason", "follows", "days", "comes_back"),
    [
        (ExitReason.MANUAL, NextAction.NONE, 400, False),
        (ExitReason.REPLIED, NextAction.HAND_OVER, 400, False),
        (ExitReason.COMPLETED_NO_RESPONSE, NextAction.RECYCLE, 89, False),
        (ExitReason.COMPLETED_NO_RESPONSE, NextAction.RECYCLE, 91, True),
    ],
)
def test_only_who_is_to_be_recycled_comes_back(
    stage: World,
    version: Version,
    reason: ExitReason,
    follows: NextAction,
    days: int,
    comes_back: bool,
) -> None:
    people(stage, 1)
    row = audience(stage, version)
    run(stage, row)
    end_enrollment(reason, follows)
    clock.advance(timedelta(days=days))
    assert (run(stage, row) is not None) == comes_back


def test_a_preview_counts_everybody_once_and_changes_nothing(
    stage: World, version: Version
) -> None:
    row = audience(stage, version)
    people(stage, 1)
    run(stage, row)
    people(stage, 1, segment="")
    run(stage, row)
    people(stage, 2)
    before = states()
    with transaction.atomic():
        found = audiences.preview(row, viewer=stage.rep)
    assert (found.matching, found.inside, found.refused, found.new) == (4, 1, 1, 2)
    assert (len(found.sample), states()) == (2, before)


def test_a_preview_shows_nobody_whom_the_viewer_does_not_see(
    stage: World, version: Version
) -> None:
    people(stage, 2)
    row = audience(stage, version)
    with transaction.atomic():
        found = audiences.preview(row, viewer=stage.other_rep)
    assert (found.matching, found.new, found.sample) == (0, 0, ())


def test_without_an_approved_version_a_person_is_told(stage: World, version: Version) -> None:
    row = audience(stage, version)
    retire(version)
    with pytest.raises(Refused, match="No approved version"):
        run(stage, row)


def test_whoever_saves_it_takes_it_over(stage: World, version: Version) -> None:
    row = audience(stage, version)
    audiences.change(row, asked(), seat=stage.admin, actor=member(stage.admin))
    assert fresh(row).owner == stage.admin
    with pytest.raises(Refused, match="in its owner's name"):
        run(stage, row)


def test_another_rep_changes_nothing(stage: World, version: Version) -> None:
    row = audience(stage, version)
    with pytest.raises(Refused, match="somebody else"):
        audiences.end(row, seat=stage.other_rep, actor=member(stage.other_rep))


def test_an_ended_audience_brings_in_nobody(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version, rhythm="hourly")
    audiences.end(row, seat=stage.rep, actor=member(stage.rep))
    gathering.keep()
    assert (states(), fresh(row).next_at) == ([], None)


def test_an_ended_audience_gives_its_view_free_and_its_name(stage: World, version: Version) -> None:
    who: Any = {"seat": stage.rep, "actor": member(stage.rep)}
    view = saved_views.create(name="V", kind="contacts", conditions=ENGINEERS, **who)
    row = audience(stage, version, view=view, conditions=None)
    with pytest.raises(Refused, match="audience"):
        saved_views.delete(view, **who)
    audiences.end(row, **who)
    saved_views.delete(view, **who)
    assert fresh(row).conditions == ENGINEERS
    audience(stage, version)


def test_two_audiences_of_a_sequence_have_two_names(stage: World, version: Version) -> None:
    audience(stage, version)
    with pytest.raises(Refused) as refused:
        audience(stage, version)
    assert refused.value.code == "name_taken"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"conditions": []}, "conditions"),
        ({"conditions": ENGINEERS * 9}, "conditions"),
        ({"reason": " "}, "reason"),
        ({"rhythm": "yearly"}, "rhythm"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_wrong_is_refused_and_named(
    stage: World, version: Version, wrong: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        audience(stage, version, **wrong)
    assert list(refused.value.fields) == [field]
    with transaction.atomic():
        assert not Audience.objects.exists()


def test_every_step_is_in_the_trail(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version)
    run(stage, row)
    audiences.end(row, seat=stage.rep, actor=member(stage.rep))
    with transaction.atomic():
        said = Entry.objects.filter(target_id=str(row.pk)).order_by("pk")
        assert list(said.values_list("action", flat=True)) == [
            "audience.created",
            "audience.run",
            "audience.ended",
        ]
