"""A test message goes to whoever asks for it, and to nobody else."""

from typing import Any

import pytest
from django.db import transaction

from audit.models import Entry
from contacts.models import Contact
from enrollment import control
from enrollment.channels.answers import Answer
from enrollment.channels.dialing import NetworkInTransaction
from enrollment.dispatch import rehearsal
from enrollment.models import Enrollment, LimitCounter, Mailbox, SendIntent, Touch
from sequences.models import Version
from tenancy.actors import member
from tenancy.errors import Refused
from tests.enrollment.sink import Sink
from tests.enrollment.trials import TWO_EMAILS, B, published
from tests.world import World, contact, draft


@pytest.fixture
def version(stage: World) -> Version:
    """A draft of two e-mails; the first has other words and copies."""
    with transaction.atomic():
        version = draft(stage.admin, cadence=TWO_EMAILS)
        options = {"variants": [B], "cc": ["cc@acme.example"], "bcc": ["bcc@acme.example"]}
        version.steps.filter(key="intro").update(options=options)
    return version


@pytest.fixture
def peter(stage: World) -> Contact:
    with transaction.atomic():
        return contact(owner=stage.rep)


def send(world: World, version: Version, peter: Contact, **more: Any) -> rehearsal.Rehearsed:
    given: dict[str, Any] = {"step_key": "intro", "seat": world.admin, **more}
    return rehearsal.send_test(version, contact=peter, actor=member(given["seat"]), **given)


def test_a_draft_is_sent_as_the_contact_would_get_it(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    told = send(stage, version, peter)
    (message,) = sink.accepted
    assert (told.accepted, told.code) == (True, 250)
    assert message["Subject"] == "[Test] Question for you (intro)"
    assert message["From"] == f"{stage.mailbox.name} <{stage.mailbox.address}>"
    assert "Hi Peter," in str(message.get_body(("plain",)))


def test_it_goes_to_nobody_else(stage: World, version: Version, peter: Contact, sink: Sink) -> None:
    send(stage, version, peter)
    address = stage.admin.user.email
    assert sink.envelopes == [(address, [address])]
    assert peter.email.encode() not in sink.raw[0]
    assert b"cc@acme.example" not in sink.raw[0]


def test_it_is_marked_and_cannot_unsubscribe_the_contact(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    send(stage, version, peter)
    (message,) = sink.accepted
    assert message["X-Seqops-Test"] == f"{version.pk}/intro"
    assert (message["List-Unsubscribe"], message["List-Unsubscribe-Post"]) == (None, None)
    assert str(peter.pk) not in sink.raw[0].decode()


def test_a_follow_up_answers_in_its_thread(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    send(stage, version, peter, step_key="follow-up")
    assert sink.accepted[0]["Subject"] == "[Test] Re: Question for you (intro)"


def test_a_variant_has_its_own_words(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    send(stage, version, peter, variant="b")
    assert sink.accepted[0]["Subject"] == "[Test] Other words"


def test_nothing_counts_it(stage: World, version: Version, peter: Contact, sink: Sink) -> None:
    send(stage, version, peter)
    with transaction.atomic():
        assert not LimitCounter.objects.filter(key__startswith="mailbox").exists()
        found = [model.objects.count() for model in (Enrollment, Touch, SendIntent)]
        assert found == [0, 0, 0]


def test_the_trail_has_who_and_what_but_no_words(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    send(stage, version, peter, variant="b")
    with transaction.atomic():
        entry = Entry.objects.get(action="version.test_sent")
    assert (entry.actor_label, entry.contact_id) == ("Admin", peter.pk)
    assert entry.data == {"step": "intro", "variant": "b", "answer": "accepted", "code": 250}


def test_the_server_is_quoted_when_it_refuses(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    sink.dot = "554 5.7.1 Looks like spam"
    told = send(stage, version, peter)
    assert told.answer == Answer.REFUSED
    assert told.sentence == "The mail server refused it: 554 5.7.1 Looks like spam"


def test_a_server_that_is_down_is_said(
    stage: World, version: Version, peter: Contact, settings: Any
) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert send(stage, version, peter).answer == Answer.UNREACHABLE


def test_no_transaction_is_open_on_the_wire(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    with pytest.raises(NetworkInTransaction), transaction.atomic():
        send(stage, version, peter)
    assert sink.accepted == []


def test_a_few_a_minute(stage: World, version: Version, peter: Contact, sink: Sink) -> None:
    with pytest.raises(Refused, match="within this minute"):
        for _ in range(2 * rehearsal.MOST_A_MINUTE + 1):
            send(stage, version, peter)
    assert rehearsal.MOST_A_MINUTE <= len(sink.accepted) <= 2 * rehearsal.MOST_A_MINUTE


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"step_key": "gone"}, "no e-mail of the version"),
        ({"variant": "z"}, "no such variant. It has: a, b"),
    ],
)
def test_what_cannot_be_sent_is_said(
    stage: World, version: Version, peter: Contact, sink: Sink, asked: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        send(stage, version, peter, **asked)
    assert sink.accepted == []


def test_a_value_that_is_missing_is_named(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        Contact.objects.filter(pk=peter.pk).update(first_name="")
    with pytest.raises(Refused, match="needs first_name"):
        send(stage, version, peter)


def test_while_sending_is_stopped_nothing_leaves(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    control.close("mailbox", stage.mailbox.pk, reason="x", actor=member(stage.admin))
    with pytest.raises(Refused, match="Sending is stopped"):
        send(stage, version, peter)
    assert sink.accepted == []


def test_who_may_not_write_sequences_sends_no_test(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    with pytest.raises(Refused, match="may not"):
        send(stage, version, peter, seat=stage.rep)


def test_without_a_mailbox_it_says_so(
    stage: World, version: Version, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        Mailbox.objects.update(is_active=False)
    with pytest.raises(Refused, match="No active mailbox"):
        send(stage, version, peter)


def test_an_approved_version_is_tested_too(stage: World, peter: Contact, sink: Sink) -> None:
    with transaction.atomic():
        version = published(stage)
    assert send(stage, version, peter).accepted
