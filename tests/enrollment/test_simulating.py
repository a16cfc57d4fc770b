"""Simulations: who is in them, what they say, and that nothing else changes."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from audit.models import Entry
from contacts import saved_views
from contacts.models import Contact
from enrollment import simulating
from enrollment.models import Enrollment, Mailbox, Touch
from enrollment.simulating import work
from enrollment.simulating.surroundings import Sending
from sequences.models import Simulation, SimulationStage, Version
from sequences.simulation import simulate
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tenancy.models import Workspace
from tenancy.scope import scope
from tests.compliance.counting import counted
from tests.enrollment.sink import in_thread
from tests.factories import ContactFactory
from tests.signals.tables import in_force, line
from tests.world import World, account, contact, draft, mailbox

NEWEST = {"kind": "newest", "count": 500}


def people(world: World, count: int, **fields: object) -> list[Contact]:
    with transaction.atomic():
        made: list[Contact] = ContactFactory.create_batch(count, owner=world.rep, **fields)
    return made


def asked(version: Version, world: World, **more: Any) -> Simulation:
    with transaction.atomic():
        question = {"audience": NEWEST, **more}
        seat = world.admin
        return simulating.request(version, asked=question, seat=seat, actor=member(seat))


def fresh(simulation: Simulation) -> Simulation:
    with transaction.atomic():
        return Simulation.objects.select_related("version").get(pk=simulation.pk)


def ran(version: Version, world: World, **more: Any) -> Simulation:
    made = asked(version, world, **more)
    simulating.run(made.pk)
    return fresh(made)


def rows_of(simulation: Simulation) -> list[dict[str, str]]:
    text = simulating.csv_of(simulation).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def limited(world: World, limit: int) -> None:
    with transaction.atomic():
        Mailbox.objects.filter(pk=world.mailbox.pk).update(daily_limit=limit)


def test_everybody_goes_through_every_step(stage: World, version: Version) -> None:
    people(stage, 3)
    done = ran(version, stage)
    assert (done.stage, done.progress, done.people_total) == (SimulationStage.DONE, 3, 3)
    assert [each["done"] for each in done.result["steps"]] == [3] * 6
    assert done.result["ends"] == [{"reason": "completed_no_response", "count": 3}]


def test_every_step_of_everybody_is_a_row(stage: World, version: Version) -> None:
    chosen = people(stage, 2)
    rows = rows_of(ran(version, stage))
    assert {row["Contact ID"] for row in rows} == {str(each.pk) for each in chosen}
    assert [row["Step"] for row in rows if row["Name"] == chosen[0].full_name] == list("123456")
    assert rows[0]["Zone"] == "America/New_York"


def test_a_name_that_is_a_formula_is_guarded(stage: World, version: Version) -> None:
    people(stage, 1, first_name="=1+1", last_name="")
    assert rows_of(ran(version, stage))[0]["Name"] == "'=1+1"


def test_nothing_else_is_written(stage: World, version: Version) -> None:
    people(stage, 2)

    def counts() -> list[int]:
        with transaction.atomic():
            return [m.objects.count() for m in (Touch, Enrollment, Entry)]

    before = counts()
    ran(version, stage, rates={"reply": 50})
    assert counts() == before


def test_who_may_not_be_contacted_is_left_out_with_the_cause(
    stage: World, version: Version
) -> None:
    people(stage, 2)
    people(stage, 1, segment="")
    done = ran(version, stage)
    (cause,) = done.result["left_out"]
    assert (done.result["totals"]["people"], cause["rule"], cause["count"]) == (2, "segment", 1)


def test_a_draft_can_be_simulated(stage: World) -> None:
    people(stage, 1)
    with transaction.atomic():
        unfinished = draft(stage.admin, name="Draft")
    assert ran(unfinished, stage).result["totals"]["people"] == 1


def test_the_limit_of_the_mailbox_counts(stage: World, version: Version) -> None:
    people(stage, 5)
    limited(stage, 2)
    done = ran(version, stage)
    (box,) = done.result["mailboxes"]
    assert box["peak"]["count"] == 2
    assert "mailbox" in {each["cause"] for each in done.result["waits"]}


@pytest.mark.parametrize(
    ("limit", "cause"),
    [
        ("messages_a_day", "workspace"),
        ("messages_an_hour", "workspace"),
        ("messages_a_day_per_user", "member"),
        ("messages_a_day_per_domain", "domain"),
        ("messages_an_hour_per_domain", "domain"),
    ],
)
@pytest.mark.usefixtures("morning")
def test_the_shared_limits_count_as_they_do_while_arming(
    stage: World, version: Version, limit: str, cause: str
) -> None:
    people(stage, 5)
    with transaction.atomic():
        Workspace.objects.update(**{limit: 2})
    done = ran(version, stage)
    if "a_day" in limit:
        assert max(day["messages"] for day in done.result["days"]) == 2
    assert cause in {each["cause"] for each in done.result["waits"]}


def test_the_gap_and_the_hour_of_a_mailbox_count(stage: World, version: Version) -> None:
    people(stage, 5)
    with transaction.atomic():
        Mailbox.objects.update(hourly_limit=3, gap_seconds=600)
    waits = {each["cause"] for each in ran(version, stage).result["waits"]}
    assert "turn" in waits


def test_the_surroundings_take_as_many_queries_for_more_mailboxes(
    stage: World, version: Version
) -> None:
    def asked_for() -> int:
        with transaction.atomic(), counted() as statements:
            Sending([], [], stage.workspace, clock.now()).senders()
        return len(statements)

    few = asked_for()
    with transaction.atomic():
        for number in range(3):
            mailbox(f"m{number}", stage.rep)
    assert few == asked_for() == 3


def test_reviewers_take_their_time(stage: World, version: Version) -> None:
    people(stage, 4)
    done = ran(version, stage, reviewers=1, reviews_a_day=2)
    days = [day["reviewed"] for day in done.result["days"] if day["reviewed"]]
    assert sum(days) == 4 and max(days) <= 2
    assert any("review queue peaks" in each for each in done.result["sentences"])


def test_so_many_are_enrolled_each_day(stage: World, version: Version) -> None:
    people(stage, 4)
    done = ran(version, stage, enrolled_a_day=2)
    assert [day["first"] for day in done.result["days"] if day["first"]] == [2, 2]


def test_an_answer_on_which_somebody_decides_ends_nothing(stage: World, version: Version) -> None:
    people(stage, 3)
    in_force(stage, line("reply", "decide"))
    ended = ran(version, stage, rates={"reply": 100}).result["ends"]
    assert "replied" not in {each["reason"] for each in ended}


def test_rates_come_from_the_seed(stage: World, version: Version) -> None:
    people(stage, 20)
    rates = {"reply": 30, "opened": 50}
    one, two = (ran(version, stage, rates=rates, seed=3).result for _ in range(2))
    assert one["ends"] == two["ends"]
    assert {each["reason"] for each in one["ends"]} == {"replied", "completed_no_response"}


def test_people_can_be_chosen_by_condition_and_by_view(stage: World, version: Version) -> None:
    people(stage, 2, title="CEO")
    people(stage, 3)
    conditions = [{"field": "contact.title", "operator": "is", "value": "CEO"}]
    audience: dict[str, Any] = {"kind": "conditions", "conditions": conditions}
    assert ran(version, stage, audience=audience).people_total == 2
    with transaction.atomic():
        view = saved_views.create(
            name="CEOs",
            kind="contacts",
            conditions=conditions,
            seat=stage.admin,
            actor=member(stage.admin),
        )
    assert ran(version, stage, audience={"kind": "view", "id": str(view.pk)}).people_total == 2


def test_a_company_brings_its_people(stage: World, version: Version) -> None:
    with transaction.atomic():
        company = account("Initech", industry="steel")
        contact("one@initech.example", owner=stage.rep, account=company)
    people(stage, 2)
    conditions = [{"field": "account.industry", "operator": "is", "value": "steel"}]
    audience = {"kind": "conditions", "of": "accounts", "conditions": conditions}
    assert ran(version, stage, audience=audience).people_total == 1


def test_people_in_flight_go_on_from_where_they_stand(
    stage: World, version: Version, active: Enrollment
) -> None:
    done = ran(version, stage, audience={"kind": "in_flight"})
    (first, *_) = rows_of(done)
    with transaction.atomic():
        touch = Touch.objects.get(enrollment=active)
    assert (first["Contact ID"], first["Step"]) == (str(active.contact_id), "1")
    assert first["Due (UTC)"] >= f"{touch.due_at:%Y-%m-%d %H:%M}"


@pytest.mark.usefixtures("morning")
def test_whoever_is_in_another_sequence_is_left_out_unless_asked_for(
    stage: World, version: Version, active: Enrollment
) -> None:
    with transaction.atomic():
        other = draft(stage.admin, name="Other", motion="event")
    chosen = {"kind": "contacts", "ids": [str(active.contact_id)]}
    done = ran(other, stage, audience=chosen)
    assert [each["rule"] for each in done.result["left_out"]] == ["exclusivity"]
    shown = ran(other, stage, audience=chosen, with_overlap=True).result
    assert shown["competing"]["people"] == 1
    assert any("Another sequence touches 1 person" in each for each in shown["sentences"])


def test_a_run_that_died_starts_anew(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(stage, 2)
    made = asked(version, stage)
    monkeypatch.setattr(work, "simulate", _dies)
    with pytest.raises(KeyboardInterrupt):
        simulating.run(made.pk)
    assert fresh(made).stage == SimulationStage.RUNNING
    monkeypatch.undo()
    for simulation_id in simulating.unfinished():
        simulating.run(simulation_id)
    assert fresh(made).stage == SimulationStage.DONE


def _dies(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_failed_one_says_why_and_is_not_tried_again(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(stage, 1)
    made = asked(version, stage)
    monkeypatch.setattr(work, "simulate", _breaks)
    simulating.run(made.pk)
    assert (fresh(made).stage, fresh(made).problem) == (SimulationStage.FAILED, work.OURS)
    assert simulating.unfinished() == []


def _breaks(*_: object) -> None:
    raise ValueError


def test_nobody_to_simulate_is_said(stage: World, version: Version) -> None:
    done = ran(version, stage, audience={"kind": "in_flight"})
    assert done.stage == SimulationStage.FAILED
    assert done.problem.startswith("Nobody whom you may see is in flight")


def test_a_draft_that_was_saved_meanwhile_is_not_answered(stage: World) -> None:
    people(stage, 1)
    with transaction.atomic():
        version = draft(stage.admin, name="Draft")
    made = asked(version, stage)
    with transaction.atomic():
        Version.objects.filter(pk=version.pk).update(edited_at=clock.now())
    simulating.run(made.pk)
    assert "saved after this was asked" in fresh(made).problem


def test_two_workers_answer_once(
    stage: World, version: Version, monkeypatch: pytest.MonkeyPatch
) -> None:
    people(stage, 1)
    made = asked(version, stage)

    runs: list[int] = []

    def slowly(*arguments: Any) -> Any:
        runs.append(1)
        if len(runs) == 1:
            in_thread(second).join()
        return simulate(*arguments)

    def second() -> None:
        with scope(stage.workspace.pk):
            simulating.run(made.pk)

    monkeypatch.setattr(work, "simulate", slowly)
    simulating.run(made.pk)
    assert (len(runs), fresh(made).stage) == (1, SimulationStage.DONE)


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"audience": {"kind": "everybody"}}, "audience"),
        ({"audience": {"kind": "contacts", "ids": []}}, "audience"),
        ({"audience": {"kind": "contacts", "ids": ["x"]}}, "audience"),
        ({"audience": {"kind": "newest", "count": 10_001}}, "audience"),
        ({"audience": {"kind": "view", "id": str(UUID(int=1))}}, "audience"),
        ({"audience": {"kind": "conditions", "conditions": []}}, "audience.conditions"),
        ({"rates": {"reply": 101}}, "rates.reply"),
        ({"rates": {"sneeze": 1}}, "rates"),
        ({"reviewers": -1}, "reviewers"),
        ({"tasks_a_day": "many"}, "tasks_a_day"),
        ({"start": "tomorrow"}, "start"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_and_not_kept(
    stage: World, version: Version, more: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        asked(version, stage, **more)
    assert field in refused.value.fields
    with transaction.atomic():
        assert not Simulation.objects.exists()


def test_a_viewer_may_not_ask(stage: World, version: Version) -> None:
    with transaction.atomic(), pytest.raises(Refused) as refused:
        seat = stage.viewer
        simulating.request(version, asked={"audience": NEWEST}, seat=seat, actor=member(seat))
    assert refused.value.code == "not_allowed"


def test_a_rep_simulates_their_own_people(stage: World, version: Version) -> None:
    people(stage, 2)
    with transaction.atomic():
        ContactFactory.create_batch(3, owner=stage.other_rep)
        seat = stage.rep
        made = simulating.request(
            version, asked={"audience": NEWEST}, seat=seat, actor=member(seat)
        )
    simulating.run(made.pk)
    assert fresh(made).people_total == 2
