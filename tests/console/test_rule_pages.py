"""The pages of exclusion rules: drafts, back-tests, approvals, and tests on real people."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from compliance import ruling
from compliance.models import ExclusionRule
from enrollment import backtests
from tenancy import actors, clock, days
from tests.console.browsing import BUDGET, browser, reads
from tests.console.scenes import enrolled, running, version_of
from tests.world import World, contact

RULES = "/w/acme/compliance/rules/"
STUDENTS = {
    "name": "Students",
    "match": "all",
    "motion": "",
    "sequence_id": "",
    "expires_at": "",
    "field-0": "contact.title",
    "operator-0": "contains",
    "value-0": "student",
    "do": "save",
}


def drafted(world: World, **changes: str) -> ExclusionRule:
    browser(world.admin).post(f"{RULES}new/", {**STUDENTS, **changes})
    rule: ExclusionRule = ExclusionRule.objects.latest("pk")
    return rule


def reported(world: World, **changes: str) -> ExclusionRule:
    rule = drafted(world, **changes)
    backtests.run(rule.pk)
    rule.refresh_from_db(fields=["report"])
    return rule


def approve(client: Client, rule: ExclusionRule) -> str:
    url = f"{RULES}{rule.key}/approve/"
    form = {"seen": rule.edited_at.isoformat()}
    return client.post(url, form, follow=True).content.decode()


def published(world: World, **changes: str) -> ExclusionRule:
    rule = reported(world, **changes)
    approve(browser(world.other_admin), rule)
    row: ExclusionRule = ExclusionRule.objects.get(pk=rule.pk, state="approved")
    return row


def read(client: Client, rule: ExclusionRule, **query: str) -> Any:
    return client.get(f"{RULES}{rule.key}/", query)


def test_everybody_of_the_workspace_reads_and_outsiders_find_nothing(
    in_acme: World, globex: World
) -> None:
    rule = reported(in_acme)
    for page in (RULES, f"{RULES}{rule.key}/", f"{RULES}{rule.key}/progress/"):
        assert browser(in_acme.viewer).get(page).status_code == 200
        assert browser(globex.admin).get(page).status_code == 404


@pytest.mark.parametrize("verb", ["edit", "approve", "backtest", "discard", "retire"])
def test_a_manager_changes_nothing(in_acme: World, verb: str) -> None:
    rule = reported(in_acme)
    answer = browser(in_acme.manager).post(f"{RULES}{rule.key}/{verb}/", STUDENTS)
    assert answer.status_code == 404
    assert list(ExclusionRule.objects.values_list("state", flat=True)) == ["draft"]


def test_a_saved_rule_is_a_draft_that_reads_as_a_sentence(in_acme: World) -> None:
    drafted(in_acme)
    page = browser(in_acme.rep).get(RULES).content.decode()
    assert "Exclude when title contains “student”." in page and "Draft" in page


def test_a_rule_without_a_condition_is_refused_and_the_name_survives(in_acme: World) -> None:
    form = {"name": "Students", "match": "all", "motion": "", "do": "save"}
    page = browser(in_acme.admin).post(f"{RULES}new/", form).content.decode()
    assert "Add at least one condition" in page and 'value="Students"' in page
    assert not ExclusionRule.objects.exists()


def test_more_conditions_keep_what_was_typed(in_acme: World) -> None:
    page = browser(in_acme.admin).post(f"{RULES}new/", {**STUDENTS, "do": "more"}).content.decode()
    assert 'value="student"' in page and 'name="value-2"' in page
    assert not ExclusionRule.objects.exists()


def test_a_last_day_that_is_past_is_refused_at_its_field(in_acme: World) -> None:
    form = {**STUDENTS, "expires_at": "2001-01-01"}
    answer = browser(in_acme.admin).post(f"{RULES}new/", form)
    assert "expires_at" in answer.context["form"].errors


def test_a_rule_holds_to_the_end_of_its_last_day(in_acme: World) -> None:
    day = (timezone.localtime(clock.now()) + timedelta(days=3)).date()
    rule = drafted(in_acme, expires_at=day.isoformat())
    page = browser(in_acme.admin).get(f"{RULES}{rule.key}/edit/").content.decode()
    assert f'value="{day.isoformat()}"' in page


def test_a_draft_says_so_while_its_report_is_made(in_acme: World) -> None:
    answer = read(browser(in_acme.other_admin), drafted(in_acme))
    assert answer.context["report"] is None
    assert "Looking at the decisions" in answer.content.decode()


def test_the_report_names_whom_the_reader_may_see(in_acme: World) -> None:
    version_of(in_acme)
    enrolled(in_acme, contact(title="Student", owner=in_acme.rep))
    rule = reported(in_acme)
    seen = {
        seat.label: len(read(browser(seat), rule).context["report"].blocked.shown)
        for seat in (in_acme.rep, in_acme.other_rep, in_acme.admin)
    }
    assert seen == {"Rep": 1, "Other Rep": 0, "Admin": 1}


def test_the_page_says_how_many_in_flight_would_be_paused(in_acme: World) -> None:
    running(in_acme, contact(title="Student", owner=in_acme.rep))
    page = read(browser(in_acme.other_admin), reported(in_acme)).content.decode()
    assert "1 person in flight" in page and "would be paused" in page


def test_the_author_is_told_why_the_button_is_missing(in_acme: World) -> None:
    rule = reported(in_acme)
    page = read(browser(in_acme.admin), rule).content.decode()
    assert "You wrote this version, so another admin has to approve it." in page
    assert "Put in force" not in page


def test_the_author_cannot_approve_by_hand_either(in_acme: World) -> None:
    rule = reported(in_acme)
    assert "another admin has to approve it" in approve(browser(in_acme.admin), rule)
    assert ExclusionRule.objects.get().state == "draft"


def test_a_second_admin_puts_it_in_force(in_acme: World) -> None:
    rule = reported(in_acme)
    assert "Put in force" in read(browser(in_acme.other_admin), rule).content.decode()
    assert "version 1 is in force" in approve(browser(in_acme.other_admin), rule)


def test_what_changed_after_the_page_was_opened_is_not_approved(in_acme: World) -> None:
    rule = reported(in_acme)
    by: dict[str, Any] = {"seat": in_acme.admin, "actor": actors.member(in_acme.admin)}
    ruling.change_draft(rule, {"name": "Everybody"}, **by)
    assert "saved this draft after you opened it" in approve(browser(in_acme.other_admin), rule)


def test_an_edit_of_an_old_page_is_refused_and_keeps_what_was_typed(in_acme: World) -> None:
    rule = drafted(in_acme)
    by: dict[str, Any] = {"seat": in_acme.other_admin, "actor": actors.member(in_acme.other_admin)}
    ruling.change_draft(rule, {"name": "Everybody"}, **by)
    form = {**STUDENTS, "seen": rule.edited_at.isoformat(), "value-0": "pupil"}
    page = browser(in_acme.admin).post(f"{RULES}{rule.key}/edit/", form).content.decode()
    assert "saved this draft after you opened it" in page and 'value="pupil"' in page


def test_the_report_is_made_again_on_demand(in_acme: World) -> None:
    rule = reported(in_acme)
    browser(in_acme.admin).post(f"{RULES}{rule.key}/backtest/")
    assert ExclusionRule.objects.get().report == ruling.WAITING


def test_changing_a_rule_in_force_drafts_its_next_version(in_acme: World) -> None:
    key = published(in_acme).key
    browser(in_acme.admin).post(f"{RULES}{key}/edit/", {**STUDENTS, "value-0": "intern"})
    draft = ExclusionRule.objects.get(key=key, state="draft")
    assert draft.number == 2 and draft.conditions[0]["value"] == "intern"
    assert "version 2 is a draft" in browser(in_acme.rep).get(RULES).content.decode()


def test_a_discarded_draft_is_gone(in_acme: World) -> None:
    rule = drafted(in_acme)
    browser(in_acme.admin).post(f"{RULES}{rule.key}/discard/")
    assert not ExclusionRule.objects.exists()


def test_a_retired_rule_moves_to_its_own_list(in_acme: World) -> None:
    key = published(in_acme).key
    me = browser(in_acme.admin)
    me.post(f"{RULES}{key}/retire/")
    assert me.get(RULES).context["lines"] == []
    assert "Students" in me.get(RULES, {"show": "retired"}).content.decode()


def test_the_list_says_that_a_rule_has_expired(in_acme: World) -> None:
    day = (timezone.localtime(clock.now()) + timedelta(days=1)).date()
    rule = published(in_acme, expires_at=day.isoformat())
    clock.advance(timedelta(days=3))
    assert "blocks nobody since" in browser(in_acme.rep).get(RULES).content.decode()
    assert "This rule has expired" in read(browser(in_acme.rep), rule).content.decode()


def test_a_rule_of_one_sequence_names_it(in_acme: World) -> None:
    sequence = version_of(in_acme).sequence
    drafted(in_acme, sequence_id=str(sequence.pk))
    assert "“Outbound”" in browser(in_acme.rep).get(RULES).content.decode()


@pytest.mark.parametrize(
    "seen", ["", "x", "2026-02-30T10:00:00", "2026-11-22T10:00", "9999-12-31T23:59:59-14:00"]
)
def test_an_approval_that_does_not_say_what_was_seen_is_refused(in_acme: World, seen: str) -> None:
    rule, client = reported(in_acme), browser(in_acme.other_admin)
    url = f"{RULES}{rule.key}/approve/"
    assert "Reload" in client.post(url, {"seen": seen}, follow=True).content.decode()
    assert ExclusionRule.objects.get().state == "draft"


def test_a_form_that_lost_what_it_was_opened_with_overwrites_nothing(in_acme: World) -> None:
    rule = drafted(in_acme)
    form = {**STUDENTS, "name": "Others", "seen": ""}
    page = browser(in_acme.admin).post(f"{RULES}{rule.key}/edit/", form).content.decode()
    assert "what you looked at" in page
    assert ExclusionRule.objects.get().name == "Students"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-30", "9999-12-31"])
def test_a_last_day_that_cannot_be_counted_with_comes_back(in_acme: World, day: str) -> None:
    answer = browser(in_acme.admin).post(f"{RULES}new/", {**STUDENTS, "expires_at": day})
    assert days.SENTENCE in answer.content.decode()
    assert not ExclusionRule.objects.exists()


def test_a_day_later_the_page_asks_for_another_back_test(in_acme: World) -> None:
    rule, other = reported(in_acme), browser(in_acme.other_admin)
    assert "Put in force" in read(other, rule).content.decode()
    clock.advance(timedelta(hours=25))
    page = read(other, rule).content.decode()
    assert "back-tested more than 24 hours ago" in page and "Put in force" not in page


def test_a_draft_is_tested_on_real_people(in_acme: World) -> None:
    contact("a@initech.example", title="Student of law", last_name="Testing")
    contact("b@initech.example", title="Engineer", last_name="Testing")
    tested = read(browser(in_acme.admin), drafted(in_acme), q="testing").context["tested"]
    assert {row.contact.title: row.excluded for row in tested} == {
        "Student of law": True,
        "Engineer": False,
    }


def test_a_rep_tests_a_rule_on_visible_people_only(in_acme: World) -> None:
    contact(title="Student", owner=in_acme.other_rep)
    assert read(browser(in_acme.rep), drafted(in_acme), q="gibbons").context["tested"] == []


def test_the_verdicts_that_a_rule_blocked_are_counted(in_acme: World) -> None:
    version_of(in_acme)
    published(in_acme)
    enrolled(in_acme, contact(title="Student", owner=in_acme.rep))
    (line,) = browser(in_acme.admin).get(RULES).context["lines"]
    assert line.hits == 1


def test_the_list_takes_as_many_reads_for_twice_the_rules(in_acme: World) -> None:
    me, counts = browser(in_acme.admin), []
    for name in ("One", "Two"):
        drafted(in_acme, name=name)
        with reads() as taken:
            me.get(RULES)
        counts.append(taken.count)
    assert counts[0] == counts[1] <= BUDGET


def test_the_page_of_a_rule_stays_within_its_reads(in_acme: World) -> None:
    rule = reported(in_acme)
    with reads() as taken:
        read(browser(in_acme.admin), rule, q="gibbons")
    assert taken.count <= BUDGET + 2
