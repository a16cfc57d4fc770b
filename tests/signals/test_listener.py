"""Real mail over real SMTP: 250 only after the commit, nothing lost, nothing doubled."""

import asyncio
import smtplib
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from django.db import OperationalError, connection, transaction
from pytest_django import Settings

from enrollment.models import Mailbox, SendIntent, Unheeded
from signals import ears, intake, listener, reactions, tasks
from signals.models import Signal
from tenancy import clock
from tenancy.scope import scope
from tests.enrollment.stage import always_open
from tests.relay import wait_for
from tests.signals.letters import absence, bounce, complaint, full, letter, reply, unclear
from tests.signals.stage import send_next, started
from tests.world import World, approved, contact, mailbox

REP = "rep@mail.acme.example"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server(Controller):
    """The listener on a free port, in a thread."""

    def __init__(self) -> None:
        super().__init__(
            listener.Inbound(), hostname="127.0.0.1", port=free_port(), ready_timeout=10
        )

    def factory(self) -> object:
        """Every connection as `serve` makes it."""
        return listener.connection(self.handler, loop=self.loop)


def in_pool(handler: listener.Inbound) -> None:
    """Close the database connections of the handler's threads."""
    with ThreadPoolExecutor(1):
        for _ in range(listener.THREADS):
            handler.pool.submit(connection.close)
    handler.pool.shutdown()
    handler.afterwards.pool.submit(connection.close)
    handler.afterwards.pool.shutdown()


@pytest.fixture
def server(transactional_db: None, acme: World, settings: Settings) -> Iterator[Server]:
    running = Server()
    running.start()
    settings.INBOUND_HOST, settings.INBOUND_PORT = "127.0.0.1", running.port
    yield running
    running.stop()
    in_pool(running.handler)


def send_to(port: int, raw: bytes, *recipients: str, sender: str = "peter@initech.example") -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as client:
        client.sendmail(sender, recipients or [REP], raw)


def send(server: Server, raw: bytes, *recipients: str, sender: str = "peter@x.example") -> None:
    """Until it has had its effect, too."""
    send_to(server.port, raw, *recipients, sender=sender)
    assert server.handler.afterwards.wait(10)


def signals(world: World) -> list[Signal]:
    with scope(world.workspace.pk), transaction.atomic():
        return list(Signal.objects.order_by("received_at"))


def test_a_mail_is_stored_before_it_is_answered(acme: World, server: Server) -> None:
    send(server, letter("Call me."))
    (signal,) = signals(acme)
    assert (signal.mailbox_id, signal.state) == (acme.mailbox.pk, "ignored")


def test_a_tagged_address_is_ours_whatever_its_case(acme: World, server: Server) -> None:
    send(server, letter("Call me."), f"REP+b-{'0' * 32}@Mail.Acme.Example")
    assert len(signals(acme)) == 1


def test_a_bounce_without_a_sender_is_taken(acme: World, server: Server) -> None:
    send(server, letter("Undelivered."), sender="")
    assert len(signals(acme)) == 1


def test_by_lmtp_each_recipient_has_an_answer(acme: World, server: Server) -> None:
    tagged = f"rep+b-{'0' * 32}@mail.acme.example"
    with smtplib.LMTP("127.0.0.1", server.port) as client:
        client.ehlo()
        client.mail("peter@initech.example")
        codes = [client.rcpt(each)[0] for each in (REP, tagged, "nobody@else.example")]
        answers = [client.data(letter("Call me."))[0], client.getreply()[0], client.noop()[1]]
    assert (codes, answers) == ([250, 250, 550], [250, 250, b"OK"])
    assert len(signals(acme)) == 1


@pytest.mark.parametrize("address", ["nobody@mail.acme.example", "rep@else.example", "rep"])
def test_a_mailbox_that_is_not_ours_is_refused(server: Server, address: str) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server, letter("Hello"), address)
    assert [code for code, _ in refused.value.recipients.values()] == [550]


@pytest.mark.parametrize("said", ["MAIL FROM:<", "VRFY <"])
def test_a_bracket_alone_is_no_address(server: Server, said: str) -> None:
    with smtplib.SMTP("127.0.0.1", server.port) as client:
        client.ehlo("mx.initech.example")
        code, _ = client.docmd(said)
        assert 500 <= code < 560
        assert client.noop()[0] == 250


