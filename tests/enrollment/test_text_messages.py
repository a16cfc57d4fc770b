"""Text messages that leave by themselves: from the plan to the provider, and every way not to."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import time, timedelta
from http.client import HTTPConnection
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from compliance import reviews, services
from compliance.case import Scope
from compliance.content import Content
from compliance.fingerprints import key_for
from compliance.models import Consent, Review, Suppression, SuppressionReason
from compliance.rules import calling
from config.run import text_sandbox
from config.run.text_sandbox import TextLog
from contacts.models import Contact
from enrollment import composing, relays, suppressing
from enrollment.channels.relay import Relay
from enrollment.dispatch import mending, texts
from enrollment.models import Enrollment, EvidenceLook, Mailbox, SenderAccount, SendIntent
from enrollment.restoring import holding
from enrollment.senders import accounts, probing
from enrollment.senders.terms import Terms
from sequences.models import Version
from sequences.plans import StepInput
from signals import unsubscribe
from tenancy import clock
from tenancy.actors import member, system
from tenancy.errors import Refused
from tests.enrollment.outside import Names
from tests.enrollment.sink import Sink
from tests.enrollment.stage import (
    approve,
    armed_only,
    email,
    enrol,
    hear,
    intents,
    live,
    pass_time,
    reload,
    send,
    started,
    states,
    step,
    touches,
    trail,
    work,
)
from tests.world import World, contact

ACCOUNT = "AC" + "0" * 32
NUMBER = "+4915112345678"
OURS = "+15005550006"
TEST = system("test")
ENTERED = {"user": ACCOUNT, "secret": "token", "number": OURS, "replies_unread": True}
WORDS = "Hi {{ first_name }}, shall we talk? Reply STOP to opt out."


def text(key: str = "text", days: int = 0, **more: Any) -> StepInput:
    """A text message that leaves by itself."""
    return StepInput("sms", key, delay_amount=days, automatic=True, **{"text": WORDS, **more})


@pytest.fixture
def provider(tmp_path: Path, loopback: Names, settings: Settings) -> Iterator[TextLog]:
    """The recording provider, found where the settings say."""
    made = text_sandbox.server(tmp_path)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    settings.SMS_API_URL = f"http://127.0.0.1:{made.server_port}/2010-04-01/"
    yield TextLog(tmp_path)
    made.shutdown()
    thread.join()
    made.server_close()


@pytest.fixture
def texter(stage: World, provider: TextLog, morning: object) -> World:
    """The mailbox has an account for text messages."""
    account(stage)
    hear(stage)
    return stage


def account(world: World, **more: Any) -> SenderAccount:
    terms = Terms(kind="sms", **{**ENTERED, **more})
    return accounts.save_account(world.mailbox, terms, seat=world.admin, actor=member(world.admin))


@transaction.atomic
def consenting(world: World, address: str = "peter@initech.example", **more: Any) -> Contact:
    """A person who has agreed to text messages, with the evidence."""
    said = {"mobile": NUMBER, "country": "DE", "zone": "Europe/Berlin", **more}
    person = contact(address, owner=world.rep, **said)
    for channel, evidence in (("sms", "form on our site"), ("email", "form on our site")):
        services.record_consent(
            person,
            basis="express",
            channel=channel,
            given_at=clock.now() - timedelta(days=3),
            expires_at=None,
            evidence=evidence,
            actor=TEST,
        )
    return person


@pytest.fixture
def due(texter: World) -> Enrollment:
    """Somebody whose text message is approved and due."""
    row = started(texter, live(texter, text()), consenting(texter))
    clock.advance(timedelta(minutes=1))
    return row


def content_of(review: Review | None) -> Content:
    assert review is not None
    with transaction.atomic():
        return reviews.content_of(review)


def review_of(row: Enrollment) -> Review:
    with transaction.atomic():
        found: Review = Review.objects.get(pk=reload(row).review_id)
    return found


@transaction.atomic
def version_of(row: Enrollment) -> Version:
    found: Version = Version.objects.select_related("sequence").get(pk=row.version_id)
    return found


def cause(row: Enrollment) -> str:
    (touch,) = [each for each in touches(row) if each.state == "planned"]
    return touch.cause


# The way of one that leaves


def test_a_text_message_leaves_as_it_was_approved(due: Enrollment, provider: TextLog) -> None:
    approved = content_of(review_of(due))
    work()
    (line,) = provider.lines()
    assert (line["to"], line["from"], line["body"]) == (NUMBER, OURS, approved.text)
    assert approved.text == "Hi Peter, shall we talk? Reply STOP to opt out."
    assert states(due) == {"text": "sent"}


def test_the_provider_s_id_and_the_bytes_are_kept(due: Enrollment, provider: TextLog) -> None:
    work()
    (intent,), (line,) = intents(due), provider.lines()
    assert (intent.outcome, intent.remote_ref) == ("accepted", line["sid"])
    assert intent.looked_at and intent.dot_at and intent.looked_at <= intent.dot_at
    assert intent.number_key == key_for_number(NUMBER)
    assert trail(due, "touch.arm") and trail(due, "touch.record_sent")


@transaction.atomic
def key_for_number(number: str) -> str:
    return key_for(Scope.PHONE, number)


def test_by_hand_stays_what_it_was(texter: World, provider: TextLog) -> None:
    by_hand = replace(text(), automatic=False)
    row = started(texter, live(texter, by_hand), consenting(texter))
    clock.advance(timedelta(minutes=1))
    work()
    assert states(row) == {"text": "due"}
    assert provider.lines() == []


# Its own review


def test_the_first_text_message_is_reviewed_besides_the_first_email(
    texter: World, provider: TextLog, sink: Sink
) -> None:
    row = started(texter, live(texter, email("intro"), text("text", 1)), consenting(texter))
    first = review_of(row)
    pass_time(texter, hours=1)
    assert states(row)["intro"] == "sent"
    pass_time(texter, days=1)
    second = review_of(row)
    assert (reload(row).state, second.channel) == ("awaiting_review", "sms")
    assert (first.channel, provider.lines()) == ("email", [])
    approve(texter, row)
    pass_time(texter, minutes=1)
    assert states(row)["text"] == "sent"


def test_the_second_text_message_needs_none(texter: World, provider: TextLog) -> None:
    row = started(texter, live(texter, text(), text("again", 1)), consenting(texter))
    pass_time(texter, minutes=1)
    pass_time(texter, days=1)
    assert states(row) == {"text": "sent", "again": "sent"}
    assert len(provider.lines()) == 2


def test_another_number_of_the_person_voids_the_approval(
    due: Enrollment, provider: TextLog
) -> None:
    before = review_of(due)
    with transaction.atomic():
        Contact.objects.update(mobile="+4915112345679")
    work()
    after = review_of(due)
    assert provider.lines() == [] and after.pk != before.pk
    assert (reload(before).state, content_of(after).recipient) == ("void", "+4915112345679")


def test_who_sends_from_another_number_is_reviewed_again(
    due: Enrollment, texter: World, provider: TextLog
) -> None:
    before = review_of(due)
    account(texter, secret=None, number="+15005550009")
    work()
    assert provider.lines() == [] and reload(before).state == "void"


def test_words_that_do_not_say_how_to_stop_are_approved_by_nobody(texter: World) -> None:
    row = enrol(
        texter, live(texter, text(text="Hi {{ first_name }}, shall we talk?")), consenting(texter)
    )
    with pytest.raises(Refused, match="how to stop"):
        approve(texter, row)


# What keeps it back


def test_without_consent_it_is_left_out_and_the_way_goes_on(
    texter: World, provider: TextLog
) -> None:
    row = started(texter, live(texter, text(), step("task", "task")), consenting(texter))
    with transaction.atomic():
        Consent.objects.all().delete()
    pass_time(texter, minutes=1)
    assert states(row) == {"text": "skipped", "task": "due"}
    assert provider.lines() == []


def test_at_night_it_waits_for_the_morning(
    due: Enrollment, provider: TextLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(calling, "OPENS", time(8))
    monkeypatch.setattr(calling, "CLOSES", time(21))
    clock.advance(timedelta(hours=14))
    work()
    assert provider.lines() == [] and "outside 08:00–21:00" in cause(due)


def test_without_an_account_it_waits_and_says_so(
    due: Enrollment, texter: World, provider: TextLog
) -> None:
    with transaction.atomic():
        SenderAccount.objects.update(sealed=b"lost")
    work()
    assert provider.lines() == [] and "an account for text messages" in cause(due)


def test_it_takes_of_the_limit_of_its_mailbox(due: Enrollment, provider: TextLog) -> None:
    with transaction.atomic():
        Mailbox.objects.update(daily_limit=0)
    work()
    assert provider.lines() == [] and "limit of 0 a day" in cause(due)


# Stops


def test_a_stop_of_the_person_holds_an_armed_one_back(
    due: Enrollment, texter: World, provider: TextLog
) -> None:
    armed = armed_only(due)
    stop(kind="address", value="peter@initech.example")
    send(armed)
    assert provider.lines() == [] and states(due) == {"text": "cancelled"}


def test_a_stop_of_the_number_holds_an_armed_one_back(due: Enrollment, provider: TextLog) -> None:
    armed = armed_only(due)
    stop(kind="phone", value=NUMBER)
    send(armed)
    assert provider.lines() == []
    assert intents(due)[0].outcome == "returned"


def test_text_messages_closed_by_the_person_hold_an_armed_one_back_and_e_mails_go_on(
    texter: World, provider: TextLog, sink: Sink
) -> None:
    row = started(texter, live(texter, text(), email("later", 1)), consenting(texter))
    clock.advance(timedelta(minutes=1))
    armed = armed_only(row)
    with transaction.atomic():
        link = composing.unsubscribe_url(reload_with_contact(row))
    unsubscribe.choose(link.rstrip("/").rpartition("/")[2], {"choice": "sms"})
    send(armed)
    work()
    assert provider.lines() == [] and states(row)["text"] == "skipped"
    assert reload(row).state in ("active", "awaiting_review")


def reload_with_contact(row: Enrollment) -> Enrollment:
    found: Enrollment = Enrollment.objects.select_related("contact").get(pk=row.pk)
    return found


def test_without_that_look_it_would_have_left(
    due: Enrollment, provider: TextLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(texts, "STOPS", "")
    armed = armed_only(due)
    stop(kind="phone", value=NUMBER)
    send(armed)
    (intent,) = intents(due)
    assert len(provider.lines()) == 1
    assert intent.left_after_stop and intent.overlap_ms is not None


@pytest.mark.parametrize("breaks", [False, True])
def test_the_moment_of_a_request_is_when_it_was_written(
    due: Enrollment, monkeypatch: pytest.MonkeyPatch, breaks: bool
) -> None:
    write = HTTPConnection.request

    def slow(*args: Any) -> None:
        sleep(0.2)
        if breaks:
            raise ConnectionResetError
        write(*args)

    monkeypatch.setattr(HTTPConnection, "request", slow)
    send(armed_only(due))
    (intent,) = intents(due)
    assert intent.outcome == ("unknown" if breaks else "accepted")
    assert intent.looked_at is not None and intent.dot_at is not None
    assert intent.dot_at - intent.looked_at >= timedelta(seconds=0.2)


def test_a_stopped_number_is_not_armed(due: Enrollment, provider: TextLog) -> None:
    stop(kind="phone", value=NUMBER)
    work()
    assert (provider.lines(), intents(due), states(due)) == ([], [], {"text": "skipped"})


def stop(**what: str) -> None:
    suppressing.suppress_and_stop(
        reason=SuppressionReason.OPT_OUT, source="test", actor=TEST, **what
    )


# What the provider says


def to(world: World, ending: str) -> Enrollment:
    row = started(world, live(world, text()), consenting(world, mobile=f"+4915112340{ending}"))
    clock.advance(timedelta(minutes=1))
    work()
    return row


@pytest.mark.parametrize(
    ("ending", "state", "enrollment"),
    [("400", "failed", "paused"), ("610", "failed", "paused"), ("429", "planned", "active")],
)
def test_a_refusal_is_settled_by_what_it_says(
    texter: World, provider: TextLog, ending: str, state: str, enrollment: str
) -> None:
    row = to(texter, ending)
    assert (states(row)["text"], reload(row).state) == (state, enrollment)
    assert provider.lines() == []


def test_who_has_sent_stop_gets_no_text_message_any_more(texter: World, provider: TextLog) -> None:
    to(texter, "610")
    with transaction.atomic():
        (row,) = Suppression.objects.all()
    assert (row.kind, row.channel, row.reason) == ("phone", "sms", "opt_out")


def test_an_answer_that_is_lost_is_a_doubt_and_the_provider_s_list_settles_it(
    texter: World, provider: TextLog
) -> None:
    row = to(texter, "504")
    assert states(row) == {"text": "unknown"}
    mending.resolve()
    (intent,), (line,) = intents(row), provider.lines()
    assert (states(row), intent.remote_ref) == ({"text": "sent"}, line["sid"])
    assert intent.resolution == "the list of the SMS provider has it"


def test_a_list_without_it_proves_nothing(texter: World, provider: TextLog) -> None:
    row = to(texter, "500")
    mending.resolve()
    assert states(row) == {"text": "unknown"}
    with transaction.atomic():
        look = EvidenceLook.objects.get(source="list of the SMS provider")
    assert look.outcome == "nothing"


def test_the_line_of_another_attempt_is_no_proof(texter: World, provider: TextLog) -> None:
    row = to(texter, "504")
    other = started(texter, version_of(row), consenting(texter, "b@initech.example"))
    clock.advance(timedelta(minutes=1))
    work()
    with transaction.atomic():
        SendIntent.objects.filter(touch__enrollment=other).update(
            remote_ref=provider.lines()[0]["sid"]
        )
    mending.resolve()
    assert states(row) == {"text": "unknown"}


def test_after_a_restore_whoever_had_a_text_message_due_is_paused(due: Enrollment) -> None:
    holding.hold_doubtful()
    assert reload(due).state == "paused"


# Accounts


def test_the_account_is_tested_by_reading_it(texter: World, provider: TextLog) -> None:
    row = account(texter)
    assert probing.run(row.pk)
    assert (reload(row).test_result, provider.lines()) == ("passed", [])


def test_a_wrong_token_is_said(texter: World) -> None:
    row = account(texter, secret="wrong")
    probing.run(row.pk)
    assert reload(row).test_says.startswith("The provider does not take this id and token.")


def test_the_number_changes_without_the_token(texter: World) -> None:
    row = account(texter, secret=None, number="+1 500 555 0009")
    assert (row.number, row.sealed is not None) == ("+15005550009", True)


def test_the_account_of_the_emails_stays(texter: World) -> None:
    assert accounts_of(texter) == [("sms", OURS)]
    with transaction.atomic():
        outlet = relays.relays_of([texter.mailbox])[texter.mailbox.pk]
    assert isinstance(outlet, Relay)


@transaction.atomic
def accounts_of(world: World) -> list[tuple[str, str]]:
    rows = SenderAccount.objects.filter(mailbox=world.mailbox)
    return list(rows.values_list("kind", "number"))


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("user", "AC123"),
        ("user", ""),
        ("number", "0151 1234567"),
        ("number", "MG1"),
        ("number", ""),
        ("replies_unread", False),
    ],
)
def test_what_no_provider_takes_is_refused_at_its_field(
    texter: World, field: str, typed: str
) -> None:
    with pytest.raises(Refused) as caught:
        account(texter, **{field: typed})
    assert list(caught.value.fields) == [field]
