"""Children as real processes: stopping, forcing, cleaning up after them, starting again."""

import os
import sys
import time
from pathlib import Path

import pytest

from config.run.child import Child, Spec, try_lock
from config.run.errors import RunError
from config.run.watch import MOST_RESTARTS, WINDOW_SECONDS, Watch


def child_of(folder: Path, script: str, lock: Path | None = None) -> Child:
    argv = (sys.executable, "-u", "-c", script)
    return Child(Spec("script", argv, {}, folder, folder / "script.log", lock=lock))


def wait_for_log(child: Child, text: str) -> str:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        if text in (content := child.spec.log.read_text()):
            return content
        time.sleep(0.01)
    pytest.fail(f"{text!r} is not in the log")


def test_a_child_that_listens_stops_when_asked(tmp_path: Path) -> None:
    child = child_of(tmp_path, "import time; time.sleep(60)")
    child.start()
    assert child.exit_code() is None
    assert child.stop(10) == -15


def test_a_child_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    deaf = "import signal, time; signal.signal(15, signal.SIG_IGN); print('deaf'); time.sleep(60)"
    child = child_of(tmp_path, deaf)
    child.start()
    wait_for_log(child, "deaf")
    assert child.stop(0.1) == -9


def test_what_a_dead_child_leaves_behind_is_ended_too(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    orphan = "import os, time; pid = os.fork(); print('forked', flush=True); pid or time.sleep(60)"
    child = child_of(tmp_path, orphan, lock)
    child.start()
    assert child.wait_or_end(10) == 0
    end = time.monotonic() + 10
    while (held := try_lock(lock)) is None and time.monotonic() < end:
        time.sleep(0.01)
    assert held is not None
    os.close(held)


def test_the_lock_is_held_for_as_long_as_the_child_lives(tmp_path: Path) -> None:
    child = child_of(tmp_path, "import time; time.sleep(60)", tmp_path / "lock")
    child.start()
    assert try_lock(tmp_path / "lock") is None
    child.stop(10)
    held = try_lock(tmp_path / "lock")
    assert held is not None
    os.close(held)


def test_its_last_words_are_kept_for_the_message(tmp_path: Path) -> None:
    child = child_of(tmp_path, "print('first'); raise SystemExit('broken on purpose')")
    child.start()
    assert child.wait_or_end(10) == 1
    assert child.last_lines(1) == "    broken on purpose"


def test_a_child_that_dies_is_started_again_after_a_pause(tmp_path: Path) -> None:
    now = [0.0]
    said: list[str] = []
    watch = Watch(child_of(tmp_path, "print('ran')"), said.append, lambda: now[0])
    watch.child.start()
    watch.child.wait_or_end(10)
    assert [watch.look(), watch.look()] == [False, False]
    now[0] = 0.3
    assert watch.look()
    watch.child.wait_or_end(10)
    assert watch.child.spec.log.read_text() == "ran\nran\n"
    assert "script ended (exit code 0)" in said[0]


def end_and_look(watch: Watch, now: list[float], times: int, pause: float) -> None:
    for _ in range(times):
        watch.child.wait_or_end(10)
        watch.look()
        now[0] += pause
        watch.look()


def test_the_sixth_end_within_a_minute_stops_everything(tmp_path: Path) -> None:
    now = [0.0]
    watch = Watch(child_of(tmp_path, "raise SystemExit(3)"), lambda text: None, lambda: now[0])
    watch.child.start()
    end_and_look(watch, now, MOST_RESTARTS, WINDOW_SECONDS / (MOST_RESTARTS + 1))
    with pytest.raises(RunError, match="script ended 6 times within a minute"):
        end_and_look(watch, now, 1, 0)


def test_ends_far_apart_are_forgiven(tmp_path: Path) -> None:
    now = [0.0]
    watch = Watch(child_of(tmp_path, "pass"), lambda text: None, lambda: now[0])
    watch.child.start()
    end_and_look(watch, now, MOST_RESTARTS + 2, WINDOW_SECONDS)
    assert watch.child.wait_or_end(10) == 0
