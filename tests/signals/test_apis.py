"""Reading mail through the APIs of Google and Microsoft: each mail once, in every order of
failures, and when it was heard."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django import Settings

from enrollment.incoming import opening
from enrollment.incoming.faults import Fault
from enrollment.models import Enrollment, Mailbox, SenderAccount, SendIntent
from signals import intake
from signals.models import MailCursor, MailStream, Signal
from signals.streams import apis, storing
from signals.streams.jobs import job
from tests.provider_fakes import Fake
from tests.signals.letters import letter, reply
from tests.signals.provider_stage import connected, provider
from tests.world import World

BUSY = {"error": {"errors": [{"reason": "userRateLimitExceeded"}]}}


@pytest.fixture(params=["gmail", "graph"])
def fake(
    in_acme: World,
    request: pytest.FixtureRequest,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Fake]:
    with provider(request.param, settings, monkeypatch) as running:
        yield running


@pytest.fixture
def stream(in_acme: World, fake: Fake) -> MailStream:
    return connected(in_acme, type(fake).__name__.lower(), folders=["INBOX", "Junk"])


@pytest.fixture
def deaf(stream: MailStream) -> None:
    Mailbox.objects.update(heard_at=None)


def poll(stream: MailStream, *, over: bool = False) -> bool:
    work = job(stream.pk)
    assert work is not None
    return apis.poll(work, lambda: over, time.monotonic() + 20)


def stored() -> int:
    return int(Signal.objects.filter(source="mail").count())


def heard() -> bool:
    return Mailbox.objects.get().heard_at is not None


def test_a_reply_that_is_fetched_ends_the_sequence(
    stream: MailStream, fake: Fake, enrollment: Enrollment, intent: SendIntent
) -> None:
    fake.add(reply(intent))
    assert poll(stream)
    assert Enrollment.objects.get().state == "exited"


@pytest.mark.usefixtures("deaf")
def test_each_mail_is_fetched_once_whatever_pages_it_is_told_on(
    stream: MailStream, fake: Fake
) -> None:
    fake.add(letter("Long ago"), days=200)
    first = [fake.add(letter(str(each))) for each in range(5)]
    fake.add(letter("Sent"), "SENT")
    fake.add(letter("A draft"), "DRAFT")
    assert poll(stream) and heard() and poll(stream)
    later = [fake.add(letter(str(each)), folder) for each, folder in enumerate(["SPAM", "INBOX"])]
    later.append(fake.add(letter("Two at once")))
    later.append(fake.add(letter("Three at once")))
    assert poll(stream) and poll(stream)
    wanted = {*first, *later}
    assert (stored(), wanted - set(fake.fetched())) == (len(wanted), set())
    assert len(fake.fetched()) == len(wanted)


@pytest.mark.usefixtures("deaf")
def test_a_turn_that_is_over_proves_nothing(stream: MailStream, fake: Fake) -> None:
    fake.add(letter("One"))
    assert not poll(stream, over=True)
    assert (stored(), heard()) == (0, False)


def test_a_position_that_is_known_no_more_is_read_anew_and_nothing_is_stored_twice(
    stream: MailStream, fake: Fake
) -> None:
    fake.add(letter("One"))
    poll(stream)
    fake.add(letter("Two"))
    fake.known_from = len(fake.log)
    assert poll(stream)
    assert (stored(), len(fake.fetched())) == (2, 3)


def test_killed_between_a_mail_and_its_note_it_comes_again_without_effect(
    stream: MailStream, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = storing.store

    def killed(*args: Any) -> None:
        store(*args)
        raise SystemExit

    poll(stream)
    fake.add(letter("One"))
    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(storing, "store", killed)
        poll(stream)
    assert poll(stream)
    assert (stored(), len(fake.fetched())) == (1, 2)


def test_whoever_comes_second_loses_nothing_that_the_first_has_noted(
    stream: MailStream, fake: Fake
) -> None:
    poll(stream)
    work = job(stream.pk)
    assert work is not None
    fake.add(letter("One"))
    with opening.at_api(work.account, time.monotonic() + 20) as api:
        behind = apis._Folder(work, api, MailCursor.objects.get(name="INBOX"), lambda: False)
        fake.add(letter("Two"))
        poll(stream)
        assert not behind.read()
    assert (stored(), MailCursor.objects.get(name="INBOX").pending) == (2, [])


def test_what_nothing_can_store_keeps_no_other_mail_away(
    stream: MailStream, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = intake.receive_mail

    def chokes(raw: bytes, **said: Any) -> Any:
        if b"poison" in raw:
            raise ValueError("no")
        return taken(raw, **said)

    monkeypatch.setattr(intake, "receive_mail", chokes)
    fake.page = 9
    for subject in ("poison", "fine", "poison", "fine"):
        fake.add(letter("x", subject=subject))
    for _ in range(2 * (storing.WHOLE + storing.HEADER)):
        with pytest.raises(Fault):
            poll(stream)
    assert poll(stream)
    stream.refresh_from_db()
    assert (stream.passed_over, stored()) == (2, 2)


def test_an_outage_makes_nobody_give_up_a_mail(stream: MailStream, fake: Fake) -> None:
    fake.add(letter("One"))
    ends = ("$value", "%2B", "messages", "inbox")
    poll(stream)
    fake.add(letter("Two"))
    fake.plays = dict.fromkeys(ends, (503, {}))
    for _ in range(storing.WHOLE + storing.HEADER + 1):
        with pytest.raises(Fault, match="out of order"):
            poll(stream)
    fake.plays = {}
    assert poll(stream)
    stream.refresh_from_db()
    assert (stored(), stream.passed_over) == (2, 0)


def test_of_a_bomb_the_header_alone_is_kept(
    stream: MailStream, fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apis, "MAX_MAIL", 2_000)
    monkeypatch.setattr("enrollment.incoming.gmail.BESIDE", 0)
    fake.add(letter("x" * 50_000))
    assert poll(stream)
    assert Signal.objects.get(source="mail").reading["cut_from"] > 2_000


def test_a_provider_that_says_no_makes_the_mailbox_deaf_and_says_why(
    stream: MailStream, fake: Fake
) -> None:
    poll(stream)
    Mailbox.objects.update(heard_at=None)
    answers = [(429, {}), (503, b"<html>"), (403, BUSY), (403, {}), (400, {}), (302, b"")]
    for said in [*answers, (200, b"[" * 9_999), (200, {"a": 1}), (200, {"value": [], "x": 1})]:
        fake.plays = dict.fromkeys(("history", "delta"), said)
        with pytest.raises(Fault):
            poll(stream)
    assert not heard()


@pytest.mark.usefixtures("deaf")
def test_a_token_of_somebody_else_reads_nothing(stream: MailStream, fake: Fake) -> None:
    fake.address = "other@mail.acme.example"
    fake.add(letter("Not ours"))
    with pytest.raises(Fault, match="does not let this token read this mailbox"):
        poll(stream)
    assert (stored(), heard()) == (0, False)


def test_a_token_that_is_not_taken_is_fetched_anew(stream: MailStream, fake: Fake) -> None:
    fake.token = "another"
    with pytest.raises(Fault, match="does not take the access token"):
        poll(stream)
    assert SenderAccount.objects.get().token_until is None
