"""The project's own sandbox relay as a process, for tests that kill and restore around it."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]


@contextmanager
def relay(folder: Path, module: str = "config.run.sandbox") -> Iterator[int]:
    """The relay on a free loopback port, with its durable log in `folder`; `module` may be one
    that runs it otherwise."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    env = {**os.environ, "SANDBOX_PORT": str(port), "SANDBOX_DIR": str(folder)}
    env |= {"SANDBOX_TIMEOUT": "4", "SANDBOX_DELAY_MS": "5"}
    child = subprocess.Popen([sys.executable, "-m", module], cwd=ROOT, env=env)
    try:
        wait_for(lambda: accepts(port), 15)
        yield port
    finally:
        child.terminate()
        child.wait(10)


def accepts(port: int) -> bool:
    """Whether somebody listens."""
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
    except OSError:
        return False
    return True


def wait_for(done: Callable[[], object], seconds: float) -> None:
    """Until `done` says yes; a failure after so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.2)


def accepted(folder: Path) -> list[dict[str, Any]]:
    """What the relay has taken, line by line."""
    log = folder / "log.jsonl"
    return [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []


def taken(folder: Path) -> list[str]:
    """The Message-IDs that the relay has accepted, in order."""
    return [line["message_id"] for line in accepted(folder)]
