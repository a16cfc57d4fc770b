"""Random passwords of the embedded servers, kept 0600 beside their data."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from config.run.errors import RunError


@dataclass(frozen=True)
class Credentials:
    """One password for each role."""

    superuser: str
    owner: str
    app: str
    valkey: str


def credentials(home: Path) -> Credentials:
    """The passwords of this home; made and written to disk before anything uses them."""
    path = home / "credentials.json"
    if path.exists():
        return Credentials(**json.loads(path.read_text()))
    if (home / "postgres").exists():
        raise RunError(f"{path} is missing, and without it nobody can open the database beside it.")
    made = Credentials(*(secrets.token_urlsafe(24) for _ in range(4)))
    write_private(path, json.dumps(asdict(made)))
    return made


def kept_secret(path: Path) -> str:
    """The random value kept in `path` (0600), made at the first call."""
    if not path.exists():
        write_private(path, secrets.token_urlsafe(48))
    return path.read_text().strip()


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner can read, whole or not at all."""
    building = path.with_name(f"{path.name}.new")
    descriptor = os.open(building, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    building.rename(path)
