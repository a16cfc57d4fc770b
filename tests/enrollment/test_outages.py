"""Outages and the installation's switch: what piled up becomes a release plan, nothing bursts."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from audit.models import Entry
from enrollment import control, installation, outages, tasks
from enrollment.models import ControlGate, Enrollment, Notice, Release, Touch
from tenancy import clock, turns
from tenancy.errors import Refused
from tenancy.models import Installation, Turn
from tenancy.tasks import for_each_workspace
from tests.enrollment.sink import Sink
from tests.enrollment.stage import hear, reload, touches, work
from tests.world import World

OPERATOR = installation.operator("Olga")


def unseen(**ago: float) -> None:
    """Nobody has looked at any workspace for so long."""
    Turn.objects.update(served_at=datetime.now(UTC) - timedelta(**ago))


def overdue(**by: float) -> None:
    """What is planned is late by so much."""
    with transaction.atomic():
        late = clock.now() - timedelta(**by)
        Touch.objects.update(due_at=late, first_due_at=late)


def plan() -> Release | None:
    with transaction.atomic():
        found: Release | None = Release.objects.first()
        return found


def is_closed() -> bool:
    with transaction.atomic():
        return bool(ControlGate.objects.filter(kind="workspace").exists())


def test_after_an_outage_nothing_leaves_before_its_plan(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    unseen(hours=5)
    overdue(hours=4)
    tasks.dispatch_due()
    made = plan()
    assert made is not None and (made.cause, made.state, made.touches_total) == (
        "outage",
        "draft",
        1,
    )
    assert sink.accepted == [] and is_closed()


def test_the_admins_learn_of_it(stage: World, active: Enrollment, sink: Sink) -> None:
    unseen(hours=5)
    overdue(hours=4)
    tasks.dispatch_due()
    with transaction.atomic():
        told = set(Notice.objects.values_list("member__label", flat=True))
    assert told == {"Admin", "Other Admin"}


def test_without_a_decision_the_safe_default_opens_it(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    unseen(hours=5)
    overdue(hours=4)
    tasks.dispatch_due()
    clock.advance(timedelta(minutes=16))
    tasks.keep_house()
    assert not is_closed()
    clock.advance(timedelta(minutes=10))
    hear(stage)
    work()
    assert len(sink.accepted) == 1


def test_a_short_absence_of_workers_is_no_outage(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    unseen(minutes=20)
    tasks.dispatch_due()
    assert plan() is None and len(sink.accepted) == 1


def test_an_outage_in_which_nothing_piled_up_holds_nothing(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    unseen(hours=5)
    tasks.dispatch_due()
    assert plan() is None and len(sink.accepted) == 1


def test_two_workers_make_one_plan(stage: World, active: Enrollment) -> None:
    unseen(hours=5)
    overdue(hours=4)
    seen = turns.last_served(stage.workspace.pk)
    assert seen is not None
    assert outages.notice(seen) is not None
    assert outages.notice(seen) is None


def test_a_worker_that_comes_second_holds_nothing(stage: World, active: Enrollment) -> None:
    unseen(hours=5)
    overdue(hours=4)
    before = turns.last_served(stage.workspace.pk)
    assert before is not None
    turns.served(stage.workspace.pk, lambda: None)
    assert outages.notice(before) is None


def test_how_long_an_outage_is_can_be_set(
    stage: World, active: Enrollment, sink: Sink, settings: Settings
) -> None:
    settings.OUTAGE_MINUTES = 600
    unseen(hours=5)
    overdue(hours=4)
    tasks.dispatch_due()
    assert plan() is None


def stop_all(reason: str = "Incident") -> bool:
    return installation.stop(reason=reason, by=OPERATOR, everywhere=for_each_workspace)


def release_all(at_once: bool = False) -> bool:
    return installation.release(by=OPERATOR, everywhere=for_each_workspace, at_once=at_once)


def test_an_operator_stops_everything(stage: World, active: Enrollment, sink: Sink) -> None:
    assert stop_all()
    assert work() == 0 and sink.accepted == []
    assert touches(active)[0].state == "planned"


def test_stopping_everything_needs_a_reason(stage: World) -> None:
    with pytest.raises(Refused, match="Say why"):
        stop_all(" ")


def test_stopping_twice_changes_nothing(stage: World, active: Enrollment) -> None:
    stop_all()
    assert not stop_all("Other")
    assert Installation.objects.get().pause_reason == "Incident"


def test_every_workspace_has_the_entries_of_both(
    stage: World, globex: World, active: Enrollment
) -> None:
    stop_all()
    release_all()
    with transaction.atomic():
        rows = Entry.objects.filter(data__kind="installation").order_by("pk")
        assert [row.action for row in rows] == ["gate.closed", "gate.opened"]
        assert rows[0].actor_label == "operator Olga" and rows[0].data["reason"] == "Incident"


def test_releasing_everything_makes_a_plan_where_something_waits(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    stop_all()
    clock.advance(timedelta(hours=2))
    assert release_all()
    made = plan()
    assert made is not None and made.cause == "installation" and made.auto_at is not None
    assert work() == 0 and sink.accepted == []


def test_where_nothing_waits_sending_goes_on_at_once(stage: World) -> None:
    stop_all()
    release_all()
    assert plan() is None and not is_closed()
    assert Installation.objects.get().paused_at is None


def test_a_release_at_once_asks_nobody(stage: World, active: Enrollment, sink: Sink) -> None:
    stop_all()
    clock.advance(timedelta(hours=2))
    release_all(at_once=True)
    tasks.keep_house()
    made = plan()
    assert made is not None and made.state == "done" and not is_closed()


def test_a_workspace_that_was_stopped_before_stays_so(stage: World, active: Enrollment) -> None:
    control.close("workspace", stage.workspace.pk, reason="Ours", actor=OPERATOR)
    stop_all()
    release_all()
    with transaction.atomic():
        assert ControlGate.objects.get().reason == "Ours"


def test_the_commands_say_what_they_did(stage: World, active: Enrollment) -> None:
    said = StringIO()
    call_command("stop_everything", by="Olga", reason="Drill", stdout=said)
    call_command("stop_everything", by="Olga", reason="Drill", stdout=said)
    call_command("release_everything", by="Olga", stdout=said)
    call_command("release_everything", by="Olga", stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[1] == "Stopped before."
    assert lines[2].startswith("Released. ")
    assert lines[3] == "Nothing was stopped."


def test_whoever_stops_everything_says_who_they_are(db: None) -> None:
    with pytest.raises(CommandError, match="who you are"):
        call_command("stop_everything", by=" ", reason="Drill")


def test_what_was_paused_by_hand_is_reloaded(stage: World, active: Enrollment) -> None:
    unseen(hours=5)
    overdue(hours=4)
    tasks.dispatch_due()
    made = plan()
    assert made is not None
    assert reload(made).since < reload(made).cutoff - timedelta(hours=4)
