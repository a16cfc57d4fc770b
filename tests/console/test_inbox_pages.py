"""The signal inbox: the message beside its context, one key a decision, the next opens, undo."""

from datetime import timedelta
from typing import Any

import pytest

from compliance.services import suppress
from contacts.models import Contact
from enrollment.models import Enrollment, Notice
from signals import desk
from signals.models import Asked, Example, Signal
from tenancy import clock
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import reply_held, running
from tests.signals.letters import letter
from tests.signals.stage import receive
from tests.world import World, account, contact

INBOX = "/w/acme/inbox/"
BOMB = (
    '<p onclick="x()">How much?</p><script>alert(1)</script>'
    '<img src="https://x.example/p.png" alt="p">'
)


@pytest.fixture
def held(in_acme: World) -> Signal:
    """Nobody could read it for certain; Peter's sequence holds."""
    company = account()
    person = contact(owner=in_acme.rep, account=company)
    return reply_held(person, running(in_acme, person))


def post(seat: Membership, signal: Signal, what: str, **said: str) -> Any:
    return browser(seat).post(f"{INBOX}{signal.pk}/{what}/", said)


def page(seat: Membership, address: str = INBOX) -> str:
    return browser(seat).get(address).content.decode()


def state(signal: Signal) -> str:
    return str(Enrollment.objects.get(pk=signal.enrollment_id).state)


def test_the_message_stands_beside_its_context(in_acme: World, held: Signal) -> None:
    shown = page(in_acme.rep)
    wanted = ("talk to me about the TPS reports.", "Peter Gibbons", "Outbound", "Initech")
    assert [each for each in wanted if each not in shown] == []


def test_each_decision_has_its_key_and_says_what_follows(in_acme: World, held: Signal) -> None:
    shown = page(in_acme.rep)
    assert [key for key in "123456789" if f'data-key="{key}"' not in shown] == []
    assert "Ends every sequence and suppresses the person" in shown


def test_deciding_opens_the_next_with_the_filter_kept(in_acme: World, held: Signal) -> None:
    other = contact("b@initech.example", owner=in_acme.rep)
    then = reply_held(other, running(in_acme, other))
    address = f"{INBOX}{held.pk}/decide/?whose=mine"
    answer = browser(in_acme.rep).post(address, {"kind": "reply", "seen": "held"})
    assert answer.headers["Location"] == f"{INBOX}{then.pk}/?whose=mine"
    assert state(held) == "exited"


def test_the_last_decision_is_undone_by_one_key(in_acme: World, held: Signal) -> None:
    post(in_acme.rep, held, "decide", kind="reply", seen="held")
    shown = page(in_acme.rep)
    assert 'data-key="u"' in shown and f"{INBOX}{held.pk}/undo/" in shown
    for _ in range(2):
        browser(in_acme.rep).post(f"{INBOX}{held.pk}/undo/?seen=applied")
    assert (state(held), Signal.objects.get(pk=held.pk).state) == ("on_hold", "held")
    assert "talk to me about the TPS reports." in page(in_acme.rep)


def test_a_machines_reading_asks_to_be_seen_to(in_acme: World) -> None:
    person = contact("p@initech.example", owner=in_acme.rep)
    running(in_acme, person)
    signal = receive(in_acme, letter("How much is it?", sender="p@initech.example"))
    assert "Seen to" in page(in_acme.rep)
    post(in_acme.rep, signal, "done")
    assert "Nothing asks for you" in page(in_acme.rep)
    assert Asked.objects.get().done_by_id == in_acme.rep.pk


def test_what_one_has_seen_to_asks_again_by_one_key(in_acme: World, held: Signal) -> None:
    post(in_acme.rep, held, "decide", kind="reply", seen="held")
    person = contact("p@initech.example", owner=in_acme.rep)
    running(in_acme, person)
    signal = receive(in_acme, letter("How much is it?", sender="p@initech.example"))
    client = browser(in_acme.rep)
    client.post(f"{INBOX}{signal.pk}/done/")
    assert "Undo “Seen to”" in client.get(INBOX).content.decode()
    client.post(f"{INBOX}{signal.pk}/not-done/")
    shown = client.get(INBOX).content.decode()
    assert "How much is it?" in shown and "Undo my last decision" in shown


