"""Bulk enrolment: from chosen people to the result, and back."""

import pytest
from django.test import Client

from contacts.models import Contact
from enrollment import preflights
from enrollment.models import Enrollment, EnrollmentState, Preflight, PreflightState
from enrollment.tasks import run_preflight
from sequences.models import Version
from tenancy import actors
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import version_of
from tests.world import World, contact

NEW = "/w/acme/enrollments/new/"
REASON = {"reason": "They asked for a call."}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the pages asked of the queue."""
    said: list[tuple[str, str]] = []
    monkeypatch.setattr(run_preflight, "delay", lambda *ids: said.append(ids))
    return said


@pytest.fixture
def version(in_acme: World) -> Version:
    """The approved version that takes people."""
    return version_of(in_acme)


def checked(world: World, *people: Contact) -> Preflight:
    """A preflight whose people a worker has judged."""
    made = preflights.create(
        version_of(world),
        [person.pk for person in people],
        seat=world.rep,
        actor=actors.member(world.rep),
    )
    preflights.run(made.pk)
    return Preflight.objects.get(pk=made.pk)


def good(world: World, name: str = "peter") -> Contact:
    return contact(f"{name}@initech.example", owner=world.rep)


def test_the_approved_version_is_named(in_acme: World, version: Version) -> None:
    person = good(in_acme)
    page = browser(in_acme.rep).get(NEW, {"selected": str(person.pk)}).content.decode()
    assert "Outbound" in page
    assert "version 1, approved by Other Admin" in page


def test_choosing_nobody_leads_back_to_the_contacts(in_acme: World, version: Version) -> None:
    answer = browser(in_acme.rep).get(NEW, {"selected": "nonsense"})
    assert answer.headers["Location"] == "/w/acme/contacts/"


def test_without_an_approved_version_the_next_step_is_named(in_acme: World) -> None:
    page = browser(in_acme.rep).get(NEW, {"selected": str(good(in_acme).pk)}).content.decode()
    assert "No sequence takes people" in page


def test_a_chosen_version_starts_the_checks(
    in_acme: World, version: Version, asked: list[tuple[str, str]]
) -> None:
    people = [good(in_acme, "a"), good(in_acme, "b")]
    data = {"version": str(version.pk), "selected": [str(person.pk) for person in people]}
    answer = browser(in_acme.rep).post(NEW, data)
    made = Preflight.objects.get()
    assert made.people_total == 2
    assert asked == [(str(in_acme.workspace.pk), str(made.pk))]
    assert answer.headers["Location"] == f"{NEW}{made.pk}/"


def test_everybody_who_matches_means_the_filter_and_not_the_page(
    in_acme: World, version: Version, asked: list[tuple[str, str]]
) -> None:
    for name in ("a", "b", "c"):
        good(in_acme, name)
    contact("d@initech.example", segment="enterprise", owner=in_acme.rep)
    data = {"version": str(version.pk), "select_all_matching": "1", "segment": "mid-market"}
    browser(in_acme.rep).post(NEW, data)
    assert Preflight.objects.get().people_total == 3


def test_ids_of_other_peoples_contacts_choose_nobody(
    in_acme: World, version: Version, asked: list[tuple[str, str]]
) -> None:
    theirs = contact(owner=in_acme.other_rep)
    data = {"version": str(version.pk), "selected": str(theirs.pk)}
    browser(in_acme.rep).post(NEW, data)
    assert not Preflight.objects.exists()


def test_the_progress_polls_while_the_rules_are_asked(
    in_acme: World, version: Version, asked: list[tuple[str, str]]
) -> None:
    made = preflights.create(
        version, [good(in_acme).pk], seat=in_acme.rep, actor=actors.member(in_acme.rep)
    )
    client = browser(in_acme.rep)
    assert "every 2s" in client.get(f"{NEW}{made.pk}/").content.decode()
    preflights.run(made.pk)
    assert client.get(f"{NEW}{made.pk}/progress/").headers["HX-Refresh"] == "true"


def test_the_checks_group_people_by_cause(in_acme: World) -> None:
    made = checked(in_acme, good(in_acme), contact("b@initech.example", segment=""))
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/")
    assert (page.context["counts"].allow, page.context["counts"].block) == (1, 1)
    assert {cause.rule for cause in page.context["causes"]} >= {"owner", "segment"}


def test_the_people_behind_a_cause_carry_all_their_causes(in_acme: World) -> None:
    made = checked(in_acme, good(in_acme), contact("b@initech.example", segment=""))
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/people/", {"rule": "owner"})
    (kept,) = page.context["kept"]
    assert {finding.rule for finding in kept.verdict.blocks} >= {"owner", "segment"}


def test_the_download_is_safe_to_open_and_names_causes(in_acme: World) -> None:
    made = checked(in_acme, contact("b@initech.example", first_name="=cmd|' /C calc'!A0"))
    rows = browser(in_acme.rep).get(f"{NEW}{made.pk}/rejected.csv").content.decode()
    assert ",'=cmd" in rows
    assert "Not eligible" in rows


def test_checking_again_judges_anew(in_acme: World, asked: list[tuple[str, str]]) -> None:
    person = contact("b@initech.example")
    made = checked(in_acme, person)
    Contact.objects.filter(pk=person.pk).update(owner=in_acme.rep)
    client = browser(in_acme.rep)
    client.post(f"{NEW}{made.pk}/recheck/")
    preflights.run(made.pk)
    assert client.get(f"{NEW}{made.pk}/").context["counts"].allow == 1


def test_the_schedule_names_first_and_last_day(in_acme: World) -> None:
    made = checked(in_acme, good(in_acme, "a"), good(in_acme, "b"))
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/schedule/")
    assert page.context["total"] == 6
    assert len(page.context["days"]) == 3


def test_confirming_needs_a_reason(in_acme: World, asked: list[tuple[str, str]]) -> None:
    made = checked(in_acme, good(in_acme))
    page = browser(in_acme.rep).post(f"{NEW}{made.pk}/confirm/", {"reason": " "})
    assert page.context["form"].errors["reason"]
    assert asked == []


def confirmed(world: World, client: Client, made: Preflight) -> Preflight:
    """Confirmed by the rep, carried out by a worker."""
    client.post(f"{NEW}{made.pk}/confirm/", REASON)
    preflights.run(made.pk)
    return Preflight.objects.get(pk=made.pk)


def test_confirming_enrols_who_passes_and_keeps_the_others(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    client = browser(in_acme.rep)
    made = confirmed(in_acme, client, checked(in_acme, good(in_acme), contact("b@initech.example")))
    result = client.get(f"{NEW}{made.pk}/").context["result"]
    assert (result.waiting, result.refused) == (1, 1)
    assert set(Enrollment.objects.values_list("reason", flat=True)) == {REASON["reason"]}


def test_a_person_who_changed_meanwhile_is_named(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    person = good(in_acme)
    client = browser(in_acme.rep)
    made = checked(in_acme, person, good(in_acme, "other"))
    Contact.objects.filter(pk=person.pk).update(crm_opted_out=True)
    confirmed(in_acme, client, made)
    assert "What changed since the check" in client.get(f"{NEW}{made.pk}/").content.decode()


def test_an_enrolment_is_undone_while_nothing_has_left(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    client = browser(in_acme.rep)
    made = confirmed(in_acme, client, checked(in_acme, good(in_acme)))
    page = client.post(f"{NEW}{made.pk}/undo/", follow=True).content.decode()
    assert "Undone: 1 person was taken out" in page
    assert Enrollment.objects.get().state == EnrollmentState.EXITED
    assert Preflight.objects.get().stage == PreflightState.UNDONE


def test_nobody_is_enrolled_when_nobody_passes(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    made = checked(in_acme, contact("b@initech.example"))
    browser(in_acme.rep).post(f"{NEW}{made.pk}/confirm/", REASON)
    assert Preflight.objects.get().stage == PreflightState.READY


def test_the_checks_take_as_many_reads_for_twice_the_people(in_acme: World) -> None:
    client = browser(in_acme.rep)
    few_people = checked(in_acme, contact("a@initech.example"))
    more = [contact(f"m{number}@initech.example") for number in range(4)]
    more_people = checked(in_acme, *more)
    with reads() as few:
        client.get(f"{NEW}{few_people.pk}/")
    with reads() as many:
        client.get(f"{NEW}{more_people.pk}/")
    assert few.count == many.count <= BUDGET


def test_another_rep_and_an_outsider_do_not_find_the_preflight(
    in_acme: World, globex: World
) -> None:
    made = checked(in_acme, good(in_acme))
    assert browser(in_acme.other_rep).get(f"{NEW}{made.pk}/").status_code == 404
    address = f"{NEW}{made.pk}/".replace("acme", "globex")
    assert browser(globex.admin).get(address).status_code == 404


@pytest.mark.parametrize("role", ["viewer", "reviewer"])
def test_who_may_not_enrol_finds_no_such_page(in_acme: World, role: str) -> None:
    assert browser(getattr(in_acme, role)).get(NEW).status_code == 404


def test_why_an_enrolment_stopped_half_way_is_said(in_acme: World, version: Version) -> None:
    made = checked(in_acme, good(in_acme))
    Preflight.objects.filter(pk=made.pk).update(problem="Version 1 takes nobody any more.")
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/").content.decode()
    assert "Not everybody was enrolled" in page and "Version 1 takes nobody any more." in page


def without_segment(world: World, count: int = 2) -> Preflight:
    rows = [
        contact(f"p{number}@initech.example", owner=world.rep, segment="")
        for number in range(count)
    ]
    return checked(world, good(world), *rows)


def test_an_empty_field_is_filled_in_place_for_everybody_it_keeps_out(
    in_acme: World, asked: list[tuple[str, str]]
) -> None:
    made, client = without_segment(in_acme), browser(in_acme.rep)
    page = client.get(f"{NEW}{made.pk}/people/?rule=segment").content.decode()
    assert "Fill in and check again" in page
    filled = {"rule": "segment", "column": "segment", "value": "small", "select_all_matching": "1"}
    client.post(f"{NEW}{made.pk}/mend/", filled)
    assert asked == [(str(in_acme.workspace.pk), str(made.pk))]
    again = Preflight.objects.get(pk=made.pk)
    assert (again.stage, again.progress, again.people_total) == (PreflightState.CHECKING, 1, 3)
    preflights.run(made.pk)
    assert made.people.filter(outcome="allow").count() == 3


def test_only_the_chosen_are_filled(in_acme: World, asked: list[tuple[str, str]]) -> None:
    made = without_segment(in_acme)
    chosen = Contact.objects.filter(segment="").order_by("pk")[0]
    filled = {"rule": "segment", "column": "segment", "value": "small", "selected": str(chosen.pk)}
    browser(in_acme.rep).post(f"{NEW}{made.pk}/mend/", filled)
    assert Contact.objects.filter(segment="").count() == 1


@pytest.mark.parametrize("change", [{"value": ""}, {"select_all_matching": ""}, {"column": "zone"}])
def test_what_cannot_be_filled_comes_back_with_the_cause(
    in_acme: World, asked: list[tuple[str, str]], change: dict[str, str]
) -> None:
    made = without_segment(in_acme)
    filled = {"rule": "segment", "column": "segment", "value": "small", "select_all_matching": "1"}
    answer = browser(in_acme.rep).post(f"{NEW}{made.pk}/mend/", filled | change)
    assert answer.status_code == 422 and asked == []
    assert Contact.objects.filter(segment="").count() == 2


def test_a_rule_that_no_field_mends_offers_no_form(in_acme: World) -> None:
    made = checked(in_acme, contact(owner=in_acme.rep, country=""))
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/people/?rule=lawful_basis").content.decode()
    assert "Fill in and check again" not in page


def test_required_fields_name_what_can_be_filled(in_acme: World) -> None:
    in_acme.workspace.required_fields = ["contact.segment", "contact.first_name"]
    in_acme.workspace.save()
    made = checked(in_acme, contact(owner=in_acme.rep, segment="", first_name=""))
    page = browser(in_acme.rep).get(f"{NEW}{made.pk}/people/?rule=required_fields")
    assert [name for name, _ in page.context["form"].fields["column"].choices] == ["segment"]


@pytest.mark.parametrize("page", ["", "people/", "rejected.csv", "schedule/", "confirm/"])
def test_who_belongs_to_somebody_else_by_now_is_not_shown(in_acme: World, page: str) -> None:
    person = contact(owner=in_acme.rep, segment="", last_name="Gibbons")
    made = checked(in_acme, person, good(in_acme, "b"))
    Contact.objects.filter(pk=person.pk).update(owner=in_acme.other_rep, last_name="Newname")
    answer = browser(in_acme.rep).get(f"{NEW}{made.pk}/{page}")
    said = answer.content.decode()
    assert answer.status_code == 200 and "Newname" not in said and "no segment" not in said


def test_the_checks_and_the_result_say_how_many_are_left_out(in_acme: World) -> None:
    person, client = good(in_acme, "a"), browser(in_acme.rep)
    made = checked(in_acme, person, good(in_acme, "b"))
    Contact.objects.filter(pk=person.pk).update(owner=in_acme.other_rep)
    assert client.get(f"{NEW}{made.pk}/").context["left_out"] == 1
    client.post(f"{NEW}{made.pk}/confirm/", {"reason": "Trade fair"})
    preflights.run(made.pk)
    result = client.get(f"{NEW}{made.pk}/").context["result"]
    assert (result.waiting, result.left_out) == (1, 1)
