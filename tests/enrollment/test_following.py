"""A log is read on over rotation: every whole line once, and what is lost is noticed."""

import gzip
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from enrollment.evidence.following import Follower

HORIZON = datetime.now(UTC) - timedelta(days=4)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "mail.log"
    path.write_text("one\ntwo\n")
    return path


def add(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def new(follower: Follower) -> list[str]:
    return list(follower.lines(HORIZON))


def test_only_what_was_added_is_read(log: Path) -> None:
    follower = Follower(log)
    assert new(follower) == ["one", "two"]
    add(log, "three\n")
    assert new(follower) == ["three"]
    assert new(follower) == []


def test_a_torn_last_line_waits_until_it_is_whole(log: Path) -> None:
    follower = Follower(log)
    add(log, "thr")
    assert new(follower) == ["one", "two"]
    add(log, "ee\n")
    assert new(follower) == ["three"]


def test_a_torn_first_line_waits_too(tmp_path: Path) -> None:
    path = tmp_path / "mail.log"
    path.write_text("on")
    follower = Follower(path)
    assert new(follower) == []
    add(path, "e\n")
    assert new(follower) == ["one"]


def test_a_renamed_log_is_read_to_its_end_before_the_new_one(log: Path) -> None:
    follower = Follower(log)
    new(follower)
    add(log, "three\n")
    log.rename(log.with_name("mail.log.1"))
    log.write_text("four\n")
    assert new(follower) == ["three", "four"]


def test_what_is_written_to_the_renamed_log_is_read_as_well(log: Path) -> None:
    """A logger goes on writing to the old file until it is told to open the new one."""
    follower = Follower(log)
    new(follower)
    log.rename(log.with_name("mail.log.1"))
    log.write_text("four\n")
    new(follower)
    add(log.with_name("mail.log.1"), "late\n")
    assert new(follower) == ["late"]


def test_the_first_reading_takes_rotated_and_packed_files_too(log: Path) -> None:
    log.with_name("mail.log.1").write_text("zero\n")
    with gzip.open(log.with_name("mail.log.2.gz"), "wt") as packed:
        packed.write("minus one\n")
    for age, name in ((3, "mail.log.2.gz"), (2, "mail.log.1")):
        at = (datetime.now(UTC) - timedelta(days=age)).timestamp()
        os.utime(log.with_name(name), (at, at))
    assert new(Follower(log)) == ["minus one", "zero", "one", "two"]


def test_files_from_before_the_horizon_are_left_alone(log: Path) -> None:
    old = log.with_name("mail.log.1")
    old.write_text("zero\n")
    at = (HORIZON - timedelta(days=1)).timestamp()
    os.utime(old, (at, at))
    assert new(Follower(log)) == ["one", "two"]


def test_a_new_file_with_the_inode_of_an_old_one_is_read_from_its_start(log: Path) -> None:
    follower = Follower(log)
    new(follower)
    with log.open("r+") as same_inode:
        same_inode.truncate(0)
        same_inode.write("other\nmore of it\n")
    assert new(follower) == ["other", "more of it"]
    assert not follower.has_gap


def test_a_log_that_was_cut_is_a_gap(log: Path) -> None:
    follower = Follower(log)
    new(follower)
    os.truncate(log, len("one\n"))
    new(follower)
    assert follower.has_gap


def test_a_log_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        new(Follower(tmp_path / "mail.log"))
