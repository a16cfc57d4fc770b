"""A draft simulated over people in flight: as if they were moved, and as a migration judges it."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from contacts.conditions import Operator
from enrollment import simulating
from enrollment.models import Enrollment, PauseReason, PersonFate, Touch
from enrollment.moving import standing
from enrollment.services import pause
from sequences import services
from sequences.models import Simulation, SimulationStage, Version
from sequences.plans import Plan, StepInput
from tenancy import clock
from tenancy.actors import member
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import armed_only, asks, reload, touches, work
from tests.enrollment.test_moving import FOOTER, THANKS, by, planned, reload_with_contact, steps_of
from tests.enrollment.test_moving import person as judged
from tests.enrollment.test_simulating import asked, fresh, limited, rows_of
from tests.world import World, draft

IN_FLIGHT = {"audience": {"kind": "in_flight"}}


@pytest.fixture
def sent(active: Enrollment, sink: Sink) -> Enrollment:
    """Peter has had the first message; his LinkedIn step is planned."""
    work()
    return active


def next_draft(world: World, version: Version, *steps: StepInput, **options: Any) -> Version:
    """The next version of the sequence with these steps, as a draft."""
    with transaction.atomic():
        new = services.new_draft(version.sequence, **by(world))
        plan: Plan = services.plan_of(new)
        return services.save_draft(new, replace(plan, steps=steps, **options), **by(world))


def approved(world: World, version: Version) -> Version:
    with transaction.atomic():
        handed_in = services.submit(version, **by(world))
        return services.approve(handed_in, **by(world, "other_admin"))


def ran(world: World, version: Version, **more: Any) -> Simulation:
    made = asked(version, world, **{**IN_FLIGHT, **more})
    simulating.run(made.pk)
    done = fresh(made)
    assert done.stage == SimulationStage.DONE, done.problem
    return done


def left_out(simulation: Simulation) -> list[tuple[str, str, int]]:
    found = simulation.result["left_out"]
    return [(each["label"], each["reason"], each["count"]) for each in found]


def test_people_go_on_where_a_migration_would_put_them(
    stage: World, version: Version, sent: Enrollment
) -> None:
    intro, connect, *rest = steps_of(version)
    new = next_draft(stage, version, intro, THANKS, connect, *rest)
    first, second, *_ = rows_of(ran(stage, new))
    with transaction.atomic():
        source = reload(version)
    migration = planned(stage, source, approved(stage, new))
    after = judged(migration, sent).after
    assert (first["Contact ID"], first["Step"], second["Step"]) == (str(sent.contact_id), "2", "3")
    assert after["step"] == "thanks"
    assert first["Due (UTC)"] == after["due_at"][:16].replace("T", " ")


def test_nothing_that_they_had_comes_again(
    stage: World, version: Version, sent: Enrollment
) -> None:
    new = next_draft(stage, version, *steps_of(version), THANKS)
    rows = rows_of(ran(stage, new))
    assert [row["Step"] for row in rows] == list("234567")


def test_nobody_is_moved_and_nothing_is_planned(
    stage: World, version: Version, sent: Enrollment
) -> None:
    before = [(each.pk, each.due_at, each.state) for each in touches(sent)]
    ran(stage, next_draft(stage, version, *steps_of(version), THANKS))
    row = reload(sent)
    assert (row.version_id, row.resume_key, row.passed) == (version.pk, "", {})
    assert [(each.pk, each.due_at, each.state) for each in touches(sent)] == before


def test_the_answer_says_from_where_and_by_which_map(
    stage: World, version: Version, sent: Enrollment
) -> None:
    intro, connect, *rest = steps_of(version)
    done = ran(stage, next_draft(stage, version, intro, replace(connect, key="hello"), rest[0]))
    moved = done.result["moved"]
    assert (moved["number"], moved["version"]) == (1, str(version.pk))
    assert [line["new"] for line in moved["step_map"]] == [1, 2, 3, None, None, None]


def test_a_new_step_that_is_behind_them_is_told(
    stage: World, version: Version, sent: Enrollment
) -> None:
    moved = ran(stage, next_draft(stage, version, THANKS, *steps_of(version))).result["moved"]
    said = {"reason": "stands behind new step 1, and does not get it", "count": 1}
    assert moved["notes"] == [said]


def test_whose_message_is_leaving_is_left_out_with_the_reason(
    stage: World, version: Version, active: Enrollment, sink: Sink
) -> None:
    armed_only(active)
    done = ran(stage, next_draft(stage, version, *steps_of(version), THANKS))
    reason = "A message is leaving; moves when its outcome is known."
    assert left_out(done) == [("Cannot be moved now", reason, 1)]
    assert done.result["totals"]["people"] == 0


def test_who_is_paused_without_a_date_is_left_out(
    stage: World, version: Version, sent: Enrollment
) -> None:
    with transaction.atomic():
        pause(reload_with_contact(sent), reason=PauseReason.MANUAL, actor=member(stage.rep))
    done = ran(stage, next_draft(stage, version, *steps_of(version), THANKS))
    assert left_out(done) == [("Paused or on hold", "Waits until a person decides.", 1)]


def test_who_is_paused_until_a_date_goes_on_then(
    stage: World, version: Version, sent: Enrollment
) -> None:
    until = clock.now() + timedelta(days=40)
    with transaction.atomic():
        peter, actor = reload_with_contact(sent), member(stage.rep)
        pause(peter, reason=PauseReason.MANUAL, until=until, actor=actor)
    rows = rows_of(ran(stage, next_draft(stage, version, *steps_of(version), THANKS)))
    assert rows[0]["When (UTC)"] >= f"{until:%Y-%m-%d %H:%M}"


def test_for_whom_nothing_is_left_is_told(stage: World, version: Version, sent: Enrollment) -> None:
    done = ran(stage, next_draft(stage, version, steps_of(version)[0]))
    assert left_out(done) == [("At the end", "Nothing of this version is left for them.", 1)]


def test_who_waits_for_review_is_reviewed_with_the_new_words(
    stage: World, version: Version, waiting: Enrollment
) -> None:
    intro, *rest = steps_of(version)
    new = next_draft(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    done = ran(stage, new, reviewers=1)
    assert sum(day["reviewed"] for day in done.result["days"]) == 1
    assert rows_of(done)[0]["Step"] == "1"


def test_an_approved_first_message_that_has_not_left_is_reviewed_again(
    stage: World, version: Version, active: Enrollment
) -> None:
    intro, *rest = steps_of(version)
    new = next_draft(stage, version, replace(intro, text="Good day." + FOOTER), *rest)
    done = ran(stage, new, reviewers=1)
    assert sum(day["reviewed"] for day in done.result["days"]) == 1
    assert done.result["totals"]["first_messages"] == 1


def test_after_a_task_in_hand_they_go_on_with_what_follows_it(
    stage: World, version: Version, sent: Enrollment
) -> None:
    clock.advance(timedelta(hours=1))
    work()
    assert [each.state for each in touches(sent)] == ["sent", "due"]
    intro, connect, *rest = steps_of(version)
    new = next_draft(stage, version, intro, connect, THANKS, *rest)
    assert [row["Step"] for row in rows_of(ran(stage, new))] == list("34567")


@pytest.mark.parametrize(("outcome", "what"), [("sent", "done"), ("skipped", "skipped")])
def test_conditions_of_the_draft_know_what_they_had(
    stage: World, version: Version, sent: Enrollment, outcome: str, what: str
) -> None:
    intro, connect, *_ = steps_of(version)
    asking = replace(connect, when=asks("step.intro.outcome", outcome, Operator.IS))
    (row,) = rows_of(ran(stage, next_draft(stage, version, intro, asking, mode="smart")))
    assert row["What"] == what


def test_what_was_planned_for_them_takes_no_room_besides(
    stage: World, version: Version, active: Enrollment
) -> None:
    """Their planned message is the one that is simulated: the mailbox's one place is theirs."""
    limited(stage, 1)
    done = ran(stage, next_draft(stage, version, *steps_of(version)))
    assert "mailbox" not in {each["cause"] for each in done.result["waits"]}
    with transaction.atomic():
        assert Touch.objects.filter(enrollment=active, state="planned").count() == 1


