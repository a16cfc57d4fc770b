"""When a Postfix log proves that something was not sent: only a complete one that goes on."""

import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from enrollment.evidence import postfix
from enrollment.evidence.postfix import PostfixLog
from enrollment.evidence.shapes import Outcome, Wanted

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
ARMED = NOW - timedelta(minutes=5)
BEFORE = "Nov 22 19:00:00 relay postfix/smtpd[1]: connect from app.example[192.0.2.7]\n"
GOES_ON = "Nov 22 20:00:01 relay postfix/smtpd[2]: connect from app.example[192.0.2.7]\n"
BEGUN = (
    "Nov 22 19:55:01 relay postfix/smtpd[3]: 4F7CF338AB1: client=app.example[192.0.2.7]\n"
    "Nov 22 19:55:01 relay postfix/cleanup[4]: 4F7CF338AB1: message-id=<a@x.example>\n"
)
TAKEN = (
    "Nov 22 19:55:02 relay postfix/qmgr[5]: 4F7CF338AB1: from=<b@x.example>, size=9, nrcpt=1"
    " (queue active)\n"
)


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postfix, "PATIENCE_SECONDS", 0.15)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    log = tmp_path / "mail.log"
    log.write_text(BEFORE)
    return log


WANTED = Wanted("<a@x.example>", "b@x.example", ARMED, NOW - timedelta(minutes=4))


def wanted(**changes: Any) -> Wanted:
    return replace(WANTED, **changes)


def outcome(log: PostfixLog, one: Wanted | None = None, now: datetime = NOW) -> Outcome:
    one = one or wanted()
    return log.look([one], now)[one.message_id].outcome


def whole(path: Path) -> PostfixLog:
    return PostfixLog(path, is_complete=True, zone=UTC)


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_a_message_that_was_taken_is_found_in_any_log(path: Path) -> None:
    add(path, BEGUN + TAKEN)
    assert outcome(PostfixLog(path, zone=UTC)) == Outcome.FOUND


def test_absence_from_an_ordinary_log_proves_nothing(path: Path) -> None:
    log = PostfixLog(path, zone=UTC)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log) == Outcome.NOTHING


def test_absence_from_a_complete_log_that_goes_on_is_proof(path: Path) -> None:
    log = whole(path)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log) == Outcome.ABSENT


def test_a_log_that_has_stopped_proves_nothing(path: Path) -> None:
    log = whole(path)
    outcome(log)
    assert outcome(log) == Outcome.NOTHING


def test_while_the_relay_may_still_take_it_absence_proves_nothing(path: Path) -> None:
    log = whole(path)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log, wanted(gave_up_at=NOW + timedelta(seconds=9))) == Outcome.NOTHING


def test_what_the_logger_may_hold_back_still_is_waited_for(path: Path) -> None:
    log = whole(path)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log, wanted(gave_up_at=NOW - timedelta(seconds=1))) == Outcome.NOTHING


def test_a_log_that_begins_after_the_send_proves_nothing(path: Path) -> None:
    log = whole(path)
    outcome(log)
    add(path, GOES_ON)
    early = wanted(armed_at=NOW - timedelta(hours=2))
    assert outcome(log, early) == Outcome.NOTHING


def test_a_log_that_was_cut_short_proves_nothing_of_before(path: Path) -> None:
    log = whole(path)
    add(path, GOES_ON)
    outcome(log)
    path.write_text(BEFORE)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log) == Outcome.NOTHING


def test_a_message_that_is_half_told_is_unclear(path: Path) -> None:
    log = whole(path)
    add(path, BEGUN)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log) == Outcome.UNCLEAR


def test_what_went_through_another_relay_is_not_absent(path: Path) -> None:
    log = whole(path)
    outcome(log)
    add(path, GOES_ON)
    assert outcome(log, wanted(here=False)) == Outcome.NOTHING


def test_a_log_that_cannot_be_read_says_so(tmp_path: Path) -> None:
    assert outcome(whole(tmp_path / "none.log")) == Outcome.UNREADABLE


def test_a_quiet_relay_is_greeted_so_that_it_writes_a_line(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = whole(path)
    outcome(log)
    monkeypatch.setattr(log, "_greet", lambda: add(path, GOES_ON))
    assert outcome(log) == Outcome.ABSENT


def test_the_greeting_reaches_the_relay(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        log = PostfixLog(path, is_complete=True, relay=server.getsockname()[:2], zone=UTC)
        assert outcome(log) == Outcome.NOTHING
        server.settimeout(5)
        server.accept()[0].close()


def test_a_relay_that_is_down_is_no_error(path: Path) -> None:
    log = PostfixLog(path, is_complete=True, relay=("127.0.0.1", 9), zone=UTC)
    assert outcome(log) == Outcome.NOTHING
