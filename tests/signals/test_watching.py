"""The process that fetches mail: at once when told, each stream by one process, and alone with its
failures."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from pytest_django import Settings

from enrollment.models import Mailbox, Notice, SenderAccount
from enrollment.senders import secrets
from enrollment.senders.secrets import Secrets
from signals.models import MailStream, Signal
from signals.streams import bell, keeping, turns, watching
from signals.streams.watching import Watch
from tenancy.scope import scope
from tests import imap_fake
from tests.imap_fake import Server
from tests.signals.letters import letter
from tests.world import World, mailbox

PATIENCE = 10.0
OTHER = "another"


@pytest.fixture
def server(
    transactional_db: None, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Server]:
    settings.SENDER_NETWORKS = ["127.0.0.0/8"]
    monkeypatch.setattr(watching, "LEAST", 0.05)
    monkeypatch.setattr(watching, "FIRST_REST", 0.1)
    with imap_fake.running() as running:
        yield running


@pytest.fixture
def stream(acme: World, server: Server) -> MailStream:
    with scope(acme.workspace.pk), transaction.atomic():
        Mailbox.objects.update(heard_at=None)
        return connected(acme, server)


def connected(world: World, server: Server) -> MailStream:
    account = SenderAccount(
        mailbox=world.mailbox,
        kind="imap",
        host="127.0.0.1",
        port=server.port,
        security="none",
        user="rep",
        folders=["INBOX"],
    )
    account.sealed = secrets.seal(account, Secrets("right"))
    account.save()
    return MailStream.objects.create(account=account)


@pytest.fixture
def watch(stream: MailStream) -> Iterator[Watch]:
    running = Watch(sweep_seconds=0.1)
    running.start()
    yield running
    running.stop()


def seen(world: World, what: Callable[[], object]) -> object:
    with scope(world.workspace.pk), transaction.atomic():
        return what()


def comes(world: World, what: Callable[[], object]) -> object:
    """What is true sooner or later."""
    end = time.monotonic() + PATIENCE
    while not (found := seen(world, what)) and time.monotonic() < end:
        time.sleep(0.02)
    return found


def signals() -> int:
    return int(Signal.objects.count())


def turn(world: World, stream: MailStream, keeper: str) -> turns.Turn:
    try:
        with scope(world.workspace.pk):
            return turns.turn(stream.pk, None, keeper, lambda: False)
    finally:
        if threading.current_thread() is not threading.main_thread():
            connection.close()


def test_who_waits_is_told_and_fetches_at_once(acme: World, server: Server, watch: Watch) -> None:
    assert comes(acme, lambda: Mailbox.objects.get().heard_at)
    server.add(letter("One"))
    began = time.monotonic()
    assert comes(acme, signals) == 1
    assert time.monotonic() - began < watching.EVERY / 4
    assert server.connections == 1


def test_whoever_a_provider_tells_of_new_mail_looks_at_once(
    acme: World, server: Server, stream: MailStream
) -> None:
    server.offers = "IMAP4rev1"
    running = Watch(sweep_seconds=0.1)
    running.start()
    assert comes(acme, lambda: Mailbox.objects.get().heard_at)
    server.add(letter("One"))
    began = time.monotonic()
    while not seen(acme, signals) and time.monotonic() < began + PATIENCE:
        bell.ring(stream.pk)
        time.sleep(0.1)
    running.stop()
    assert seen(acme, signals) == 1


def test_without_waiting_it_looks_again_by_the_clock(
    acme: World, server: Server, stream: MailStream, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "EVERY", 0.2)
    server.offers = "IMAP4rev1"
    running = Watch(sweep_seconds=0.1)
    running.start()
    assert comes(acme, lambda: Mailbox.objects.get().heard_at)
    server.add(letter("One"))
    assert comes(acme, signals) == 1
    running.stop()
    assert not server.asked("IDLE")


def test_a_connection_that_is_lost_is_made_again(acme: World, server: Server, watch: Watch) -> None:
    def gone(talk: imap_fake.Talk, tag: str) -> bool:
        server.plays.clear()
        raise ConnectionError

    comes(acme, lambda: Mailbox.objects.get().heard_at)
    server.plays["SEARCH"] = gone
    server.add(letter("One"))
    assert comes(acme, signals) == 1
    assert seen(acme, lambda: MailStream.objects.get().trouble) == ""


def test_a_changed_account_is_connected_to_anew(acme: World, server: Server, watch: Watch) -> None:
    comes(acme, lambda: Mailbox.objects.get().heard_at)
    with imap_fake.running() as other:
        other.add(letter("There"))
        with scope(acme.workspace.pk), transaction.atomic():
            SenderAccount.objects.update(port=other.port, revision=2)
        assert comes(acme, signals) == 1
        with scope(acme.workspace.pk), transaction.atomic():
            SenderAccount.objects.all().delete()
        assert comes(acme, lambda: not watch.kept)


def test_a_refused_log_in_is_said_and_not_tried_often(
    acme: World, server: Server, stream: MailStream
) -> None:
    server.password = OTHER
    running = Watch(sweep_seconds=0.1)
    running.start()
    assert "user name or password" in str(comes(acme, lambda: MailStream.objects.get().trouble))
    time.sleep(0.5)
    running.stop()
    assert len(server.asked("LOGIN")) == 1
    assert seen(acme, lambda: Mailbox.objects.get().heard_at) is None


def test_a_stream_is_fetched_by_one_process_at_a_time(acme: World, stream: MailStream) -> None:
    with scope(acme.workspace.pk):
        assert [each.stream_id for each in keeping.held("one", 9)] == [stream.pk]
        assert keeping.held("two", 9) == []
        assert not keeping.renew(stream.pk, "two")


def test_what_a_killed_process_had_is_taken_over(acme: World, stream: MailStream) -> None:
    with scope(acme.workspace.pk):
        keeping.held("killed", 9)
        with transaction.atomic():
            MailStream.objects.update(kept_until=datetime.now(UTC) - timedelta(seconds=1))
        assert len(keeping.held("two", 9)) == 1
        assert not keeping.renew(stream.pk, "killed")


def test_what_is_released_is_free_at_once(acme: World, stream: MailStream, watch: Watch) -> None:
    assert comes(acme, lambda: MailStream.objects.get().polled_at)
    watch.stop()
    with scope(acme.workspace.pk):
        assert len(keeping.held("two", 9)) == 1


def test_a_process_takes_no_more_than_it_has_room_for(acme: World, stream: MailStream) -> None:
    with scope(acme.workspace.pk):
        assert keeping.held("one", 0) == []


def test_two_at_once_store_a_mail_once(acme: World, server: Server, stream: MailStream) -> None:
    for number in range(5):
        server.add(letter(str(number)))
    with scope(acme.workspace.pk):
        keeping.held("one", 9)
    with ThreadPoolExecutor(2) as pool:
        ended = [pool.submit(turn, acme, stream, "one") for _ in range(2)]
    assert [each.result().fault for each in ended] == [None, None]
    for each in ended:
        session = each.result().session
        assert session is not None
        session.close()
    assert seen(acme, signals) == 5


def test_an_account_of_another_workspace_is_fetched_into_its_own(
    acme: World, globex: World, server: Server, watch: Watch
) -> None:
    server.add(letter("For Acme"))
    assert comes(acme, signals) == 1
    assert seen(globex, signals) == 0


def test_slow_servers_of_one_workspace_make_no_other_deaf(
    acme: World, globex: World, server: Server
) -> None:
    released = threading.Event()

    def hangs(talk: imap_fake.Talk, tag: str) -> bool:
        released.wait(PATIENCE)
        raise ConnectionError

    with imap_fake.running(plays={"greeting": hangs}) as slow:
        with scope(acme.workspace.pk), transaction.atomic():
            for seat in (acme.other_rep, acme.manager, acme.reviewer, acme.viewer, acme.admin):
                connected(replace(acme, mailbox=mailbox("acme", seat)), slow)
        with scope(globex.workspace.pk), transaction.atomic():
            Mailbox.objects.update(heard_at=None)
            connected(globex, server)
        running = Watch(sweep_seconds=0.1)
        running.start()
        assert comes(globex, lambda: Mailbox.objects.get().heard_at)
        assert slow.connections <= watching.THREADS // 2
        released.set()
        running.stop()


def test_people_are_told_once_when_a_mailbox_is_not_read(
    acme: World, server: Server, stream: MailStream
) -> None:
    server.password = OTHER
    with scope(acme.workspace.pk):
        keeping.held("one", 9)
        turn(acme, stream, "one")
        with transaction.atomic():
            assert not Notice.objects.exists()
            MailStream.objects.update(failing_since=datetime.now(UTC) - timedelta(minutes=6))
        turn(acme, stream, "one")
        turn(acme, stream, "one")
        with transaction.atomic():
            told = list(Notice.objects.values_list("member__label", flat=True))
    assert sorted(told) == ["Admin", "Other Admin", "Rep"]


def test_a_success_ends_the_trouble(acme: World, server: Server, stream: MailStream) -> None:
    with scope(acme.workspace.pk):
        keeping.held("one", 9)
        with transaction.atomic():
            MailStream.objects.update(failing_since=datetime.now(UTC), trouble="Something.")
        ended = turn(acme, stream, "one")
        assert ended.session is not None and ended.is_waiting
        ended.session.close()
        with transaction.atomic():
            row = MailStream.objects.get()
    assert (row.trouble, row.failing_since) == ("", None)
