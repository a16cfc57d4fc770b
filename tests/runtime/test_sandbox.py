"""The sandbox relay as a real process over real SMTP: what it took, it can prove."""

import hashlib
import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config.run.errors import RunError
from config.run.sandbox import EvidenceLog, Options

ROOT = Path(__file__).resolve().parents[2]
MESSAGE = "From: a@sender.example\r\nMessage-ID: <one@sender.example>\r\n\r\nHello\r\n.dot\r\n"


@dataclass(frozen=True)
class Running:
    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    def client(self) -> smtplib.SMTP:
        return smtplib.SMTP("127.0.0.1", self.port, timeout=10)

    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (self.folder / "log.jsonl").read_text().splitlines()]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def relay(folder: Path, **env: str) -> Iterator[Running]:
    port = free_port()
    env = {**os.environ, "SANDBOX_DIR": str(folder), "SANDBOX_PORT": str(port), **env}
    env["PYTHONPATH"] = os.pathsep.join([str(ROOT), *sys.path])
    command = [sys.executable, "-m", "config.run.sandbox"]
    process = subprocess.Popen(command, cwd=ROOT, env=env)
    try:
        wait_for_port(port)
        yield Running(port, folder, process)
    finally:
        process.terminate()
        assert process.wait(10) in (0, -signal.SIGKILL)


def wait_for_port(port: int) -> None:
    end = time.monotonic() + 15
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("the relay does not listen")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with relay(tmp_path_factory.mktemp("relay")) as running:
        yield running


def test_an_accepted_message_has_its_line_and_its_bytes(shared: Running) -> None:
    with shared.client() as client:
        client.sendmail("a@sender.example", ["b@receiver.example"], MESSAGE)
    line = shared.lines()[-1]
    content = (shared.folder / "messages" / f"{line['queue_id']}.eml").read_bytes()
    assert content == MESSAGE.encode()
    assert line["sha256"] == hashlib.sha256(content).hexdigest()
    assert (line["message_id"], line["to"]) == ("<one@sender.example>", ["b@receiver.example"])


@pytest.mark.parametrize(
    ("address", "code", "text"),
    [
        ("unknown-user.7@receiver.example", 550, b"5.1.1"),
        ("Mailbox-Full@receiver.example", 452, b"4.2.2"),
        ("greylist-once@receiver.example", 451, b"4.7.1"),
    ],
)
def test_a_refused_recipient_leaves_no_line(
    shared: Running, address: str, code: int, text: bytes
) -> None:
    before = len(shared.lines())
    with shared.client() as client, pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        client.sendmail("a@sender.example", [address], MESSAGE)
    assert refused.value.recipients[address][0] == code
    assert refused.value.recipients[address][1].startswith(text)
    assert len(shared.lines()) == before


def test_greylisting_ends_at_the_second_try_of_the_same_sender(shared: Running) -> None:
    with shared.client() as client:
        client.ehlo()
        client.mail("a@sender.example")
        assert client.rcpt("greylist-2@receiver.example")[0] == 451
        assert client.rcpt("greylist-2@receiver.example")[0] == 250
        client.rset()
        client.mail("other@sender.example")
        assert client.rcpt("greylist-2@receiver.example")[0] == 451


def test_addresses_beyond_ascii_are_taken_and_kept(shared: Running) -> None:
    with shared.client() as client:
        client.sendmail(
            "jürgen@sender.example", ["zoë@receiver.example"], MESSAGE, mail_options=["SMTPUTF8"]
        )
    assert shared.lines()[-1]["to"] == ["zoë@receiver.example"]


def test_a_message_over_the_limit_is_refused_before_it_is_sent(shared: Running) -> None:
    with shared.client() as client:
        client.ehlo()
        assert client.mail("a@sender.example", ["SIZE=31457281"])[0] == 552


def test_a_client_that_leaves_before_the_dot_leaves_no_line(shared: Running) -> None:
    before = len(shared.lines())
    client = shared.client()
    client.ehlo()
    client.mail("a@sender.example")
    client.rcpt("b@receiver.example")
    client.docmd("DATA")
    client.send(MESSAGE.replace("\r\n.", "\r\n..").encode())
    client.close()
    with shared.client() as after:
        after.noop()
    assert len(shared.lines()) == before


