"""One time for Python, the database and the wire; it passes when the machine says so.

Between two steps it goes on by itself, as fast as any clock: only jumps are the machine's.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import psycopg
import time_machine
from django.db import connections

from enrollment.channels import lines, post
from enrollment.dispatch import run, wire
from enrollment.evidence import patience
from tenancy import clock
from tests import database

# A Tuesday: no weekend and no change of the clocks lies in the days that follow.
BEGINNING = datetime(2026, 9, 1, 8, 0, tzinfo=UTC)
# What the product calls `clock_timestamp()` is found here before the system's own.
_INSTALL = """
CREATE SCHEMA machine;
CREATE TABLE machine.ahead (by interval NOT NULL);
INSERT INTO machine.ahead VALUES ('0');
CREATE FUNCTION machine.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT pg_catalog.clock_timestamp() + by FROM machine.ahead';
GRANT USAGE ON SCHEMA machine TO PUBLIC;
GRANT SELECT ON machine.ahead TO PUBLIC;
"""
_SET = "UPDATE machine.ahead SET by = %s - pg_catalog.clock_timestamp()"


class Times:
    """The time of one example; `monotonic` is what the wire waits by."""

    def __init__(self, traveller: Any, watching: psycopg.Connection[Any]) -> None:
        self._traveller = traveller
        self._watching = watching
        self._jumped = 0.0

    def begin(self) -> None:
        """Back to the beginning."""
        self._traveller.move_to(BEGINNING)
        self._watching.execute(_SET, [datetime.now(UTC)])
        clock.forget()

    def pass_(self, by: timedelta) -> None:
        """Let so much time pass at once."""
        self._jumped += by.total_seconds()
        self._traveller.shift(by)
        self._watching.execute("UPDATE machine.ahead SET by = by + %s", [by])
        clock.forget()

    def monotonic(self) -> float:
        """Seconds that only grow."""
        return time.monotonic() + self._jumped


@contextmanager
def installed() -> Iterator[tuple[Times, psycopg.Connection[Any]]]:
    """The time, and a connection that sees all rows by it."""
    name = str(connections["default"].settings_dict["NAME"])
    beyond = database.unbound()
    beyond.execute(_INSTALL)
    beyond.execute(f"ALTER DATABASE {name} SET search_path = machine, pg_catalog, public")
    connections.close_all()
    watching = psycopg.connect(beyond.info.dsn, password=beyond.info.password, autocommit=True)
    try:
        with time_machine.travel(BEGINNING, tick=True) as traveller, watching:
            times = Times(traveller, watching)
            told = SimpleNamespace(monotonic=times.monotonic)
            with _each(told):
                yield times, watching
    finally:
        connections.close_all()
        beyond.execute(f"ALTER DATABASE {name} RESET search_path")
        beyond.execute("DROP SCHEMA machine CASCADE")


@contextmanager
def _each(told: SimpleNamespace) -> Iterator[None]:
    """Whoever waits, waits by it."""
    with (
        patch.object(post, "time", told),
        patch.object(lines, "time", told),
        patch.object(wire, "time", told),
        patch.object(run, "time", told),
        patch.object(patience, "time", told),
    ):
        yield
