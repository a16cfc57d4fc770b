"""What arrives is stored once, sealed, and matched to the right person."""

from datetime import UTC, datetime, timedelta

import pytest

from audit.models import Entry
from compliance import vault
from contacts.models import Contact
from enrollment import composing
from enrollment.models import Enrollment, EnrollmentState, Mailbox, SendIntent, Touch
from signals import intake, reactions
from signals.models import Signal
from tenancy import clock
from tenancy.errors import Refused
from tests.enrollment.stage import always_open, email, live, reload
from tests.signals.letters import absence, bounce, letter, reply, unclear
from tests.signals.stage import arm_next, receive, report, send_next, started
from tests.world import World, contact

SECRET = "The password of the boss is swordfish."


def test_a_reply_is_matched_by_the_message_that_it_answers(
    in_acme: World, intent: SendIntent
) -> None:
    found = []
    for written in (intent.message_id, intent.message_id.upper()):
        mail = letter("Yes, gladly.", sender="peter@private.example", In_Reply_To=written)
        signal = receive(in_acme, mail)
        found.append((signal.touch_id, signal.reading["by"]))
    assert found == [(intent.touch_id, "message_id")] * 2


def test_a_bounce_that_names_nothing_is_matched_by_its_return_path(
    in_acme: World, intent: SendIntent
) -> None:
    path = f"rep+b-{intent.pk.hex}@mail.acme.example"
    signal = receive(in_acme, bounce(recipient="other@initech.example"), path)
    assert (signal.touch_id, signal.reading["by"]) == (intent.touch_id, "return_path")


def test_a_bounce_of_a_copy_stops_nobody_but_the_copied(in_acme: World, peter: Contact) -> None:
    always_open(in_acme.workspace)
    version = live(in_acme, email("intro", cc=("boss@initech.example",)))
    row = started(in_acme, version, peter)
    clock.advance(timedelta(minutes=30))
    intent = send_next()
    report_of = {"message_id": intent.message_id}
    signal = receive(in_acme, bounce(recipient="boss@initech.example", **report_of))
    assert (signal.contact_id, signal.state) == (None, "ignored")
    assert reload(row).state == EnrollmentState.ACTIVE
    both = receive(in_acme, bounce(recipient="peter@initech.example", **report_of))
    assert both.contact_id == peter.pk


@pytest.mark.parametrize("written", ["PETER@Initech.Example", "peter+news@initech.example"])
def test_a_new_mail_is_matched_by_its_address(
    in_acme: World, intent: SendIntent, written: str
) -> None:
    signal = receive(in_acme, letter("Please call me.", sender=written))
    assert (signal.enrollment_id, signal.reading["by"]) == (intent.touch.enrollment_id, "address")


def test_a_new_mail_from_elsewhere_is_matched_by_where_answers_go_and_who_sent_it(
    in_acme: World, intent: SendIntent
) -> None:
    pete = {"sender": "pete@home.example", "text": "Please call me."}
    found = [
        receive(in_acme, letter(**pete, Reply_To="Peter <peter@initech.example>")),
        receive(in_acme, letter(**pete, Sender="peter@initech.example")),
        receive(in_acme, letter(**pete), sender="peter@initech.example"),
        receive(in_acme, letter("Hi", sender="x@y.example", Reply_To="rep@mail.acme.example")),
    ]
    enrollment = intent.touch.enrollment_id
    ways = [(signal.enrollment_id, signal.reading["by"]) for signal in found]
    assert ways == [*[(enrollment, "alias")] * 3, (None, "")]


def test_a_colleague_of_the_same_domain_is_another_person(
    in_acme: World, intent: SendIntent
) -> None:
    signal = receive(in_acme, letter("Please call me.", sender="milton@initech.example"))
    assert (signal.contact_id, signal.state) == (None, "ignored")


