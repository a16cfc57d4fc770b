"""Which messages a Postfix log proves to be taken. The logs are real ones of Postfix 3.7: a client
that was killed before and after the dot, one that stalled, deferred, bounced and held mail."""

import re
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from enrollment.evidence.postfix_lines import Lives, moment

FOLDER = Path(__file__).parent / "postfix"
NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
TAKEN = {
    *("sent", "submitted", "deferred", "bounced", "killed-after-dot", "killed-after-answer"),
    *("pair-one", "pair-two"),
}
BROKEN = {"killed-before-dot", "stalled"}


def lines(name: str) -> list[str]:
    return (FOLDER / name).read_text().splitlines()


def read(text: list[str], **options: int) -> Lives:
    lives = Lives(UTC, NOW, **options)
    for line in text:
        lives.take(line)
    return lives


def named(key: str) -> str:
    return f"<{key}@mail.acme.example>"


@pytest.fixture(params=["short_ids.log", "long_ids.log"])
def log(request: pytest.FixtureRequest) -> list[str]:
    return lines(request.param)


def test_every_message_that_was_taken_is_found_and_no_other(log: list[str]) -> None:
    lives = read(log)
    ours = {each.message_id for each in lives.accepted() if "acme" in each.message_id}
    assert ours == {named(key) for key in TAKEN}


def test_the_line_of_cleanup_alone_proves_nothing(log: list[str]) -> None:
    assert all(any(named(key) in line and "cleanup" in line for line in log) for key in BROKEN)
    assert [read(log).reference(named(key)) for key in BROKEN] == [None, None]


def test_a_message_that_broke_off_is_not_left_open(log: list[str]) -> None:
    lives = read(log)
    assert [lives.is_open(named(key)) for key in BROKEN] == [False, False]


def test_a_message_that_is_held_in_the_queue_is_neither_taken_nor_absent(log: list[str]) -> None:
    lives = read(log)
    assert lives.reference(named("held")) is None
    assert lives.is_open(named("held"))


def test_while_the_body_comes_in_the_end_is_open(log: list[str]) -> None:
    upto = next(n for n, line in enumerate(log) if named("stalled") in line)
    assert read(log[: upto + 1]).is_open(named("stalled"))


def test_the_reference_names_the_queue_id_and_the_moment(log: list[str]) -> None:
    found = read(log).reference(named("sent"))
    line = next(line for line in log if named("sent") in line)
    queue_id = line.split()[5].rstrip(":")
    assert found is not None
    assert found[0] == f"postfix log relay {queue_id}"
    assert found[1] is not None and found[1].date() == NOW.date()


def test_recipients_and_return_path_are_told(log: list[str]) -> None:
    told = {each.message_id: each for each in read(log).accepted()}
    one = told[named("deferred")]
    assert (one.sender, one.recipients) == ("bob+b-1@mail.acme.example", ("a@defer.example",))


def test_reading_a_log_twice_changes_nothing(log: list[str]) -> None:
    assert list(read(log + log).accepted()) == list(read(log).accepted())


def test_iso_time_stamps_are_read_as_well(log: list[str]) -> None:
    iso = [re.sub(r"^Nov 22 ([\d:]+)", r"2026-11-22T\1.123456+00:00", line) for line in log]
    assert {each.message_id for each in read(iso).accepted()} == {
        each.message_id for each in read(log).accepted()
    }


LIFE = (
    "Nov 22 19:31:55 relay postfix/smtpd[11]: {q}: client=app.example[192.0.2.7]",
    "Nov 22 19:31:55 relay postfix/cleanup[12]: {q}: message-id={id}",
    "Nov 22 19:31:55 relay postfix/qmgr[13]: {q}: from=<b@x.example>, size=9, nrcpt=1"
    " (queue active)",
    "Nov 22 19:31:55 relay postfix/qmgr[13]: {q}: removed",
)


def life(key: str, queue_id: str = "4F7CF338AB1", upto: int = 4) -> list[str]:
    return [line.format(q=queue_id, id=named(key)) for line in LIFE[:upto]]


def test_a_queue_id_that_is_used_again_proves_nothing_of_its_former_message() -> None:
    """The first one was cut off before its dot; the next message gets the same queue id."""
    lives = read([*life("cut-off", upto=2), *life("next")])
    assert lives.reference(named("cut-off")) is None
    assert lives.reference(named("next")) is not None


def test_a_queue_manager_that_names_an_ended_life_proves_nothing() -> None:
    lives = read([*life("first"), LIFE[2].format(q="4F7CF338AB1", id="")])
    assert [each.message_id for each in lives.accepted()] == [named("first")]


def test_a_new_client_ends_the_former_life_of_a_queue_id() -> None:
    """Postfix writes no Message-ID for a message that a rule of its own discards."""
    lives = read([*life("cut-off", upto=2), LIFE[0].format(q="4F7CF338AB1"), life("x")[2]])
    assert lives.reference(named("cut-off")) is None


def test_the_same_queue_id_of_another_instance_is_another_message() -> None:
    other = [line.replace("postfix/", "postfix-out/") for line in life("other", upto=2)]
    lives = read([*other, *life("mine")])
    assert lives.reference(named("other")) is None
    assert lives.reference(named("mine")) is not None


@pytest.mark.parametrize(
    "line",
    [
        "Nov 22 19:31:55 relay dovecot: imap-login: Login",
        "Nov 22 19:31:55 relay other[3]: 4F7CF338AB1: message-id=<x@y.example>",
        "",
        "\x00\xff",
    ],
)
def test_lines_of_others_are_passed_over(line: str) -> None:
    assert not Lives(UTC, NOW).take(line)


def test_what_is_forgotten_is_not_claimed_to_be_known() -> None:
    text = [line for n in range(5) for line in life(f"m{n}", f"4F7CF338AB{n}")]
    late = [line.replace("19:31:55", "19:40:00") for line in life("m9", "4F7CF338AB9")]
    lives = read([*text, *late], most=5)
    assert lives.reference(named("m0")) is None
    assert lives.known_from == datetime(2026, 11, 22, 19, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        ("Dec 31 23:59:58", datetime(2027, 1, 1, 0, 1, tzinfo=UTC), 2026),
        ("Jan  1 00:00:02", datetime(2026, 12, 31, 23, 59, tzinfo=UTC), 2027),
        ("Feb 29 12:00:00", datetime(2028, 3, 1, tzinfo=UTC), 2028),
    ],
)
def test_a_stamp_without_a_year_is_of_the_nearest_one(
    text: str, now: datetime, expected: int
) -> None:
    found = moment(text, UTC, now)
    assert found is not None and found.year == expected


def test_a_stamp_without_a_zone_is_of_the_machines_zone() -> None:
    berlin = ZoneInfo("Europe/Berlin")
    assert moment("Nov 22 20:31:55", berlin, NOW) == datetime(2026, 11, 22, 19, 31, 55, tzinfo=UTC)


def test_a_stamp_with_a_zone_keeps_it() -> None:
    zone = timezone(timedelta(hours=2))
    assert moment("2026-11-22T21:31:55.5+02:00", UTC, NOW) == datetime(
        2026, 11, 22, 21, 31, 55, 500_000, tzinfo=zone
    )