def test_a_connection_dropped_after_the_dot_still_has_its_line(tmp_path: Path) -> None:
    with relay(tmp_path, SANDBOX_DROP_AFTER_DOT="1") as running:
        with pytest.raises(smtplib.SMTPServerDisconnected), running.client() as client:
            client.sendmail("a@sender.example", ["b@receiver.example"], MESSAGE)
        assert [line["message_id"] for line in running.lines()] == ["<one@sender.example>"]


def test_every_message_answered_before_a_kill_is_in_the_log_after_it(tmp_path: Path) -> None:
    answered: list[str] = []
    with relay(tmp_path) as running:
        senders = [threading.Thread(target=send_many, args=(running, answered, n)) for n in "abc"]
        for sender in senders:
            sender.start()
        while len(answered) < 30:
            time.sleep(0.005)
        running.process.kill()
        for sender in senders:
            sender.join()
    EvidenceLog(tmp_path).close()
    logged = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert set(answered) <= {line["message_id"] for line in logged}
    for line in logged:
        content = (tmp_path / "messages" / f"{line['queue_id']}.eml").read_bytes()
        assert hashlib.sha256(content).hexdigest() == line["sha256"]


def send_many(running: Running, answered: list[str], name: str) -> None:
    """Send until the relay goes away; note each Message-ID that was answered with 250."""
    try:
        with running.client() as client:
            for number in range(5_000):
                message_id = f"<{name}{number}@sender.example>"
                body = MESSAGE.replace("<one@sender.example>", message_id)
                client.sendmail("a@sender.example", ["b@receiver.example"], body)
                answered.append(message_id)
    except (smtplib.SMTPException, OSError):
        return


def test_a_message_that_outlasts_the_timeout_is_never_accepted(tmp_path: Path) -> None:
    with relay(tmp_path, SANDBOX_TIMEOUT="0.5") as running:
        client = running.client()
        client.ehlo()
        client.mail("a@sender.example")
        client.rcpt("b@receiver.example")
        client.docmd("DATA")
        time.sleep(0.8)
        with pytest.raises((smtplib.SMTPServerDisconnected, OSError)):
            client.send(b"late\r\n.\r\n")
            client.getreply()
        assert running.lines() == []


@given(keep=st.integers(min_value=0, max_value=400))
def test_a_torn_last_line_is_removed_and_whole_lines_are_kept(
    tmp_path_factory: pytest.TempPathFactory, keep: int
) -> None:
    folder = tmp_path_factory.mktemp("torn")
    log = EvidenceLog(folder)
    log.accept(MESSAGE.encode(), "a@sender.example", ["b@receiver.example"])
    log.accept(MESSAGE.encode(), "a@sender.example", ["b@receiver.example"])
    log.close()
    path = folder / "log.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:keep])
    EvidenceLog(folder).close()
    assert path.read_bytes() == whole[: whole.rfind(b"\n", 0, keep) + 1]


def test_a_full_disk_is_refused_and_leaves_no_part_of_a_line(tmp_path: Path) -> None:
    script = (
        "import resource, sys; from pathlib import Path; from config.run.sandbox import *;"
        "import signal; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "log = EvidenceLog(Path(sys.argv[1])); log.accept(b'x', 'a@b.example', ['c@d.example']);"
        "size = Path(sys.argv[1], 'log.jsonl').stat().st_size;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (size + 20, size + 20));"
        "log.accept(b'x', 'a@b.example', ['c@d.example'])"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path])}
    command = [sys.executable, "-c", script, str(tmp_path)]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert "OSError" in done.stderr
    assert (tmp_path / "log.jsonl").read_text().count("\n") == 1


def test_two_relays_never_write_one_log(tmp_path: Path) -> None:
    log = EvidenceLog(tmp_path)
    with pytest.raises(RunError, match="Another sandbox relay"):
        EvidenceLog(tmp_path)
    log.close()


def test_a_port_that_is_no_number_is_named() -> None:
    with pytest.raises(RunError, match="SANDBOX_"):
        Options.read({"SANDBOX_PORT": "smtp"})


def test_a_taken_port_names_the_variable_to_set(shared: Running, tmp_path: Path) -> None:
    path = os.pathsep.join([str(ROOT), *sys.path])
    env = {"SANDBOX_PORT": str(shared.port), "SANDBOX_DIR": str(tmp_path), "PYTHONPATH": path}
    done = subprocess.run(
        [sys.executable, "-m", "config.run.sandbox"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"127.0.0.1:{shared.port}" in done.stderr and "SANDBOX_PORT" in done.stderr
