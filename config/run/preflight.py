"""What must hold before anything is started; each refusal is a sentence with the way out."""

import contextlib
import errno
import importlib.util
import shutil
import socket
from collections.abc import Mapping
from pathlib import Path

from config.run.environment import HOST, PORTS
from config.run.errors import RunError

LEAST_FREE_BYTES = 200 * 1024 * 1024
_NEEDED = ("django", "celery", "gunicorn", "psycopg", "redis", "aiosmtpd")


def check_packages(names: tuple[str, ...] = _NEEDED) -> None:
    """Every package that the processes import is installed."""
    missing = [name for name in names if importlib.util.find_spec(name) is None]
    if missing:
        raise RunError(
            f"Missing Python packages: {', '.join(missing)}. "
            "Start with `make run`, which installs everything into .venv."
        )


def check_disk(folder: Path, least: int = LEAST_FREE_BYTES) -> None:
    """There is room for the database to work."""
    free = shutil.disk_usage(folder).free
    if free < least:
        raise RunError(
            f"The disk of {folder} is nearly full: {free // 2**20} MB are free and "
            f"{least // 2**20} MB are needed. Free some space and start again."
        )


def check_ports(ports: Mapping[str, int]) -> None:
    """Nobody listens where our processes will, and no two of ours want one port."""
    if len(set(ports.values())) != len(ports):
        names = ", ".join(f"{PORTS[name][0]}={port}" for name, port in ports.items())
        raise RunError(f"The ports must differ: {names}.")
    for name, port in ports.items():
        _check_port(name, port)


def _check_port(name: str, port: int) -> None:
    variable = PORTS[name][0]
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = f"Port {port} ({name}) is taken{_by_whom(port)}"
            else:
                why = f"Port {port} ({name}) cannot be used: {error.strerror}"
            raise RunError(
                f"{why}. Stop that program or choose another port: {variable}={port + 10} make run"
            ) from error


def _by_whom(port: int) -> str:
    """ " by NAME (process N)" where the system tells us, else nothing."""
    sockets = _listening_sockets(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        process = link.parent.parent
        with contextlib.suppress(OSError):
            if link.readlink().name in sockets:
                return f" by {(process / 'comm').read_text().strip()} (process {process.name})"
    return ""


def _listening_sockets(port: int) -> set[str]:
    """The names, as /proc shows them, of TCP sockets that listen on the port."""
    found = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        rows = table.read_text().splitlines()[1:] if table.exists() else []
        for fields in map(str.split, rows):
            if fields[3] == "0A" and int(fields[1].rsplit(":", 1)[1], 16) == port:
                found.add(f"socket:[{fields[9]}]")
    return found
