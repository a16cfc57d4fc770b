"""The embedded PostgreSQL: a cluster of our own, reached through a socket of our own.

Roles: `seqops_internal` (superuser, for this module alone), `seqops_owner` (owns the database,
may create databases and roles), `seqops_app` (neither owner nor superuser, bound by row level
security). No TCP port is opened; passwords are scram.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg import sql

from config.run.account import Account
from config.run.child import Child, Spec, try_lock
from config.run.credentials import Credentials
from config.run.errors import RunError
from config.run.places import private_folder

_SUPERUSER = "seqops_internal"
_ENV = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
_RECOVERY_PATIENCE = 600.0
_ORPHAN_PATIENCE = 60.0
# Statements and the details of errors hold people's data, so neither is ever logged.
_ALWAYS = (
    "listen_addresses=",
    "unix_socket_permissions=0700",
    "max_connections=150",
    "timezone=UTC",
    "log_min_error_statement=panic",
    "log_error_verbosity=terse",
)
_THROW_AWAY = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_ROLES = (
    ("seqops_owner", "LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS"),
    ("seqops_app", "LOGIN NOCREATEDB NOCREATEROLE NOSUPERUSER NOBYPASSRLS"),
)


@dataclass(frozen=True)
class Postgres:
    """One cluster: where it lies, who runs it, how to open it."""

    home: Path
    sockets: Path
    install: Path
    account: Account | None
    credentials: Credentials
    log: Path
    durable: bool = True
    settings: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        """The data folder of the cluster."""
        return self.home / "postgres"

    @property
    def lock(self) -> Path:
        """Held by the server and all its processes for as long as one of them lives."""
        return self.home / "postgres.lock"

    def url(self, role: str, password: str, database: str = "seqops") -> str:
        """A libpq URL over the socket."""
        return f"postgresql://{role}:{password}@/{database}?host={quote(str(self.sockets), '')}"

    def create(self) -> None:
        """Create the cluster unless it exists; whole or not at all."""
        if self.data.exists():
            return
        shutil.rmtree(self.home / "postgres.new", ignore_errors=True)
        building = private_folder(self.home / "postgres.new", self.account)
        with self._password_file() as password:
            self._initdb(building, password)
        building.rename(self.data)

    @contextlib.contextmanager
    def _password_file(self) -> Iterator[Path]:
        path = self.sockets / "password"
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(self.credentials.superuser)
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)
        try:
            yield path
        finally:
            path.unlink()

    def _initdb(self, building: Path, password: Path) -> None:
        user = self.account
        command = [
            str(self.install / "bin/initdb"),
            f"--pgdata={building}",
            f"--username={_SUPERUSER}",
            f"--pwfile={password}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-instructions",
            *([] if self.durable else ["--no-sync"]),
        ]
        done = subprocess.run(
            command,
            env=_ENV,
            cwd="/",
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            user=user.uid if user else None,
            group=user.gid if user else None,
            extra_groups=[] if user else None,
            check=False,
        )
        if done.returncode:
            raise RunError(f"The database could not be created: {done.stderr.strip()[-600:]}")

    def child(self) -> Child:
        """The server as a child process; not started yet."""
        settings = [f"unix_socket_directories={self.sockets}", *_ALWAYS, *self.settings]
        settings += [] if self.durable else _THROW_AWAY
        options = [part for setting in settings for part in ("-c", setting)]
        return Child(
            Spec(
                name="postgres",
                argv=(str(self.install / "bin/postgres"), "-D", str(self.data), *options),
                env=_ENV,
                cwd=Path("/"),
                log=self.log,
                stop_signal=signal.SIGINT,
                account=self.account,
                lock=self.lock,
                prepare=self._clear_stale_files,
            )
        )

    def _clear_stale_files(self) -> None:
        """Drop the marks of a server that was killed. We hold the lock, so none of ours lives;
        PostgreSQL itself would take any process with the old number for that server."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and not _works_in(_first_number(pid_file), self.data):
            pid_file.unlink(missing_ok=True)
            for mark in self.sockets.glob(".s.PGSQL.*"):
                mark.unlink(missing_ok=True)

    def stop_orphan(self) -> None:
        """Stop a server that outlived its supervisor: ask politely, wait until it has gone."""
        end = time.monotonic() + _ORPHAN_PATIENCE
        while (held := try_lock(self.lock)) is None:
            if time.monotonic() > end:
                raise RunError(
                    f"An earlier database server still works on {self.data} and does not stop."
                )
            self._ask_orphan()
            time.sleep(0.1)
        os.close(held)

    def _ask_orphan(self) -> None:
        """Only who accepts our password on our socket and works in our folder gets a signal."""
        with contextlib.suppress(psycopg.Error, ProcessLookupError), self.connect() as connection:
            pid = _parent_of(connection.info.backend_pid)
            if _works_in(pid, self.data):
                os.kill(pid, signal.SIGINT)

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[object, ...]]:
        """A connection as superuser, in autocommit mode."""
        url = self.url(_SUPERUSER, self.credentials.superuser, database)
        return psycopg.connect(url, autocommit=True, connect_timeout=5)

    def wait_until_ready(self, child: Child, give_up: Callable[[], bool]) -> None:
        """Wait through start and crash recovery, then see that roles and database exist."""
        end = time.monotonic() + _RECOVERY_PATIENCE
        while True:
            try:
                with self.connect() as connection:
                    return self._complete(connection)
            except psycopg.OperationalError as error:
                if child.exit_code() is not None or time.monotonic() > end or give_up():
                    lines = child.last_lines()
                    raise RunError(f"The database does not start.\n{lines}") from error
            time.sleep(0.03)

    def _complete(self, connection: psycopg.Connection[tuple[object, ...]]) -> None:
        words = dict(zip(("seqops_owner", "seqops_app"), self._passwords(), strict=True))
        for role, rights in _ROLES:
            if not connection.execute("select from pg_roles where rolname = %s", [role]).rowcount:
                create = sql.SQL("create role {} {} password {}")
                name, word = sql.Identifier(role), sql.Literal(words[role])
                connection.execute(create.format(name, sql.SQL(rights), word))
        # As if the owner had created it: it may alter the role, and gains none of its rights.
        connection.execute("grant seqops_app to seqops_owner with admin true, inherit false")
        if not connection.execute("select from pg_database where datname = 'seqops'").rowcount:
            connection.execute("create database seqops owner seqops_owner")

    def _passwords(self) -> tuple[str, str]:
        return self.credentials.owner, self.credentials.app


def _first_number(path: Path) -> int:
    try:
        return abs(int(path.read_text().split("\n", 1)[0]))
    except ValueError:
        return 0


def _works_in(pid: int, folder: Path) -> bool:
    """Whether this process has `folder` as its working directory, as PostgreSQL's have."""
    try:
        return Path(f"/proc/{pid}/cwd").samefile(folder)
    except OSError:
        return False


def _parent_of(pid: int) -> int:
    with contextlib.suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[1])
    return 0
