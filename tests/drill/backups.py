"""Taking a backup of the drill's database and putting it back, in two ways."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import psycopg
from django.conf import settings
from django.db import connections
from psycopg import sql

from tests import database


class Backups(Protocol):
    """One backup, taken and put back."""

    def take(self) -> str:
        """Back the database up; how, in a sentence."""

    def restore(self) -> str:
        """Put the backup in the place of the database; how, in a sentence."""


def _maintenance(user: str, password: str) -> psycopg.Connection[Any]:
    known = settings.DATABASES["owner"]
    port = str(known["PORT"]) or None
    return psycopg.connect(
        dbname="postgres",
        user=user,
        password=password,
        host=str(known["HOST"]) or None,
        port=port,
        autocommit=True,
    )


def _name() -> str:
    return str(connections["default"].settings_dict["NAME"])


@dataclass
class Copies:
    """A copy of the database's files by PostgreSQL itself (CREATE DATABASE … TEMPLATE)."""

    kept: str = ""

    def take(self) -> str:
        """Copy it beside."""
        self.kept = f"{_name()}_backup"
        database.let_go()
        self._run("CREATE DATABASE {new} TEMPLATE {old} STRATEGY FILE_COPY", self.kept, _name())
        return "a copy of the database's files"

    def restore(self) -> str:
        """Rename the copy."""
        name = _name()
        database.let_go()
        # Not by force: an owner cannot end an autovacuum by it, and without it that is ended.
        self._run("DROP DATABASE {new}", name, name)
        self._run("ALTER DATABASE {old} RENAME TO {new}", name, self.kept)
        return "the copy took the place of the database"

    def _run(self, statement: str, new: str, old: str) -> None:
        owner = settings.DATABASES["owner"]
        words = {"new": sql.Identifier(new), "old": sql.Identifier(old)}
        with _maintenance(str(owner["USER"]), str(owner["PASSWORD"])) as connection:
            connection.execute("SELECT pg_advisory_lock(730002)")
            connection.execute(sql.SQL(statement).format(**words))


@dataclass
class Dumps:
    """pg_dump and pg_restore, as a superuser: row level security binds the owner too, so the owner
    cannot dump every row."""

    programs: Path
    user: str
    password: str
    file: Path

    def take(self) -> str:
        """Dump into one file."""
        self._call("pg_dump", "-Fc", "-f", str(self.file), _name())
        return f"pg_dump, {self.file.stat().st_size / 1024:,.0f} KiB"

    def restore(self) -> str:
        """Drop the database and restore the dump."""
        name = _name()
        database.let_go()
        owner = sql.Identifier(str(settings.DATABASES["owner"]["USER"]))
        with _maintenance(self.user, self.password) as connection:
            known = sql.Identifier(name)
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(known))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(known, owner))
        self._call("pg_restore", "-d", name, "--exit-on-error", str(self.file))
        return "the database was dropped, pg_restore made it anew from the dump"

    def _call(self, program: str, *words: str) -> None:
        known = settings.DATABASES["owner"]
        env = {**os.environ, "PGUSER": self.user, "PGPASSWORD": self.password}
        env["PGHOST"] = str(known["HOST"])
        if known["PORT"]:
            env["PGPORT"] = str(known["PORT"])
        command = [str(self.programs / program), *words]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr.strip()[-500:]}")
