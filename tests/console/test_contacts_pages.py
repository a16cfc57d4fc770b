"""The list of contacts, one person, and what may be changed about them."""

from datetime import timedelta
from typing import Any

import pytest

from audit.models import Entry
from compliance.models import Consent, Decision, Suppression
from contacts.models import Contact
from enrollment.models import Enrollment, EnrollmentState
from tenancy import clock
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled, running
from tests.world import World, account, approved, contact

LIST = "/w/acme/contacts/"


def test_the_list_shows_people_of_the_workspace(in_acme: World) -> None:
    contact("peter@initech.example", account=account("Initech"))
    page = browser(in_acme.admin).get(LIST)
    assert "Peter Gibbons" in page.content.decode()
    assert "Initech" in page.content.decode()


def test_a_rep_does_not_see_the_people_of_another_rep(in_acme: World) -> None:
    contact("mine@initech.example", first_name="Mine", owner=in_acme.rep)
    contact("other@initech.example", first_name="Theirs", owner=in_acme.other_rep)
    page = browser(in_acme.rep).get(LIST).content.decode()
    assert "Mine Gibbons" in page
    assert "Theirs Gibbons" not in page


def test_an_outsider_does_not_find_the_list(in_acme: World, globex: World) -> None:
    assert browser(globex.admin).get(LIST).status_code == 404


def test_a_viewer_sees_the_list_but_cannot_choose_people(in_acme: World) -> None:
    contact()
    page = browser(in_acme.viewer).get(LIST).content.decode()
    assert "Peter Gibbons" in page
    assert "data-select-row" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=milton", "Milton"),
        ("segment=enterprise", "Milton"),
        ("country=DE", "Milton"),
        ("owner=none", "Peter"),
        ("enrolment=none", "Milton"),
        ("owner=nonsense&enrolment=nonsense", "Peter"),
    ],
)
def test_the_filter_bar_narrows_the_list(in_acme: World, query: str, found: str) -> None:
    contact("peter@initech.example")
    contact(
        "milton@initech.example",
        first_name="Milton",
        segment="enterprise",
        country="DE",
        owner=in_acme.rep,
    )
    assert found in browser(in_acme.admin).get(f"{LIST}?{query}").content.decode()


def test_the_list_takes_as_many_reads_for_twice_the_people(in_acme: World) -> None:
    client = browser(in_acme.admin)
    for number in range(5):
        contact(f"one{number}@initech.example")
    with reads() as few:
        client.get(LIST)
    for number in range(5):
        contact(f"two{number}@initech.example", owner=in_acme.rep, phone="+49 30 123456")
    with reads() as many:
        client.get(LIST)
    assert few.count == many.count <= BUDGET


def test_older_people_are_on_the_next_page(in_acme: World) -> None:
    for number in range(51):
        contact(f"p{number}@initech.example", first_name=f"Person{number}")
    client = browser(in_acme.admin)
    first = client.get(LIST)
    second = client.get(LIST, {"after": first.context["page"].after})
    back = client.get(LIST, {"before": second.context["page"].before})
    shown = [line.contact.pk for page in (first, second) for line in page.context["lines"]]
    assert len(set(shown)) == len(shown) == 51
    assert [line.contact.pk for line in back.context["lines"]] == shown[:50]


def test_a_person_has_a_page_with_facts_stops_and_history(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    enrolled(in_acme, person)
    page = browser(in_acme.rep).get(f"{LIST}{person.pk}/").content.decode()
    assert "peter@<wbr>initech<wbr>.example" in page
    assert "Waits for review" in page
    assert "Enrolment requested" in page


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"zone": "Europe/Paris"}, "stored with the person"),
        ({"zone": "", "country": "DE"}, "from the contact&#x27;s country"),
        ({"zone": "", "country": "US"}, "not known"),
    ],
)
def test_the_page_of_a_person_says_where_their_zone_comes_from(
    in_acme: World, fields: dict[str, str], sentence: str
) -> None:
    person = contact(**fields)
    assert sentence in browser(in_acme.admin).get(f"{LIST}{person.pk}/").content.decode()