def test_an_opt_out_cannot_be_undone_and_says_what_to_do(in_acme: World, held: Signal) -> None:
    post(in_acme.rep, held, "decide", kind="opt_out", seen="held")
    answer = browser(in_acme.rep).post(f"{INBOX}{held.pk}/undo/", follow=True)
    assert "two people alone" in answer.content.decode()


def test_an_old_page_decides_nothing(in_acme: World, held: Signal) -> None:
    post(in_acme.rep, held, "decide", kind="other", seen="held")
    post(in_acme.rep, held, "decide", kind="opt_out", seen="held")
    assert Signal.objects.get(pk=held.pk).state == "ignored"


def test_html_is_shown_without_scripts_and_loads_nothing(in_acme: World) -> None:
    person = contact("p@initech.example", owner=in_acme.rep)
    running(in_acme, person)
    head = letter("x", sender="p@initech.example").split(b"\nContent-Type")[0]
    raw = head + b"\nContent-Type: text/html\n\n" + BOMB.encode()
    signal = receive(in_acme, raw)
    answer = browser(in_acme.rep).get(f"{INBOX}{signal.pk}/message/")
    body = answer.content.decode()
    assert not [each for each in ("script", "onclick", "x.example") if each in body]
    assert "sandbox; default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "<iframe sandbox" in page(in_acme.rep)


def test_attachments_are_named_and_never_opened(in_acme: World) -> None:
    person = contact("p@initech.example", owner=in_acme.rep)
    running(in_acme, person)
    head = letter("x", sender="p@initech.example").split(b"\nContent-Type")[0]
    raw = head + (
        b'\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n\nSee the file, what is it?\n--b\n'
        b'Content-Type: application/zip; name="<b>bomb.zip"\nContent-Transfer-Encoding: base64\n\n'
        + b"A" * 74_000
        + b"\n--b--\n"
    )
    receive(in_acme, raw)
    shown = page(in_acme.rep)
    assert "&lt;b&gt;bomb.zip" in shown
    assert "application/zip, 52." in shown


def test_a_message_is_shown_as_text_never_as_markup(in_acme: World) -> None:
    person = contact("p@initech.example", owner=in_acme.rep)
    running(in_acme, person)
    receive(in_acme, letter("<script>alert(1)</script> what is it?", sender="p@initech.example"))
    assert "<script>alert(1)" not in page(in_acme.rep)


@pytest.mark.parametrize(
    ("seat", "whose", "found"),
    [
        ("rep", "mine", True),
        ("manager", "mine", False),
        ("manager", "team", True),
        ("manager", "", True),
        ("other_rep", "", False),
        ("admin", "team", False),
        ("rep", "nonsense", True),
    ],
)
def test_whose_messages_are_listed(
    in_acme: World, held: Signal, seat: str, whose: str, found: bool
) -> None:
    shown = page(getattr(in_acme, seat), f"{INBOX}?whose={whose}")
    assert ("TPS reports" in shown) is found


def test_the_most_overdue_comes_first_with_its_age(in_acme: World, held: Signal) -> None:
    other = contact("b@initech.example", owner=in_acme.rep, first_name="Michael")
    urgent = reply_held(other, running(in_acme, other))
    Asked.objects.filter(signal=urgent).update(due_at=clock.now() - timedelta(hours=3))
    answer = browser(in_acme.rep).get(INBOX)
    assert answer.context["signal"].pk == urgent.pk
    assert "Over its time limit since" in answer.content.decode()


def test_one_kind_is_filtered(in_acme: World, held: Signal) -> None:
    assert "Show all answers" in page(in_acme.rep, f"{INBOX}?kind=referral")


def test_twice_the_messages_take_as_many_reads(in_acme: World, held: Signal) -> None:
    client = browser(in_acme.rep)
    client.get(INBOX)
    with reads() as few:
        client.get(f"{INBOX}{held.pk}/")
    other = contact("b@initech.example", owner=in_acme.rep)
    reply_held(other, running(in_acme, other))
    with reads() as many:
        client.get(f"{INBOX}{held.pk}/")
    assert few.count == many.count <= BUDGET


