"""The page that erases a person: who sees it, what it asks, and what it leaves behind."""

from typing import Any

import pytest

from contacts.models import Contact
from enrollment.models import Enrollment
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import running
from tests.world import World, contact

PETER = "peter@initech.example"


def page_of(person: Contact) -> str:
    return f"/w/acme/contacts/{person.pk}/erase/"


def sent(world: World, person: Contact, **changes: str) -> Any:
    said = {"reference": "Ticket 812", "typed": PETER, **changes}
    return browser(world.admin).post(page_of(person), said)


def test_an_admin_is_told_what_goes_and_what_stays(in_acme: World) -> None:
    person = contact(PETER, owner=in_acme.rep)
    contact("peter+fair@initech.example")
    running(in_acme, person)
    text = browser(in_acme.admin).get(page_of(person)).content.decode()
    assert "1 sequence ends" in text and "1 more record" in text


def test_the_page_is_cheap(in_acme: World) -> None:
    client, person = browser(in_acme.admin), contact(PETER)
    with reads() as taken:
        client.get(page_of(person))
    assert taken.count <= BUDGET


def test_typing_the_address_erases(in_acme: World) -> None:
    person = contact(PETER, owner=in_acme.rep)
    running(in_acme, person)
    answer = sent(in_acme, person, typed=" PETER@initech.example ")
    assert answer.status_code == 302
    assert Contact.objects.get().erased_at and Enrollment.objects.get().exit_reason == "erased"


def test_the_page_of_the_person_says_so_and_offers_nothing_more(in_acme: World) -> None:
    person = contact(PETER)
    sent(in_acme, person)
    text = browser(in_acme.admin).get(f"/w/acme/contacts/{person.pk}/").content.decode()
    assert "This person was erased" in text and "erase/" not in text


@pytest.mark.parametrize(
    "changes", [{"typed": "peter"}, {"typed": ""}, {"reference": ""}, {"reference": PETER}]
)
def test_anything_else_erases_nobody_and_says_why(in_acme: World, changes: dict[str, str]) -> None:
    person = contact(PETER)
    answer = sent(in_acme, person, **changes)
    assert list(answer.context["form"].errors) == list(changes)
    assert Contact.objects.get().email == PETER


@pytest.mark.parametrize("role", ["rep", "manager", "reviewer", "viewer"])
def test_nobody_else_is_let_in_or_shown_the_way(in_acme: World, role: str) -> None:
    person = contact(PETER, owner=in_acme.rep)
    seat = browser(getattr(in_acme, role))
    assert seat.get(page_of(person)).status_code == 404
    assert "erase/" not in seat.get(f"/w/acme/contacts/{person.pk}/").content.decode()


def test_an_outsider_finds_nothing(in_acme: World, globex: World) -> None:
    assert browser(globex.admin).get(page_of(contact(PETER))).status_code == 404


@pytest.mark.parametrize("part", ["edit/", "basis/", "stop/", "erase/"])
def test_who_was_erased_cannot_be_filled_again(in_acme: World, part: str) -> None:
    person = contact(PETER)
    sent(in_acme, person)
    said = {"last_name": "Gibbons", "evidence": "x", "basis": "express", "reason": "manual"}
    answer = browser(in_acme.admin).post(f"/w/acme/contacts/{person.pk}/{part}", said)
    assert answer.status_code == 404
