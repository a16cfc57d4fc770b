"""The Sent folder over IMAP: read-only, one connection a mailbox, and every way to fail."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from enrollment.evidence import sent_folder
from enrollment.evidence.sent_folder import Box, SentFolders, read_boxes
from enrollment.evidence.shapes import Evidence, Outcome, Wanted
from tests.enrollment import imap_server

NOW = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
BOB = "bob@mail.acme.example"


def wanted(key: str, mailbox: str = BOB) -> Wanted:
    return Wanted(key, mailbox, NOW, NOW)


def ask(folder: imap_server.Folder, *keys: str, name: str = "Sent") -> list[Evidence]:
    box = Box("127.0.0.1", "bob", "secret", folder.port, "none", name)
    said = SentFolders({BOB: box}).look([wanted(key) for key in keys], NOW)
    return [said[key] for key in keys]


def test_a_copy_proves_that_it_was_sent() -> None:
    with imap_server.running("<a@x.example>") as folder:
        (said,) = ask(folder, "<a@x.example>")
    assert (said.outcome, said.reference) == (Outcome.FOUND, "Sent 7")


def test_no_copy_proves_nothing() -> None:
    with imap_server.running("<a@x.example>") as folder:
        assert ask(folder, "<b@x.example>")[0].outcome == Outcome.NOTHING


def test_the_folder_is_opened_for_reading_alone() -> None:
    with imap_server.running() as folder:
        ask(folder, "<b@x.example>", name="[Gmail]/Sent Mail")
    assert 'EXAMINE "[Gmail]/Sent Mail"' in folder.said
    assert not any(said.startswith(("SELECT", "STORE", "UID STORE")) for said in folder.said)


def test_all_questions_about_a_mailbox_share_one_connection() -> None:
    with imap_server.running("<a@x.example>") as folder:
        ask(folder, "<a@x.example>", "<b@x.example>", "<c@x.example>")
    assert folder.connections == 1


def test_messages_of_other_mailboxes_are_left_out() -> None:
    said = SentFolders({}).look([wanted("<a@x.example>", "eve@mail.acme.example")], NOW)
    assert said == {}


def test_a_message_id_that_would_break_the_question_is_not_asked() -> None:
    with imap_server.running() as folder:
        (said,) = ask(folder, '<a" DELETED "b@x.example>')
    assert said.outcome == Outcome.NOTHING
    assert not any("DELETED" in line for line in folder.said)


@pytest.mark.parametrize(
    ("refused", "sentence"),
    [
        ("LOGIN", "The server refused the log-in or the search."),
        ("EXAMINE", "The mailbox has no such folder."),
        ("SEARCH", "The server refused the log-in or the search."),
    ],
)
def test_a_refusal_is_told_in_a_sentence(refused: str, sentence: str) -> None:
    with imap_server.running(no=refused) as folder:
        (said,) = ask(folder, "<a@x.example>")
    assert (said.outcome, said.reference) == (Outcome.UNREADABLE, sentence)


def test_a_server_that_hangs_is_left_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sent_folder, "TIMEOUT_SECONDS", 0.2)
    with imap_server.running(hangs="SEARCH") as folder:
        (said,) = ask(folder, "<a@x.example>")
    assert said.reference == "The server did not answer in time."


def test_a_server_that_is_down_is_told() -> None:
    (said,) = ask(imap_server.Folder(port=9), "<a@x.example>")
    assert said.reference == "The server cannot be reached."


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