def test_an_erased_message_is_said_to_be_gone(in_acme: World, held: Signal) -> None:
    Signal.objects.filter(pk=held.pk).update(raw=None)
    assert "There is no message" in page(in_acme.rep, f"{INBOX}{held.pk}/")


@pytest.mark.parametrize("what", ["", "message/", "contact/"])
def test_a_message_about_somebody_elses_contact_is_not_found(
    in_acme: World, held: Signal, what: str
) -> None:
    assert browser(in_acme.other_rep).get(f"{INBOX}{held.pk}/{what}").status_code == 404


def test_an_example_is_taught_from_the_message(in_acme: World, held: Signal) -> None:
    phrase = "Peter wants to talk about the TPS reports some day"
    post(in_acme.rep, held, "example", phrase=phrase, intent="interested")
    row = Example.objects.get()
    assert (row.intent, row.phrase) == (
        "interested",
        "wants to talk about the TPS reports some day",
    )


def test_an_example_that_cannot_be_used_comes_back_with_its_sentence(
    in_acme: World, held: Signal
) -> None:
    answer = post(in_acme.rep, held, "example", phrase="Thank you", intent="interested")
    assert answer.status_code == 422
    assert "too short or too general" in answer.content.decode()


# Whom a message names.


@pytest.fixture
def referral(in_acme: World) -> Signal:
    """Somebody else is to be asked."""
    company = account()
    person = contact("p@initech.example", owner=in_acme.rep, account=company)
    running(in_acme, person)
    text = "Please talk to my colleague Ann Lumbergh <ann@initech.example> about this."
    return receive(in_acme, letter(text, sender="p@initech.example"))


ANN = {"email": "ann@initech.example", "first_name": "Ann", "last_name": "Lumbergh"}


def test_whom_a_message_names_is_offered_and_prefilled(in_acme: World, referral: Signal) -> None:
    assert "ann@initech.example" in page(in_acme.rep)
    form = page(in_acme.rep, f"{INBOX}{referral.pk}/contact/?who=ann@initech.example")
    assert 'value="ann@initech.example"' in form and 'value="Ann"' in form


def test_they_are_added_at_the_company_and_never_enrolled(in_acme: World, referral: Signal) -> None:
    post(in_acme.rep, referral, "contact", **ANN)
    ann = Contact.objects.get(email="ann@initech.example")
    assert ann.account is not None
    assert (ann.account.name, ann.owner_id) == ("Initech", in_acme.rep.pk)
    assert not Enrollment.objects.filter(contact=ann).exists()


def test_whoever_is_suppressed_is_said_to_be(in_acme: World, referral: Signal) -> None:
    from compliance.models import SuppressionKind, SuppressionReason
    from tenancy.actors import system

    suppress(
        kind=SuppressionKind.ADDRESS,
        value="ann@initech.example",
        reason=SuppressionReason.OPT_OUT,
        source="test",
        actor=system("test"),
    )
    answer = browser(in_acme.rep).post(f"{INBOX}{referral.pk}/contact/", ANN, follow=True)
    assert "suppressed: nothing is sent" in answer.content.decode()


def test_a_colleagues_contact_is_neither_changed_nor_shown(
    in_acme: World, referral: Signal
) -> None:
    contact("ann@initech.example", owner=in_acme.other_rep, first_name="Annabel")
    answer = post(in_acme.rep, referral, "contact", **ANN)
    assert answer.status_code == 422
    assert Contact.objects.get(email="ann@initech.example").first_name == "Annabel"


# Response times.


def test_the_owner_is_reminded_and_the_manager_told_once(in_acme: World, held: Signal) -> None:
    now = clock.now()
    Asked.objects.update(remind_at=now - timedelta(hours=1), due_at=now + timedelta(hours=1))
    assert (desk.keep(), desk.keep()) == (1, 0)
    Asked.objects.update(due_at=now - timedelta(minutes=1))
    assert (desk.keep(), desk.keep()) == (1, 0)
    told = sorted(Notice.objects.values_list("member__label", "title"))
    assert told == [("Manager", desk.OVERDUE), ("Rep", desk.REMINDER)]
