"""Fetching mail over IMAP: each mail once, in every order of failures, and when it was heard."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError

from enrollment.channels.relay import Relay, Security
from enrollment.incoming import session
from enrollment.incoming.faults import Fault, NoFolder
from enrollment.incoming.session import Session
from enrollment.models import Enrollment, Mailbox, SenderAccount, SendIntent
from signals import intake, retention
from signals.listener import MAX_MAIL
from signals.models import MailStream, Signal, StreamFolder
from signals.streams import polling, storing
from signals.streams.jobs import job
from tests import imap_fake
from tests.imap_fake import Server
from tests.signals.letters import absence, letter, reply
from tests.world import World

OLD = (datetime.now(UTC) - timedelta(days=200)).date()


@pytest.fixture
def server() -> Iterator[Server]:
    with imap_fake.running() as running:
        yield running


@pytest.fixture
def deaf(stream: "MailStream") -> None:
    Mailbox.objects.update(heard_at=None)


@pytest.fixture
def stream(in_acme: World, server: Server) -> MailStream:
    account = SenderAccount.objects.create(
        mailbox=in_acme.mailbox, kind="imap", host="127.0.0.1", port=server.port, folders=["INBOX"]
    )
    return MailStream.objects.create(account=account)


def opened(server: Server) -> Session:
    return session.opened(
        Relay("127.0.0.1", server.port, Security.NONE, "rep", "right", guarded=False)
    )


def poll(stream: MailStream, server: Server, *, over: bool = False) -> bool:
    work = job(stream.pk)
    assert work is not None
    made = opened(server)
    try:
        return polling.poll(work, made, lambda: over)
    finally:
        made.close()


def subjects() -> int:
    return int(Signal.objects.filter(source="mail").count())


def heard() -> datetime | None:
    return Mailbox.objects.get().heard_at


def test_a_reply_that_is_fetched_ends_the_sequence(
    stream: MailStream, server: Server, enrollment: Enrollment, intent: SendIntent
) -> None:
    server.add(reply(intent))
    assert poll(stream, server)
    assert Enrollment.objects.get().state == "exited"


def test_a_mail_is_fetched_once(stream: MailStream, server: Server) -> None:
    server.add(letter("One"))
    poll(stream, server)
    server.add(letter("Two"))
    poll(stream, server)
    poll(stream, server)
    assert subjects() == 2
    assert len(server.asked("BODY.PEEK[]")) == 2


def test_the_original_of_a_fetched_mail_is_kept_as_long_as_any_other(
    stream: MailStream, server: Server
) -> None:
    server.add(letter("Buy my ladders."))
    poll(stream, server)
    Signal.objects.update(received_at=datetime.now(UTC) - timedelta(days=31))
    assert retention.forget_old() == 1
    StreamFolder.objects.update(last_uid=0, validity=0)
    poll(stream, server)
    assert Signal.objects.get().raw is None


def test_the_folder_is_opened_for_reading_and_nothing_is_marked(
    stream: MailStream, server: Server
) -> None:
    server.add(letter("One"))
    poll(stream, server)
    assert not [each for each in server.said if each.startswith(("SELECT", "STORE", "UID STORE"))]
    assert all("PEEK" in each for each in server.asked("BODY"))


@pytest.mark.usefixtures("deaf")
def test_a_look_to_the_end_opens_the_ears(stream: MailStream, server: Server) -> None:
    before = datetime.now(UTC)
    poll(stream, server)
    stream.refresh_from_db()
    assert heard() is not None and heard() == stream.polled_at
    assert before <= (heard() or before) <= datetime.now(UTC)


@pytest.mark.usefixtures("deaf")
def test_while_mail_is_left_nothing_was_heard(
    stream: MailStream, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(polling, "AT_A_TIME", 2)
    for number in range(3):
        server.add(letter(str(number)))
    assert (poll(stream, server), heard(), subjects()) == (False, None, 2)
    assert poll(stream, server)
    assert heard() is not None and subjects() == 3


@pytest.mark.usefixtures("deaf")
def test_a_turn_that_is_over_stops_between_two_mails(stream: MailStream, server: Server) -> None:
    server.add(letter("One"))
    assert not poll(stream, server, over=True)
    assert (subjects(), heard()) == (0, None)


def test_after_a_new_numbering_what_came_lately_is_read_again_and_has_no_second_effect(
    stream: MailStream, server: Server
) -> None:
    server.add(letter("One"))
    server.add(letter("Long ago"), day=OLD)
    poll(stream, server)
    server.folders["INBOX"].validity = 8
    server.add(letter("Two"))
    poll(stream, server)
    assert subjects() == 2
    assert StreamFolder.objects.get().validity == 8


def test_numbers_that_have_gone_back_are_read_anew(stream: MailStream, server: Server) -> None:
    for number in range(3):
        server.add(letter(str(number)))
    poll(stream, server)
    inbox = server.folders["INBOX"]
    inbox.mails, inbox.next_uid = {}, 1
    server.add(letter("After the server was restored"))
    poll(stream, server)
    assert subjects() == 4


def test_another_account_at_the_same_numbering_is_read_anew(
    stream: MailStream, server: Server
) -> None:
    for number in range(3):
        server.add(letter(str(number)))
    poll(stream, server)
    SenderAccount.objects.update(user="somebody.else")
    server.folders["INBOX"].mails = {}
    server.add(letter("Of the other account"))
    server.folders["INBOX"].mails[1] = server.folders["INBOX"].mails.pop(4)
    poll(stream, server)
    assert subjects() == 4


def test_a_first_look_leaves_old_mail_alone(stream: MailStream, server: Server) -> None:
    server.add(letter("Long ago"), day=OLD)
    server.add(letter("Today"))
    poll(stream, server)
    assert subjects() == 1
    assert StreamFolder.objects.get().last_uid == 2


def test_killed_between_the_mail_and_its_position_it_comes_again_without_effect(
    stream: MailStream,
    server: Server,
    enrollment: Enrollment,
    intent: SendIntent,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def killed(self: Any, uid: int) -> None:
        raise SystemExit

    server.add(absence(intent))
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(polling._Reader, "_advance", killed)
        poll(stream, server)
    assert subjects() == 1
    until = Enrollment.objects.get().pause_until
    poll(stream, server)
    assert (subjects(), Enrollment.objects.get().pause_until) == (1, until)


@pytest.mark.usefixtures("deaf")
def test_a_database_that_is_away_moves_nothing_on(
    stream: MailStream, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **said: Any) -> None:
        raise OperationalError

    server.add(letter("One"))
    with monkeypatch.context() as patch, pytest.raises(OperationalError):
        patch.setattr(intake, "receive_mail", away)
        poll(stream, server)
    assert (StreamFolder.objects.get().stuck, heard()) == (0, None)
    poll(stream, server)
    assert subjects() == 1


def test_what_was_deleted_meanwhile_holds_nothing_up(stream: MailStream, server: Server) -> None:
    gone = server.add(letter("Gone"))
    server.add(letter("There"))

    def expunged(talk: imap_fake.Talk, tag: str) -> bool:
        server.folders["INBOX"].mails.pop(gone, None)
        return False

    server.plays["FETCH"] = expunged
    assert poll(stream, server)
    assert subjects() == 1


def test_a_bomb_is_not_fetched_and_a_person_is_asked(
    stream: MailStream, server: Server, enrollment: Enrollment, intent: SendIntent
) -> None:
    server.add(reply(intent), size=80_000_000)
    poll(stream, server)
    signal = Signal.objects.get(source="mail")
    assert (signal.state, signal.reading["cut_from"]) == ("held", 80_000_000)
    assert not server.asked("BODY.PEEK[])")


def test_a_mail_of_ten_megabytes_is_read(
    stream: MailStream, server: Server, enrollment: Enrollment, intent: SendIntent
) -> None:
    text = "\n".join(["x" * 900] * 10_400)
    server.add(reply(intent, f"Yes, call me.\n\n> {text}"))
    poll(stream, server)
    assert Signal.objects.get(source="mail").state in ("applied", "held")
    assert Enrollment.objects.get().state in ("exited", "on_hold")


@pytest.mark.usefixtures("deaf")
def test_a_mail_that_is_larger_than_its_server_said_is_taken_by_its_header(
    stream: MailStream, server: Server
) -> None:
    server.add(letter("x" * 500) + b"y" * (MAX_MAIL + 200_000), size=1_000)
    for _ in range(storing.WHOLE):
        with pytest.raises(Fault):
            poll(stream, server)
    assert (subjects(), heard()) == (0, None)
    assert poll(stream, server)
    assert Signal.objects.get(source="mail").reading["cut_from"] == 1_000


def test_a_mail_that_nothing_can_store_is_passed_over_and_counted(
    stream: MailStream, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = intake.receive_mail

    def chokes(raw: bytes, **said: Any) -> Any:
        if b"poison" in raw:
            raise ValueError("no")
        return taken(raw, **said)

    monkeypatch.setattr(intake, "receive_mail", chokes)
    server.add(letter("x", subject="poison"))
    server.add(letter("Behind it"))
    for _ in range(storing.WHOLE + storing.HEADER):
        with pytest.raises(Fault):
            poll(stream, server)
    assert poll(stream, server)
    stream.refresh_from_db()
    assert (stream.passed_over, subjects()) == (1, 1)


@pytest.mark.usefixtures("deaf")
def test_a_folder_that_vanished_keeps_no_other_from_being_read(
    stream: MailStream, server: Server
) -> None:
    SenderAccount.objects.update(folders=["Leads", "INBOX"])
    server.add(letter("In the inbox"))
    with pytest.raises(NoFolder, match="Leads"):
        poll(stream, server)
    assert (subjects(), heard()) == (1, None)


@pytest.mark.parametrize("attribute", ["\\Sent", "\\Drafts", "\\All"])
def test_own_mail_is_never_fetched(stream: MailStream, server: Server, attribute: str) -> None:
    server.folders["INBOX"].attributes = attribute
    server.add(letter("Mine"))
    with pytest.raises(NoFolder, match="taken for answers"):
        poll(stream, server)
    assert subjects() == 0


@pytest.mark.parametrize(
    ("sender", "state"), [("peter@gmail.com", "exited"), ("rep@gmail.com", "active")]
)
def test_at_a_provider_that_strangers_share_our_address_alone_is_ours(
    stream: MailStream,
    server: Server,
    enrollment: Enrollment,
    intent: SendIntent,
    sender: str,
    state: str,
) -> None:
    Mailbox.objects.update(address="rep@gmail.com")
    server.add(reply(intent, sender=sender, To="rep@gmail.com"))
    poll(stream, server)
    assert Enrollment.objects.get().state == state


def test_an_own_mail_in_the_inbox_is_no_reply(
    stream: MailStream, server: Server, enrollment: Enrollment, intent: SendIntent
) -> None:
    server.add(reply(intent, sender="rep@mail.acme.example"))
    poll(stream, server)
    assert Enrollment.objects.get().state == "active"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 5_000,
        b"From: a\x00b@x.example\r\nMessage-ID: <\x00@x>\r\nSubject: \x00\xff\r\n\r\n\x00\xfe",
        b"Content-Type: text/plain; charset=no-such\r\n\r\n\xff\xfe\xfd",
        b"Delivered-To: " + b"rep+b-" * 20_000 + b"@mail.acme.example\r\n\r\nx",
        b"Return-Path: <" + b"a" * 100_000 + b"@x.example>\r\n\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 3_000,
    ],
    ids=["empty", "zeros", "zeros inside", "charset", "recipients", "sender", "parts"],
)
def test_whatever_lies_in_a_mailbox_is_stored_or_ignored_and_never_in_the_way(
    stream: MailStream, server: Server, raw: bytes
) -> None:
    server.add(raw)
    server.add(letter("Behind it"))
    assert poll(stream, server)
    assert subjects() == 2


def test_a_forged_probe_is_stored_like_any_mail(stream: MailStream, server: Server) -> None:
    server.add(letter("x", subject="seqops-probe x", To="rep+probe-1@mail.acme.example"))
    poll(stream, server)
    assert subjects() == 1
