"""The gate and the inbox in the browsers of those who govern them, by keyboard alone: answers are
read, a group of first messages is approved, a rule is written, tested and put in force, somebody is
let pass, people are stopped."""

import re

from playwright.sync_api import Locator, expect

from tests.end_to_end.story import inbox, reviewer
from tests.end_to_end.story.browser import Person
from tests.end_to_end.story.keyboard import follows, presses, reaches, writes
from tests.end_to_end.test_story import Stage

RULE = "No plant managers this month"


def is_governed(on: Stage) -> None:
    """The rule is taken out of force at the end, so that nobody waits because of it."""
    inbox.is_worked_off(on.alice)
    a_group_is_approved_after_its_sample(on.rita)
    rule = a_rule_is_written_and_tested(on.alice)
    another_admin_puts_it_in_force(on.carol, rule)
    somebody_is_let_pass(on.carol)
    addresses_are_pasted_and_stopped(on.alice)
    a_lift_asks_for_consent_and_a_second_person(on)
    another_company_sees_nothing(on, rule)
    it_is_taken_out_of_force(on.carol, rule)


def a_group_is_approved_after_its_sample(rita: Person) -> None:
    rita.goes_to("review/groups/")
    follows(rita, rita.page.locator("main table a"))
    rita.sees("Open the sample first")
    expect(rita.page.get_by_role("button", name=re.compile("^Approve"))).to_have_count(0)
    while (unopened := rows_to_open(rita)).count():
        reaches(rita, unopened.get_by_role("button"))
        rita.types("Enter")
    rita.types("a")
    rita.sees("approved")


def rows_to_open(rita: Person) -> Locator:
    """The lines of the sample that she has not opened yet."""
    return rita.page.locator("main tr", has_text="Open first")


def a_rule_is_written_and_tested(alice: Person) -> str:
    alice.goes_to("compliance/rules/")
    alice.types("n")
    writes(alice, "Name", RULE)
    writes(alice, "Field of condition 1", "Title")
    writes(alice, "How to compare it", "contains")
    writes(alice, "Value of condition 1", "Plant Manager")
    alice.types("Enter")
    alice.sees("Exclude when title contains “Plant Manager”.")
    alice.finds(rule := alice.page.url.removeprefix(alice.address), "Back-tested")
    alice.has_no_button("Put in force")
    alice.sees("another admin has to approve it")
    return rule


def another_admin_puts_it_in_force(carol: Person, rule: str) -> None:
    carol.open(rule)
    carol.sees("in flight")
    carol.types("a")
    carol.sees("In force")
    carol.finds(carol.path("enrollments/?state=paused"), "Paused")


def somebody_is_let_pass(carol: Person) -> None:
    follows(carol, carol.page.locator("main table a[href*='/enrollments/']"))
    contact = carol.page.locator("main a[href*='/contacts/0']").first
    person = str(contact.get_attribute("href"))
    carol.open(f"{person}why/")
    presses(carol, "Ask")
    carol.sees(f"Excluded by “{RULE}”")
    follows(carol, carol.page.get_by_role("link", name="Let pass… the rule Exclusion rules"))
    writes(carol, "Reason", "Asked for the visit at the fair")
    presses(carol, "Let pass")
    carol.sees("may pass this rule from now on")
    carol.goes_to("compliance/exceptions/")
    carol.sees("Asked for the visit at the fair")


def addresses_are_pasted_and_stopped(alice: Person) -> None:
    alice.goes_to("compliance/")
    alice.types("p")
    text = '“Ann Lee” <ann@pine.example>, "tom@pine.example"\nno address at all'
    writes(alice, "Addresses, domains, phone numbers", text)
    presses(alice, "Read")
    alice.sees("2 entries will be stopped", "Not understood: stops nobody")
    alice.types("a")
    alice.goes_to("compliance/")
    alice.sees("a…@pine.example", "t…@pine.example")


def a_lift_asks_for_consent_and_a_second_person(on: Stage) -> None:
    alice, carol = on.alice, on.carol
    alice.goes_to("compliance/")
    expect(alice.page.locator("main")).to_contain_text("h…@fjord.example")
    lift = alice.page.locator("tr", has_text="h…@fjord.example").get_by_role("link")
    follows(alice, lift.filter(has_text=re.compile("lift", re.IGNORECASE)))
    alice.sees("A second person, who does not own the contact")
    carol.goes_to("compliance/lifts/")
    carol.sees("Asked to be lifted")


def another_company_sees_nothing(on: Stage, rule: str) -> None:
    for path in (rule, on.alice.path("compliance/lifts/"), on.alice.path("review/groups/")):
        assert on.gwen.status_of(path) == 404
    assert reviewer.finds_waiting(on.gwen, RULE) == []


def it_is_taken_out_of_force(carol: Person, rule: str) -> None:
    carol.open(rule)
    presses(carol, "Retire")
    carol.goes_to("compliance/rules/?show=retired")
    carol.sees(RULE)
