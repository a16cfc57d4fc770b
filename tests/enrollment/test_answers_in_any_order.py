"""Whatever happens between the dot and its answer, and however late that comes, it is recorded."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from contacts.models import Contact
from enrollment import control, services, stops
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import mending, record
from enrollment.dispatch.results import Result
from enrollment.erasing import erase
from enrollment.models import Enrollment, ExitReason, PauseReason
from enrollment.suppressing import suppress_and_stop
from tenancy.actors import member, system
from tests.enrollment.stage import armed_only, intents, make_late, reload, touches, waited
from tests.world import World

OUTSIDE = system("test")
Meanwhile = Callable[[World, Enrollment, Contact], object]


def _moves(stage: World, active: Enrollment, peter: Contact) -> None:
    Contact.objects.filter(pk=peter.pk).update(email="p@new.example", email_base="p@new.example")


def _loses_address(stage: World, active: Enrollment, peter: Contact) -> None:
    Contact.objects.filter(pk=peter.pk).update(email="", email_base="")


MEANWHILE: dict[str, Meanwhile] = {
    "nothing": lambda stage, active, peter: None,
    "a pause": lambda stage, active, peter: services.pause(
        active, reason=PauseReason.MANUAL, actor=OUTSIDE
    ),
    "a hold": lambda stage, active, peter: services.hold(active, note="Unclear", actor=OUTSIDE),
    "an exit": lambda stage, active, peter: stops.exit_enrollment(
        active, reason=ExitReason.MANUAL, evidence="by hand", actor=OUTSIDE
    ),
    "an opt-out": lambda stage, active, peter: stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=OUTSIDE
    ),
    "a suppressed domain": lambda stage, active, peter: suppress_and_stop(
        kind="domain",
        value=peter.email.partition("@")[2],
        reason="manual",
        source="letter",
        actor=member(stage.admin),
    ),
    "an erasure": lambda stage, active, peter: erase(
        peter, reference="Ticket 7", seat=stage.admin, actor=member(stage.admin)
    ),
    "another address": _moves,
    "no address": _loses_address,
    "a shut mailbox": lambda stage, active, peter: control.close(
        "mailbox", stage.mailbox.pk, reason="Odd", actor=OUTSIDE
    ),
}
ANSWERS = {
    "accepted": (Receipt(Answer.ACCEPTED, 250, "queued"), {"sent"}),
    "nobody": (Receipt(Answer.REFUSED, 550, "5.1.1 no such user"), {"failed", "cancelled"}),
    "spam": (Receipt(Answer.REFUSED, 554, "5.7.1 spam"), {"failed"}),
    "busy": (Receipt(Answer.TEMPORARY, 451, "later"), {"planned", "cancelled"}),
    "unreachable": (Receipt(Answer.UNREACHABLE), {"planned", "cancelled"}),
    "silence": (Receipt(Answer.UNKNOWN), {"unknown"}),
}


@pytest.mark.parametrize("is_late", [False, True], ids=["in time", "late"])
@pytest.mark.parametrize("answer", ANSWERS)
@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_an_answer_is_recorded_whatever_happened_meanwhile(
    stage: World,
    active: Enrollment,
    peter: Contact,
    meanwhile: str,
    answer: str,
    is_late: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        MEANWHILE[meanwhile](stage, reload(active), reload(peter))
    if is_late:
        make_late(timedelta(seconds=30))
        assert mending.reap() == 1
    receipt, expected = ANSWERS[answer]
    record.record_many([(armed.intent, Result(receipt, None))])
    assert "not recorded" not in caplog.text
    (touch, *_) = touches(active)
    assert touch.state in expected
    if touch.state == "cancelled":
        assert reload(active).state == "exited"
    assert len([each for each in intents(active) if each.outcome == "armed"]) == 0


@pytest.mark.parametrize("was_taken", [True, False], ids=["taken", "not taken"])
@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_a_doubt_is_settled_by_the_log_whatever_happened_meanwhile(
    stage: World,
    active: Enrollment,
    peter: Contact,
    settings: Settings,
    tmp_path: Path,
    meanwhile: str,
    was_taken: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings.SANDBOX_DIR = str(tmp_path)
    armed = armed_only(active)
    line = {"message_id": armed.intent.message_id, "queue_id": "Q1"}
    (tmp_path / "log.jsonl").write_text(f"{json.dumps(line)}\n" if was_taken else "")
    with transaction.atomic():
        MEANWHILE[meanwhile](stage, reload(active), reload(peter))
    make_late(timedelta(seconds=120))
    mending.reap()
    mending.resolve()
    waited(timedelta(seconds=60))
    make_late(timedelta(seconds=60))
    mending.resolve()
    assert "ERROR" not in {each.levelname for each in caplog.records}
    (touch, *_) = touches(active)
    assert touch.state in ({"sent"} if was_taken else {"planned", "cancelled"})
