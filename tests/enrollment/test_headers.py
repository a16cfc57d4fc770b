"""Who a message is from and for, and which message it answers."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from django.db import transaction
from pytest_django import Settings

from compliance import reviews
from compliance.models import Review
from compliance.services import suppress
from contacts.models import Contact
from enrollment import composing, gates, manual, stops
from enrollment.channels import mail, smtp
from enrollment.channels.answers import Answer
from enrollment.channels.dialog import Envelope
from enrollment.channels.mail import MessageError
from enrollment.dispatch import arm, loading
from enrollment.models import Enrollment, ExitReason, Mailbox, RecipientGate
from sequences.models import Version
from tenancy.actors import member, system
from tests.compliance.messages import message
from tests.enrollment import stdlib_mail as library
from tests.enrollment.letters import SENDING
from tests.enrollment.sink import Sink, running
from tests.enrollment.stage import (
    email,
    enrol,
    in_hand,
    intents,
    live,
    pass_time,
    reload,
    started,
    states,
    step,
    touches,
    trail,
    work,
)
from tests.world import World, contact, mailbox

BOSS, CRM = "boss@acme.example", "drop@crm.example"


@pytest.fixture
def copied(stage: World) -> Version:
    """One message, with an open and a blind copy."""
    return live(stage, email("intro", cc=(BOSS,), bcc=(CRM,)))


@pytest.fixture
def team(stage: World) -> Mailbox:
    """A second sender, nobody's own."""
    with transaction.atomic():
        box = mailbox("team", stage.other_rep)
        box.owner = None
        box.save()
    return box


def said_no(world: World, address: str) -> None:
    with transaction.atomic():
        by = member(world.admin)
        suppress(kind="address", value=address, reason="opt_out", source="test", actor=by)


def test_a_copy_is_in_the_header_and_a_blind_one_in_the_envelope_alone(
    stage: World, copied: Version, peter: Contact, sink: Sink
) -> None:
    started(stage, copied, peter)
    pass_time(stage, minutes=1)
    (sent,) = sink.accepted
    assert (sent["Cc"], sent["Bcc"]) == (BOSS, None)
    assert sink.envelopes[0][1] == [peter.email, BOSS, CRM]


def test_copies_are_part_of_what_is_approved(stage: World, copied: Version, peter: Contact) -> None:
    row = reload(enrol(stage, copied, peter))
    with transaction.atomic():
        content = reviews.content_of(Review.objects.get(pk=row.review_id))
    assert (content.cc, content.bcc) == ((BOSS,), (CRM,))
    changed = replace(content, bcc=())
    assert composing.changed_facts(content, changed) == ["bcc"]


@pytest.mark.parametrize(("who", "kept"), [(BOSS, [CRM]), (CRM, [BOSS])])
def test_a_copy_to_somebody_who_said_no_never_leaves(
    stage: World, copied: Version, peter: Contact, sink: Sink, who: str, kept: list[str]
) -> None:
    row = started(stage, copied, peter)
    said_no(stage, who.upper())
    pass_time(stage, minutes=1)
    assert sink.envelopes[0][1] == [peter.email, *kept]
    assert who.encode() not in sink.raw[0]
    assert trail(row, "touch.arm")[0]["copies_left_out"] == 1


def test_a_copy_to_a_stopped_address_never_leaves(
    stage: World, copied: Version, peter: Contact, sink: Sink
) -> None:
    started(stage, copied, peter)
    with transaction.atomic():
        stops.stop_address(BOSS, cause=ExitReason.OPTED_OUT, evidence="s", actor=system("test"))
    pass_time(stage, minutes=1)
    assert sink.envelopes[0][1] == [peter.email, CRM]


