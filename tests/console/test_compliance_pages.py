"""Compliance: stops, pasted addresses, exclusion rules and their tests on real people."""

import pytest

from compliance import services
from compliance.models import ExclusionRule, Suppression
from enrollment.models import Enrollment, EnrollmentState
from tenancy import actors
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled, running, version_of
from tests.world import World, contact

STOPS = "/w/acme/compliance/"
RULES = "/w/acme/compliance/rules/"
STUDENTS = {
    "name": "Students",
    "match": "all",
    "motion": "",
    "field-0": "contact.title",
    "operator-0": "contains",
    "value-0": "student",
    "do": "publish",
}


def stop(world: World, value: str = "peter@initech.example", reason: str = "manual") -> Suppression:
    actor = actors.member(world.admin)
    return services.suppress(kind="address", value=value, reason=reason, source="test", actor=actor)


def published(world: World) -> ExclusionRule:
    browser(world.admin).post(f"{RULES}new/", STUDENTS)
    rule: ExclusionRule = ExclusionRule.objects.get()
    return rule


@pytest.mark.parametrize("page", [STOPS, RULES])
def test_everybody_of_the_workspace_reads_and_outsiders_find_nothing(
    in_acme: World, globex: World, page: str
) -> None:
    assert browser(in_acme.viewer).get(page).status_code == 200
    assert browser(globex.admin).get(page).status_code == 404


@pytest.mark.parametrize("page", [f"{STOPS}stop/", f"{RULES}new/"])
def test_a_viewer_changes_nothing(in_acme: World, page: str) -> None:
    assert browser(in_acme.viewer).get(page).status_code == 404
    assert browser(in_acme.viewer).post(page, STUDENTS).status_code == 404


def test_a_stop_is_shown_by_its_hint_and_never_by_its_address(in_acme: World) -> None:
    stop(in_acme)
    page = browser(in_acme.viewer).get(STOPS).content.decode()
    assert "p…@initech.example" in page and "peter@initech.example" not in page


def test_a_whole_address_finds_its_stop_however_it_is_written(in_acme: World) -> None:
    stop(in_acme)
    stop(in_acme, "bill@initech.example")
    rows = browser(in_acme.rep).get(STOPS, {"q": "Peter+fair@INITECH.example"}).context["page"].rows
    assert [row.hint for row in rows] == ["p…@initech.example"]


def test_pasting_stops_everyone_and_counts_what_was_no_address(in_acme: World) -> None:
    running(in_acme, contact(owner=in_acme.rep))
    pasted = "Peter <peter@initech.example>, new@hooli.example\nnot an address@"
    page = browser(in_acme.rep).post(f"{STOPS}stop/", {"addresses": pasted}).content.decode()
    assert "2 addresses must not be contacted any more; 1 sequence ended" in page
    assert Enrollment.objects.get().state == EnrollmentState.EXITED


def test_a_paste_without_any_address_says_so_and_keeps_the_text(in_acme: World) -> None:
    page = browser(in_acme.rep).post(f"{STOPS}stop/", {"addresses": "hello"}).content.decode()
    assert "None of this is an e-mail address" in page and ">\nhello</textarea>" in page


def test_a_stop_by_a_colleague_is_lifted_with_a_reason(in_acme: World) -> None:
    row = stop(in_acme)
    browser(in_acme.admin).post(f"{STOPS}{row.pk}/lift/", {"evidence": "They wrote to us"})
    assert Suppression.objects.get().lifted_at is not None


def test_an_opt_out_is_never_lifted(in_acme: World) -> None:
    row = stop(in_acme, reason="opt_out")
    answer = browser(in_acme.admin).post(f"{STOPS}{row.pk}/lift/", {"evidence": "Please"})
    assert "This stop stays" in answer.content.decode()
    assert Suppression.objects.get().lifted_at is None


def test_a_rep_lifts_nothing(in_acme: World) -> None:
    row = stop(in_acme)
    answer = browser(in_acme.rep).post(f"{STOPS}{row.pk}/lift/", {"evidence": "x"})
    assert answer.status_code == 404 and Suppression.objects.get().lifted_at is None


def test_a_published_rule_reads_as_a_sentence(in_acme: World) -> None:
    published(in_acme)
    page = browser(in_acme.rep).get(RULES).content.decode()
    assert "Exclude when title contains “student”." in page


def test_a_rule_without_a_condition_is_refused_and_the_name_survives(in_acme: World) -> None:
    form = {"name": "Students", "match": "all", "motion": "", "do": "publish"}
    page = browser(in_acme.admin).post(f"{RULES}new/", form).content.decode()
    assert "Add at least one condition" in page and 'value="Students"' in page
    assert not ExclusionRule.objects.exists()


def test_more_conditions_keep_what_was_typed(in_acme: World) -> None:
    page = browser(in_acme.admin).post(f"{RULES}new/", {**STUDENTS, "do": "more"}).content.decode()
    assert 'value="student"' in page and 'name="value-2"' in page
    assert not ExclusionRule.objects.exists()


def test_changing_a_rule_publishes_its_next_version(in_acme: World) -> None:
    key = published(in_acme).key
    browser(in_acme.admin).post(f"{RULES}{key}/edit/", {**STUDENTS, "value-0": "intern"})
    newest = ExclusionRule.objects.get(key=key, retired_at=None)
    assert newest.number == 2 and newest.conditions[0]["value"] == "intern"


def test_a_retired_rule_moves_to_its_own_list(in_acme: World) -> None:
    key = published(in_acme).key
    me = browser(in_acme.admin)
    me.post(f"{RULES}{key}/retire/")
    assert me.get(RULES).context["lines"] == []
    assert "Students" in me.get(RULES, {"show": "retired"}).content.decode()


def test_a_rule_is_tested_on_real_people(in_acme: World) -> None:
    contact("a@initech.example", title="Student of law", last_name="Testing")
    contact("b@initech.example", title="Engineer", last_name="Testing")
    url = f"{RULES}{published(in_acme).key}/"
    tested = browser(in_acme.admin).get(url, {"q": "testing"}).context["tested"]
    assert {row.contact.title: row.excluded for row in tested} == {
        "Student of law": True,
        "Engineer": False,
    }


def test_a_rep_tests_a_rule_on_visible_people_only(in_acme: World) -> None:
    contact(title="Student", owner=in_acme.other_rep)
    url = f"{RULES}{published(in_acme).key}/"
    assert browser(in_acme.rep).get(url, {"q": "gibbons"}).context["tested"] == []


def test_the_verdicts_that_a_rule_blocked_are_counted(in_acme: World) -> None:
    version_of(in_acme)
    published(in_acme)
    enrolled(in_acme, contact(title="Student", owner=in_acme.rep))
    (line,) = browser(in_acme.admin).get(RULES).context["lines"]
    assert line.hits == 1


def test_the_lists_take_as_many_reads_for_twice_the_rows(in_acme: World) -> None:
    me = browser(in_acme.admin)
    stop(in_acme)
    with reads() as few:
        me.get(STOPS)
    stop(in_acme, "bill@initech.example")
    with reads() as many:
        me.get(STOPS)
    assert few.count == many.count <= BUDGET
