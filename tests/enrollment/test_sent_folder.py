"""The Sent folder over IMAP: read-only, one connection a mailbox, and every way to fail."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enrollment.evidence.sent_folder import Box, SentFolders, read_boxes
from enrollment.evidence.shapes import Evidence, Outcome, Wanted
from enrollment.incoming import session
from tests import imap_fake
from tests.imap_fake import Folder, Server, Talk

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
BOB = "bob@mail.acme.example"


def wanted(key: str, mailbox: str = BOB) -> Wanted:
    return Wanted(key, mailbox, NOW, NOW)


@pytest.fixture
def server() -> Iterator[Server]:
    """One message lies in Sent."""
    with imap_fake.running(password="secret") as running:
        running.folders["Sent"] = Folder(next_uid=7)
        running.add(b"Message-ID: <a@x.example>\r\n\r\nx", "Sent")
        yield running


def ask(server: Server, *keys: str, name: str = "Sent") -> list[Evidence]:
    box = Box("127.0.0.1", "bob", "secret", server.port, "none", name)
    said = SentFolders({BOB: box}).look([wanted(key) for key in keys], NOW)
    return [said[key] for key in keys]


def refuses(talk: Talk, tag: str) -> bool:
    talk.say(f"{tag} NO not here, secret")
    return True


def hangs(talk: Talk, tag: str) -> bool:
    return True


def test_a_copy_proves_that_it_was_sent(server: Server) -> None:
    (said,) = ask(server, "<a@x.example>")
    assert (said.outcome, said.reference) == (Outcome.FOUND, "Sent 7")


def test_no_copy_proves_nothing(server: Server) -> None:
    assert ask(server, "<b@x.example>")[0].outcome == Outcome.NOTHING


def test_the_folder_is_opened_for_reading_alone(server: Server) -> None:
    server.folders["[Gmail]/Sent Mail"] = Folder()
    ask(server, "<b@x.example>", name="[Gmail]/Sent Mail")
    assert 'EXAMINE "[Gmail]/Sent Mail"' in server.said
    assert not any(said.startswith(("SELECT", "STORE", "UID STORE")) for said in server.said)


def test_all_questions_about_a_mailbox_share_one_connection(server: Server) -> None:
    ask(server, "<a@x.example>", "<b@x.example>", "<c@x.example>")
    assert server.connections == 1


def test_messages_of_other_mailboxes_are_left_out() -> None:
    said = SentFolders({}).look([wanted("<a@x.example>", "eve@mail.acme.example")], NOW)
    assert said == {}


def test_a_message_id_that_would_break_the_question_is_not_asked(server: Server) -> None:
    (said,) = ask(server, '<a" DELETED "b@x.example>')
    assert said.outcome == Outcome.NOTHING
    assert not server.asked("DELETED")


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        ("LOGIN", "does not take this user name or password"),
        ("EXAMINE", "The mailbox has no such folder"),
        ("SEARCH", "The server refused"),
    ],
)
def test_a_refusal_is_told_in_a_sentence(server: Server, refused: str, sentence: str) -> None:
    server.plays[refused] = refuses
    (said,) = ask(server, "<a@x.example>")
    assert said.outcome == Outcome.UNREADABLE and sentence in said.reference
    assert "secret" not in said.reference


def test_a_server_that_hangs_is_left_in_time(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "COMMAND_SECONDS", 0.2)
    server.plays["SEARCH"] = hangs
    assert ask(server, "<a@x.example>")[0].reference == "The server did not answer in time."


def test_a_server_that_is_down_is_told() -> None:
    (said,) = ask(Server(port=9), "<a@x.example>")
    assert "takes no connections" in said.reference


def test_a_password_is_never_shown() -> None:
    assert "secret" not in repr(Box("127.0.0.1", "bob", "secret"))


def test_the_operators_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "boxes.json"
    path.write_text(json.dumps({BOB: {"host": "imap.x.example", "user": "b", "password": "p"}}))
    assert read_boxes(path)[BOB].port == 993


@pytest.mark.parametrize(
    "more", [{"security": "none"}, {"security": "maybe"}, {"folder": "Sent\r\nA1 LOGOUT"}]
)
def test_a_password_never_goes_over_an_open_line(tmp_path: Path, more: dict[str, str]) -> None:
    path = tmp_path / "boxes.json"
    said = {"host": "imap.x.example", "user": "b", "password": "p", **more}
    path.write_text(json.dumps({BOB: said}))
    with pytest.raises(ValueError, match="bob"):
        read_boxes(path)
