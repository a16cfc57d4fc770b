"""Fetching from a real mailbox (Dovecot where it is installed): what only a server can answer."""

import socket
from collections.abc import Iterator

import pytest

from enrollment.channels.relay import Relay, Security
from enrollment.incoming import session, trying
from enrollment.incoming.faults import NoFolder
from enrollment.incoming.session import Session
from enrollment.models import Enrollment, SenderAccount, SendIntent
from signals.models import MailStream, Signal, StreamFolder
from signals.streams import polling
from signals.streams.jobs import job
from tests.signals import dovecot
from tests.signals.dovecot import Mailbox
from tests.signals.letters import letter, reply
from tests.world import World

LEADS = "Antworten & Entwürfe"


@pytest.fixture(scope="module")
def running() -> Iterator[Mailbox]:
    with dovecot.mailbox() as made:
        yield made


@pytest.fixture
def box(running: Mailbox) -> Iterator[Mailbox]:
    running.create(LEADS)
    yield running
    running.drop(LEADS)


@pytest.fixture
def stream(in_acme: World, box: Mailbox) -> MailStream:
    account = SenderAccount.objects.create(
        mailbox=in_acme.mailbox, kind="imap", host="127.0.0.1", port=box.port, folders=[LEADS]
    )
    return MailStream.objects.create(account=account)


def at(box: Mailbox) -> Relay:
    return Relay("127.0.0.1", box.port, Security.NONE, "rep", "right", guarded=False)


@pytest.fixture
def connected(box: Mailbox) -> Iterator[Session]:
    made = session.opened(at(box))
    yield made
    made.close()


def poll(stream: MailStream, connected: Session) -> bool:
    work = job(stream.pk)
    assert work is not None
    return polling.poll(work, connected, lambda: False)


def test_a_reply_is_fetched_and_ends_the_sequence(
    stream: MailStream,
    box: Mailbox,
    connected: Session,
    enrollment: Enrollment,
    intent: SendIntent,
) -> None:
    box.arrive(reply(intent), LEADS)
    assert poll(stream, connected)
    assert Enrollment.objects.get().state == "exited"


def test_a_folder_that_was_made_anew_is_read_again_and_nothing_twice(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    kept = letter("One")
    box.arrive(kept, LEADS)
    poll(stream, connected)
    before = StreamFolder.objects.get().validity
    box.drop(LEADS)
    box.create(LEADS)
    box.arrive(kept, LEADS)
    box.arrive(letter("Two"), LEADS)
    poll(stream, connected)
    assert StreamFolder.objects.get().validity != before
    assert Signal.objects.count() == 2


def test_after_everything_was_deleted_new_mail_is_found(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    box.arrive(letter("One"), LEADS)
    poll(stream, connected)
    box.empty(LEADS)
    assert poll(stream, connected)
    box.arrive(letter("Two"), LEADS)
    poll(stream, connected)
    assert Signal.objects.count() == 2


def test_a_mail_of_ten_megabytes_is_fetched(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    box.arrive(letter("\n".join(["x" * 900] * 10_400)), LEADS)
    assert poll(stream, connected)
    assert "cut_from" not in Signal.objects.get().reading


def test_a_larger_one_is_taken_by_its_header(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    box.arrive(letter("\n".join(["x" * 900] * 13_000)), LEADS)
    assert poll(stream, connected)
    assert Signal.objects.get().reading["cut_from"] > 11_000_000


def test_new_mail_is_told_of_while_waiting(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    poll(stream, connected)
    assert not connected.begin_idle()
    box.arrive(letter("One"), LEADS)
    connected.sock.settimeout(dovecot.PATIENCE)
    assert connected.sock.recv(1, socket.MSG_PEEK)
    connected.end_idle()
    poll(stream, connected)
    assert Signal.objects.count() == 1


def test_mail_that_came_between_the_look_and_the_waiting_is_told_of(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    poll(stream, connected)
    box.arrive(letter("One"), LEADS)
    is_told = connected.begin_idle()
    connected.sock.settimeout(dovecot.PATIENCE)
    assert is_told or connected.sock.recv(1, socket.MSG_PEEK)
    connected.end_idle()


def test_the_folder_of_sent_mail_is_known_by_what_the_server_says(
    stream: MailStream, connected: Session
) -> None:
    with pytest.raises(NoFolder, match="taken for answers"):
        trying.check(connected, "Sent")


def test_a_folder_that_vanished_is_named(
    stream: MailStream, box: Mailbox, connected: Session
) -> None:
    SenderAccount.objects.update(folders=["Nowhere", LEADS])
    box.arrive(letter("One"), LEADS)
    with pytest.raises(NoFolder, match="Nowhere"):
        poll(stream, connected)
    assert Signal.objects.count() == 1
