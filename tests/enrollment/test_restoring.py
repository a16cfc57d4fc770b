"""A restored database is noticed, held, compared with the relay's log, and released by an admin."""

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from pytest_django import Settings

from audit import sealing
from audit.actions import Action
from audit.recording import record
from contacts.models import Contact
from enrollment import message_ids, tasks
from enrollment.evidence import sources
from enrollment.models import (
    ControlGate,
    Enrollment,
    Reconciliation,
    Release,
    SendIntent,
    Touch,
)
from enrollment.restoring import detecting, steps
from enrollment.restoring.reconciling import Found, reconcile
from signals.management.commands.replay_stops import again
from tenancy.actors import system
from tenancy.errors import Refused
from tenancy.models import Installation
from tests.enrollment.sink import Sink
from tests.enrollment.stage import intents, reload, touches, work
from tests.world import World

POINT = datetime.now(UTC) - timedelta(minutes=10)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    settings.STOP_LOG_DIR = str(tmp_path / "stops")
    return tmp_path / "stops"


@pytest.fixture
def log(tmp_path: Path, settings: Settings, sink: Sink) -> Path:
    """The relay's log, whole and empty; the engine sends to the sink."""
    settings.SANDBOX_DIR = str(tmp_path)
    sources.forget()
    (tmp_path / "log.jsonl").touch()
    return tmp_path / "log.jsonl"


def known() -> Installation:
    with transaction.atomic():
        return Installation.objects.get(pk=1)


def took(log: Path, message_id: str, to: str, sender: str = "rep@mail.acme.example") -> None:
    """A line of the relay about a message that it took after the backup."""
    line = {"message_id": message_id, "queue_id": "Q1", "from": sender, "to": [to]}
    line["at"] = datetime.now(UTC).isoformat()
    with log.open("a") as file:
        file.write(json.dumps(line) + "\n")


def message_of(touch: Touch, fence: int, epoch: int = 1) -> str:
    digest = message_ids.digest(known(), touch.pk, fence, epoch=epoch)
    return f"<{digest}@mail.acme.example>"


def compared() -> Found:
    return reconcile([], erase_again=again)


def test_a_pulse_is_counted_on_inside_and_outside(transactional_db: None, folder: Path) -> None:
    assert [detecting.watch() for _ in range(3)] == [False, False, False]
    outside = json.loads(next(folder.glob("pulse-*.json")).read_text())
    assert outside["pulse"] == known().pulse == 3


def test_a_database_that_counts_less_than_was_seen_is_held(
    transactional_db: None, folder: Path
) -> None:
    detecting.watch()
    detecting.watch()
    with transaction.atomic():
        Installation.objects.update(pulse=1)
    assert detecting.watch()
    assert known().restore_hold


def test_nothing_leaves_from_a_database_that_went_back(
    active: Enrollment, sink: Sink, folder: Path
) -> None:
    detecting.watch()
    with transaction.atomic():
        Installation.objects.update(pulse=0)
    detecting.watch()
    assert work() == 0
    assert sink.accepted == []


def test_a_pulse_outside_that_is_behind_is_a_crash_and_no_restore(
    transactional_db: None, folder: Path
) -> None:
    detecting.watch()
    with transaction.atomic():
        Installation.objects.update(pulse=9)
    assert not detecting.watch()


def test_beginning_holds_makes_a_new_epoch_and_satisfies_the_watch(
    stage: World, folder: Path
) -> None:
    for _ in range(3):
        detecting.watch()
    with transaction.atomic():
        Installation.objects.update(pulse=1)
    steps.begin()
    assert (known().restore_hold, known().restore_epoch) == (True, 2)
    assert not detecting.watch()


def test_without_a_pulse_the_moment_of_the_backup_is_asked_for(stage: World) -> None:
    with pytest.raises(Refused, match="--point"):
        steps.begin()


def test_a_moment_to_come_is_none_that_a_backup_remembers(stage: World) -> None:
    with pytest.raises(Refused, match="still to come"):
        steps.begin(datetime.now(UTC) + timedelta(days=1))


