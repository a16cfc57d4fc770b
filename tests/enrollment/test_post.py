"""Many messages over kept connections, against a server that does as it is told."""

import itertools
import queue
import smtplib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from enrollment.channels import post as posting
from enrollment.channels.answers import Answer
from enrollment.channels.dialog import Envelope
from enrollment.channels.lines import Delivered, Parcel
from enrollment.channels.post import Post
from enrollment.channels.relay import Relay, Security


@dataclass
class Server:
    """Takes messages in threads; `before_reply` may wait, or drop the connection by raising."""

    port: int = 0
    sessions: int = 0
    taken: list[bytes] = field(default_factory=list)
    features: bytes = b"250-here\r\n250-PIPELINING\r\n250 SMTPUTF8\r\n"
    rcpt: bytes = b"250 ok\r\n"
    before_reply: Callable[[], None] = lambda: None
    close_after: int = 10**9
    sockets: list[socket.socket] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            self.sessions += 1
            self.sockets.append(sock)
            threading.Thread(target=self._session, args=(sock,), daemon=True).start()

    def _session(self, sock: socket.socket) -> None:
        try:
            with sock, sock.makefile("rb") as said:
                sock.sendall(b"220 here\r\n")
                self._talk(sock, said)
        except (OSError, ConnectionAbortedError):
            pass

    def _talk(self, sock: socket.socket, said: Any) -> None:
        taken = 0
        while line := said.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                sock.sendall(b"354 go on\r\n")
                body = b""
                while (part := said.readline()) != b".\r\n":
                    if not part:
                        return
                    body += part
                self.before_reply()
                self.taken.append(body)
                sock.sendall(b"250 2.0.0 queued\r\n")
                taken += 1
                if taken == self.close_after:
                    return
            else:
                sock.sendall({b"EHLO": self.features, b"RCPT": self.rcpt}.get(verb, b"250 ok\r\n"))


@contextmanager
def serving(**more: Any) -> Iterator[Server]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = Server(port=listener.getsockname()[1], **more)
        threading.Thread(target=server.serve, args=(listener,), daemon=True).start()
        yield server
    for sock in server.sockets:
        sock.close()


def relay_to(port: int) -> Relay:
    return Relay("127.0.0.1", port, Security.NONE, guarded=False)


def connect(relay: Relay) -> smtplib.SMTP:
    session = smtplib.SMTP(relay.host, relay.port, timeout=5)
    session.ehlo()
    return session


@pytest.fixture
def post() -> Iterator[Post]:
    made = Post(connect, most=4)
    yield made
    made.close()


def parcels(server: Server, count: int) -> list[Parcel]:
    return [
        Parcel(relay_to(server.port), Envelope("a@b.example", f"p{n}@c.example", b"%d\r\n" % n))
        for n in range(count)
    ]


def yes(asked: Sequence[Parcel]) -> dict[Parcel, datetime]:
    return dict.fromkeys(asked, datetime.now(UTC))


def answers(found: Sequence[Delivered]) -> set[Answer]:
    return {each.receipt.answer for each in found}


def test_all_arrive_once_over_few_connections(post: Post) -> None:
    with serving() as server:
        found = post.deliver(parcels(server, 50), yes)
        assert answers(found) == {Answer.ACCEPTED}
        assert sorted(map(int, server.taken)) == list(range(50))
        assert server.sessions <= 4


def test_connections_are_kept_for_the_next_messages(post: Post) -> None:
    with serving() as server:
        for _ in range(3):
            post.deliver(parcels(server, 1), yes)
        assert (server.sessions, len(server.taken)) == (1, 3)


def test_a_kept_connection_that_was_closed_loses_nothing(post: Post) -> None:
    with serving(close_after=1) as server:
        for _ in range(3):
            assert answers(post.deliver(parcels(server, 1), yes)) == {Answer.ACCEPTED}
        assert (server.sessions, len(server.taken)) == (3, 3)


def test_without_pipelining_they_arrive_as_well(post: Post) -> None:
    with serving(features=b"250 here\r\n") as server:
        assert answers(post.deliver(parcels(server, 9), yes)) == {Answer.ACCEPTED}


def test_whom_the_look_leaves_out_gets_nothing(post: Post) -> None:
    with serving() as server:
        sent = parcels(server, 10)
        odd = sent[1::2]
        found = post.deliver(sent, lambda asked: yes([each for each in asked if each in odd]))
        withheld = [each for each in found if each.receipt.answer == Answer.WITHHELD]
        assert {each.parcel for each in withheld} == set(sent[::2])
        assert sorted(map(int, server.taken)) == [1, 3, 5, 7, 9]
        assert all(each.dot_at is None for each in withheld)


def test_a_look_that_took_too_long_is_taken_again(post: Post) -> None:
    looks: list[int] = []

    def slow(asked: Sequence[Parcel]) -> dict[Parcel, datetime]:
        looks.append(len(asked))
        time.sleep(posting.FRESH * 1.5 if len(looks) == 1 else 0)
        return yes(asked)

    with serving() as server:
        (found,) = post.deliver(parcels(server, 1), slow)
    assert (len(looks), found.receipt.answer) == (2, Answer.ACCEPTED)
    assert found.looked_at is not None and found.dot_at is not None
    assert (found.dot_at - found.looked_at).total_seconds() <= posting.FRESH


def test_several_whole_messages_are_asked_about_together(post: Post) -> None:
    asked: list[int] = []

    def look(found: Sequence[Parcel]) -> dict[Parcel, datetime]:
        asked.append(len(found))
        return yes(found)

    with serving() as server:
        post.deliver(parcels(server, 40), look)
    assert sum(asked) == 40 and max(asked) > 1


