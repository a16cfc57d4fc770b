"""The servers that everything is measured on: PostgreSQL and Valkey of the project's own, with
full durability, in `var/bench`; and the databases in it.

Everybody's data lie in one cluster with one configuration. The harness itself looks in as the
superuser, because row level security would hide the workspaces from it; whoever is measured
connects as the application's role.
"""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from config.run.credentials import credentials
from config.run.servers import Servers, running
from tests.benchmarks.drain.listening import ROOT

STATE = ROOT / "var/bench"
SUPERUSER = "seqops_internal"


@dataclass
class Cluster:
    """The running servers. `made` are databases to be dropped at the end."""

    servers: Servers
    made: set[str] = field(default_factory=set)

    @property
    def postgres_pid(self) -> int:
        """The postmaster: all backends are below it."""
        return self.servers.children[0].pid

    @property
    def broker_pid(self) -> int:
        return self.servers.children[1].pid

    @property
    def log(self) -> Path:
        """Where those who are measured write what they have to say."""
        folder = STATE / "log"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def url(self, database: str) -> str:
        """As the application's role."""
        return _in(self.servers.database_url, database)

    def owner_url(self, database: str) -> str:
        """As the owner, for peers that make their own tables."""
        return _in(self.servers.database_owner_url, database)

    def superuser(self, database: str = "postgres") -> "psycopg.Connection[Any]":
        """A connection that sees everything, in autocommit."""
        parts = urlsplit(self.servers.database_url)
        secret = credentials(self.servers.home).superuser
        url = urlunsplit(parts._replace(netloc=f"{SUPERUSER}:{secret}@", path=f"/{database}"))
        return psycopg.connect(url, autocommit=True)

    def create(self, name: str, template: str = "template0") -> str:
        """A new database, a copy of `template`; an old one of that name goes first. The
        checkpoint keeps what copying wrote out of what is measured next."""
        self.drop(name)
        words = "CREATE DATABASE {} TEMPLATE {} OWNER seqops_owner STRATEGY FILE_COPY"
        self._do(words, name, template)
        self.made.add(name)
        with self.superuser() as connection:
            connection.execute("CHECKPOINT")
        return name

    def drop(self, name: str) -> None:
        """Drop a database, whoever is still connected."""
        self._do("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
        self.made.discard(name)

    def forget_messages(self) -> None:
        """Empty the broker: what a former round left must not be carried on."""
        self.broker.flushall()

    def waiting(self, queue: str = "celery") -> int:
        """How many messages wait in a queue."""
        return int(self.broker.llen(queue))

    @cached_property
    def broker(self) -> Any:
        """A client of the broker."""
        import redis

        return redis.Redis.from_url(self.servers.redis_client_url)

    def _do(self, words: str, *names: str) -> None:
        with self.superuser() as connection:
            connection.execute(sql.SQL(words).format(*map(sql.Identifier, names)))


@contextmanager
def started() -> Iterator[Cluster]:
    """The servers for the length of the block; every database that was made is dropped."""
    with ExitStack() as stack:
        servers = stack.enter_context(running(ROOT, name=STATE.name))
        cluster = Cluster(servers)
        stack.callback(_clean, cluster)
        yield cluster


def _clean(cluster: Cluster) -> None:
    for name in sorted(cluster.made):
        cluster.drop(name)
    cluster.forget_messages()


def speak_to(cluster: Cluster, sink_url: str) -> None:
    """Tell this process where the servers are, before Django is loaded."""
    os.environ |= {
        "DEMO": "1",
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "DATABASE_URL": cluster.servers.database_url,
        "DATABASE_OWNER_URL": cluster.servers.database_owner_url,
        "REDIS_URL": cluster.servers.redis_url,
        "EMAIL_URL": sink_url,
        "LOG_LEVEL": "WARNING",
    }


def _in(url: str, database: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))
