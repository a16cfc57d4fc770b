"""`make manage`: a management command on the console that runs, and a sentence where none does."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from config.run import command, places, servers
from config.run.errors import RunError

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def state(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "state"
    places.discard(tmp_path / "state")


@pytest.fixture
def running(state: Path) -> Iterator[servers.Servers]:
    """The servers, and the note that the supervisor writes once everything is ready."""
    with servers.running(ROOT, state=state, durable=False) as run:
        note = {"ports": {"web": 8123, "sandbox": 8124, "inbound": 8125}}
        (state / "running.json").write_text(json.dumps(note))
        yield run


def asked(state: Path, **given: str) -> dict[str, str]:
    return command.environment_of(ROOT, {"SEQOPS_STATE": str(state), **given})


def test_where_no_console_runs_a_person_is_told_how_to_start_one(state: Path) -> None:
    with pytest.raises(RunError, match="Start it with `make run`"):
        asked(state)
    assert not state.exists()


def test_a_console_that_was_killed_counts_as_none(state: Path) -> None:
    state.mkdir()
    (state / "running.json").write_text("{}")
    with pytest.raises(RunError, match="not running"):
        asked(state)


def test_a_command_reaches_the_database_of_the_running_console(
    state: Path, running: servers.Servers
) -> None:
    env = asked(state)
    with psycopg.connect(env["DATABASE_URL"]) as connection:
        assert connection.execute("select current_user").fetchone() == ("seqops_app",)
    assert env["REDIS_URL"] == running.redis_url


def test_a_command_knows_the_address_of_the_running_console(
    state: Path, running: servers.Servers
) -> None:
    assert asked(state)["PUBLIC_URL"] == "http://127.0.0.1:8123"
    assert asked(state, PORT="9000")["PUBLIC_URL"] == "http://127.0.0.1:9000"


def test_servers_of_the_persons_own_stay_theirs(state: Path, running: servers.Servers) -> None:
    assert asked(state, DATABASE_URL="postgresql://mine/one")["DATABASE_URL"].endswith("mine/one")


def test_the_exit_code_is_that_of_the_command(state: Path, running: servers.Servers) -> None:
    env = {**os.environ, "SEQOPS_STATE": str(state)}
    words = ("sequences", "lint", "no-such-file.yaml")
    argv = [sys.executable, "-m", "config.run.command", *words]
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 1 and "no-such-file.yaml" in done.stderr