def test_a_company_lends_its_zone_and_shows_its_place(in_acme: World) -> None:
    company = account("Initech", country="DE", region="Bayern", zone="Europe/Berlin")
    person = contact(zone="", country="", account=company)
    page = browser(in_acme.admin).get(f"{LIST}{person.pk}/")
    assert page.context["place"].source == "company"
    assert "Germany, Bayern" in page.content.decode()


def test_the_last_contact_and_activity_stand_with_their_kind(in_acme: World) -> None:
    at = clock.now() - timedelta(days=3)
    told: dict[str, Any] = {"last_contacted_at": at, "last_contacted_by": "linkedin"}
    person = contact(**told, last_activity_at=at, last_activity="out_of_office")
    for page in (LIST, f"{LIST}{person.pk}/"):
        seen = browser(in_acme.admin).get(page).content.decode()
        assert "LinkedIn" in seen and "Was out of office" in seen


def test_the_page_of_a_person_is_hidden_from_other_reps(in_acme: World, globex: World) -> None:
    person = contact(owner=in_acme.rep)
    address = f"{LIST}{person.pk}/"
    assert browser(in_acme.other_rep).get(address).status_code == 404
    assert browser(globex.admin).get(address.replace("acme", "globex")).status_code == 404


def test_why_shows_every_rule_of_the_latest_decision(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, segment="")
    enrolled(in_acme, person)
    page = browser(in_acme.rep).get(f"{LIST}{person.pk}/why/").content.decode()
    assert "blocked" in page
    assert "passed" in page


def test_why_judges_by_the_facts_of_now_when_nobody_has_asked(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, segment="")
    approved(in_acme.manager, in_acme.admin)
    page = browser(in_acme.rep).get(f"{LIST}{person.pk}/why/").content.decode()
    assert "Judged by the facts as they are on record now" in page
    assert not Decision.objects.exists()


def test_why_says_so_when_nobody_has_asked_and_no_sequence_takes_people(in_acme: World) -> None:
    person = contact()
    page = browser(in_acme.rep).get(f"{LIST}{person.pk}/why/").content.decode()
    assert "Nobody has asked yet" in page