def test_people_left_on_a_retired_version_come_to_the_live_one(
    stage: World, version: Version, sent: Enrollment
) -> None:
    live = approved(stage, next_draft(stage, version, *steps_of(version), THANKS))
    audience = {"kind": "in_flight", "version": str(version.pk)}
    assert ran(stage, live, audience=audience).people_total == 1


def test_in_approval_it_is_asked_as_of_a_draft(
    stage: World, version: Version, sent: Enrollment
) -> None:
    new = next_draft(stage, version, *steps_of(version), THANKS)
    with transaction.atomic():
        new = services.submit(new, **by(stage))
    done = ran(stage, new)
    assert done.asked["audience"] == {"kind": "in_flight", "version": str(version.pk)}
    assert done.result["totals"]["people"] == 1


def test_nobody_comes_to_a_retired_version_or_from_another_sequence(
    stage: World, version: Version, sent: Enrollment
) -> None:
    live = approved(stage, next_draft(stage, version, *steps_of(version), THANKS))
    with transaction.atomic():
        old, other = reload(version), draft(stage.admin, name="Other", motion="event")
    for target, source in ((old, live), (other, live), (other, None)):
        audience = {"kind": "in_flight", **({"version": str(source.pk)} if source else {})}
        with pytest.raises(Refused) as refused:
            asked(target, stage, audience=audience)
        assert "audience.version" in refused.value.fields


def test_a_rep_asks_about_their_own_people_alone(
    stage: World, version: Version, sent: Enrollment
) -> None:
    new = next_draft(stage, version, *steps_of(version), THANKS)
    with transaction.atomic():
        seat = stage.other_rep
        made = simulating.request(new, asked=IN_FLIGHT, seat=seat, actor=member(seat))
    simulating.run(made.pk)
    assert fresh(made).problem.startswith("Nobody whom you may see is in flight in version 1")


def test_who_would_stay_is_left_out_with_the_reason_of_the_dry_run(
    stage: World, version: Version, sent: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    stays = standing.Look(PersonFate.STAYS, "is somewhere else", {}, {})
    monkeypatch.setattr("enrollment.simulating.flight.look", lambda *_: stays)
    done = ran(stage, next_draft(stage, version, *steps_of(version), THANKS))
    assert left_out(done) == [("Cannot be moved now", "Is somewhere else.", 1)]
