"""Take every guard away in a copy of the tree and run the tests that have to notice.

`python -m tests.mutants [NAME ...]`; ends with 1 when a guard could go unnoticed.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.guards import MUTANTS, Edit, Mutant

ROOT = Path(__file__).resolve().parents[2]
FAILED = re.compile(r"(\d+) failed")
MINUTES = 15


@dataclass(frozen=True)
class Told:
    """What a run of tests came to."""

    noticed: bool
    words: str
    seconds: float


def main() -> int:
    """Print one line for each guard; 0 when every one was missed by some test."""
    wanted = sys.argv[1:]
    chosen = [each for each in MUTANTS if not wanted or each.name in wanted]
    if unknown := set(wanted) - {each.name for each in chosen}:
        print(f"There is no guard named {', '.join(sorted(unknown))}.")
        return 2
    with tempfile.TemporaryDirectory() as folder:
        before = _run(_copy(Path(folder) / "whole"), sorted({t for m in chosen for t in m.tests}))
        if before.noticed or "passed" not in before.words:
            print(f"The tests fail without any change: {before.words}")
            return 2
        print(f"{'with every guard':24} {before.words:34} {before.seconds:6.0f} s")
        told = [_without(each, Path(folder)) for each in chosen]
    unnoticed = sum(not each.noticed for each in told)
    print(f"{len(told) - unnoticed} of {len(told)} guards are watched.")
    return 1 if unnoticed else 0


def _without(mutant: Mutant, folder: Path) -> Told:
    tree = _copy(folder / mutant.name)
    problem = next((said for edit in mutant.edits if (said := _apply(tree, edit))), "")
    told = Told(False, problem, 0) if problem else _run(tree, list(mutant.tests))
    shutil.rmtree(tree)
    verdict = "noticed" if told.noticed else "NOT NOTICED"
    print(f"{mutant.name:24} {verdict:12} {told.words:21} {told.seconds:6.0f} s  {mutant.lost}")
    return told


def _copy(target: Path) -> Path:
    """The files that git knows or would add, as they are in the tree."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (source := ROOT / name).is_file():
            copy = target / name
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, copy)
    return target


def _apply(tree: Path, edit: Edit) -> str:
    path = tree / edit.file
    text = path.read_text()
    if text.count(edit.find) != 1:
        return f"{edit.file} no longer holds the text of this guard; bring guards.py up to date"
    path.write_text(text.replace(edit.find, edit.replace))
    return ""


def _run(tree: Path, tests: list[str]) -> Told:
    """Whether a test failed. What cannot even be imported or started is not a test that fails."""
    started = time.monotonic()
    command = [sys.executable, "-m", "pytest", "-x", "-p", "no:cacheprovider", *tests]
    ended = subprocess.run(
        command,
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree)},
        capture_output=True,
        text=True,
        timeout=MINUTES * 60,
        check=False,
    )
    words = (ended.stdout.strip().splitlines() or ["nothing was said"])[-1].strip("= ")
    return Told(bool(FAILED.search(words)), words, time.monotonic() - started)


if __name__ == "__main__":
    sys.exit(main())
