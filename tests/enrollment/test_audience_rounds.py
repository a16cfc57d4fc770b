"""Audiences are looked at by their rhythm: each person once, whoever looks and whoever dies."""

from dataclasses import replace
from datetime import date, timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import transaction

from contacts import saved_views
from contacts.models import SavedView
from enrollment import audiences, gathering, preflights, tasks
from enrollment.audiences import Asked
from enrollment.models import Audience, Notice, Preflight
from sequences.models import Sequence, Version
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Membership
from tenancy.scope import scope
from tests.enrollment.audience_stage import audience, fresh, people, retire, states
from tests.enrollment.sink import in_thread
from tests.world import World


def test_without_an_approved_version_it_is_looked_at_again_later(
    stage: World, version: Version
) -> None:
    people(stage, 1)
    row = audience(stage, version, rhythm="hourly")
    retire(version)
    gathering.keep()
    found = fresh(row)
    assert "No approved version" in found.problem
    assert found.next_at and found.next_at > clock.now()


def test_after_the_last_day_nobody_comes_in(stage: World, version: Version) -> None:
    people(stage, 1)
    with transaction.atomic():
        Sequence.objects.update(ends_on=date(2020, 1, 1))
    row = audience(stage, version, rhythm="daily")
    gathering.keep()
    assert "ended on 1 January 2020" in fresh(row).problem
    assert states() == []


def test_by_its_rhythm_it_is_looked_at_again(stage: World, version: Version) -> None:
    audience(stage, version, rhythm="hourly")
    gathering.keep()
    people(stage, 1)
    gathering.keep()
    assert states() == []
    clock.advance(timedelta(hours=1, minutes=1))
    gathering.keep()
    assert states() == ["awaiting_review"]


def test_by_hand_only_means_never_by_itself(stage: World, version: Version) -> None:
    people(stage, 1)
    audience(stage, version)
    tasks.look_at_audiences()
    assert states() == []


def test_the_beat_looks_at_every_workspace(stage: World, version: Version) -> None:
    people(stage, 1)
    audience(stage, version, rhythm="daily")
    tasks.look_at_audiences()
    tasks.look_at_audiences()
    assert states() == ["awaiting_review"]


def test_a_look_whose_worker_died_is_finished_by_the_next(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version)
    found = gathering.look(row, seat=stage.rep, actor=member(stage.rep))
    assert found and fresh(row).last_preflight == found
    preflights.run(found.pk)
    assert states() == []
    gathering.keep()
    assert states() == ["awaiting_review"]


def test_while_people_are_checked_there_is_no_second_look(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version)
    gathering.look(row, seat=stage.rep, actor=member(stage.rep))
    with pytest.raises(Refused) as refused:
        gathering.look(row, seat=stage.rep, actor=member(stage.rep))
    assert refused.value.code == "busy"


def test_a_version_that_is_retired_meanwhile_takes_nobody(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version)
    gathering.look(row, seat=stage.rep, actor=member(stage.rep))
    retire(version)
    gathering.carry_on(row.pk)
    assert (states(), "No approved version" in fresh(row).problem) == ([], True)


def test_more_people_than_one_preflight_takes_come_in_by_parts(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preflights, "MOST_PEOPLE", 2)
    people(stage, 3)
    audience(stage, version, rhythm="daily")
    gathering.keep()
    assert len(states()) == 2
    gathering.keep()
    assert len(states()) == 3


def disable(seat: Membership) -> None:
    with transaction.atomic():
        Membership.objects.filter(pk=seat.pk).update(is_active=False)


def test_it_stops_when_its_owner_may_no_longer_enrol(stage: World, version: Version) -> None:
    people(stage, 1)
    row = audience(stage, version, rhythm="hourly")
    disable(stage.rep)
    gathering.keep()
    found = fresh(row)
    assert (states(), found.next_at) == ([], None)
    assert "Rep may no longer enrol" in found.problem


def test_the_owner_of_the_sequence_is_told_once_that_it_stopped(
    stage: World, version: Version
) -> None:
    audience(stage, version, rhythm="hourly")
    disable(stage.rep)
    gathering.keep()
    gathering.keep()
    with transaction.atomic():
        told = list(Notice.objects.filter(member=stage.admin).values_list("title", flat=True))
    assert told == ["The audience “Engineers” has stopped"]


