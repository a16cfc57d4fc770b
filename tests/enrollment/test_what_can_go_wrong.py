"""The wire fails in every way; nothing is lost and nothing is doubled."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from django.db import IntegrityError, transaction
from pytest_django import Settings

from compliance.models import Review, Suppression
from contacts.models import Contact
from enrollment import backlog, control, housekeeping, services, stops
from enrollment.channels import smtp
from enrollment.channels.answers import Answer, Receipt
from enrollment.channels.dialog import Envelope
from enrollment.dispatch import arm, claim, mending, record
from enrollment.dispatch.results import Result
from enrollment.erasing import erase
from enrollment.evidence import hearing
from enrollment.models import (
    Enrollment,
    ExitReason,
    Mailbox,
    PauseReason,
    RecipientGate,
    Touch,
)
from tenancy import clock, turns
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.stage import (
    armed_only,
    email,
    in_hand,
    intents,
    live,
    make_late,
    pass_time,
    reload,
    send,
    started,
    touches,
    waited,
    work,
)
from tests.world import World, contact


def log_line(path: Path, message_id: str) -> None:
    path.mkdir(exist_ok=True)
    with (path / "log.jsonl").open("a") as log:
        log.write(json.dumps({"message_id": message_id, "queue_id": "Q1"}) + "\n")


def test_an_unreachable_server_costs_nothing_but_time(
    active: Enrollment, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    work()
    touch = touches(active)[0]
    assert (touch.state, intents(active)[0].outcome) == ("planned", "returned")
    assert "could not be reached" in touch.cause


def test_a_temporary_refusal_is_tried_again_with_a_new_fence(
    active: Enrollment, sink: Sink
) -> None:
    sink.dot = "451 4.3.0 try later"
    work()
    sink.dot = ""
    clock.advance(timedelta(minutes=6))
    work()
    assert [row.outcome for row in intents(active)] == ["returned", "accepted"]
    assert len({row.message_id for row in intents(active)}) == 2


def test_what_comes_back_has_its_turn_when_it_is_due(
    stage: World, active: Enrollment, settings: Settings
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    armed = armed_only(active)
    turns.served(stage.workspace.pk, lambda: None)
    send(armed)
    clock.advance(timedelta(minutes=2))
    assert stage.workspace.pk in list(turns.due(clock.now()))


def test_an_address_that_does_not_exist_is_a_hard_bounce(
    active: Enrollment, peter: Contact, sink: Sink
) -> None:
    sink.rcpt = "550 5.1.1 no such user"
    work()
    fresh = reload(active)
    assert (fresh.state, fresh.exit_reason) == ("exited", "bounced")
    with transaction.atomic():
        assert Suppression.objects.get().reason == "hard_bounce"


def test_a_refusal_for_another_cause_asks_a_person(active: Enrollment, sink: Sink) -> None:
    sink.dot = "554 5.7.1 spam"
    work()
    assert touches(active)[0].state == "failed"
    assert reload(active).state == "paused"


def test_who_goes_on_after_a_refused_message_comes_to_the_next_step(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    sink.dot = "554 5.7.1 spam"
    work()
    services.resume(active, actor=member(stage.rep))
    found = [(touch.step.key, touch.state) for touch in touches(active)]
    assert found == [("intro", "failed"), ("connect", "planned")]


def test_who_goes_on_after_the_last_message_was_refused_comes_to_the_end(
    stage: World, sink: Sink
) -> None:
    with transaction.atomic():
        person = contact(owner=stage.rep)
    row = started(stage, live(stage, email("only")), person)
    sink.dot = "554 5.7.1 spam"
    work()
    services.resume(row, actor=member(stage.rep))
    clock.advance(timedelta(days=60))
    housekeeping.keep()
    assert reload(row).exit_reason == "completed_no_response"


def test_a_lost_answer_is_unknown_and_never_sent_again(active: Enrollment, sink: Sink) -> None:
    sink.drop_after_dot = True
    work()
    work()
    assert touches(active)[0].state == "unknown"
    assert len(sink.accepted) == 1


def test_the_relays_log_proves_that_it_was_sent(
    active: Enrollment, sink: Sink, settings: Settings, tmp_path: Path
) -> None:
    sink.drop_after_dot = True
    work()
    settings.SANDBOX_DIR = str(tmp_path)
    log_line(tmp_path, intents(active)[0].message_id)
    assert mending.resolve() == 1
    assert touches(active)[0].state == "sent"
    assert [touch.step.key for touch in touches(active)] == ["intro", "connect"]


def test_a_worker_that_died_after_arming_leaves_a_doubt(active: Enrollment) -> None:
    armed_only(active)
    make_late(timedelta(seconds=30))
    assert mending.reap() == 1
    assert touches(active)[0].state == "unknown"


def test_not_sent_is_concluded_only_after_the_receivers_timeout(
    active: Enrollment, settings: Settings, tmp_path: Path
) -> None:
    settings.SANDBOX_DIR = str(tmp_path)
    (tmp_path / "log.jsonl").touch()
    armed_only(active)
    make_late(timedelta(seconds=30))
    mending.reap()
    mending.resolve()
    waited(timedelta(seconds=60))
    assert mending.resolve() == 0
    make_late(timedelta(seconds=60))
    assert mending.resolve() == 1
    assert touches(active)[0].state == "planned"


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_worker_whose_clock_is_not_the_databases_sends_nothing(
    active: Enrollment, sink: Sink, hours: int
) -> None:
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=hours)):
        assert work() == 0
    assert work() == 1
    assert len(sink.accepted) == 1


def test_what_a_worker_whose_clock_is_ahead_gives_back_waits_no_hour(active: Enrollment) -> None:
    armed = armed_only(active)
    with time_machine.travel(datetime.now(UTC) + timedelta(hours=1)):
        record.record_many([(armed.intent, Result(Receipt(Answer.WITHHELD), None))])
    assert touches(active)[0].due_at <= clock.now()


def test_a_clock_that_is_set_forward_proves_nothing(
    active: Enrollment, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SANDBOX_DIR = str(tmp_path)
    (tmp_path / "log.jsonl").touch()
    armed_only(active)
    real_now, ahead = clock.real_now, timedelta(hours=1)
    monkeypatch.setattr(clock, "real_now", lambda: real_now() + ahead)
    assert mending.reap() == 1
    assert mending.resolve() == 0
    waited(timedelta(seconds=36))
    ahead += timedelta(minutes=2)
    assert mending.resolve() == 1


def test_without_evidence_a_doubt_is_never_sent_again(active: Enrollment, sink: Sink) -> None:
    armed_only(active)
    make_late(timedelta(hours=1))
    mending.reap()
    mending.resolve()
    work()
    assert touches(active)[0].state == "unknown"
    assert sink.accepted == []


def test_after_three_days_without_evidence_it_counts_as_sent(active: Enrollment) -> None:
    armed_only(active)
    make_late(timedelta(hours=73))
    mending.reap()
    assert mending.resolve() == 1
    assert touches(active)[0].state == "assumed_sent"


def test_a_reply_that_names_the_message_proves_that_it_was_sent(active: Enrollment) -> None:
    armed = armed_only(active)
    make_late(timedelta(seconds=30))
    mending.reap()
    with transaction.atomic():
        assert hearing.note_heard(armed.intent.message_id, signal_id="s1")
    assert touches(active)[0].state == "sent"


def test_a_person_may_not_call_it_unsent_while_the_server_may_take_it(
    stage: World, active: Enrollment
) -> None:
    armed_only(active)
    make_late(timedelta(seconds=30))
    mending.reap()
    with pytest.raises(Refused, match="may still be taking"):
        mending.decide(
            intents(active)[0], sent=False, reason="saw the log", actor=member(stage.admin)
        )


def test_a_clock_that_is_set_forward_lets_no_person_call_it_unsent(
    stage: World, active: Enrollment, monkeypatch: pytest.MonkeyPatch
) -> None:
    armed_only(active)
    real_now = clock.real_now
    monkeypatch.setattr(clock, "real_now", lambda: real_now() + timedelta(hours=1))
    mending.reap()
    for seconds in (0, 34):
        waited(timedelta(seconds=seconds))
        mending.resolve()
    with pytest.raises(Refused, match="may still be taking"):
        mending.decide(intents(active)[0], sent=False, reason="gone", actor=member(stage.admin))
    waited(timedelta(seconds=2))
    mending.resolve()
    mending.decide(intents(active)[0], sent=False, reason="gone", actor=member(stage.admin))
    assert touches(active)[0].state == "planned"


def test_a_person_settles_a_doubt_with_a_reason(stage: World, active: Enrollment) -> None:
    armed_only(active)
    make_late(timedelta(minutes=5))
    mending.reap()
    mending.resolve()
    waited(timedelta(seconds=36))
    mending.resolve()
    mending.decide(intents(active)[0], sent=False, reason="not there", actor=member(stage.admin))
    assert touches(active)[0].state == "planned"
    assert "not there" in intents(active)[0].resolution


def test_a_stop_between_arming_and_the_dot_keeps_it_back(
    active: Enrollment, peter: Contact, sink: Sink
) -> None:
    armed = armed_only(active)
    stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=system("test")
    )
    send(armed)
    assert sink.accepted == []
    assert touches(active)[0].state == "cancelled"


def test_a_pause_between_arming_and_the_dot_keeps_it_back(active: Enrollment, sink: Sink) -> None:
    armed = armed_only(active)
    services.pause(active, reason=PauseReason.MANUAL, actor=system("test"))
    send(armed)
    (touch,) = touches(active)
    assert sink.accepted == []
    assert (touch.state, touch.held) == ("planned", True)


def test_a_stop_says_how_many_are_on_the_wire(active: Enrollment, peter: Contact) -> None:
    armed_only(active)
    stopped = stops.stop_address(
        peter.email_base, cause=ExitReason.REPLIED, evidence="s1", actor=system("test")
    )
    assert (stopped.exited, stopped.in_flight) == (1, 1)


def test_a_worker_whose_lease_ended_arms_nothing(active: Enrollment) -> None:
    ready = in_hand()
    with transaction.atomic():
        Touch.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    assert arm.arm(ready) == []


def test_who_stands_behind_a_shut_gate_is_given_to_a_person_once(
    active: Enrollment, sink: Sink
) -> None:
    with transaction.atomic():
        RecipientGate.objects.update(stopped_at=clock.now(), reason=ExitReason.OPTED_OUT)
    assert (work(), work()) == (1, 0)
    row = reload(active)
    assert (row.state, row.pause_reason) == ("paused", PauseReason.BLOCKED)
    assert sink.accepted == []


def test_a_late_worker_does_not_overwrite_what_was_settled(active: Enrollment) -> None:
    armed = armed_only(active)
    accepted = Result(Receipt(Answer.ACCEPTED, 250, "queued"), None)
    record.record_many([(armed.intent, accepted)])
    record.record_many([(armed.intent, Result(Receipt(Answer.UNREACHABLE), None))])
    assert touches(active)[0].state == "sent"


def test_an_answer_to_an_earlier_try_says_nothing_of_the_one_under_way(active: Enrollment) -> None:
    first = armed_only(active)
    refused_for_now = Result(Receipt(Answer.TEMPORARY, 451, "later"), None)
    record.record_many([(first.intent, refused_for_now)])
    with transaction.atomic():
        Touch.objects.update(due_at=clock.now())
    armed_only(active)
    record.record_many([(first.intent, refused_for_now)])
    assert sorted(each.outcome for each in intents(active)) == ["armed", "returned"]
    assert touches(active)[0].state == "armed"


def test_a_refusal_that_comes_after_its_deadline_settles_the_doubt(active: Enrollment) -> None:
    armed = armed_only(active)
    make_late(timedelta(seconds=30))
    mending.reap()
    assert touches(active)[0].state == "unknown"
    refused = Result(Receipt(Answer.REFUSED, 554, "5.7.1 spam"), None)
    record.record_many([(armed.intent, refused)])
    assert touches(active)[0].state == "failed"
    assert [each.outcome for each in intents(active)] == ["refused"]
    assert reload(active).state == "paused"


NOBODY = Result(Receipt(Answer.REFUSED, 550, "5.1.1 no such user"), None)


def test_nobody_there_concerns_the_address_that_was_written_to(
    active: Enrollment, peter: Contact
) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        moved = Contact.objects.filter(pk=peter.pk)
        moved.update(email="peter@new.example", email_base="peter@new.example")
    record.record_many([(armed.intent, NOBODY)])
    with transaction.atomic():
        (stop,) = Suppression.objects.all()
    assert (stop.key, stop.hint) == (armed.intent.address_key, "")
    assert (touches(active)[0].state, reload(active).state) == ("failed", "paused")


def test_nobody_there_is_recorded_of_a_person_who_was_erased(
    stage: World, active: Enrollment, peter: Contact
) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        erase(peter, reference="Ticket 7", seat=stage.admin, actor=member(stage.admin))
    record.record_many([(armed.intent, NOBODY)])
    assert (touches(active)[0].state, reload(active).state) == ("failed", "exited")
    assert [each.outcome for each in intents(active)] == ["refused"]


def test_a_dead_worker_before_arming_loses_nothing(active: Enrollment, sink: Sink) -> None:
    claim.claim()
    with transaction.atomic():
        Touch.objects.update(lease_until=clock.real_now() - timedelta(seconds=1))
    work()
    assert len(sink.accepted) == 1


def test_the_network_inside_a_transaction_is_refused(active: Enrollment) -> None:
    with transaction.atomic(), pytest.raises(smtp.NetworkInTransaction):
        smtp.send(Envelope("a@b.example", "c@d.example", b""))


def test_a_second_live_intent_is_refused_by_the_database(active: Enrollment) -> None:
    armed = armed_only(active)
    copy = armed.intent
    with pytest.raises(IntegrityError, match="one_live_intent"), transaction.atomic():
        copy.pk, copy.message_id = UUID(int=7), "<other@x>"
        copy.save(force_insert=True)


def test_a_closed_switch_leaves_the_plan_alone(
    stage: World, active: Enrollment, sink: Sink
) -> None:
    control.close("workspace", stage.workspace.pk, reason="Incident", actor=member(stage.admin))
    work()
    assert (sink.accepted, touches(active)[0].state) == ([], "planned")
    plan = backlog.draft(
        "workspace", stage.workspace.pk, seat=stage.admin, actor=member(stage.admin)
    )
    backlog.run(backlog.start(plan, seat=stage.admin, actor=member(stage.admin)).pk)
    pass_time(stage, days=1)
    assert len(sink.accepted) == 1


def test_a_550_that_names_no_missing_address_suppresses_nobody(
    active: Enrollment, sink: Sink
) -> None:
    sink.dot = "550 rejected as spam"
    work()
    with transaction.atomic():
        assert not Suppression.objects.exists()
    assert reload(active).state == "paused"


def test_waiting_costs_no_attempts(stage: World, active: Enrollment, sink: Sink) -> None:
    with transaction.atomic():
        Mailbox.objects.update(heard_at=None)
    for _ in range(10):
        work()
        clock.advance(timedelta(minutes=2))
    assert touches(active)[0].attempts == 0
    assert reload(active).state == "active"


def test_an_end_takes_the_review_out_of_the_queue(waiting: Enrollment) -> None:
    stops.exit_enrollment(
        waiting, reason=ExitReason.MANUAL, evidence="by hand", actor=system("test")
    )
    with transaction.atomic():
        assert Review.objects.get().state == "withdrawn"
