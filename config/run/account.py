"""Who runs the embedded servers. PostgreSQL refuses to run as root, so root hands them to an
account without rights; an ordinary user runs them as himself."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from config.run.errors import RunError

NAME = "seqops"


@dataclass(frozen=True)
class Account:
    """A system account without rights of its own."""

    name: str
    uid: int
    gid: int


def server_account() -> Account | None:
    """None for an ordinary user; for root the account `seqops` (made when missing), or `nobody`."""
    if os.geteuid() != 0:
        return None
    for name in (NAME, "nobody"):
        if found := _look_up(name) or (_create() if name == NAME else None):
            return found
    raise RunError(
        "The database must not run as root, and there is no account to give it to. "
        f"Create one (useradd --system {NAME}) or run this as an ordinary user."
    )


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid) if entry.pw_uid else None


def _create() -> Account | None:
    if useradd := shutil.which("useradd"):
        command = [useradd, "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    elif adduser := shutil.which("adduser"):
        command = [adduser, "-S", "-D", "-H", NAME]
    else:
        return None
    subprocess.run(command, capture_output=True, stdin=subprocess.DEVNULL, check=False)
    return _look_up(NAME)


def reachable(path: Path, account: Account) -> bool:
    """Whether the account may enter every folder down to `path` (modes only; we never change
    the mode of a folder that is not ours)."""
    return all(_may_enter(folder, account) for folder in (path, *path.parents))


def _may_enter(folder: Path, account: Account) -> bool:
    try:
        found = folder.stat()
    except OSError:
        return False
    if found.st_uid == account.uid:
        return bool(found.st_mode & stat.S_IXUSR)
    if found.st_gid == account.gid:
        return bool(found.st_mode & stat.S_IXGRP)
    return bool(found.st_mode & stat.S_IXOTH)
