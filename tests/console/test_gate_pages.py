"""Why somebody is kept out, letting them pass, and the list of exceptions."""

from datetime import timedelta
from typing import Any

import pytest

from compliance.models import RuleException
from contacts.models import Contact
from enrollment import excepting
from tenancy import clock
from tenancy.actors import member
from tenancy.models import User, Workspace
from tests.compliance.test_ruling import publish
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled, version_of
from tests.world import World, contact

EXCEPTIONS = "/w/acme/compliance/exceptions/"


@pytest.fixture
def person(in_acme: World) -> Contact:
    """Bob's contact, whom the rule about segments keeps out."""
    version_of(in_acme)
    return contact(owner=in_acme.rep, segment="")


def why(person: Contact) -> str:
    return f"/w/acme/contacts/{person.pk}/why/"


def form(person: Contact, rule: str = "segment") -> str:
    return f"/w/acme/contacts/{person.pk}/let-pass/?rule={rule}"


def answers(**changes: Any) -> dict[str, str]:
    ends = clock.now().date() + timedelta(days=9)
    return {"reach": "every", "reason": "Fair", "expires_on": str(ends), **changes}


def made(world: World, person: Contact) -> RuleException:
    return excepting.grant(
        person,
        excepting.Wish("segment"),
        reason="Fair",
        expires_at=clock.now() + timedelta(days=9),
        seat=world.admin,
        actor=member(world.admin),
    )


def test_why_now_shows_every_rule_and_says_that_nothing_was_kept(
    in_acme: World, person: Contact
) -> None:
    page = browser(in_acme.rep).get(why(person), {"channel": "email", "at": ""}).content.decode()
    assert "The contact has no segment." in page and "nothing was kept" in page


def test_why_then_shows_what_the_record_holds(in_acme: World, person: Contact) -> None:
    enrolled(in_acme, person)
    asked = {"channel": "email", "at": "2020-01-01T09:00"}
    page = browser(in_acme.rep).get(why(person), asked).content.decode()
    assert "Nobody had asked by then" in page


@pytest.mark.parametrize("asked", [{"channel": "pigeon"}, {"channel": "call", "at": "soon"}])
def test_a_wrong_question_comes_back_with_its_error(
    in_acme: World, person: Contact, asked: dict[str, str]
) -> None:
    answer = browser(in_acme.rep).get(why(person), asked)
    assert answer.status_code == 200 and answer.context["form"].errors


@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Pacific/Kiritimati"])
@pytest.mark.parametrize("at", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_that_cannot_be_counted_with_comes_back(
    in_acme: World, person: Contact, zone: str, at: str
) -> None:
    User.objects.filter(pk=in_acme.rep.user_id).update(zone=zone)
    Workspace.objects.update(zone=zone)
    answer = browser(in_acme.rep).get(why(person), {"channel": "email", "at": at})
    (error,) = answer.context["form"].errors["at"]
    assert error


def test_only_who_may_let_pass_is_offered_it(in_acme: World, person: Contact) -> None:
    asked = {"channel": "email"}
    assert b"Let pass" in browser(in_acme.manager).get(why(person), asked).content
    assert b"Let pass" not in browser(in_acme.rep).get(why(person), asked).content


def test_an_admin_lets_a_person_pass_from_the_page(in_acme: World, person: Contact) -> None:
    me = browser(in_acme.admin)
    assert "The contact has no segment." in me.get(form(person)).content.decode()
    assert me.post(form(person), answers()).status_code == 302
    page = me.get(why(person), {"channel": "email"}).content.decode()
    assert "Let pass by Admin until" in page


def test_one_of_several_exclusion_rules_is_let_pass_from_the_page(in_acme: World) -> None:
    version_of(in_acme)
    engineer = contact(owner=in_acme.rep)
    conditions = [{"field": "contact.title", "operator": "contains", "value": "engineer"}]
    rules = [publish(in_acme, name=name, conditions=conditions) for name in ("One", "Two")]
    me, way = browser(in_acme.manager), form(engineer, "exclusion_conditions")
    offered = me.get(way).context["form"].fields["exclusion_key"].choices
    assert {name for _, name in offered} == {"One", "Two"}
    me.post(way, answers(exclusion_key=str(rules[0].key)))
    assert RuleException.objects.get().exclusion_key == rules[0].key
    assert enrolled(in_acme, engineer).state == "ineligible"
    me.post(way, answers(exclusion_key=str(rules[1].key)))
    assert enrolled(in_acme, engineer).state == "awaiting_review"


@pytest.mark.parametrize("role", ["rep", "reviewer", "viewer"])
def test_nobody_else_reaches_the_page(in_acme: World, person: Contact, role: str) -> None:
    me = browser(getattr(in_acme, role))
    assert me.get(form(person)).status_code == me.post(form(person)).status_code == 404


def test_a_refusal_stands_above_the_form_and_keeps_what_was_typed(in_acme: World) -> None:
    version_of(in_acme)
    own = contact(owner=in_acme.manager, segment="")
    page = browser(in_acme.manager).post(form(own), answers()).content.decode()
    assert "You own this contact" in page and ">\nFair</textarea>" in page


def test_a_rule_that_nobody_may_let_pass_says_so(in_acme: World) -> None:
    version_of(in_acme)
    page = browser(in_acme.admin).get(form(contact(), "owner")).content.decode()
    assert "Nobody may let this pass" in page and "<textarea" not in page


def test_a_rule_that_keeps_nobody_out_has_nothing_to_let_pass(
    in_acme: World, person: Contact
) -> None:
    assert b"Nothing to let pass" in browser(in_acme.admin).get(form(person, "cool_off")).content


@pytest.mark.parametrize("query", ["&channel=pigeon", "&sequence=x"])
def test_an_address_that_no_page_leads_to_is_not_found(
    in_acme: World, person: Contact, query: str
) -> None:
    assert browser(in_acme.admin).get(form(person) + query).status_code == 404


def test_the_list_shows_who_may_pass_what_and_why(in_acme: World, person: Contact) -> None:
    made(in_acme, person)
    page = browser(in_acme.viewer).get(EXCEPTIONS).content.decode()
    assert person.full_name in page and "Fair" in page and "Take back" not in page


def test_an_exception_is_taken_back_from_the_list(in_acme: World, person: Contact) -> None:
    row, me = made(in_acme, person), browser(in_acme.manager)
    me.post(f"{EXCEPTIONS}{row.pk}/revoke/")
    assert me.get(EXCEPTIONS).context["lines"] == []
    assert "taken back by Manager" in me.get(EXCEPTIONS, {"show": "ended"}).content.decode()


def test_a_rep_takes_nothing_back_and_outsiders_find_nothing(
    in_acme: World, globex: World, person: Contact
) -> None:
    url = f"{EXCEPTIONS}{made(in_acme, person).pk}/revoke/"
    assert browser(in_acme.rep).post(url).status_code == 404
    assert browser(globex.admin).get(EXCEPTIONS).status_code == 404


def test_the_list_takes_as_many_reads_for_twice_the_rows(in_acme: World, person: Contact) -> None:
    me = browser(in_acme.admin)
    made(in_acme, person)
    with reads() as few:
        me.get(EXCEPTIONS)
    made(in_acme, contact("bill@initech.example", owner=in_acme.rep, segment=""))
    with reads() as many:
        me.get(EXCEPTIONS)
    assert few.count == many.count <= BUDGET
