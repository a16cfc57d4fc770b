"""Outbox and demo bar: only this workspace's mail, answers that are real mail, a clock that moves.

Answers are network, so these tests commit instead of running in a transaction.
"""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from flufl.bounce import all_failures
from pytest_django import Settings

from audit.models import Entry
from enrollment.models import Touch
from signals.reading import read
from tenancy import clock
from tenancy.scope import scope
from tests.console.browsing import browser
from tests.console.scenes import running
from tests.enrollment import sink as sinks
from tests.world import World, build_world, contact

OUTBOX = "/w/acme/outbox/"
QUEUE_ID = "18a0c0ffee00abcd"
SENDER = "rep+b-0190aa@mail.acme.example"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Acme, committed."""
    return build_world("acme")


@pytest.fixture
def relay(tmp_path: Path, settings: Settings) -> Path:
    """The folder of the sandbox relay."""
    settings.SANDBOX_DIR = str(tmp_path)
    (tmp_path / "messages").mkdir()
    return tmp_path


@pytest.fixture
def inbound(settings: Settings) -> Iterator[sinks.Sink]:
    """A mail server in the place of the inbound one."""
    with sinks.running() as running_sink:
        settings.INBOUND_HOST, settings.INBOUND_PORT = "127.0.0.1", running_sink.port
        yield running_sink


def caught(
    relay: Path, queue_id: str = QUEUE_ID, sender: str = SENDER, url: str = "http://x.example/u/t/"
) -> EmailMessage:
    """A message as the relay would have kept it."""
    message = EmailMessage()
    message["From"] = "Rep <rep@mail.acme.example>"
    message["To"] = "peter@initech.example"
    message["Subject"] = "Question for Initech"
    message["Message-ID"] = "<m1@acme.example>"
    message["List-Unsubscribe"] = f"<{url}one-click>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Hi Peter,\nwho may be contacted?\n")
    message.add_alternative("<p>Hi Peter</p><script>alert(1)</script>", subtype="html")
    raw = message.as_bytes().replace(b"\n", b"\r\n")
    (relay / "messages" / f"{queue_id}.eml").write_bytes(raw)
    line = {
        "at": "2026-11-23T08:00:00.000+00:00",
        "queue_id": queue_id,
        "message_id": "<m1@acme.example>",
        "from": sender,
        "to": ["peter@initech.example"],
        "size": len(raw),
        "sha256": hashlib.sha256(raw).hexdigest(),
    }
    with (relay / "log.jsonl").open("a") as log:
        log.write(json.dumps(line) + "\n")
    return message


def answer(world: World, **form: str) -> Any:
    return browser(world.rep).post(f"{OUTBOX}{QUEUE_ID}/answer/", form)


def test_an_empty_outbox_names_the_next_step(world: World, relay: Path) -> None:
    assert "Nothing has left yet" in browser(world.rep).get(OUTBOX).content.decode()


def test_a_message_is_shown_as_its_recipient_sees_it(world: World, relay: Path) -> None:
    caught(relay)
    page = browser(world.viewer).get(OUTBOX).content.decode()
    assert "Question for Initech" in page and "who may be contacted?" in page


def test_mail_of_another_workspace_is_not_there(world: World, relay: Path) -> None:
    build_world("globex")
    caught(relay, sender="rep+b-77@mail.globex.example")
    me = browser(world.admin)
    assert "Nothing has left yet" in me.get(OUTBOX).content.decode()
    for part in ("", "message/"):
        assert me.get(f"{OUTBOX}{QUEUE_ID}/{part}").status_code == 404
    assert answer(world, kind="bounce").status_code == 404


def test_beside_ones_own_mail_that_of_others_is_not_listed(world: World, relay: Path) -> None:
    build_world("globex")
    caught(relay)
    caught(relay, queue_id="18a0c0ffee00abce", sender="rep+b-77@mail.globex.example")
    found = browser(world.admin).get(OUTBOX).context["found"]
    assert [line.queue_id for line in found] == [QUEUE_ID]


def test_an_outsider_finds_no_outbox(world: World, relay: Path) -> None:
    caught(relay)
    assert browser(build_world("globex").admin).get(OUTBOX).status_code == 404


def test_a_torn_line_and_a_foreign_file_are_passed_over(world: World, relay: Path) -> None:
    caught(relay)
    with (relay / "log.jsonl").open("a") as log:
        log.write('not json\n{"at": "x"}\n{"queue_id": "torn')
    assert len(browser(world.rep).get(OUTBOX).context["found"]) == 1


def test_the_html_is_framed_where_it_can_run_nothing(world: World, relay: Path) -> None:
    caught(relay)
    framed = browser(world.rep).get(f"{OUTBOX}{QUEUE_ID}/message/")
    assert framed.headers["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


@pytest.mark.parametrize("path", ["outbox/", f"outbox/{QUEUE_ID}/"])
def test_there_is_no_outbox_outside_the_demo(
    world: World, relay: Path, settings: Settings, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught(relay)
    monkeypatch.setattr("tenancy.middleware.SecondFactor._must", lambda *_: False)
    settings.DEMO = False
    assert browser(world.rep).get(f"/w/acme/{path}").status_code == 404


def test_a_reply_comes_in_as_a_person_s_answer(
    world: World, relay: Path, inbound: sinks.Sink
) -> None:
    caught(relay)
    answer(world, kind="reply", words="Let us talk.")
    (mail,) = inbound.accepted
    assert mail["In-Reply-To"] == "<m1@acme.example>"
    assert inbound.envelopes == [("peter@initech.example", ["rep@mail.acme.example"])]
    assert read(inbound.raw[0], received_at=clock.now()).kind == "reply"


def test_an_absence_is_read_with_its_day_of_return(
    world: World, relay: Path, inbound: sinks.Sink
) -> None:
    caught(relay)
    back = clock.now().date() + timedelta(days=9)
    answer(world, kind="out_of_office", until=back.isoformat())
    found = read(inbound.raw[0], received_at=clock.now())
    assert found.kind == "auto_reply" and found.return_date == back
    assert inbound.envelopes[0][1] == [SENDER]


def test_a_bounce_is_a_report_that_others_can_read_too(
    world: World, relay: Path, inbound: sinks.Sink
) -> None:
    caught(relay)
    answer(world, kind="bounce")
    assert read(inbound.raw[0], received_at=clock.now()).kind == "bounce_hard"
    assert all_failures(inbound.accepted[0])[1] == {b"peter@initech.example"}
    assert inbound.envelopes == [("<>", [SENDER])]


def test_no_mail_leaves_inside_a_transaction(
    world: World, relay: Path, inbound: sinks.Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    caught(relay)
    seen: list[bool] = []
    monkeypatch.setattr(
        "console.answers._send", lambda *_, **__: seen.append(connection.in_atomic_block)
    )
    answer(world, kind="bounce")
    assert seen == [False]


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"kind": "reply", "words": "  "}, "Write what the person answers."),
        ({"kind": "out_of_office", "until": "2020-01-01"}, "lies ahead"),
        ({"kind": "out_of_office", "until": "2026-02-31"}, "lies ahead"),
        ({"kind": "sing"}, "Choose reply"),
    ],
)
def test_an_answer_that_is_none_sends_nothing(
    world: World, relay: Path, inbound: sinks.Sink, form: dict[str, str], sentence: str
) -> None:
    caught(relay)
    response = answer(world, **form)
    assert response.status_code == 422 and sentence in response.content.decode()
    assert not inbound.accepted


def test_an_inbound_server_that_is_down_is_said_and_the_words_survive(
    world: World, relay: Path, settings: Settings
) -> None:
    caught(relay)
    settings.INBOUND_PORT = 1
    page = answer(world, kind="reply", words="Let us talk.").content.decode()
    assert "does not take mail now" in page and "Let us talk.</textarea>" in page


class Link(BaseHTTPRequestHandler):
    """A web server that notes what is posted to it."""

    posted: list[tuple[str, bytes]]

    def do_POST(self) -> None:
        self.posted.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def site(settings: Settings) -> Iterator[tuple[str, list[tuple[str, bytes]]]]:
    """The public address of the installation."""
    posted: list[tuple[str, bytes]] = []
    server = HTTPServer(("127.0.0.1", 0), type("Noting", (Link,), {"posted": posted}))
    thread = Thread(target=server.serve_forever)
    thread.start()
    settings.PUBLIC_URL = f"http://127.0.0.1:{server.server_port}"
    yield settings.PUBLIC_URL, posted
    server.shutdown()
    server.server_close()
    thread.join()


def test_unsubscribing_is_one_real_click(
    world: World, relay: Path, site: tuple[str, list[tuple[str, bytes]]]
) -> None:
    caught(relay, url=f"{site[0]}/u/token/")
    answer(world, kind="unsubscribe")
    assert site[1] == [("/u/token/one-click", b"List-Unsubscribe=One-Click")]


def test_a_link_to_another_host_is_never_called(
    world: World, relay: Path, site: tuple[str, list[tuple[str, bytes]]]
) -> None:
    caught(relay, url=f"{site[0]}.evil.example/u/token/")
    assert answer(world, kind="unsubscribe").status_code == 422
    assert site[1] == []


def planned(world: World, ahead: timedelta) -> None:
    with scope(world.workspace.pk), transaction.atomic():
        running(world, contact(owner=world.rep))
        Touch.objects.update(due_at=clock.now() + ahead)


def test_the_clock_moves_to_the_next_due_touch(world: World) -> None:
    before = clock.now()
    planned(world, timedelta(hours=30))
    browser(world.rep).post("/w/acme/demo/next/")
    assert timedelta(hours=30) <= clock.now() - before < timedelta(hours=31)


def test_without_a_touch_the_clock_stays(world: World) -> None:
    before = clock.now()
    browser(world.rep).post("/w/acme/demo/next/")
    assert clock.now() - before < timedelta(minutes=1)


def test_a_day_passes_and_the_trail_says_who_did_it(world: World) -> None:
    browser(world.rep).post("/w/acme/demo/day/")
    with scope(world.workspace.pk), transaction.atomic():
        entry = Entry.objects.get(action="clock.advanced")
    assert (entry.actor_label, entry.data) == ("Rep", {"seconds": 86_400})


@pytest.mark.parametrize("path", ["next", "day"])
def test_there_is_no_such_clock_outside_the_demo(
    world: World, settings: Settings, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenancy.middleware.SecondFactor._must", lambda *_: False)
    settings.DEMO = False
    assert browser(world.rep).post(f"/w/acme/demo/{path}/").status_code == 404


def test_opening_the_address_of_the_clock_moves_nothing(world: World) -> None:
    before = clock.now()
    assert browser(world.rep).get("/w/acme/demo/day/").status_code == 405
    assert clock.now() - before < timedelta(minutes=1)
