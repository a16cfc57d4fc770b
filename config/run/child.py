"""Child processes in the foreground: the handle is the truth, PID files are never trusted.

Each child leads a session of its own, so that Ctrl-C in the terminal reaches the supervisor
alone, and what a dead child leaves behind can be ended without ever naming a foreign process.
A child may hold a lock (`Spec.lock`): an open file that it and all its own children inherit, so
the lock is free exactly when the last of them has gone, whatever killed them.
"""

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from config.run.account import Account
from config.run.errors import RunError

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
_LOCK_PATIENCE = 60.0


def _nothing() -> None:
    """The default preparation."""


@dataclass(frozen=True)
class Spec:
    """How to start one process. `output` receives stdout where it is not for the log."""

    name: str
    argv: tuple[str, ...]
    env: Mapping[str, str]
    cwd: Path
    log: Path
    output: Path | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    account: Account | None = None
    stdin: bytes = b""
    lock: Path | None = None
    prepare: Callable[[], None] = _nothing


def try_lock(path: Path) -> int | None:
    """An open descriptor that holds the lock, or None when somebody else holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    return descriptor


def wait_for_lock(path: Path, seconds: float) -> int:
    """Hold the lock, waiting for those who still have it. Raises RunError when they stay."""
    end = time.monotonic() + seconds
    while (descriptor := try_lock(path)) is None:
        if time.monotonic() > end:
            raise RunError(
                f"An earlier process still holds {path} and does not end. "
                "Wait for it, or stop it, and start again."
            )
        time.sleep(0.05)
    return descriptor


class Child:
    """One process that can be started, watched, asked to stop, and started again."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int:
        """The number of the running or last process; 0 before the first start."""
        return self._process.pid if self._process else 0

    def start(self) -> None:
        """Start it; wait for its lock first. Must be called by the main thread: a child ends
        with the thread that started it."""
        held = wait_for_lock(self.spec.lock, _LOCK_PATIENCE) if self.spec.lock else None
        try:
            self.spec.prepare()
            self._process = self._open(() if held is None else (held,))
        finally:
            if held is not None:
                os.close(held)
        if self._process.stdin:
            with contextlib.suppress(BrokenPipeError), self._process.stdin as pipe:
                pipe.write(self.spec.stdin)

    def _open(self, keep: tuple[int, ...]) -> subprocess.Popen[bytes]:
        spec = self.spec
        user = spec.account
        with spec.log.open("ab") as log, (spec.output or spec.log).open("ab") as output:
            return subprocess.Popen(
                spec.argv,
                env=dict(spec.env),
                cwd=spec.cwd,
                stdin=subprocess.PIPE if spec.stdin else subprocess.DEVNULL,
                stdout=output,
                stderr=log,
                start_new_session=True,
                pass_fds=keep,
                preexec_fn=_end_with_parent(os.getpid(), spec.stop_signal),
                user=user.uid if user else None,
                group=user.gid if user else None,
                extra_groups=[] if user else None,
                umask=0o077 if user else -1,
            )

    def exit_code(self) -> int | None:
        """None while it runs. When it has ended, the rest of its session is ended too."""
        process = self._process
        if process is None or process.returncode is not None:
            return process.returncode if process else 0
        if hasattr(os, "waitid"):
            # Look without reaping: until then nobody else can get this number.
            seen = os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT)
            if seen is None:
                return None
            self._end_session(process.pid)
        return process.poll()

    def ask_to_stop(self) -> None:
        """Send the stop signal to a process that still runs."""
        if self._process is not None and self.exit_code() is None:
            self._process.send_signal(self.spec.stop_signal)

    def stop(self, seconds: float) -> int:
        """Ask, wait, and end it by force after `seconds`; the exit code."""
        self.ask_to_stop()
        return self.wait_or_end(seconds)

    def wait_or_end(self, seconds: float) -> int:
        """Wait for the end; by force after `seconds`."""
        end = time.monotonic() + seconds
        while (code := self.exit_code()) is None:
            if time.monotonic() > end and self._process:
                self._end_session(self._process.pid)
            time.sleep(0.02)
        return code

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, for a message to a person."""
        text = self.spec.log.read_bytes()[-16_384:].decode(errors="replace")
        return "\n".join(f"    {line}" for line in text.splitlines()[-count:])

    @staticmethod
    def _end_session(leader: int) -> None:
        # macOS answers EPERM for a group that holds nothing but a zombie.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(leader, signal.SIGKILL)


def _end_with_parent(parent: int, stop_signal: signal.Signals) -> Callable[[], None]:
    """What the new process does before it becomes the program: ask to be ended with us."""

    def before_exec() -> None:
        if _LIBC is None:
            return
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(stop_signal), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return before_exec
