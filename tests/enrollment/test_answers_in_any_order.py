"""Whatever happens between the dot and its answer, and however late that comes, it is recorded."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from enrollment import control, services
from enrollment.channels.answers import Answer, Receipt
from enrollment.dispatch import mending, record
from enrollment.dispatch.results import Result
from enrollment.models import Enrollment, PauseReason
from enrollment.suppressing import suppress_and_stop
from tenancy.actors import member
from tests.enrollment.meanwhile import MEANWHILE as ANY
from tests.enrollment.meanwhile import OUTSIDE, Meanwhile
from tests.enrollment.stage import armed_only, intents, make_late, reload, touches, waited
from tests.world import World

MEANWHILE: dict[str, Meanwhile] = {
    **ANY,
    "a pause": lambda world, row: services.pause(row, reason=PauseReason.MANUAL, actor=OUTSIDE),
    "a suppressed domain": lambda world, row: suppress_and_stop(
        kind="domain",
        value=row.contact.email.partition("@")[2],
        reason="manual",
        source="letter",
        actor=member(world.admin),
    ),
    "a shut mailbox": lambda world, row: control.close(
        "mailbox", world.mailbox.pk, reason="Odd", actor=OUTSIDE
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
    meanwhile: str,
    answer: str,
    is_late: bool,
    caplog: pytest.LogCaptureFixture,
) -> None:
    armed = armed_only(active)
    with transaction.atomic():
        MEANWHILE[meanwhile](stage, reload(active))
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
        MEANWHILE[meanwhile](stage, reload(active))
    make_late(timedelta(seconds=120))
    mending.reap()
    mending.resolve()
    waited(timedelta(seconds=60))
    make_late(timedelta(seconds=60))
    mending.resolve()
    assert "ERROR" not in {each.levelname for each in caplog.records}
    (touch, *_) = touches(active)
    assert touch.state in ({"sent"} if was_taken else {"planned", "cancelled"})