def test_one_connection_too_many_is_put_off(
    acme: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Starting looks whether the port answers.
    wait_for(lambda: server.handler.connections == 0, 10)
    monkeypatch.setattr(listener, "MAX_CONNECTIONS", 1)
    with smtplib.SMTP("127.0.0.1", server.port, timeout=10):
        with pytest.raises(smtplib.SMTPConnectError) as refused:
            smtplib.SMTP("127.0.0.1", server.port, timeout=10)
        assert refused.value.smtp_code == 421
    wait_for(lambda: server.handler.connections == 0, 10)
    send(server, letter("Call me."))
    assert len(signals(acme)) == 1


def test_an_address_that_no_statement_takes_is_not_ours(acme: World) -> None:
    assert listener.places(["\ud800@mail.acme.example", "rep\0@mail.acme.example"]) == {}


def test_a_mail_that_is_too_large_is_refused_and_not_kept(acme: World, server: Server) -> None:
    raw = letter("x") + b"\r\n".join([b"y" * 900] * (listener.MAX_MAIL // 900 + 1))
    with pytest.raises(smtplib.SMTPResponseException) as refused:
        send(server, raw)
    assert (refused.value.smtp_code, signals(acme)) == (552, [])


def test_a_long_line_is_no_reason_to_lose_an_answer(acme: World, server: Server) -> None:
    send(server, letter("x") + b"z" * 200_000 + b"\r\n")
    assert len(signals(acme)) == 1


def taken(wire: bytes, limit: int = 64) -> tuple[bytes | None, bytes]:
    """What a connection takes for the mail, and what it leaves for the next command."""

    async def read() -> tuple[bytes | None, bytes]:
        handler = listener.Inbound()
        session = listener.Session8(handler, loop=asyncio.get_running_loop())
        session._reader = asyncio.StreamReader(limit)
        session._reader.feed_data(wire)
        found = await session._content()
        session._reader.feed_eof()
        handler.pool.shutdown()
        return found, await session._reader.read()

    return asyncio.run(read())


@pytest.mark.parametrize(
    ("wire", "content"),
    [
        (b".", b""),
        (b"\r\n.", b"\r\n"),
        (b"a\r\n.", b"a\r\n"),
        (b"..\r\n..a\r\na.\r\n.", b".\r\n.a\r\na.\r\n"),
        (b".\n\r\n.\r.\r\n\n.\n\r\n.", b"\n\r\n\r.\r\n\n.\n\r\n"),
        (b"a" * 59 + b"\r\n.", b"a" * 59 + b"\r\n"),
        (b"a" * 60 + b"\r\n" + b"b" * 300 + b".\r\n.", b"a" * 60 + b"\r\n" + b"b" * 300 + b".\r\n"),
    ],
)
def test_a_mail_ends_with_its_lone_dot_and_loses_the_dots_that_were_added(
    wire: bytes, content: bytes
) -> None:
    assert taken(wire + b"\r\nQUIT\r\n") == (content, b"QUIT\r\n")


@pytest.mark.parametrize(
    ("line", "count"), [(b"\r\n", 5_000_000), (b"a" * 100 + b"\r\n", 110_000), (b"a", 11_000_000)]
)
def test_a_mail_takes_no_more_memory_than_a_few_of_its_size(line: bytes, count: int) -> None:
    wire = line * count + b"\r\n.\r\n"
    tracemalloc.start()
    try:
        content, _ = taken(wire, listener.Session8.line_length_limit)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (content is None) == (len(wire) > listener.MAX_MAIL)
    assert peak < 5 * listener.MAX_MAIL


def test_the_database_away_makes_the_sender_keep_the_mail(
    acme: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: object, **said: object) -> None:
        raise OperationalError

    raw = letter("Call me.")
    with monkeypatch.context() as broken:
        broken.setattr(intake, "store", away)
        with pytest.raises(smtplib.SMTPDataError) as refused:
            send(server, raw)
        assert refused.value.smtp_code == 451
    assert signals(acme) == []
    send(server, raw)
    assert len(signals(acme)) == 1


def test_the_database_away_at_the_address_is_no_refusal_for_good(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(addresses: object) -> None:
        raise OperationalError

    monkeypatch.setattr(listener, "places", away)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        send(server, letter("Hello"))
    assert [code for code, _ in refused.value.recipients.values()] == [451]


def test_a_mail_for_two_workspaces_is_stored_in_each(
    acme: World, globex: World, server: Server
) -> None:
    send(server, letter("Hello both."), REP, "rep@mail.globex.example")
    assert [len(signals(world)) for world in (acme, globex)] == [1, 1]


def test_a_second_try_after_half_a_success_doubles_nothing(
    acme: World, globex: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_mail = intake.keep_mail

    def half(raw: bytes, **said: object) -> object:
        if said["mailbox_id"] == globex.mailbox.pk:
            raise OperationalError
        return keep_mail(raw, **said)  # type: ignore[arg-type] # passed on as it came

    raw = letter("Hello both.")
    with monkeypatch.context() as broken:
        broken.setattr(intake, "keep_mail", half)
        with pytest.raises(smtplib.SMTPDataError):
            send(server, raw, REP, "rep@mail.globex.example")
    send(server, raw, REP, "rep@mail.globex.example")
    assert [len(signals(world)) for world in (acme, globex)] == [1, 1]


def test_ten_deliveries_at_once_are_one_signal(acme: World, server: Server) -> None:
    raw = letter("Call me.")
    with ThreadPoolExecutor(10) as pool:
        list(pool.map(lambda _: send(server, raw), range(10)))
    assert len(signals(acme)) == 1


@pytest.fixture
def sent(acme: World, server: Server) -> SendIntent:
    """Peter has had our first message, for everybody to see."""
    with scope(acme.workspace.pk):
        with transaction.atomic():
            always_open(acme.workspace)
            version = approved(acme.admin, acme.other_admin)
            started(acme, version, contact(owner=acme.rep))
        clock.advance(timedelta(minutes=30))
        return send_next()


def test_everything_that_one_person_sends_at_once_is_settled(
    acme: World, server: Server, sent: SendIntent
) -> None:
    makers = (reply, absence, unclear, full, complaint)
    mails = [make(sent) for make in makers * 2] + [bounce(message_id=sent.message_id)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda raw: send(server, raw), mails))
    found = [signal.state for signal in signals(acme)]
    assert sorted(found) == ["applied"] * 9 + ["held"] * 2


def test_probes_open_the_ears_and_leave_nothing(acme: World, server: Server) -> None:
    with scope(acme.workspace.pk), transaction.atomic():
        Mailbox.objects.update(heard_at=datetime.now(UTC) - timedelta(hours=1))
    tasks.probe_ears()
    with scope(acme.workspace.pk), transaction.atomic():
        heard = Mailbox.objects.get().heard_at
    assert heard is not None
    assert datetime.now(UTC) - heard < timedelta(minutes=1)
    assert signals(acme) == []


def test_an_unmonitored_mailbox_is_not_probed(acme: World, server: Server) -> None:
    with scope(acme.workspace.pk):
        with transaction.atomic():
            mailbox("acme", acme.other_rep)
            Mailbox.objects.filter(pk=acme.mailbox.pk).update(unmonitored_by=acme.admin)
        assert ears.probe() == 1


def test_a_listener_that_is_down_leaves_the_ears_stale(
    transactional_db: None, acme: World, settings: Settings
) -> None:
    settings.INBOUND_HOST, settings.INBOUND_PORT = "127.0.0.1", 9
    with scope(acme.workspace.pk):
        assert ears.probe() == 0


def test_a_mail_is_answered_before_its_effect_and_holds_back_from_then_on(
    acme: World, server: Server, sent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on, attempt = threading.Event(), reactions.attempt

    def late(signal: Signal) -> Signal:
        go_on.wait(10)
        return attempt(signal)

    monkeypatch.setattr(reactions, "attempt", late)
    send_to(server.port, reply(sent), REP)
    with scope(acme.workspace.pk), transaction.atomic():
        assert (Signal.objects.get().state, Unheeded.objects.count()) == ("matched", 1)
    go_on.set()
    assert server.handler.afterwards.wait(10)
    with scope(acme.workspace.pk), transaction.atomic():
        assert (Signal.objects.get().state, Unheeded.objects.count()) == ("applied", 0)


def test_told_to_stop_it_still_answers_the_mail_it_is_storing(
    acme: World, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story() -> None:
        loop, stopped = asyncio.get_running_loop(), asyncio.Event()

        def slowly(*args: object) -> dict[UUID, list[Signal]]:
            loop.call_soon_threadsafe(stopped.set)
            time.sleep(0.3)
            return {}

        monkeypatch.setattr(listener, "deliver", slowly)
        port = free_port()
        serving = asyncio.create_task(listener.serve("127.0.0.1", port, stopped))
        await asyncio.sleep(0.05)
        # Raises unless the last mail is answered with 250.
        await asyncio.to_thread(send_to, port, letter("Call me."))
        await asyncio.wait_for(serving, 5)

    asyncio.run(story())
    assert signals(acme) == []
