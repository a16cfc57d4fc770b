"""Doubts are looked for, each look is kept, evidence settles them, and admins are told once."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import F
from pytest_django import Settings

from contacts.models import Contact
from enrollment import stops
from enrollment.dispatch import mending
from enrollment.evidence import looking, sources
from enrollment.evidence.sandbox import SandboxLog
from enrollment.evidence.shapes import Evidence, Outcome, Wanted
from enrollment.models import (
    Enrollment,
    EvidenceLook,
    ExitReason,
    Notice,
    SendIntent,
)
from tenancy.actors import system
from tests.enrollment.stage import armed_only, intents, touches
from tests.world import World

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)


def doubted(by: timedelta) -> None:
    """What is armed was so long ago, and is in doubt."""
    age(by)
    mending.reap()


def age(by: timedelta) -> None:
    with transaction.atomic():
        SendIntent.objects.update(armed_at=F("armed_at") - by, deadline_at=F("deadline_at") - by)
        EvidenceLook.objects.update(looked_at=F("looked_at") - by)


def looks() -> list[EvidenceLook]:
    with transaction.atomic():
        return list(EvidenceLook.objects.order_by("source"))


def notices() -> list[Notice]:
    with transaction.atomic():
        return list(Notice.objects.all())


@pytest.fixture
def log(tmp_path: Path, settings: Settings) -> Path:
    settings.SANDBOX_DIR = str(tmp_path)
    sources.forget()
    (tmp_path / "log.jsonl").touch()
    return tmp_path / "log.jsonl"


def test_each_look_is_kept_with_its_result(active: Enrollment, log: Path) -> None:
    armed_only(active)
    doubted(timedelta(seconds=30))
    mending.resolve()
    (look,) = looks()
    assert (look.source, look.outcome, look.times) == ("relay log", "nothing", 1)


def test_what_a_mailbox_sends_by_its_own_server_is_not_absent_from_our_log(
    active: Enrollment, log: Path
) -> None:
    armed_only(active)
    with transaction.atomic():
        SendIntent.objects.update(elsewhere=True)
    doubted(timedelta(hours=1))
    assert mending.resolve() == 0


def test_another_look_is_counted_and_not_added(active: Enrollment, log: Path) -> None:
    armed_only(active)
    doubted(timedelta(seconds=30))
    log.unlink()
    mending.resolve()
    age(timedelta(minutes=5))
    mending.resolve()
    (look,) = looks()
    assert (look.outcome, look.times) == ("unreadable", 2)
    assert look.first_at < look.looked_at + timedelta(minutes=5)


def test_a_log_that_is_gone_settles_nothing(active: Enrollment, log: Path) -> None:
    armed_only(active)
    log.unlink()
    doubted(timedelta(hours=1))
    assert mending.resolve() == 0
    assert touches(active)[0].state == "unknown"


def test_an_old_doubt_is_looked_for_less_often(active: Enrollment, log: Path) -> None:
    armed_only(active)
    log.unlink()
    doubted(timedelta(hours=1))
    mending.resolve()
    mending.resolve()
    assert looks()[0].times == 1


def test_a_look_noted_while_the_clock_was_ahead_keeps_no_later_one_back(
    active: Enrollment, log: Path
) -> None:
    armed_only(active)
    log.unlink()
    doubted(timedelta(hours=1))
    mending.resolve()
    age(timedelta(hours=-2))
    mending.resolve()
    assert looks()[0].times == 2


def test_what_was_looked_for_stays_after_it_is_settled(active: Enrollment, log: Path) -> None:
    armed_only(active)
    doubted(timedelta(minutes=2))
    line = {"message_id": intents(active)[0].message_id, "queue_id": "Q1"}
    log.write_text(json.dumps(line) + "\n")
    assert mending.resolve() == 1
    assert [(look.outcome, look.reference) for look in looks()] == [("found", "relay log Q1")]


def test_the_admins_are_told_of_a_doubt_once(stage: World, active: Enrollment, log: Path) -> None:
    armed_only(active)
    log.unlink()
    doubted(timedelta(minutes=16))
    mending.resolve()
    with transaction.atomic():
        Notice.objects.update(read_at=NOW)
    mending.resolve()
    told = {(each.member_id, each.title, each.path) for each in notices()}
    admins = (stage.admin.pk, stage.other_admin.pk)
    assert told == {(pk, "A send is in doubt", "operations/doubts/") for pk in admins}


def test_a_young_doubt_is_not_told(active: Enrollment, log: Path) -> None:
    armed_only(active)
    log.unlink()
    doubted(timedelta(minutes=14))
    mending.resolve()
    assert notices() == []


def test_what_the_log_says_to_have_left_after_a_stop_is_labelled(
    active: Enrollment, peter: Contact, log: Path
) -> None:
    armed = armed_only(active)
    stops.stop_address(
        peter.email_base, cause=ExitReason.OPTED_OUT, evidence="s1", actor=system("test")
    )
    doubted(timedelta(seconds=40))
    at = (datetime.now(UTC) + timedelta(milliseconds=250)).isoformat()
    log.write_text(json.dumps({"message_id": armed.intent.message_id, "at": at}) + "\n")
    mending.resolve()
    (intent,) = intents(active)
    assert intent.left_after_stop
    assert intent.overlap_ms is not None and intent.overlap_ms > 0


def said(*outcomes: Outcome) -> list[Evidence]:
    return [Evidence(each, f"source {n}") for n, each in enumerate(outcomes)]


@pytest.mark.parametrize(
    ("outcomes", "verdict"),
    [
        ((), None),
        ((Outcome.NOTHING, Outcome.UNREADABLE), None),
        ((Outcome.NOTHING, Outcome.ABSENT), Outcome.ABSENT),
        ((Outcome.ABSENT, Outcome.UNCLEAR), None),
        ((Outcome.ABSENT, Outcome.UNCLEAR, Outcome.FOUND), Outcome.FOUND),
        ((Outcome.ABSENT, Outcome.FOUND), Outcome.FOUND),
    ],
)
def test_proof_of_sending_wins_and_a_hint_of_it_waits(
    outcomes: tuple[Outcome, ...], verdict: Outcome | None
) -> None:
    found = looking.verdict(said(*outcomes))
    assert (found.outcome if found else None) == verdict


def test_two_logs_of_one_name_are_one_line_with_what_says_most(active: Enrollment) -> None:
    armed = armed_only(active)
    both = [Evidence(Outcome.NOTHING, "relay log"), Evidence(Outcome.FOUND, "relay log", "Q7")]
    looking.keep({armed.intent.pk: both}, NOW)
    assert [look.reference for look in looks()] == ["Q7"]


WANTED = Wanted(
    "<a@x.example>", "b@x.example", NOW - timedelta(hours=1), NOW - timedelta(minutes=9)
)


def test_the_sandbox_says_nothing_of_what_went_elsewhere(log: Path) -> None:
    elsewhere = Wanted(WANTED.message_id, "b@x.example", NOW, NOW, here=False)
    assert SandboxLog(log).look([elsewhere], NOW) == {}


def test_a_sandbox_log_that_was_cut_proves_nothing_of_before(log: Path) -> None:
    log.write_text('{"message_id": "<1@x>"}\n{"message_id": "<2@x>"}\n')
    source = SandboxLog(log)
    assert source.look([WANTED], NOW)[WANTED.message_id].outcome == Outcome.ABSENT
    log.write_text('{"message_id": "<1@x>"}\n')
    assert source.look([WANTED], NOW)[WANTED.message_id].outcome == Outcome.NOTHING


@pytest.mark.parametrize(
    "line", ["{}", "[]", "7", "not json", '{"message_id": ""}', '{"message_id": 1, "at": "x"}']
)
def test_lines_that_are_no_messages_are_passed_over(log: Path, line: str) -> None:
    log.write_text(f"{line}\n")
    assert SandboxLog(log).look([WANTED], NOW)[WANTED.message_id].outcome == Outcome.ABSENT


def test_the_settings_name_the_sources(settings: Settings, tmp_path: Path) -> None:
    boxes = tmp_path / "boxes.json"
    boxes.write_text("{}")
    settings.SANDBOX_DIR = ""
    settings.EVIDENCE = ["postfix:/var/log/a", "postfix-complete:/var/log/b", f"imap:{boxes}"]
    found = sources.sources()
    assert [(each.name, each.is_complete) for each in found] == [
        ("relay log", False),
        ("relay log", True),
        ("Sent folder", False),
    ]


@pytest.mark.parametrize("word", ["exim:/var/log/exim", "postfix:", "postfix", "imap:/none.json"])
def test_a_source_that_nobody_knows_is_refused(settings: Settings, word: str) -> None:
    settings.EVIDENCE = [word]
    with pytest.raises(ImproperlyConfigured, match="EVIDENCE"):
        sources.sources()
