"""Entries to test with, and a hand that tampers with them as the database's owner could."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, connections, transaction

from audit.actions import Action
from audit.models import Entry
from audit.recording import record
from tenancy.actors import member, system
from tests import database
from tests.world import World

ENGINE = system("engine")
APPEND_ONLY = ("audit_entry", "audit_seal", "compliance_decision")


def note(world: World, **data: Any) -> Entry:
    """One entry about the admin's seat."""
    actor = member(world.admin)
    return record(Action.MEMBER_CHANGED, world.rep, actor=actor, label="Rep", **data)


def notes(world: World, count: int) -> list[Entry]:
    """That many entries, each in a transaction of its own."""
    made = []
    for number in range(count):
        with transaction.atomic():
            made.append(note(world, number=number))
    return made


def every() -> list[UUID]:
    """The ids of all entries."""
    with transaction.atomic():
        return list(Entry.objects.values_list("pk", flat=True))


def settle(entries: Sequence[Entry] = ()) -> None:
    """Wait until these entries, or all, can be sealed: the horizon is the whole cluster's, and a
    test in another database may hold an older transaction open."""
    ids = [entry.pk for entry in entries] or every()
    for _ in range(200):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT max(tx) < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
                " FROM audit_entry WHERE id = ANY(%s)",
                [ids],
            )
            if cursor.fetchone()[0]:
                return
        time.sleep(0.1)
    raise AssertionError("another transaction stayed open for 20 s")


@contextmanager
def owner(world: World) -> Iterator[psycopg.Connection[Any]]:
    """The owner's connection, told the workspace: row level security binds the owner too."""
    name = str(connections["default"].settings_dict["NAME"])
    with database._owner(name) as connection:
        connection.execute(
            "SELECT set_config('app.workspace', %s, false)", [str(world.workspace.pk)]
        )
        yield connection


def tamper(world: World, statement: str, *parameters: object) -> int:
    """Run a statement with the guards switched off, as only the owner can; returns the rows."""
    with owner(world) as connection, connection.transaction():
        guarded = _guarded(connection)
        _switch(connection, guarded, "DISABLE")
        touched = connection.execute(statement.encode(), parameters).rowcount
        _switch(connection, guarded, "ENABLE")
    return touched


def _guarded(connection: psycopg.Connection[Any]) -> list[str]:
    rows = connection.execute(
        "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger"
        " WHERE tgname IN ('append_only', 'no_truncate')"
    )
    return [name for (name,) in rows]


def _switch(connection: psycopg.Connection[Any], tables: list[str], how: str) -> None:
    for name in tables:
        connection.execute(f"ALTER TABLE {name} {how} TRIGGER USER".encode())
