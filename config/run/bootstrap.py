"""Make `.venv` and install the pinned packages into it: the first thing that ever runs.

`python3 config/run/bootstrap.py run|dev`. Standard library only, and parsed by Python 3.8 too, so
that an old interpreter gets a sentence instead of a syntax error. The hash of the lock file is
kept beside the packages; when it has not changed nothing is done.
"""

from __future__ import annotations

import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")
ROOT = Path(__file__).resolve().parents[2]
# What pip prints, and what it means for a person. The first that fits is told.
CAUSES = (
    ("No space left on device", "The disk is full. Free some space and start again."),
    (
        "DO NOT MATCH THE HASHES",
        "A downloaded package is not the pinned one. Do not go on: check the package index.",
    ),
    (
        "Permission denied",
        "A file in .venv belongs to somebody else. Remove .venv and start again.",
    ),
    (
        "Temporary failure in name resolution|Name or service not known|Max retries exceeded"
        "|NewConnectionError|Connection refused|timed out",
        "The package index cannot be reached. Check the network (or pip's proxy and index "
        "settings) and start again.",
    ),
    (
        "No matching distribution found|Could not find a version",
        "A pinned package is not offered for this machine. Supported are Linux with glibc 2.28 or "
        "newer and macOS 11 or newer, on x86-64 or ARM.",
    ),
)


class SetupError(Exception):
    """A sentence for the person."""


def newer_python() -> str | None:
    """The newest usable interpreter on the PATH, when this one is too old."""
    question = f"import sys; sys.exit(sys.version_info < {OLDEST})"
    for name in NEWER:
        path = shutil.which(name)
        if path and subprocess.call([path, "-c", question], stderr=subprocess.DEVNULL) == 0:
            return path
    return None


def check_python(version: tuple[int, int]) -> None:
    """Refuse an interpreter that is too old or cannot make virtual environments."""
    wanted = ".".join(map(str, OLDEST))
    if version < OLDEST:
        raise SetupError(
            f"This is Python {version[0]}.{version[1]}, and {wanted} or newer is needed. "
            f"Install it, or name it: make PYTHON=/path/to/python{wanted} run"
        )
    missing = [name for name in ("venv", "ensurepip") if importlib.util.find_spec(name) is None]
    if missing:
        raise SetupError(
            f"This Python has no module {' and no module '.join(missing)}. "
            "On Debian and Ubuntu: apt-get install python3-venv"
        )


def make_venv(venv: Path) -> None:
    """Create the virtual environment unless a working one is there."""
    python = venv / "bin/python"
    if python.exists() and (venv / "bin/pip").exists():
        return
    say(f"Creating the virtual environment ({venv.name}) …")
    command = [sys.executable, "-m", "venv", "--clear", str(venv)]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode:
        raise SetupError(explain("The virtual environment cannot be created", done.stdout))


def is_installed(venv: Path, lock: Path) -> bool:
    """Whether exactly this lock file was installed here last."""
    stamp = stamp_of(venv, lock)
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def stamp_of(venv: Path, lock: Path) -> Path:
    """Where the fingerprint of an installed lock file is kept."""
    return venv / f".installed-{lock.stem}"


def fingerprint(lock: Path) -> str:
    """Changes with the lock file and with the interpreter."""
    version = ".".join(map(str, sys.version_info[:2]))
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def install(venv: Path, lock: Path) -> None:
    """Install the pinned packages with the machine's own pip settings."""
    say(f"Installing the packages of {lock.name} (once; this takes a minute) …")
    for stamp in venv.glob(".installed-*"):
        stamp.unlink()
    command = [str(venv / "bin/python"), "-m", "pip", "install", "--require-hashes"]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "-r", str(lock)]
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    if done.returncode:
        raise SetupError(explain("The packages cannot be installed", done.stdout))
    for installed in covered_by(lock):
        stamp_of(venv, installed).write_text(fingerprint(installed))


def covered_by(lock: Path) -> list[Path]:
    """The lock files that are satisfied with this one: dev.txt holds all of run.txt."""
    return [lock, lock.with_name("run.txt")] if lock.name == "dev.txt" else [lock]


def explain(what: str, output: bytes) -> str:
    """One sentence on the cause, and the last lines for whoever wants more."""
    text = output.decode(errors="replace")
    causes = (why for signs, why in CAUSES if any(sign in text for sign in signs.split("|")))
    lines = "\n".join("    " + line for line in text.strip().splitlines()[-8:])
    return f"{what}. {next(causes, 'The last lines say why:')}\n{lines}"


def kind_of(words: list[str]) -> str:
    """`run` (the default) or `dev`."""
    kind = words[0] if words else "run"
    if kind not in ("run", "dev"):
        raise SetupError(f"Say run or dev, not {kind}.")
    return kind


def prepare(kind: str, root: Path) -> None:
    """Everything, one at a time: two starts in one folder wait for each other."""
    venv, lock = root / ".venv", root / "requirements" / f"{kind}.txt"
    (root / "var").mkdir(exist_ok=True)
    with (root / "var/setup.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        make_venv(venv)
        if not is_installed(venv, lock):
            install(venv, lock)


def say(text: str) -> None:
    """Tell the person what takes its time."""
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


def main(words: list[str]) -> int:
    """0 when the environment is ready; 1 with a sentence when it is not."""
    version = sys.version_info[:2]
    newer = newer_python() if version < OLDEST else None
    if newer:
        return subprocess.call([newer, __file__, *words])
    try:
        check_python(version)
        prepare(kind_of(words), ROOT)
    except SetupError as error:
        sys.stderr.write(f"\n{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"\nThe system refused: {error.strerror} ({error.filename}).\n")
        return 1
    return 0


if __name__ == "__main__":
    os.environ.pop("PYTHONHOME", None)
    sys.exit(main(sys.argv[1:]))
