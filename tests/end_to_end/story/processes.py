"""The real thing: every process that `make run` starts, on free ports and with data of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.run import places
from config.run.account import server_account
from config.run.child import Child, Spec
from config.run.credentials import credentials
from config.run.postgres import Postgres

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 120.0
STOP_SECONDS = 20.0
COMMAND_SECONDS = 60.0
# Set but empty: neither the servers of the test run nor a developer's .env reach the child.
NOT_OURS = (
    "DATABASE_URL DATABASE_OWNER_URL REDIS_URL EMAIL_URL PUBLIC_URL SANDBOX_DIR SECRET_KEY"
    " VAULT_KEY CREDENTIAL_KEYS INBOUND_HOST"
).split()
# Nothing but what a terminal has: the suite's own settings would change what is tested.
TERMINAL = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "USER")


@dataclass(frozen=True)
class Running:
    """Where the running console is found. `mail` is the folder of the sandbox relay."""

    address: str
    inbound_port: int
    mail: Path
    logs: Path

    def manage(self, *words: str) -> str:
        """What a command of the operator says, on the data of the running console."""
        env = _terminal() | {"DEMO": "1", "DATABASE_URL": _database(self.logs.parent)}
        # Commands queue nothing.
        env |= {"REDIS_URL": "redis://127.0.0.1:1/0"}
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=env,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"manage.py {words} ended so:\n{done.stdout}{done.stderr}"
        return done.stdout

    def last_words(self) -> str:
        """What the processes complained about, for a failure."""
        return "\n".join(
            f"--- {path.name}\n" + "\n".join(found[-10:])
            for path in sorted(self.logs.glob("*.log"))
            if (found := _complaints(path))
        )


def _database(state: Path) -> str:
    """How the application's role reaches the embedded database of this state."""
    home, account = places.home_of_existing(state), server_account()
    known = credentials(home)
    sockets = places.socket_folder(home, account)
    return Postgres(home, sockets, home, account, known, state / "log").url("seqops_app", known.app)


def _terminal() -> dict[str, str]:
    return {name: os.environ[name] for name in TERMINAL if name in os.environ}


def _complaints(log: Path) -> list[str]:
    signs = ("error", "Error", "Traceback", "FATAL", '"warning"', '"status": 5')
    lines = log.read_text(errors="replace").splitlines()
    return [line for line in lines if any(sign in line for sign in signs)]


@contextmanager
def started(state: Path) -> Iterator[Running]:
    """`make run` for the length of the block; Ctrl-C after it must end well."""
    state.mkdir(parents=True)
    supervisor = _supervisor(state)
    supervisor.start()
    try:
        yield _announced(supervisor, state)
        code = supervisor.stop(STOP_SECONDS)
        assert code == 0, f"make run ended with {code}:\n{supervisor.last_lines(30)}"
        left = state / "running.json"
        assert not left.exists(), "running.json is left although nothing runs"
    finally:
        supervisor.stop(STOP_SECONDS)
        places.discard(state)


def _supervisor(state: Path) -> Child:
    env = _terminal() | dict.fromkeys(NOT_OURS, "")
    env |= {"DEMO": "1", "SEQOPS_STATE": str(state)}
    env |= {"PORT": "0", "SANDBOX_PORT": "0", "INBOUND_PORT": "0"}
    argv = (sys.executable, "-m", "config.run.supervisor")
    return Child(Spec("make run", argv, env, ROOT, state / "terminal.txt"))


def _announced(supervisor: Child, state: Path) -> Running:
    end = time.monotonic() + START_SECONDS
    note = state / "running.json"
    while not note.exists():
        words = supervisor.last_lines(40)
        assert supervisor.exit_code() is None, f"make run has ended:\n{words}"
        assert time.monotonic() < end, f"not ready after {START_SECONDS} s:\n{words}"
        time.sleep(0.1)
    said = json.loads(note.read_text())
    return Running(
        address=said["address"],
        inbound_port=said["ports"]["inbound"],
        mail=Path(said["sandbox_dir"]),
        logs=state / "log",
    )
