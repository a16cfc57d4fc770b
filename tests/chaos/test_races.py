"""The races of stops in short: the order of commits is read rightly, and the locks hold."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.chaos.races import judging, table
from tests.chaos.races.judging import Arming, Stop
from tests.relay import ROOT

STOP = Stop("exit", "t", called=10.0, committed=10.2, known=10.21)
ONE = frozenset({"t"})


def tally(stop: Stop, *armings: Arming) -> judging.Tally:
    return judging.judge([stop], armings)[stop.kind]


def test_an_arming_that_committed_before_the_stop_was_first() -> None:
    found = tally(STOP, Arming(10.0, 10.15, ONE, committed=10.1))
    assert (found.races, found.armed_first, found.armed_after) == (1, 1, 0)


def test_an_arming_that_committed_after_the_stop_is_found() -> None:
    found = tally(STOP, Arming(10.0, 10.4, ONE, committed=10.3))
    assert (found.races, found.armed_first, found.armed_after) == (1, 0, 1)


def test_an_arming_long_after_the_stop_is_found_and_is_no_race() -> None:
    found = tally(STOP, Arming(20.0, 20.4, ONE, committed=20.3))
    assert (found.races, found.armed_after) == (0, 1)


def test_who_was_not_armed_lost_the_race() -> None:
    assert tally(STOP, Arming(10.1, 10.4, ONE)).not_armed == 1


def test_what_the_stop_does_not_cover_is_no_race() -> None:
    assert tally(STOP, Arming(10.0, 10.4, frozenset({"u"}), committed=10.3)).races == 0


def test_a_switch_that_is_open_again_keeps_nothing_back() -> None:
    switch = Stop("switch", "t", 10.0, 10.2, 10.21, holds_until=10.25)
    found = tally(switch, Arming(10.1, 10.4, ONE, committed=10.3))
    assert (found.races, found.armed_after) == (0, 0)


def test_a_dot_after_the_stop_is_an_overlap_in_milliseconds() -> None:
    found = tally(STOP, Arming(10.0, 10.15, ONE, committed=10.1, dot_at=10.23))
    assert found.overlaps == pytest.approx([30.0])
    assert found.after_news == pytest.approx([20.0])


@pytest.mark.parametrize(
    ("labelled", "dot_at", "counts"),
    [(True, 10.3, (0, 0)), (False, 10.205, (1, 0)), (False, 10.3, (1, 1))],
)
def test_what_has_no_label_was_missed_if_the_stop_was_known(
    labelled: bool, dot_at: float, counts: tuple[int, int]
) -> None:
    found = tally(STOP, Arming(10.0, 10.15, ONE, 10.1, dot_at, labelled=labelled))
    assert (found.unlabelled, found.missed) == counts


def test_a_dot_after_a_switch_was_opened_again_is_none() -> None:
    switch = Stop("switch", "t", 10.0, 10.2, 10.21, holds_until=10.25)
    found = tally(switch, Arming(10.0, 10.15, ONE, committed=10.1, dot_at=10.3))
    assert found.overlaps == []


@pytest.mark.parametrize(("without", "with_", "good"), [(1, 0, True), (0, 0, False), (1, 1, False)])
def test_the_control_has_to_show_the_race(without: int, with_: int, good: bool) -> None:
    done = {
        name: [{"seconds": 1, "kinds": {"exit": {"armed_after": count}}}]
        for name, count in (("without", without), ("with", with_))
    }
    assert table.holds(done) is good


@pytest.mark.end_to_end
def test_no_arming_commits_after_a_stop_and_without_the_locks_some_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.chaos", "stops", "--races", "200", "--touches", "400"]
    ended = subprocess.run(
        [*command, "--kept", str(tmp_path / "done.json")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert "control: without the locks" in ended.stdout
