"""What is kept of simulations: the newest, what an approver had before them, touches for a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from enrollment import simulating, tasks
from sequences import services
from sequences.models import Simulation, SimulationStage, Version
from tenancy import clock
from tenancy.actors import member
from tests.sequences.drafting import as_
from tests.world import World, approved, draft

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def few(settings: Settings) -> None:
    """Two of each version, touches for 90 days."""
    settings.SIMULATIONS_KEPT = 2
    settings.SIMULATION_TOUCHES_DAYS = 90


def simulated(world: World, version: Version, days_ago: float = 0, **more: Any) -> Simulation:
    """One that is done."""
    fields = {"stage": SimulationStage.DONE, "rows": b"kept", "result": {"days": []}, **more}
    fields.setdefault("edited_at", version.edited_at)
    row: Simulation = Simulation.objects.create(
        version=version,
        requested_by=world.admin,
        created_at=clock.now() - days_ago * DAY,
        **fields,
    )
    return row


def kept() -> set[Any]:
    return set(Simulation.objects.values_list("pk", flat=True))


def with_touches() -> set[Any]:
    return set(Simulation.objects.exclude(rows=b"").values_list("pk", flat=True))


def test_the_newest_of_each_version_are_kept(in_acme: World) -> None:
    one, other = draft(in_acme.admin, name="One"), draft(in_acme.admin, name="Other")
    rows = [simulated(in_acme, one, ago) for ago in (3, 2, 1)]
    alone = simulated(in_acme, other, 9)
    assert simulating.tidy() == (0, 1)
    assert kept() == {rows[1].pk, rows[2].pk, alone.pk}


def test_what_is_not_answered_yet_is_neither_counted_nor_dropped(in_acme: World) -> None:
    version = draft(in_acme.admin)
    waits = simulated(in_acme, version, 9, stage=SimulationStage.WAITING, rows=b"")
    rows = [simulated(in_acme, version, ago) for ago in (3, 2)]
    simulated(in_acme, version, 0, stage=SimulationStage.RUNNING, rows=b"")
    assert simulating.tidy() == (0, 0)
    assert kept() >= {waits.pk, *(row.pk for row in rows)}


def test_what_an_approver_had_before_them_stays(in_acme: World) -> None:
    version = draft(in_acme.admin)
    before = simulated(in_acme, version, 5, edited_at=version.edited_at - DAY)
    read = [simulated(in_acme, version, ago) for ago in (4, 3)]
    version = services.submit(version, **as_(in_acme.admin))
    version = services.approve(version, **as_(in_acme.other_admin))
    clock.advance(DAY)
    later = [simulated(in_acme, version, ago) for ago in (0.3, 0.2, 0.1)]
    simulating.tidy()
    assert kept() == {row.pk for row in (*read, *later[1:])}
    assert before.pk not in kept() and later[0].pk not in kept()


def test_while_a_version_is_in_approval_those_of_its_words_stay(in_acme: World) -> None:
    version = services.submit(draft(in_acme.admin), **as_(in_acme.admin))
    rows = [simulated(in_acme, version, ago) for ago in (4, 3, 2, 1)]
    failed = simulated(in_acme, version, 5, stage=SimulationStage.FAILED, rows=b"")
    simulating.tidy()
    assert kept() == {row.pk for row in rows} and failed.pk not in kept()


def test_touches_go_after_their_days_and_the_figures_stay(in_acme: World) -> None:
    version = approved(in_acme.admin, in_acme.other_admin)
    old, young = simulated(in_acme, version, 91), simulated(in_acme, version, 89)
    assert simulating.tidy() == (1, 0)
    assert with_touches() == {young.pk}
    assert Simulation.objects.get(pk=old.pk).result == {"days": []}


def test_tidying_twice_does_nothing_more(in_acme: World) -> None:
    version = draft(in_acme.admin)
    for ago in (100, 2, 1):
        simulated(in_acme, version, ago)
    assert [simulating.tidy(), simulating.tidy()] == [(1, 1), (0, 0)]


def test_the_sweep_tidies_every_workspace(stage: World, globex: World) -> None:
    with transaction.atomic():
        version = draft(stage.admin)
        for ago in (4, 3, 2):
            simulated(stage, version, ago)
    tasks.keep_simulations()
    with transaction.atomic():
        assert Simulation.objects.count() == 2


def test_one_that_was_asked_for_is_answered_before_anything_goes(
    stage: World, version: Version
) -> None:
    with transaction.atomic():
        for ago in (4, 3, 2):
            simulated(stage, version, ago)
        seat, question = stage.admin, {"audience": {"kind": "newest", "count": 5}}
        made = simulating.request(version, asked=question, seat=seat, actor=member(seat))
    tasks.keep_simulations()
    with transaction.atomic():
        assert Simulation.objects.get(pk=made.pk).stage == SimulationStage.FAILED