def test_a_right_lost_while_people_are_checked_brings_in_nobody(
    stage: World, version: Version
) -> None:
    people(stage, 1)
    row = audience(stage, version)
    gathering.look(row, seat=stage.rep, actor=member(stage.rep))
    disable(stage.rep)
    gathering.carry_on(row.pk)
    assert states() == []


def two_looks(world: World, row: Audience, monkeypatch: pytest.MonkeyPatch) -> int:
    """A second beat comes while the first one decides; returns how many preflights there are."""
    create = preflights.create
    threads: list[Thread] = []

    def second() -> None:
        with scope(world.workspace.pk):
            gathering._look_when_due(row.pk)

    def slow(*args: Any, **more: Any) -> Preflight:
        if not threads:
            threads.append(in_thread(second))
            threads[0].join(0.7)
        return create(*args, **more)

    monkeypatch.setattr(preflights, "create", slow)
    gathering._look_when_due(row.pk)
    for thread in threads:
        thread.join(10)
    with transaction.atomic():
        return Preflight.objects.count()


def unlocked(audience_id: Any) -> Audience:
    related = ("sequence__workspace", "view", "owner__user", "last_preflight")
    return Audience.objects.select_related(*related).get(pk=audience_id)


def test_without_the_lock_two_looks_check_everybody_twice(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(stage, 1)
    row = audience(stage, version, rhythm="hourly")
    monkeypatch.setattr(audiences, "locked", unlocked)
    assert two_looks(stage, row, monkeypatch) == 2


def test_two_looks_at_once_are_one(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(stage, 1)
    row = audience(stage, version, rhythm="hourly")
    assert two_looks(stage, row, monkeypatch) == 1
    gathering.keep()
    assert states() == ["awaiting_review"]


def by(seat: Membership) -> dict[str, Any]:
    return {"seat": seat, "actor": member(seat)}


def in_city(name: str) -> list[dict[str, str]]:
    return [{"field": "contact.city", "operator": "is", "value": name}]


def follows_a_view_of_the_rep(world: World, version: Version) -> tuple[Audience, SavedView]:
    """An audience of the admin that asks for people in Paris; one of another rep is in Rome."""
    people(world, 1, owner=world.other_rep, city="Rome")
    with transaction.atomic():
        view = saved_views.create(
            name="Near", kind="contacts", conditions=in_city("Paris"), **by(world.rep)
        )
        asked = Asked(name="All", reason="They are near", rhythm="hourly", view=view)
        return audiences.create(version.sequence, asked, **by(world.admin)), view


def widened(world: World, view: SavedView, seat: Membership) -> None:
    saved_views.change(view, name="Near", conditions=in_city("Rome"), **by(seat))


def test_who_changes_a_view_brings_nobody_in_by_the_audience_of_another(
    stage: World, version: Version
) -> None:
    row, view = follows_a_view_of_the_rep(stage, version)
    widened(stage, view, stage.rep)
    gathering.keep()
    clock.advance(timedelta(hours=2))
    gathering.keep()
    assert (states(), "Rep has changed the view" in fresh(row).problem) == ([], True)
    with transaction.atomic():
        assert Notice.objects.filter(member=stage.admin, tone="warn").count() == 1


def test_once_its_owner_has_saved_it_again_the_audience_goes_on(
    stage: World, version: Version
) -> None:
    row, view = follows_a_view_of_the_rep(stage, version)
    widened(stage, view, stage.rep)
    asked = Asked(name="All", reason="They are near", rhythm="hourly", view=view)
    audiences.change(fresh(row), replace(asked, view=reloaded(view)), **by(stage.admin))
    gathering.keep()
    assert len(states()) == 1


def reloaded(view: SavedView) -> SavedView:
    with transaction.atomic():
        found: SavedView = SavedView.objects.get(pk=view.pk)
    return found


def test_a_view_that_the_owner_of_the_audience_changed_counts_at_once(
    stage: World, version: Version
) -> None:
    _, view = follows_a_view_of_the_rep(stage, version)
    widened(stage, view, stage.admin)
    gathering.keep()
    assert len(states()) == 1


def test_a_preview_answers_no_question_about_people_whom_the_viewer_does_not_see(
    stage: World, version: Version
) -> None:
    row, view = follows_a_view_of_the_rep(stage, version)
    widened(stage, view, stage.rep)
    with transaction.atomic():
        assert audiences.preview(fresh(row), viewer=stage.rep).matching == 0
        assert audiences.preview(fresh(row), viewer=stage.admin).matching == 1