def test_begun_again_while_processes_count_on_it_keeps_the_moment(
    stage: World, folder: Path
) -> None:
    steps.begin(POINT)
    detecting.watch()
    steps.begin()
    assert known().restore_point == POINT


def test_what_left_since_the_last_pulse_is_compared_whatever_is_said(
    stage: World, folder: Path
) -> None:
    for _ in range(3):
        detecting.watch()
    with transaction.atomic():
        Installation.objects.update(pulse=1, pulse_at=POINT)
    steps.begin(POINT + timedelta(minutes=5))
    assert known().restore_point == POINT


def test_a_touch_that_had_left_is_recorded_and_never_leaves_again(
    active: Enrollment, log: Path, sink: Sink
) -> None:
    (touch,) = touches(active)
    intent = "0190aa00" * 4
    took(log, message_of(touch, 3), "peter@initech.example", f"rep+b-{intent}@mail.acme.example")
    steps.begin(POINT)
    assert compared().found_sent == 1
    first, second = touches(active)
    assert (first.state, first.fence, second.step.key) == ("sent", 3, "connect")
    assert intents(active)[0].pk.hex == intent


def test_nothing_is_sent_twice_after_the_release(active: Enrollment, log: Path, sink: Sink) -> None:
    took(log, message_of(touches(active)[0], 1), "peter@initech.example")
    steps.begin(POINT)
    compared()
    steps.release()
    work()
    assert sink.accepted == []


def test_what_a_whole_log_does_not_have_leaves_after_the_release(
    active: Enrollment, log: Path, sink: Sink
) -> None:
    steps.begin(POINT)
    assert compared().is_proven
    assert work() == 0
    steps.release()
    work()
    assert len(sink.accepted) == 1


def test_without_a_whole_log_whoever_was_due_waits_for_a_person(
    active: Enrollment, sink: Sink
) -> None:
    steps.begin(POINT)
    assert compared().held_for_doubt == [str(active.pk)]
    steps.release()
    work()
    assert (sink.accepted, reload(active).pause_reason) == ([], "restored")


def test_whoever_waits_for_an_approval_waits_too_without_a_whole_log(
    waiting: Enrollment, sink: Sink
) -> None:
    """They may have been approved, and written to, after the backup was taken."""
    steps.begin(POINT)
    assert compared().held_for_doubt == [str(waiting.pk)]


def test_a_message_that_the_database_does_not_know_holds_its_person_back(
    active: Enrollment, log: Path
) -> None:
    took(log, f"<{'ab' * 20}@mail.acme.example>", "Peter@Initech.example")
    steps.begin(POINT)
    found = compared()
    assert (found.strange, found.held_for_strange) == (1, [str(active.pk)])


def test_a_strange_message_to_somebody_in_no_sequence_is_told(
    stage: World, peter: Contact, log: Path
) -> None:
    took(log, f"<{'ab' * 20}@mail.acme.example>", "peter@initech.example")
    steps.begin(POINT)
    assert compared().strangers == [str(peter.pk)]


@pytest.mark.parametrize("sender", ["rep@mail.globex.example", ""])
def test_mail_of_others_is_passed_over(active: Enrollment, log: Path, sender: str) -> None:
    took(log, f"<{'ab' * 20}@mail.acme.example>", "peter@initech.example", sender)
    steps.begin(POINT)
    assert compared().read == 0


def test_what_was_sent_before_the_backup_is_known(active: Enrollment, log: Path) -> None:
    work()
    took(log, intents(active)[0].message_id, "peter@initech.example")
    steps.begin(POINT)
    found = compared()
    assert (found.known, found.found_sent, found.strange) == (1, 0, 0)


def test_comparing_again_adds_to_the_report(active: Enrollment, log: Path) -> None:
    took(log, message_of(touches(active)[0], 1), "peter@initech.example")
    steps.begin(POINT)
    compared()
    assert compared().found_sent == 0
    with transaction.atomic():
        assert Reconciliation.objects.get().figures["found_sent"] == 1


def test_a_log_that_cannot_be_read_ends_the_comparison(active: Enrollment, log: Path) -> None:
    steps.begin(POINT)
    log.unlink()
    with pytest.raises(OSError, match="log"):
        compared()