def test_the_mail_is_sealed_and_nothing_of_it_lies_in_the_open(
    in_acme: World, intent: SendIntent
) -> None:
    signal = receive(in_acme, reply(intent, SECRET))
    open_words = f"{signal.reading} {signal.effect} {list(Entry.objects.values_list('data'))}"
    assert "swordfish" not in open_words
    assert "peter" not in open_words.lower()
    assert signal.raw is not None
    assert b"swordfish" in vault.unseal(signal.raw)


def test_forgetting_the_person_makes_the_mail_unreadable(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    signal = receive(in_acme, reply(intent, SECRET))
    vault.forget(peter.pk)
    signal.refresh_from_db(fields=["raw"])
    assert signal.raw is None


def test_nothing_new_is_kept_of_an_erased_person(
    in_acme: World, intent: SendIntent, peter: Contact
) -> None:
    Contact.objects.filter(pk=peter.pk).update(
        erased_at=datetime.now(UTC), email="", email_normal="", email_base=""
    )
    signal = receive(in_acme, reply(intent, SECRET))
    assert (signal.contact_id, signal.raw, signal.state) == (None, None, "ignored")


def test_the_same_mail_again_is_the_same_signal(in_acme: World, intent: SendIntent) -> None:
    raw = reply(intent)
    first, second = receive(in_acme, raw), receive(in_acme, b"Received: by relay 2\r\n" + raw)
    assert first.pk == second.pk
    assert Signal.objects.count() == 1


def test_a_wish_is_not_lost_behind_another_mail_of_the_same_id(
    in_acme: World, intent: SendIntent
) -> None:
    same = {"Message_ID": "<mail@initech.example>"}
    first = receive(in_acme, absence(intent, **same))
    raw = reply(intent, "Please unsubscribe me.", **same)
    wish, again = receive(in_acme, raw), receive(in_acme, b"Received: by relay 2\r\n" + raw)
    assert (first.kind, wish.kind, wish.state) == ("auto_reply", "opt_out", "applied")
    assert again.pk == wish.pk
    # What stops no more than the first is mostly the same mail with a footer.
    assert receive(in_acme, absence(intent, "Away, too.", **same)).pk == first.pk
    assert Signal.objects.count() == 2


def test_a_mail_without_a_message_id_is_known_by_its_bytes(
    in_acme: World, intent: SendIntent
) -> None:
    raw = letter("Please call me.", Message_ID="")
    assert receive(in_acme, raw).pk == receive(in_acme, raw).pk


def test_every_mail_proves_that_the_mailbox_hears(in_acme: World) -> None:
    Mailbox.objects.update(heard_at=None)
    receive(in_acme, letter("Hello", sender="stranger@else.example"))
    assert Mailbox.objects.get().heard_at is not None


def test_an_older_mail_does_not_turn_the_ears_back(in_acme: World) -> None:
    before = Mailbox.objects.get().heard_at
    probe = letter("probe", subject="seqops-probe 1")
    intake.receive_mail(
        probe,
        recipients=["rep+probe-1@mail.acme.example"],
        mailbox_id=in_acme.mailbox.pk,
        received_at=datetime(2020, 1, 1, tzinfo=UTC),
    )
    assert Mailbox.objects.get().heard_at == before


def test_a_probe_is_heard_and_not_kept(in_acme: World) -> None:
    Mailbox.objects.update(heard_at=None)
    found = intake.receive_mail(
        letter("probe", subject="seqops-probe 1"),
        recipients=["rep+probe-1@mail.acme.example"],
        mailbox_id=in_acme.mailbox.pk,
        received_at=datetime.now(UTC),
    )
    assert (found, Signal.objects.count()) == (None, 0)
    assert Mailbox.objects.get().heard_at is not None


def test_a_person_who_writes_the_words_of_a_probe_is_not_lost(
    in_acme: World, intent: SendIntent
) -> None:
    signal = receive(in_acme, reply(intent, subject="seqops-probe please stop"))
    assert signal.state == "applied"


def test_a_message_that_is_named_was_sent(in_acme: World, enrollment: Enrollment) -> None:
    armed = arm_next()
    receive(in_acme, unclear(armed.intent))
    assert Touch.objects.get(pk=armed.intent.touch_id).state == "sent"
    assert "names it" in SendIntent.objects.get(pk=armed.intent.pk).resolution


def test_mail_from_ourselves_is_no_signal(in_acme: World, intent: SendIntent) -> None:
    signal = receive(in_acme, reply(intent, sender="other@mail.acme.example"))
    assert (signal.kind, signal.state) == ("other", "ignored")


def test_a_line_break_in_the_envelope_adds_no_header(in_acme: World) -> None:
    signal = receive(in_acme, letter("Hi"), sender="a@b.example>\r\nX-Evil: 1\r\nSubject: <")
    assert signal.raw is not None
    assert b"\nX-Evil" not in vault.unseal(signal.raw)


def test_what_fails_stays_stored_and_is_applied_later(
    in_acme: World, intent: SendIntent, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(reactions, "apply", lambda signal_id: 1 / 0)
        signal = receive(in_acme, reply(intent))
    assert signal.state == "matched"
    assert reactions.attempt(signal).state == "applied"


def test_an_event_is_stored_once(in_acme: World, peter: Contact) -> None:
    first = report("reply", email=peter.email)
    assert report("reply", email=peter.email).pk == first.pk


def test_an_event_id_that_means_something_else_is_refused(in_acme: World, peter: Contact) -> None:
    report("auto_reply", email=peter.email)
    with pytest.raises(Refused) as refused:
        report("opt_out", email=peter.email)
    assert refused.value.code == "event_id_reused"


def test_the_words_of_an_event_are_sealed(in_acme: World, peter: Contact) -> None:
    signal = report("objection", email=peter.email, data={"text": SECRET})
    assert "swordfish" not in str(signal.reading)
    assert signal.raw is not None
    assert b"swordfish" in vault.unseal(signal.raw)


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"kind": "love_letter", "email": "a@b.example"}, "kind"),
        ({"kind": "reply"}, "email"),
        ({"kind": "reply", "email": "nobody"}, "email"),
        ({"kind": "reply", "email": "a@b.example", "event_id": ""}, "event_id"),
        ({"kind": "reply", "email": "a@b.example", "source": "mail"}, "source"),
        ({"kind": "reply", "email": "a@b.example\0"}, "email"),
        ({"kind": "reply", "email": "a@b.example", "data": {"mood": "good"}}, "mood"),
        (
            {"kind": "auto_reply", "email": "a@b.example", "data": {"return_date": "soon"}},
            "return_date",
        ),
        ({"kind": "bounce_hard", "email": "a@b.example", "data": {"status": "bad"}}, "status"),
    ],
)
def test_an_event_that_cannot_be_acted_on_names_the_field(
    in_acme: World, asked: dict[str, str], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        report(**asked)
    assert field in refused.value.fields
    assert Signal.objects.count() == 0


def test_who_was_handed_our_message_on_is_known_by_the_link_in_it(
    in_acme: World, intent: SendIntent
) -> None:
    """A colleague with another address, whose program tells nothing of the message before."""
    peter = intent.touch.enrollment.contact
    link = composing.unsubscribe_url(intent.touch.enrollment)
    quoted = f"Please stop mailing us.\n\n> Hello Peter,\n> {link}\n"
    signal = receive(in_acme, letter(quoted, sender="milton@elsewhere.example"))
    assert (signal.kind, signal.contact_id) == ("opt_out", peter.pk)
    assert signal.reading["by"] == "quoted_link"
    assert Enrollment.objects.get().exit_reason == "opted_out"


def test_an_event_is_matched_by_record_id_before_address(in_acme: World, peter: Contact) -> None:
    contact("milton@initech.example")
    signal = report("reply", contact_external_id="crm-1", email="milton@initech.example")
    assert signal.contact_id == peter.pk
