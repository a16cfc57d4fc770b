"""The embedded Valkey (speaks Redis): a socket of our own, an append-only file, no port."""

import contextlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import redis

from config.run.account import Account
from config.run.child import Child, Spec, try_lock
from config.run.errors import RunError
from config.run.places import private_folder

_START_PATIENCE = 60.0
_ORPHAN_PATIENCE = 30.0


@dataclass(frozen=True)
class Valkey:
    """One server: where its data and its socket lie, who runs it, its password."""

    home: Path
    sockets: Path
    binary: Path
    account: Account | None
    password: str
    log: Path
    durable: bool = True

    @property
    def socket(self) -> Path:
        """The only way in."""
        return self.sockets / "valkey.sock"

    @property
    def broker_url(self) -> str:
        """The URL as Celery (kombu) writes it."""
        return f"redis+socket://:{self.password}@{self.socket}?virtual_host=0"

    @property
    def client_url(self) -> str:
        """The same place as redis-py writes it."""
        return f"unix://:{self.password}@{self.socket}?db=0"

    def child(self) -> Child:
        """The server as a child process; not started yet. Its configuration comes through a
        pipe, so that the password shows in no list of processes."""
        data = private_folder(self.home / "valkey", self.account)
        return Child(
            Spec(
                name="valkey",
                argv=(str(self.binary), "-"),
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                cwd=data,
                log=self.log,
                account=self.account,
                stdin=self._configuration(data).encode(),
                lock=self.home / "valkey.lock",
            )
        )

    def _configuration(self, data: Path) -> str:
        lines = (
            "port 0",
            f'unixsocket "{self.socket}"',
            "unixsocketperm 700",
            f'dir "{data}"',
            f"appendonly {'yes' if self.durable else 'no'}",
            'save ""',
            "maxmemory-policy noeviction",
            f"requirepass {self.password}",
        )
        return "\n".join(lines) + "\n"

    def stop_orphan(self) -> None:
        """Stop a server that outlived its supervisor; it writes its file before it goes."""
        end = time.monotonic() + _ORPHAN_PATIENCE
        while (held := try_lock(self.home / "valkey.lock")) is None:
            if time.monotonic() > end:
                raise RunError(f"An earlier Valkey still works in {self.home} and does not stop.")
            with contextlib.suppress(redis.RedisError), self.client() as client:
                client.shutdown()
            time.sleep(0.1)
        os.close(held)

    def client(self) -> redis.Redis:
        """A client over the socket."""
        return redis.Redis.from_url(self.client_url, socket_timeout=5)

    def wait_until_ready(self, child: Child, give_up: Callable[[], bool]) -> None:
        """Wait until it answers, reading of its file included."""
        end = time.monotonic() + _START_PATIENCE
        with self.client() as client:
            while True:
                try:
                    client.ping()
                except redis.RedisError as error:
                    if child.exit_code() is not None or time.monotonic() > end or give_up():
                        raise RunError(f"Valkey does not start.\n{child.last_lines()}") from error
                else:
                    return
                time.sleep(0.02)