def test_message_ids_are_new_after_a_restore(active: Enrollment, log: Path) -> None:
    before = message_of(touches(active)[0], 1)
    steps.begin(POINT)
    compared()
    steps.release()
    work()
    assert intents(active)[0].message_id != before


def run(name: str, *words: Any, **options: Any) -> str:
    out = StringIO()
    call_command(name, *words, stdout=out, **options)
    return out.getvalue()


def test_a_restore_is_not_released_before_it_was_compared(active: Enrollment, log: Path) -> None:
    run("after_restore", point=POINT)
    with pytest.raises(CommandError, match="was not compared"):
        run("release_restore", "acme", email="admin@acme.example")
    assert known().restore_hold


def test_only_an_admin_releases(active: Enrollment, log: Path) -> None:
    run("after_restore", point=POINT)
    run("reconcile_restore")
    with pytest.raises(CommandError, match="admin"):
        run("release_restore", "acme", email="rep@acme.example")


def test_the_commands_lead_through_a_restore(active: Enrollment, log: Path, folder: Path) -> None:
    took(log, message_of(touches(active)[0], 1), "peter@initech.example")
    assert "Restore epoch 2" in run("after_restore", point=POINT)
    assert "1 now recorded as sent" in run("reconcile_restore")
    assert "Released" in run("release_restore", "acme", email="admin@acme.example")
    assert not known().restore_hold


@pytest.mark.parametrize("at_once", [False, True])
def test_what_is_due_at_a_release_waits_for_its_plan(
    stage: World, active: Enrollment, log: Path, folder: Path, at_once: bool
) -> None:
    run("after_restore", point=POINT)
    run("reconcile_restore")
    with transaction.atomic():
        Touch.objects.filter(enrollment=active).update(held=False)
    run("release_restore", "acme", email="admin@acme.example", at_once=at_once)
    assert work() == 0
    with transaction.atomic():
        plan = Release.objects.get()
        assert (plan.cause, plan.state, plan.touches_total) == ("restore", "draft", 1)
        assert "backup" in ControlGate.objects.get().reason
    tasks.keep_house()
    with transaction.atomic():
        assert ControlGate.objects.exists() is not at_once


def test_a_database_that_goes_back_once_more_is_not_released(
    active: Enrollment, log: Path, folder: Path
) -> None:
    run("after_restore", point=POINT)
    run("reconcile_restore")
    with transaction.atomic():
        Installation.objects.update(pulse=0)
    with pytest.raises(CommandError, match="once more"):
        run("release_restore", "acme", email="admin@acme.example")


def test_an_intent_that_was_found_again_names_its_evidence(active: Enrollment, log: Path) -> None:
    took(log, message_of(touches(active)[0], 1), "peter@initech.example")
    steps.begin(POINT)
    compared()
    with transaction.atomic():
        intent = SendIntent.objects.get()
    assert (intent.outcome, intent.remote_ref) == ("accepted", "relay log Q1")


def on_a_new_server(world: World) -> None:
    """The trail was sealed by a server that had counted far; this one counts from the start."""
    with transaction.atomic():
        Installation.objects.update(tx_base=10**9)
    noted(world)
    sealing.seal()
    with transaction.atomic():
        Installation.objects.update(tx_base=0)


def eventually(happens: Callable[[], bool]) -> bool:
    """Whether it happens within ten seconds."""
    for _ in range(100):
        if happens():
            return True
        time.sleep(0.1)
    return False


def noted(world: World) -> None:
    with transaction.atomic():
        record(Action.SETTINGS_CHANGED, world.workspace, actor=system("test"))


def test_a_server_that_counts_anew_seals_nothing_until_the_restore_is_begun(stage: World) -> None:
    on_a_new_server(stage)
    noted(stage)
    assert sealing.seal() is None


def test_the_chain_goes_on_after_a_restore_on_a_new_server(stage: World) -> None:
    on_a_new_server(stage)
    run("after_restore", point=POINT)
    noted(stage)
    # What is still running in other databases of the same server keeps the horizon back.
    assert eventually(lambda: sealing.seal() is not None)
    with transaction.atomic():
        assert sealing.verify().intact
