"""Reading a log onwards from where reading stopped, over rotation, copies and torn last lines."""

import gzip
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

_Key = tuple[int, bytes]


class Follower:
    """The whole lines of a log and its rotated neighbours (`mail.log`, `mail.log.1`,
    `mail.log-20260101`, `mail.log.2.gz`), each line once, as long as a file is only added to.

    A file is known by its inode and its first line, so neither a renamed file is read again nor a
    new one taken for the old one whose inode it got. Files may still be written to after they
    were renamed. A copy made by `copytruncate` is read again from its start.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # Something that was there was cut off; what it said meanwhile is not known.
        self.has_gap = False
        self._offsets: dict[_Key, int] = {}
        self._is_first = True

    def lines(self, horizon: datetime) -> Iterator[str]:
        """What was added since the last call; the first time everything in files that were
        changed after `horizon`. Raises OSError when the log cannot be read."""
        files, self._is_first, first = self._files(horizon), False, self._is_first
        known, self._offsets = self._offsets, {}
        for file in files:
            if file.suffix != ".gz":
                yield from self._read_on(file, known)
            elif first:
                yield from _packed(file)

    def _files(self, horizon: datetime) -> list[Path]:
        """The log's files, oldest first and the current one last."""
        self.path.stat()
        others = [file for file in self.path.parent.glob(f"{self.path.name}?*") if file.is_file()]
        dated = sorted((file.stat().st_mtime, file) for file in others)
        return [*(file for at, file in dated if at >= horizon.timestamp()), self.path]

    def _read_on(self, file: Path, known: dict[_Key, int]) -> Iterator[str]:
        with file.open("rb") as log:
            status = os.fstat(log.fileno())
            first = log.readline()
            if not first.endswith(b"\n"):
                return
            key = (status.st_ino, first)
            start = known.get(key, 0)
            if status.st_size < start:
                self.has_gap, start = True, 0
            self._offsets[key] = start
            log.seek(start)
            for line in log:
                # A torn last line is no evidence; it is read again when it is whole.
                if not line.endswith(b"\n"):
                    return
                self._offsets[key] += len(line)
                yield line.decode("utf-8", "replace").rstrip("\r\n")


def _packed(file: Path) -> Iterator[str]:
    with gzip.open(file, "rt", encoding="utf-8", errors="replace") as log:
        yield from (line.rstrip("\r\n") for line in log)
