"""Clocks that are set while messages are on their way: the database's, and those of the workers.

In the round's own database a schema that is looked into before PostgreSQL's own holds
`clock_timestamp()` and `now()`, which add what a table says; so every statement of the product sees
the step. In the workers the modules that read the clock on the wall get another one. Monotonic
clocks go on as they do on a real machine.
"""

import sys
from collections.abc import Callable
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.benchmarks.drain.cluster import Cluster

_SCHEMA = """
CREATE SCHEMA chaos;
CREATE TABLE chaos.step (by interval NOT NULL);
INSERT INTO chaos.step VALUES (interval '0');
CREATE FUNCTION chaos.clock_timestamp() RETURNS timestamptz LANGUAGE sql VOLATILE AS
    'SELECT pg_catalog.clock_timestamp() + by FROM chaos.step';
CREATE FUNCTION chaos.now() RETURNS timestamptz LANGUAGE sql STABLE AS
    'SELECT pg_catalog.now() + by FROM chaos.step';
GRANT USAGE ON SCHEMA chaos TO PUBLIC;
GRANT SELECT ON chaos.step TO PUBLIC;
"""
# Whoever of the engine asks the machine for the time of day.
READERS = (
    "tenancy.clock",
    "enrollment.control",
    "enrollment.limits",
    "enrollment.tasks",
    "enrollment.dispatch.waiting",
    "enrollment.evidence.sandbox",
)


def install(cluster: "Cluster", database: str) -> None:
    """Make the clock of a database one that can be set; whoever connects from now on has it."""
    with cluster.superuser(database) as connection:
        connection.execute(_SCHEMA)
        words = f"ALTER DATABASE {database} SET search_path = chaos, pg_catalog, public"
        connection.execute(words.encode())


def set_database(execute: Callable[..., Any], by: timedelta) -> None:
    """The database's clock differs by so much from now on."""
    execute("UPDATE chaos.step SET by = %s RETURNING by", [by])


def set_workers(path: Path, by: timedelta) -> None:
    """The workers' clocks differ by so much from now on."""
    fresh = path.with_suffix(".new")
    fresh.write_text(str(by.total_seconds()))
    fresh.replace(path)


def obey(path: Path) -> None:
    """Let the readers of this process have the clock that `set_workers` sets."""

    class Stepped(datetime):
        """The time of day, and what the file adds to it."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Any:
            return datetime.now(tz) + timedelta(seconds=float(path.read_text()))

    for name in READERS:
        module = sys.modules[name]
        assert vars(module)["datetime"] is datetime, name
        vars(module)["datetime"] = Stepped
