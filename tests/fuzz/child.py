"""`python -m tests.fuzz.child <engine> <folder> <target>=<seconds> …`: loads the parsers once, and
gives each target a copy of this process, with a limit of memory. After each it says `<target>
<exit code>`; reports and logs lie in the folder."""

import os
import resource
import signal
import sys
import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NoReturn

import django

from tests.fuzz import engines
from tests.fuzz.target import Target
from tests.fuzz.watch import MOST_SECONDS, Watch, report_path

MOST_MEMORY = 4 * 1024**3
#: For the seeds, and for the last input.
BESIDE = 240.0


def main(words: list[str]) -> None:
    """Every target for its time, one after another."""
    engine, folder = words[0], Path(words[1])
    if engine == "atheris":
        engines.instrument()
    django.setup()
    from tests.fuzz.catalogue import TARGETS

    if engine == "hypothesis":
        engines.warm_up()
    for name, _, seconds in (each.partition("=") for each in words[2:]):
        print(name, _in_a_copy(TARGETS, name, engine, float(seconds), folder), flush=True)


def _in_a_copy(
    targets: Mapping[str, Target], name: str, engine: str, seconds: float, folder: Path
) -> int:
    """Its exit code; -1 where it had to be ended."""
    log = report_path(folder, name, engine).with_suffix(".log")
    log.parent.mkdir(parents=True, exist_ok=True)
    pid = os.fork()
    if not pid:
        with log.open("wb") as out:
            os.dup2(out.fileno(), 1)
            os.dup2(out.fileno(), 2)
        _end(lambda: _fuzz(targets[name], engine, seconds, folder))
    until = time.monotonic() + seconds + BESIDE
    while time.monotonic() < until:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.2)
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return -1


def _end(work: Callable[[], None]) -> NoReturn:
    """The copy ends here, whatever happens: nothing of the loop around it is its own."""
    try:
        work()
        os._exit(0)
    except Exception:
        traceback.print_exc()
        sys.stderr.flush()
    os._exit(1)


def _fuzz(target: Target, engine: str, seconds: float, folder: Path) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    by_code = engine == "atheris"
    watch = Watch(target, engine, folder, MOST_SECONDS * (engines.SLOWER if by_code else 1))
    watch.ready()
    if by_code:
        engines.atheris(target, watch, seconds, folder / "corpus" / target.name)
    else:
        engines.hypothesis(target, watch, seconds)


if __name__ == "__main__":
    main(sys.argv[1:])
