"""The servers that are struck at: the suite's own when it runs us, else ones with full durability
in `var/chaos`, which can be killed as well."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

from config.run.credentials import credentials
from config.run.servers import Servers, running
from tests.benchmarks.drain.cluster import SUPERUSER, Cluster
from tests.benchmarks.drain.listening import ROOT

if TYPE_CHECKING:
    from pathlib import Path

NAME = "chaos"
# So that the order of two commits can be read from the server afterwards.
TRACKING = "track_commit_timestamp=on"


class Borrowed(Cluster):
    """Servers that somebody else runs, known by their addresses alone."""

    def superuser(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        """A connection that sees everything, in autocommit."""
        parts = urlsplit(os.environ["DATABASE_SUPERUSER_URL"])
        return psycopg.connect(urlunsplit(parts._replace(path=f"/{database}")), autocommit=True)


@contextmanager
def place(home: "Path") -> Iterator[Cluster]:
    """The servers for the length of the block; what was made in them is dropped. Those of
    DATABASE_URL and REDIS_URL where DATABASE_SUPERUSER_URL is given too. Says to this process
    where they are, so it comes before Django."""
    if "DATABASE_SUPERUSER_URL" in os.environ:
        yield from _left_clean(Borrowed(_borrowed(home)))
        return
    with running(ROOT, name=NAME, slots=4, settings=[TRACKING]) as servers:
        cluster = Cluster(servers)
        word = credentials(servers.home).superuser
        parts = urlsplit(servers.database_url)
        as_superuser = urlunsplit(parts._replace(netloc=f"{SUPERUSER}:{word}@"))
        os.environ |= {
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.database_owner_url,
            "DATABASE_SUPERUSER_URL": as_superuser,
            "REDIS_URL": servers.redis_url,
        }
        yield from _left_clean(cluster)


def _left_clean(cluster: Cluster) -> Iterator[Cluster]:
    try:
        yield cluster
    finally:
        for name in sorted(cluster.made):
            cluster.drop(name)


def _borrowed(home: "Path") -> Servers:
    known = os.environ
    return Servers(home, known["DATABASE_URL"], known["DATABASE_OWNER_URL"], known["REDIS_URL"])
