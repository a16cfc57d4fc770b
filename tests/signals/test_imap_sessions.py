"""Sessions with IMAP servers: encrypted, logged in, and within bounds whatever a server does."""

import socket
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import Settings

from enrollment.channels.dialing import NetworkInTransaction
from enrollment.channels.relay import Auth, Relay, Security
from enrollment.incoming import session, trying
from enrollment.incoming.faults import Broken, Fault, NoFolder, NotLoggedIn
from enrollment.incoming.folder_names import written
from enrollment.incoming.session import Session
from tests import imap_fake
from tests.enrollment.outside import HOST, Authority, Names, authority
from tests.imap_fake import Folder, Server, Talk
from tests.signals.letters import letter


@pytest.fixture
def server() -> Iterator[Server]:
    with imap_fake.running() as running:
        yield running


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Names:
    settings.SENDER_NETWORKS = ["127.0.0.0/8"]
    known = Names()
    monkeypatch.setattr(socket, "getaddrinfo", known)
    return known


@pytest.fixture
def trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    made = authority(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(made.trusted))
    return made


def at(server: Server, secret: str = "right", auth: Auth = Auth.PASSWORD) -> Relay:
    """The server, as an operator would name it."""
    return Relay("127.0.0.1", server.port, Security.NONE, "rep", secret, auth=auth, guarded=False)


def typed(server: Server, security: Security, host: str = HOST) -> Relay:
    """The server, as a person of a workspace would name it."""
    return Relay(host, server.port, security, "rep", "right")


def says(line: str) -> Callable[[Talk, str], bool]:
    def play(talk: Talk, tag: str) -> bool:
        talk.say(line.replace("{tag}", tag))
        return True

    return play


def test_a_password_may_hold_any_sign(server: Server) -> None:
    server.password = 'a "quoted" \\ word'
    session.opened(at(server, server.password)).close()
    assert server.logged_in == ["rep"]


def test_a_token_is_shown_as_google_and_microsoft_want_it(server: Server) -> None:
    session.opened(at(server, auth=Auth.OAUTH)).close()
    assert server.logged_in == ["rep"]


@pytest.mark.parametrize("auth", list(Auth))
def test_a_refused_log_in_is_a_sentence_without_the_servers_words(
    server: Server, auth: Auth
) -> None:
    server.refusal = "NO your password is wrong-secret"
    with pytest.raises(NotLoggedIn) as caught:
        session.opened(at(server, "wrong-secret", auth))
    assert "wrong-secret" not in str(caught.value) and "Enter it again" in str(caught.value)


def test_a_log_in_that_is_not_possible_now_is_tried_again_soon(server: Server) -> None:
    server.refusal = "NO [UNAVAILABLE] later"
    with pytest.raises(Broken) as caught:
        session.opened(at(server, "wrong"))
    assert not caught.value.is_lasting


def test_who_asks_for_an_app_password_is_understood(server: Server) -> None:
    server.refusal = "NO [ALERT] Application-specific password required"
    with pytest.raises(NotLoggedIn, match="app password"):
        session.opened(at(server, "wrong"))


def test_tls_from_the_start_is_checked_for_the_name(trusted: Authority, names: Names) -> None:
    names.answers["other.acme.test"] = [["127.0.0.1"]]
    with imap_fake.running(trusted.context()) as server:
        session.opened(typed(server, Security.TLS)).close()
        with pytest.raises(Broken, match="certificate"):
            session.opened(typed(server, Security.TLS, "other.acme.test"))
    assert server.logged_in == ["rep"]


def test_starttls_comes_before_the_log_in(trusted: Authority, names: Names) -> None:
    offers = "IMAP4rev1 STARTTLS IDLE"
    with imap_fake.running(offers=offers) as server:
        server.context = trusted.context()
        session.opened(typed(server, Security.STARTTLS)).close()
    assert server.logged_in == ["rep"]
    assert server.said.index("STARTTLS") < server.said.index('LOGIN "rep" "right"')


def test_without_starttls_no_password_is_shown(names: Names, server: Server) -> None:
    with pytest.raises(Broken):
        session.opened(typed(server, Security.STARTTLS))
    assert not server.asked("LOGIN")


def test_words_before_the_encryption_are_not_taken_for_the_servers(
    trusted: Authority, names: Names
) -> None:
    with imap_fake.running(offers="IMAP4rev1 STARTTLS") as server:
        server.plays["STARTTLS"] = says("{tag} OK begin\r\n* CAPABILITY IMAP4rev1 AUTH=EVIL")
        with pytest.raises(Broken):
            session.opened(typed(server, Security.STARTTLS))
    assert not server.asked("LOGIN")


def test_nobody_waits_for_the_network_inside_a_transaction(
    db: None, names: Names, server: Server
) -> None:
    with pytest.raises(NetworkInTransaction), transaction.atomic():
        session.opened(typed(server, Security.NONE))