def test_editing_changes_the_fields_that_were_changed(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    browser(in_acme.rep).post(
        f"{LIST}{person.pk}/edit/",
        {"first_name": "Pete", "last_name": "Gibbons", "owner": str(in_acme.other_rep.pk)},
    )
    person.refresh_from_db()
    assert (person.first_name, person.title) == ("Pete", "Engineer")
    assert person.owner_id == in_acme.other_rep.pk


def test_a_field_that_cannot_be_used_comes_back_with_its_sentence(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    page = browser(in_acme.rep).post(f"{LIST}{person.pk}/edit/", {"country": "Atlantis"})
    assert page.context["form"].errors["country"]
    person.refresh_from_db()
    assert person.country == "US"


def test_a_changed_fact_sends_a_waiting_message_back_to_review(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    before = enrolled(in_acme, person)
    browser(in_acme.rep).post(f"{LIST}{person.pk}/edit/", {"first_name": "Pete"})
    after = Enrollment.objects.get(pk=before.pk)
    assert after.review_id != before.review_id


def test_a_saved_form_confirms_the_person_although_nothing_was_changed(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    browser(in_acme.rep).post(f"{LIST}{person.pk}/edit/", {"first_name": person.first_name})
    assert Contact.objects.get(pk=person.pk).confirmed_at is not None


def test_an_edit_by_hand_is_judged_at_once(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, account=account("Initech"))
    row = running(in_acme, person)
    browser(in_acme.rep).post(f"{LIST}{person.pk}/edit/", {"country": "Germany"})
    row.refresh_from_db()
    assert (row.state, row.pause_reason) == ("paused", "blocked")
    page = browser(in_acme.rep).get(f"/w/acme/enrollments/{row.pk}/").content.decode()
    assert "Lawful basis: In Germany" in page


def test_a_company_is_marked_on_its_page_and_its_people_are_out_at_once(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, account=account("Initech"))
    row = running(in_acme, person)
    me, page = browser(in_acme.rep), f"{LIST}{person.pk}/company/"
    assert "Edit Initech" in me.get(page).content.decode()
    answer = me.post(page, {"state": "customer", "subscriber": "unknown"})
    row.refresh_from_db()
    assert answer.headers["Location"] == f"{LIST}{person.pk}/"
    assert (row.state, row.exit_reason) == ("exited", "account_change")


def test_a_rep_who_may_not_open_the_gate_to_a_company_is_told_so(in_acme: World) -> None:
    person = contact(owner=in_acme.rep, account=account("Initech", state="customer"))
    said = {"state": "prospect", "subscriber": "unknown"}
    answer = browser(in_acme.rep).post(f"{LIST}{person.pk}/company/", said)
    assert answer.status_code == 422
    assert "Ask an admin of the workspace." in answer.content.decode()


@pytest.mark.parametrize("seat", ["viewer", "other_rep"])
def test_the_company_of_somebody_elses_person_is_not_found(in_acme: World, seat: str) -> None:
    person = contact(owner=in_acme.rep, account=account("Initech"))
    page = f"{LIST}{person.pk}/company/"
    assert browser(getattr(in_acme, seat)).get(page).status_code == 404


def test_who_has_no_company_is_said_to_have_none(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    page = browser(in_acme.rep).get(f"{LIST}{person.pk}/company/", follow=True)
    assert "has no company. Bring one with a record." in page.content.decode()


def test_a_reviewer_may_not_edit_people(in_acme: World) -> None:
    person = contact()
    assert browser(in_acme.reviewer).get(f"{LIST}{person.pk}/edit/").status_code == 404


def test_a_lawful_basis_is_recorded_with_its_evidence(in_acme: World) -> None:
    person = contact()
    browser(in_acme.rep).post(
        f"{LIST}{person.pk}/basis/",
        {"basis": "express", "given_on": "2026-01-05", "evidence": "Form of the fair"},
    )
    consent = Consent.objects.get(contact=person)
    assert (consent.basis, consent.evidence) == ("express", "Form of the fair")


def test_a_basis_of_the_future_is_refused_beside_its_field(in_acme: World) -> None:
    person = contact()
    tomorrow = (clock.now() + timedelta(days=2)).date().isoformat()
    page = browser(in_acme.rep).post(
        f"{LIST}{person.pk}/basis/",
        {"basis": "express", "given_on": tomorrow, "evidence": "Form"},
    )
    assert page.context["form"].errors["given_on"]
    assert not Consent.objects.exists()


def test_stopping_a_person_suppresses_and_ends_every_sequence(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    row = enrolled(in_acme, person)
    answer = browser(in_acme.rep).post(
        f"{LIST}{person.pk}/stop/", {"reason": "opt_out", "evidence": "phone call"}, follow=True
    )
    row = Enrollment.objects.get(pk=row.pk)
    assert (row.state, row.exit_reason) == (EnrollmentState.EXITED, "opted_out")
    assert Suppression.objects.get().reason == "opt_out"
    assert "Stopped: 1 sequence ended" in answer.content.decode()


def test_a_stop_says_who_and_how_we_know(in_acme: World) -> None:
    person = contact(owner=in_acme.rep)
    page = browser(in_acme.rep).post(f"{LIST}{person.pk}/stop/", {"reason": "opt_out"})
    assert page.context["form"].errors["evidence"]
    assert not Suppression.objects.exists()


def test_a_viewer_cannot_stop_anybody(in_acme: World) -> None:
    person = contact()
    address = f"{LIST}{person.pk}/stop/"
    data = {"reason": "opt_out", "evidence": "x"}
    assert browser(in_acme.viewer).post(address, data).status_code == 404
    assert not Entry.objects.filter(action="suppression.added").exists()


def test_the_owner_accepts_a_person_where_the_workspace_asks_for_it(in_acme: World) -> None:
    row, client = contact(owner=in_acme.rep), browser(in_acme.rep)
    page = f"/w/acme/contacts/{row.pk}/"
    assert "accept/" not in client.get(page).content.decode()
    in_acme.workspace.requires_acceptance = True
    in_acme.workspace.save()
    assert f"{page}accept/" in client.get(page).content.decode()
    client.post(f"{page}accept/")
    assert Contact.objects.get(pk=row.pk).accepted_by_id == in_acme.rep.pk
    assert f"{page}accept/" not in client.get(page).content.decode()
    assert browser(in_acme.viewer).post(f"{page}accept/").status_code == 404