def test_an_answer_that_comes_late_comes_with_a_later_call(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "PATIENCE", 0.1)
    let_go = threading.Event()
    with serving(before_reply=lambda: void(let_go.wait(5))) as server:
        assert post.deliver(parcels(server, 1), yes) == []
        assert post.late == 1
        let_go.set()
        assert answers(post.collect(5)) == {Answer.ACCEPTED}
        assert post.late == 0


def void(_: object) -> None:
    """Nothing."""


def test_a_server_that_hangs_up_after_the_dot_leaves_a_doubt(post: Post) -> None:
    def hang_up() -> None:
        raise ConnectionAbortedError

    with serving(before_reply=hang_up) as server:
        assert answers(post.deliver(parcels(server, 3), yes)) == {Answer.UNKNOWN}
        assert server.taken == []


def test_a_connection_that_breaks_at_the_dot_leaves_a_doubt_about_that_message_alone() -> None:
    made: list[smtplib.SMTP] = []

    def kept(relay: Relay) -> smtplib.SMTP:
        made.append(connect(relay))
        return made[-1]

    def look(asked: Sequence[Parcel]) -> dict[Parcel, datetime]:
        if len(made) == 1 and made[0].sock is not None:
            made[0].sock.shutdown(socket.SHUT_WR)
        return yes(asked)

    with serving() as server, closing(Post(kept, most=1)) as post:
        found = post.deliver(parcels(server, 3), look)
    assert sorted(each.receipt.answer for each in found) == ["accepted", "accepted", "unknown"]


@pytest.mark.parametrize("connected", [True, False])
def test_a_connection_that_nobody_waits_for_any_more_is_closed(*, connected: bool) -> None:
    """Enough wait for two connections, and the first has carried them all before the second is
    there: that one is taken over by nobody."""
    turns, made = itertools.count(), queue.SimpleQueue[smtplib.SMTP]()
    go_on, there = threading.Event(), threading.Event()

    def dial(relay: Relay) -> smtplib.SMTP:
        session = connect(relay)
        if next(turns):
            go_on.wait(5)
            made.put(session)
            there.set()
        return session

    with serving() as server:
        post = Post(dial, most=2)
        assert answers(post.deliver(parcels(server, 8), yes)) == {Answer.ACCEPTED}
        if connected:
            go_on.set()
            assert there.wait(5)
        post.close()
        go_on.set()
        late, end = made.get(timeout=5), time.monotonic() + 5
        while late.sock is not None and time.monotonic() < end:
            time.sleep(0.01)
        assert late.sock is None


class Sleeper:
    """A socket of somebody who sleeps before a dot is written."""

    def __init__(self, sock: Any) -> None:
        self._sock = sock
        self.woken_at: datetime | None = None

    def send(self, said: Any) -> int:
        if bytes(said) == b".\r\n":
            time.sleep(0.05)
            self.woken_at = datetime.now(UTC)
        return int(self._sock.send(said))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._sock, name)


def test_the_moment_of_a_dot_is_not_before_it_was_written() -> None:
    slept: list[Sleeper] = []

    def drowsy(relay: Relay) -> smtplib.SMTP:
        session = connect(relay)
        slept.append(Sleeper(session.sock))
        session.sock = cast(socket.socket, slept[-1])
        return session

    with serving() as server, closing(Post(drowsy, most=1)) as post:
        (found,) = post.deliver(parcels(server, 1), yes)
    assert found.dot_at is not None
    assert slept[0].woken_at is not None
    assert found.dot_at >= slept[0].woken_at


def test_a_refused_recipient_does_not_spoil_the_connection(post: Post) -> None:
    with serving(rcpt=b"550 5.1.1 nobody\r\n") as server:
        first = post.deliver(parcels(server, 1), yes)
        server.rcpt = b"250 ok\r\n"
        second = post.deliver(parcels(server, 1), yes)
    assert (answers(first), answers(second)) == ({Answer.REFUSED}, {Answer.ACCEPTED})


def test_where_nobody_listens_none_can_leave(post: Post) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    found = post.deliver(parcels(Server(port=port), 3), yes)
    assert answers(found) == {Answer.UNREACHABLE} and len(found) == 3


def test_what_is_past_its_deadline_is_not_begun(post: Post) -> None:
    with serving() as server:
        (parcel,) = parcels(server, 1)
        parcel.until = time.monotonic() - 1
        assert answers(post.deliver([parcel], yes)) == {Answer.WITHHELD}
        assert server.sessions == 0


def test_one_slow_server_does_not_keep_another_waiting(post: Post) -> None:
    with serving(before_reply=lambda: time.sleep(0.3)) as slow, serving() as quick:
        both = [*parcels(slow, 1), *parcels(quick, 20)]
        found = post.deliver(both, yes)
    order = [each.parcel.relay for each in found]
    assert answers(found) == {Answer.ACCEPTED}
    assert order[-1] == relay_to(slow.port)


def test_when_whoever_looks_fails_no_dot_is_written_and_the_next_call_works(post: Post) -> None:
    def fails(asked: Sequence[Parcel]) -> dict[Parcel, datetime]:
        raise ZeroDivisionError

    with serving() as server:
        with pytest.raises(ZeroDivisionError):
            post.deliver(parcels(server, 3), fails)
        assert (server.taken, post.late) == ([], 0)
        assert answers(post.deliver(parcels(server, 3), yes)) == {Answer.ACCEPTED}
        assert len(server.taken) == 3