@pytest.mark.parametrize(
    "line",
    [
        "* 1 FETCH (UID 1 BODY[] {99999999999}",
        "* 1 FETCH (UID 1 BODY[] {" + "9" * 5_000 + "}",
        "* 1 FETCH (UID 1 BODY[] {12000000}",
        "* " + "x" * 1_200_000,
        "* SEARCH " + "9" * 2_000_000,
        "\x00\xff\xfe nonsense",
        "+ go on",
        "nobody OK done",
        "* BYE",
        "{tag} WHAT done",
        "",
    ],
    ids=lambda line: line[:30] or "nothing",
)
def test_a_hostile_answer_ends_in_a_sentence(
    server: Server, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "COMMAND_SECONDS", 0.5)
    monkeypatch.setattr(session, "FETCH_SECONDS", 0.5)
    server.add(letter("x"))
    made = session.opened(at(server))
    made.examine("INBOX")
    server.plays["FETCH"] = server.plays["SEARCH"] = says(line)
    for ask in (lambda: made.whole(1, 1_000_000), lambda: made.after(0)):
        with pytest.raises(Fault):
            ask()
    made.close()


def test_a_server_that_says_one_sign_at_a_time_is_left(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def drips(talk: Talk, tag: str) -> bool:
        for _ in range(40):
            talk.wfile.write(b"x")
            time.sleep(0.05)
        return True

    monkeypatch.setattr(session, "COMMAND_SECONDS", 0.3)
    server.plays["LIST"] = drips
    made = session.opened(at(server))
    began = time.monotonic()
    with pytest.raises(Broken, match="in time"):
        made.purposes("INBOX")
    assert time.monotonic() - began < 1.5
    made.close()


def test_a_server_that_answers_each_question_just_in_time_is_left_all_the_same(
    server: Server,
) -> None:
    made = session.opened(at(server))
    made.hurry(time.monotonic() - 1)
    with pytest.raises(Broken, match="in time"):
        made.examine("INBOX")
    made.close()


def test_a_mail_that_holds_what_looks_like_an_answer_is_only_a_mail(server: Server) -> None:
    raw = b"Subject: x\r\n\r\n* BYE\r\n)\r\nA001 NO what {5}\r\n"
    uid = server.add(raw)
    made = session.opened(at(server))
    made.examine("INBOX")
    assert made.whole(uid, 1_000) == raw
    made.close()


def test_what_is_gone_has_no_size_and_no_text(server: Server) -> None:
    made = session.opened(at(server))
    made.examine("INBOX")
    assert (made.sizes([5]), made.whole(5, 1_000), made.head(5)) == ({}, None, None)
    made.close()


def test_mails_are_found_by_number_and_by_day(server: Server) -> None:
    server.add(letter("x"), day=date(2026, 1, 5))
    server.add(letter("y"), day=date(2026, 2, 5))
    made = session.opened(at(server))
    made.examine("INBOX")
    assert (made.after(0), made.after(1), made.after(2)) == ([1, 2], [2], [])
    assert made.since(date(2026, 2, 1)) == [2]
    made.close()


def test_whoever_waits_is_told_of_new_mail(server: Server) -> None:
    made = session.opened(at(server))
    made.examine("INBOX")
    assert not made.begin_idle()
    server.add(letter("x"))
    made.sock.settimeout(5)
    made.end_idle()
    assert made.after(0) == [1]
    made.close()


def test_a_server_that_does_not_keep_its_numbers_is_not_read(server: Server) -> None:
    server.plays["EXAMINE"] = says("{tag} OK open")
    made = session.opened(at(server))
    with pytest.raises(Fault, match="number"):
        made.examine("INBOX")
    made.close()


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("INBOX", '"INBOX"'),
        ("Gesendet & gelesen", '"Gesendet &- gelesen"'),
        ("Entwürfe", '"Entw&APw-rfe"'),
        ("台北", '"&U,BTFw-"'),
        ('a"b\\c', '"a\\"b\\\\c"'),
    ],
)
def test_a_folders_name_is_written_as_servers_know_it(name: str, word: str) -> None:
    assert written(name) == word


@given(st.text(max_size=30).filter(str.isprintable))
def test_any_name_becomes_one_word_of_ascii(name: str) -> None:
    word = written(name)
    assert word.isascii() and word.isprintable()
    assert word[0] == word[-1] == '"'


def test_a_test_opens_every_folder_and_fetches_nothing(server: Server) -> None:
    server.folders["Leads"] = Folder()
    finding = trying.probe(at(server), ["INBOX", "Leads"])
    assert (finding.verdict, "at once" in finding.says) == ("passed", True)
    assert not server.asked("FETCH")


@pytest.mark.parametrize(
    ("folder", "sentence"), [("Nowhere", "no folder Nowhere"), ("Sent", "taken for answers")]
)
def test_a_test_says_what_is_wrong_with_a_folder(
    server: Server, folder: str, sentence: str
) -> None:
    server.folders["Sent"] = Folder(attributes="\\HasNoChildren \\Sent")
    finding = trying.probe(at(server), ["INBOX", folder])
    assert (finding.verdict, sentence in finding.says) == ("failed", True)


def test_a_test_of_nobody_is_a_sentence() -> None:
    finding = trying.probe(Relay("127.0.0.1", 9, Security.NONE, "rep", "x", guarded=False), [])
    assert (finding.verdict, "takes no connections" in finding.says) == ("failed", True)


def test_a_session_never_writes_to_a_folder(server: Server) -> None:
    made = session.opened(at(server))
    assert isinstance(made, Session)
    with pytest.raises(NoFolder):
        made.examine("Nowhere")
    assert server.asked('EXAMINE "Nowhere"')
    made.close()