def test_an_arm_holds_the_gates_of_its_copies(
    stage: World, copied: Version, peter: Contact, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[set[str]] = []
    lock = gates.lock

    def noted(keys: Iterable[str]) -> dict[str, RecipientGate]:
        held.append(set(keys))
        return lock(held[-1])

    monkeypatch.setattr(gates, "lock", noted)
    started(stage, copied, peter)
    pass_time(stage, minutes=1)
    with transaction.atomic():
        wanted = {stops.key_for(each) for each in (peter.email, BOSS, CRM)}
        assert RecipientGate.objects.filter(address_key__in=wanted).count() == 3
    assert wanted in held


def test_a_copy_that_the_server_refuses_stops_nobody_elses(
    stage: World, copied: Version, peter: Contact, sink: Sink
) -> None:
    sink.refuses = {CRM: "550 5.1.1 no such user"}
    row = started(stage, copied, peter)
    pass_time(stage, minutes=1)
    assert (states(row)["intro"], reload(row).state) == ("sent", "active")
    assert intents(row)[0].resolution == "the server's answer; it refused 1 copy (550)"


def test_a_step_may_have_its_own_sender_and_reply_address(
    stage: World, team: Mailbox, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro", sender=team.address, reply_to="desk@acme.example"))
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    (sent,) = sink.accepted
    assert team.address in sent["From"]
    assert (sent["Reply-To"], touches(row)[0].mailbox_id) == ("desk@acme.example", team.pk)


def test_the_other_steps_keep_the_sender_of_the_enrollment(
    stage: World, team: Mailbox, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro", sender=team.address), email("more"))
    started(stage, version, peter)
    pass_time(stage, minutes=1)
    pass_time(stage, minutes=1)
    assert [team.address in each["From"] for each in sink.accepted] == [True, False]


def test_a_sender_that_is_gone_is_replaced_by_the_persons_own(
    stage: World, team: Mailbox, peter: Contact, sink: Sink
) -> None:
    version = live(stage, email("intro"), email("more", days=1, sender=team.address))
    row = started(stage, version, peter)
    pass_time(stage, minutes=1)
    assert touches(row)[1].mailbox_id == team.pk
    with transaction.atomic():
        Mailbox.objects.filter(pk=team.pk).update(is_active=False)
    pass_time(stage, days=1, minutes=1)
    assert stage.mailbox.address in sink.accepted[1]["From"]
    assert touches(row)[1].mailbox_id == stage.mailbox.pk


def test_every_answer_names_the_newest_message_and_the_whole_thread(
    stage: World, peter: Contact, sink: Sink
) -> None:
    started(stage, live(stage, email("one"), email("two"), email("three")), peter)
    for _ in range(3):
        pass_time(stage, minutes=1)
    one, two, three = sink.accepted
    assert (two["In-Reply-To"], three["In-Reply-To"]) == (one["Message-ID"], two["Message-ID"])
    assert three["References"] == f"{one['Message-ID']} {two['Message-ID']}"
    assert {two["Subject"], three["Subject"]} == {"Re: About one"}


def test_a_new_thread_answers_nothing_and_is_what_later_steps_answer(
    stage: World, peter: Contact, sink: Sink
) -> None:
    steps = (email("one"), email("new", same_thread=False), email("three"))
    started(stage, live(stage, *steps), peter)
    for _ in range(3):
        pass_time(stage, minutes=1)
    _, new, three = sink.accepted
    assert (new["In-Reply-To"], new["References"], new["Subject"]) == (None, None, "About new")
    assert three["In-Reply-To"] == three["References"] == new["Message-ID"]
    assert three["Subject"] == "Re: About new"


def test_a_long_thread_keeps_the_message_that_began_it(stage: World) -> None:
    ids = [f"<{n}@x.example>" for n in range(40)]
    made = library.parsed(mail.wire(message(stage), **SENDING, thread=ids))
    assert made["References"].split() == [ids[0], *ids[-19:]]


def test_nobody_gets_a_message_twice_by_being_named_twice(stage: World) -> None:
    content = message(stage, cc=(BOSS, "peter@initech.example"), bcc=(BOSS, CRM))
    assert mail.envelope_copies(content) == (BOSS, CRM)


@pytest.mark.parametrize("changes", [{"cc": ()}, {"cc": (BOSS, CRM)}, {"reply_to": "x@y.example"}])
def test_other_headers_than_the_approved_ones_are_refused(
    stage: World, changes: dict[str, Any]
) -> None:
    wire = mail.wire(message(stage, cc=(BOSS,)), **SENDING)
    mail.must_say(wire, message(stage, cc=(BOSS,)))
    with pytest.raises(MessageError):
        mail.must_say(wire, message(stage, **{"cc": (BOSS,), **changes}))


def test_a_copy_that_is_no_address_cannot_become_a_header(stage: World) -> None:
    with pytest.raises(MessageError):
        mail.wire(message(stage, cc=("x@y.example\r\nBcc: z@y.example",)), **SENDING)


def test_an_email_to_personalise_is_a_task_with_its_words(
    stage: World, peter: Contact, sink: Sink
) -> None:
    words = "Hi {{ first_name }}! {{ unsubscribe_url }}"
    own = email("own", subject='For {{ company | default: "you" }}', text=words)
    row = started(stage, live(stage, replace(own, kind="email_personal")), peter)
    pass_time(stage, minutes=1)
    with transaction.atomic():
        draft = manual.draft_of(*loading.load([touches(row)[0].pk]))
    assert (draft.subject, draft.missing, states(row)) == ("For you", (), {"own": "due"})
    assert draft.text.startswith("Hi Peter! http")
    assert sink.accepted == []


def test_what_came_of_a_personal_email_is_kept(stage: World, peter: Contact) -> None:
    own = replace(email("own"), kind="email_personal")
    row = started(stage, live(stage, own, step("task", "next")), peter)
    pass_time(stage, minutes=1)
    manual.complete(touches(row)[0], note="Sent", actor=member(stage.rep), outcome="interested")
    assert touches(row)[0].outcome == "interested"
    with transaction.atomic():
        assert Contact.objects.get(pk=peter.pk).last_contacted_by == "email_personal"


def test_a_message_that_left_is_noted_with_the_contact(
    active: Enrollment, peter: Contact, sink: Sink
) -> None:
    work()
    with transaction.atomic():
        person = Contact.objects.get(pk=peter.pk)
    assert person.last_contacted_by == "email"
    assert person.revision == peter.revision


def test_a_sender_that_goes_between_check_and_arm_keeps_the_message(
    stage: World, team: Mailbox, peter: Contact, sink: Sink
) -> None:
    row = started(stage, live(stage, email("intro", sender=team.address)), peter)
    ready = in_hand()
    with transaction.atomic():
        Mailbox.objects.filter(pk=team.pk).update(is_active=False)
    assert arm.arm(ready) == []
    pass_time(stage, minutes=2)
    # Another sender than the approved one: a second person looks again.
    assert (reload(row).state, sink.accepted) == ("awaiting_review", [])


def test_a_mailbox_gets_a_message_once_however_its_copy_is_spelled(
    stage: World, sink: Sink
) -> None:
    with transaction.atomic():
        person = contact("Peter.G@initech.example", owner=stage.rep)
    blind = ("boss@acme.example", "peter.g@initech.example")
    started(stage, live(stage, email("intro", cc=("Boss@acme.example",), bcc=blind)), person)
    pass_time(stage, minutes=30)
    assert sink.envelopes[0][1] == ["Peter.G@initech.example", "Boss@acme.example"]


def test_a_far_domain_is_named_in_ascii_to_the_server_too(stage: World, sink: Sink) -> None:
    with transaction.atomic():
        person = contact("peter@bücher.example", owner=stage.rep)
    started(stage, live(stage, email("intro")), person)
    pass_time(stage, minutes=30)
    assert sink.envelopes[0][1] == ["peter@xn--bcher-kva.example"]
    assert sink.raw[0].isascii()


@pytest.mark.parametrize("reply_to", ["", "jürgen@acme.example"])
def test_a_message_with_an_address_that_is_not_ascii_is_announced(
    stage: World, sink: Sink, reply_to: str
) -> None:
    wire = mail.wire(message(stage, reply_to=reply_to), **SENDING)
    receipt = smtp.send(Envelope("rep@acme.example", "peter@initech.example", wire))
    assert receipt.answer == Answer.ACCEPTED
    assert sink.announced == [["SMTPUTF8"] if reply_to else []]


@pytest.mark.parametrize("place", ["reply_to", "recipient"])
def test_a_server_for_ascii_alone_gets_no_such_message(
    stage: World, settings: Settings, place: str
) -> None:
    content = message(stage, **{place: "jürgen@initech.example"})
    wire = mail.wire(content, **SENDING)
    with running(international=False) as old:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", old.port
        receipt = smtp.send(Envelope("rep@acme.example", content.recipient, wire))
    assert (receipt.answer, receipt.code, old.raw) == (Answer.REFUSED, 553, [])


def test_a_copy_to_a_contact_who_objected_in_the_crm_never_leaves(
    stage: World, peter: Contact, sink: Sink
) -> None:
    with transaction.atomic():
        contact("milton@initech.example", owner=stage.rep, crm_opted_out=True)
    started(stage, live(stage, email("intro", cc=("milton@initech.example", BOSS))), peter)
    pass_time(stage, minutes=30)
    assert sink.envelopes[0][1] == ["peter@initech.example", BOSS]
