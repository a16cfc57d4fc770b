"""Answers from people we do not know: the message, whom it may be about, one key a decision."""

from datetime import timedelta
from typing import Any

import pytest

from contacts.models import Contact
from enrollment.models import Enrollment
from signals.models import Signal
from tenancy import clock
from tenancy.models import Membership
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import reply_held, running
from tests.signals.letters import letter
from tests.signals.stage import receive, send_next
from tests.world import World, account, contact

INBOX = "/w/acme/inbox/"
PAGE = f"{INBOX}unknown/"
ASKS = "How much does it cost for 50 users?"


@pytest.fixture
def peter(in_acme: World) -> Contact:
    """Somebody whom we have written to."""
    from tests.enrollment.stage import always_open

    always_open(in_acme.workspace)
    person = contact(owner=in_acme.rep, account=account())
    running(in_acme, person)
    clock.advance(timedelta(hours=1))
    send_next()
    clock.advance(timedelta(days=3))
    return person


def of_nobody(world: World, text: str = ASKS, sender: str = "pg@initech.example") -> Signal:
    return receive(world, letter(text, sender=sender, From=f"P. G. <{sender}>"), sender=sender)


def page(seat: Membership, address: str = PAGE) -> str:
    return browser(seat).get(address).content.decode()


def post(seat: Membership, signal: Signal, what: str, **said: Any) -> Any:
    return browser(seat).post(f"{PAGE}{signal.pk}/{what}/", said, follow=True)


def test_the_message_stands_beside_whom_it_may_be_about(in_acme: World, peter: Contact) -> None:
    of_nobody(in_acme)
    shown = page(in_acme.rep)
    evidence = "Same domain; last written to 3 days ago from this mailbox"
    wanted = (ASKS, "P. G.", "Re: Question", evidence, "It is about Peter Gibbons", "Initech")
    assert [each for each in (*wanted, 'data-key="1"', 'data-key="n"') if each not in shown] == []
    assert "Undo takes this back" in shown and "may be a contact" in shown
    assert "From people we do not know (1)" in page(in_acme.rep, INBOX)


def test_one_key_gives_it_to_a_contact_the_next_opens_and_undo_is_offered(
    in_acme: World, peter: Contact
) -> None:
    first, second = of_nobody(in_acme), of_nobody(in_acme, "And for 60?")
    client = browser(in_acme.rep)
    answer = client.post(f"{PAGE}{second.pk}/assign/", {"contact": str(peter.pk)})
    assert answer.headers["Location"] == f"{PAGE}{first.pk}/"
    assert Enrollment.objects.get().exit_reason == "replied"
    shown = client.get(PAGE).content.decode()
    assert "It is about Peter Gibbons. Reply: Ended 1 sequence." in shown
    assert 'data-key="u"' in shown and f"{INBOX}{second.pk}/undo/?seen=applied" in shown
    undone = client.post(f"{INBOX}{second.pk}/undo/?seen=applied")
    assert undone.headers["Location"] == f"{PAGE}{second.pk}/"
    assert (Enrollment.objects.get().state, Signal.objects.get(pk=second.pk).contact_id) == (
        "active",
        None,
    )


def test_an_opt_out_says_before_that_nothing_takes_it_back(in_acme: World, peter: Contact) -> None:
    signal = of_nobody(in_acme, "Please remove me from your list and do not write again.")
    assert "No undo of that: two people lift it." in page(in_acme.rep)
    shown = post(in_acme.rep, signal, "assign", contact=str(peter.pk)).content.decode()
    assert "suppressed everywhere" in shown and "Undo" not in shown


def test_what_is_not_about_us_is_taken_back_by_one_key(in_acme: World) -> None:
    signal = of_nobody(in_acme)
    client = browser(in_acme.rep)
    client.post(f"{PAGE}{signal.pk}/pass/")
    shown = client.get(PAGE).content.decode()
    assert "Everybody who wrote is known" in shown and f"{PAGE}{signal.pk}/back/" in shown
    assert "Somebody has decided on this message" in page(in_acme.rep, f"{PAGE}{signal.pk}/")
    client.post(f"{PAGE}{signal.pk}/back/")
    assert ASKS in client.get(PAGE).content.decode()


def test_a_contact_is_searched_by_name_or_address(in_acme: World) -> None:
    of_nobody(in_acme)
    contact("milton@stapler.example", owner=in_acme.rep, first_name="Milton", last_name="Waddams")
    contact("other@stapler.example", owner=in_acme.other_rep, first_name="Milton")
    assert "Search for the contact" in page(in_acme.rep)
    for words in ("waddams", "milton@"):
        shown = page(in_acme.rep, f"{PAGE}?q={words}")
        assert shown.count("It is about") == 1 and "It is about Milton Waddams" in shown
    assert "No contact of yours is found" in page(in_acme.rep, f"{PAGE}?q=nobody")


def test_who_may_not_see_the_mailbox_finds_nothing(in_acme: World) -> None:
    signal = of_nobody(in_acme)
    for seat in (in_acme.manager, in_acme.other_rep):
        assert "From people we do not know" not in page(seat, INBOX)
        assert ASKS not in page(seat)
        for what in ("", "message/"):
            assert browser(seat).get(f"{PAGE}{signal.pk}/{what}").status_code == 404
        for what in ("assign", "pass", "back"):
            assert post(seat, signal, what).status_code == 404
    assert ASKS in page(in_acme.admin)


def test_its_html_is_harmless_and_gone_when_somebody_has_decided(in_acme: World) -> None:
    head = letter("x", sender="a@b.example").split(b"\nContent-Type")[0]
    raw = head + b"\nContent-Type: text/html\n\n<p onclick='x()'>How much?</p><script>a()</script>"
    signal = receive(in_acme, raw, sender="a@b.example")
    answer = browser(in_acme.rep).get(f"{PAGE}{signal.pk}/message/")
    body = answer.content.decode()
    assert "How much?" in body and "script" not in body and "onclick" not in body
    assert "sandbox; default-src 'none'" in answer.headers["Content-Security-Policy"]
    post(in_acme.rep, signal, "pass")
    assert "How much?" not in page(in_acme.rep, f"{PAGE}{signal.pk}/message/")


def test_more_messages_take_as_many_reads(in_acme: World, peter: Contact) -> None:
    first = of_nobody(in_acme)
    reply_held(peter, Enrollment.objects.get())
    client = browser(in_acme.rep)
    found = []
    for _ in range(2):
        for address in (PAGE, f"{PAGE}{first.pk}/", f"{PAGE}?q=peter", INBOX):
            client.get(address)
            with reads() as taken:
                client.get(address)
            found.append(taken.count)
        of_nobody(in_acme, "And for 60?")
    assert found[:4] == found[4:] and max(found) <= BUDGET
