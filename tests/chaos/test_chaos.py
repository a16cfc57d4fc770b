"""The harness in short: the comparison finds what is wrong, and a round with every point holds."""

import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from tests.chaos import checking, table, taking
from tests.chaos.checking import Found, Intent, Touch
from tests.chaos.points import POINTS
from tests.chaos.striking import spend, spent
from tests.chaos.taking import Limit, Standing
from tests.relay import ROOT

SENT = Touch("t", "sent", False, 1, 1, 0)
ACCEPTED = Intent("t", "<m>", "accepted", "dispatch", "box")
DAY = Limit("w", "mailbox:box", "day")
RIGHT = Standing(Counter({DAY: 1}), Counter({DAY: 1}))


def test_a_touch_that_left_once_is_neither_lost_nor_doubled() -> None:
    found = checking.compare([SENT], [ACCEPTED], ["<m>"], RIGHT)
    assert (found.sent, found.lost, found.doubled, found.broken) == (1, 0, 0, ())


def test_what_the_server_never_had_is_lost() -> None:
    found = checking.compare([SENT], [ACCEPTED], [], RIGHT)
    assert found.lost == 1
    assert found.broken == ("recorded as accepted, and the server has no such message: 1",)


def test_two_messages_of_one_touch_are_a_double() -> None:
    twice = [ACCEPTED, Intent("t", "<n>", "returned", "resolver", "box")]
    found = checking.compare([SENT], twice, ["<m>", "<n>"], RIGHT)
    assert found.doubled == 1
    assert "the server has it, and it is not recorded as accepted: 1" in found.broken


def test_one_message_twice_is_a_double() -> None:
    assert checking.compare([SENT], [ACCEPTED], ["<m>", "<m>"], RIGHT).doubled == 1


def test_an_intent_without_its_audit_entry_is_told() -> None:
    silent = Touch("t", "sent", False, 0, 1, 0)
    (said,) = checking.compare([silent], [ACCEPTED], ["<m>"], RIGHT).broken
    assert said == "an arming without its audit entry, or the reverse: 1"


def test_who_was_tried_too_often_waits_and_is_not_lost() -> None:
    found = checking.compare([Touch("t", "planned", True, 0, 0, 0)], [], [], RIGHT)
    assert (found.for_a_person, found.lost) == (1, 0)


def test_what_was_refused_for_good_is_not_lost() -> None:
    touch = Touch("t", "failed", True, 1, 0, 0)
    intent = Intent("t", "<m>", "refused", "dispatch", "box")
    found = checking.compare([touch], [intent], [], RIGHT, ["<m>"])
    assert (found.refused, found.lost, found.broken) == (1, 0, ())
    found = checking.compare([touch], [intent], [], RIGHT)
    assert (found.refused, found.lost) == (0, 1)
    assert found.broken == ("recorded as refused for good, and the server has not said so: 1",)


def test_a_counter_that_is_not_what_was_armed_is_told() -> None:
    wrong = Standing(Counter({DAY: 3}), Counter({DAY: 1, Limit("w", "workspace", "hour"): 2}))
    assert list(taking.differences(wrong)) == [
        "limits of mailbox (day) count 2 too many and 0 too few: 1",
        "limits of workspace (hour) count 0 too many and 2 too few: 1",
    ]


def test_what_was_counted_before_a_round_is_not_its_own() -> None:
    more = Standing(Counter({DAY: 5}), Counter({DAY: 3}))
    assert more.since(RIGHT) == Standing(Counter({DAY: 4}), Counter({DAY: 2}))


def test_a_point_strikes_no_oftener_than_ordered(tmp_path: Path) -> None:
    assert [spend(tmp_path / "K1", 2) for _ in range(3)] == [True, True, False]
    assert spent(tmp_path / "K1") == 2


def test_rounds_of_one_name_are_one_line() -> None:
    found = vars(Found(5, 5, 2, 1, 1, 0, 0, 0, 0, ()))
    each = {"name": "K7", "strikes": 3, "by_point": {"K7": 3}, "seconds": 2.0, **found}
    _, line, _, strikes, *_ = table.lines([each, each])
    assert strikes == "Strikes: K7 6."
    assert line.split()[:1] + line.split()[-12:] == "K7 2 6 10 10 4 2 2 0 0 0 0 4".split()


@pytest.mark.end_to_end
def test_strikes_at_every_point_lose_and_double_nothing(tmp_path: Path) -> None:
    kept = tmp_path / "done.json"
    points = [each.name for each in POINTS]
    command = [sys.executable, "-m", "tests.chaos", *points, "--together", "--kills", "3"]
    ended = subprocess.run(
        [*command, "--kept", str(kept)], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert kept.exists()
