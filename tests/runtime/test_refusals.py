"""What a person reads when something is wrong before the start: always what, and the way out."""

import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.run import browser, environment, preflight, probe
from config.run.errors import RunError
from config.run.readiness import what_is_missing

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def busy() -> "socket.socket":
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def test_a_taken_port_is_named_with_its_holder_and_its_variable(busy: socket.socket) -> None:
    port = busy.getsockname()[1]
    with busy, pytest.raises(RunError) as refused:
        preflight.check_ports({"web": port})
    assert f"Port {port} (web) is taken by" in str(refused.value)
    assert f"(process {os.getpid()})" in str(refused.value)
    assert f"PORT={port + 10} make run" in str(refused.value)


def test_the_whole_start_ends_with_that_sentence(busy: socket.socket, tmp_path: Path) -> None:
    env = {
        "SEQOPS_STATE": str(tmp_path),
        "PORT": "0",
        "SANDBOX_PORT": "0",
        "INBOUND_PORT": str(busy.getsockname()[1]),
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path]),
    }
    command = [sys.executable, "-m", "config.run.supervisor"]
    with busy:
        done = subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert re.search(r"Port \d+ \(inbound\) is taken.*INBOUND_PORT=\d+ make run", done.stderr)
    assert "Traceback" not in done.stderr


def test_two_programs_never_get_one_port() -> None:
    with pytest.raises(RunError, match="must differ: PORT=8000, SANDBOX_PORT=8000"):
        preflight.check_ports({"web": 8000, "sandbox": 8000})


def test_a_full_disk_is_said_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nearly full: \d+ MB are free"):
        preflight.check_disk(tmp_path, least=2**62)


def test_a_missing_package_is_named() -> None:
    with pytest.raises(RunError, match=r"Missing Python packages: no_such_package\. .*make run"):
        preflight.check_packages(("json", "no_such_package"))


@pytest.mark.parametrize("value", ["http", "70000", "-1"])
def test_a_port_must_be_a_number_that_exists(tmp_path: Path, value: str) -> None:
    with pytest.raises(RunError, match="INBOUND_PORT must be a port"):
        environment.plan(tmp_path, {"INBOUND_PORT": value})


def test_a_port_of_zero_means_any_free_one(tmp_path: Path) -> None:
    env = {"PORT": "0", "SANDBOX_PORT": "0", "INBOUND_PORT": "0"}
    plan = environment.plan(tmp_path, env)
    assert len(set(plan.ports.values()) - {0}) == 3
    assert plan.env["PUBLIC_URL"] == f"http://127.0.0.1:{plan.ports['web']}"


def test_the_real_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("# note\nexport LOG_LEVEL='DEBUG' \nDEMO=0 # no\nPORT=\n")
    plan = environment.plan(tmp_path, {"LOG_LEVEL": "ERROR"})
    assert (plan.env["LOG_LEVEL"], plan.demo) == ("ERROR", False)
    assert plan.ports["web"] == 8000


def test_a_line_of_the_file_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PORT=8000\nrm -rf\n")
    with pytest.raises(RunError, match=r"\.env line 2"):
        environment.plan(tmp_path, {})


NAMES = st.from_regex(r"[A-Z][A-Z_]{0,8}", fullmatch=True)


@given(st.dictionaries(NAMES, st.text(st.characters(exclude_characters="\n"))))
def test_every_quoted_value_comes_back_as_written(values: dict[str, str]) -> None:
    text = "\n".join(f'{name}="{value}"' for name, value in values.items())
    assert environment.read_dotenv(text) == values


def test_secrets_are_made_once_and_kept_private(tmp_path: Path) -> None:
    first = environment.plan(tmp_path, {}).env
    second = environment.plan(tmp_path, {}).env
    assert (first["SECRET_KEY"], first["VAULT_KEY"]) == (second["SECRET_KEY"], second["VAULT_KEY"])
    assert first["SECRET_KEY"] != first["VAULT_KEY"]
    assert (tmp_path / "var/run/secret_key").stat().st_mode & 0o077 == 0


def test_no_program_but_the_set_up_learns_the_owners_url(tmp_path: Path) -> None:
    plan = environment.plan(tmp_path, {"DATABASE_OWNER_URL": "postgresql://owner@/x"})
    assert plan.owner_url == "postgresql://owner@/x"
    assert "DATABASE_OWNER_URL" not in plan.env


def test_mail_that_goes_elsewhere_leaves_no_sandbox_log_to_believe(tmp_path: Path) -> None:
    plan = environment.plan(tmp_path, {"EMAIL_URL": "smtp://relay.example"})
    assert plan.sandbox_dir == ""
    assert "sandbox" not in plan.ports


def test_a_console_that_does_not_answer_is_not_ready() -> None:
    assert "no good answer yet" in what_is_missing(1)


def test_a_browser_that_is_named_but_missing_is_said() -> None:
    with pytest.raises(RunError, match="CHROMIUM is /no/such/browser"):
        browser.chromium({"CHROMIUM": "/no/such/browser"})


def test_an_installed_browser_is_taken_before_anything_is_installed() -> None:
    have = {"chromium-browser": "/usr/bin/chromium-browser"}.get
    assert browser.chromium({}, which=have) == "/usr/bin/chromium-browser"


def test_without_a_package_manager_the_way_out_is_told() -> None:
    with pytest.raises(RunError, match=r"need Chromium.*your system's package manager.*CHROMIUM"):
        browser.install(which=lambda name: None)


def test_a_health_check_fails_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert probe.main(["smtp", "127.0.0.1:1"]) == 1
    assert capsys.readouterr().err.count("\n") == 1


def test_a_page_that_fails_is_unwell(busy: socket.socket) -> None:
    address = f"http://127.0.0.1:{busy.getsockname()[1]}/healthz"
    answer = b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    with busy, ThreadPoolExecutor() as pool:
        asked = pool.submit(probe.main, ["http", address])
        with busy.accept()[0] as connection:
            connection.recv(1024)
            connection.sendall(answer)
        assert asked.result() == 1


def test_a_schedule_that_is_not_written_any_more_is_unwell(tmp_path: Path) -> None:
    schedule = tmp_path / "schedule.db"
    schedule.touch()
    assert probe.main(["fresh", str(tmp_path / "schedule"), "600"]) == 0
    os.utime(schedule, (0, 0))
    assert probe.main(["fresh", str(tmp_path / "schedule"), "600"]) == 1
