"""The files outside the database: the log of stops, and the pulse. Plain files, no Django.

`stops-<installation>.jsonl` has one JSON line for each stop, suppression and lift, on disk (fsync)
before the database marks it as logged. It holds ids, causes and the keyed hashes of addresses; no
address, no name. `pulse-<installation>.json` holds the highest pulse that was seen.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

Line = Mapping[str, Any]


class Outside:
    """The folder. Several processes may write; methods raise OSError."""

    def __init__(self, folder: Path, install_id: UUID) -> None:
        self.folder = folder
        self.log = folder / f"stops-{install_id}.jsonl"
        self._pulse = folder / f"pulse-{install_id}.json"

    def append(self, lines: Iterable[Line]) -> None:
        """Add lines, whole and on disk when this returns."""
        content = b"".join(json.dumps(line, sort_keys=True).encode() + b"\n" for line in lines)
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        is_new = not self.log.exists()
        file = os.open(self.log, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            # Whoever was killed in the middle of a line must not spoil the next one.
            content = (b"" if _ends_whole(file) else b"\n") + content
            while content:
                content = content[os.write(file, content) :]
            os.fsync(file)
        finally:
            os.close(file)
        if is_new:
            self._sync_folder()

    def lines(self) -> Iterator[Line]:
        """Every whole line, oldest first; a torn one is left out. None when there is no log."""
        return read(self.log) if self.log.exists() else iter(())

    def pulse(self) -> int | None:
        """The highest pulse seen; None when none was ever kept here."""
        try:
            return int(json.loads(self._pulse.read_text())["pulse"])
        except FileNotFoundError:
            return None
        except (ValueError, KeyError, TypeError) as error:
            raise OSError(f"{self._pulse.name} cannot be read") from error

    def keep_pulse(self, pulse: int) -> None:
        """Remember a pulse; an older one never replaces a newer one."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if pulse > (self.pulse() or 0):
                self._replace(json.dumps({"pulse": pulse}))
        finally:
            os.close(lock)

    def _replace(self, text: str) -> None:
        fresh = self._pulse.with_suffix(".new")
        with fresh.open("w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(self._pulse)
        self._sync_folder()

    def _sync_folder(self) -> None:
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def read(path: Path) -> Iterator[Line]:
    """The whole lines of one log."""
    with path.open("rb") as log:
        for line in log:
            try:
                said = json.loads(line)
            except ValueError:
                continue
            if line.endswith(b"\n") and isinstance(said, dict):
                yield said


def _ends_whole(file: int) -> bool:
    end = os.lseek(file, 0, os.SEEK_END)
    return end == 0 or os.pread(file, 1, end - 1) == b"\n"
