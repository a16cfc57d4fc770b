"""When a planted message comes, and what is wrong with it."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import findings, planting
from compliance.content import Content, Fact, differences
from compliance.planting import Defect
from tests.compliance.test_grouping import letter

ADA, DAY = UUID(int=1), date(2026, 11, 23)
ADDRESS = "1 Main Street, Springfield"


def real() -> Content:
    facts = (
        Fact("first_name", "Ada", "contact.first_name"),
        Fact("company", "Initech", "account.name"),
        Fact("industry", "Software", "account.industry"),
    )
    text = (
        "Hi Ada,\n\nhow do you at Initech plan a Software tour?\n\nBob Miller\n"
        f"{ADDRESS}\nUnsubscribe: https://mail.acme.example/u/1"
    )
    html = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return letter(text=text, html=html, facts=facts, sender_name="Bob Miller")


def seen(content: Content) -> set[str]:
    return {each.code for each in findings.check(content, postal_address=ADDRESS)}


@pytest.mark.parametrize("defect", list(Defect))
@pytest.mark.parametrize("seed", range(0, 24, 8))
def test_the_content_check_does_not_find_a_planted_defect(defect: Defect, seed: int) -> None:
    copy = planting.with_defect(real(), defect, seed)
    assert copy is not None
    assert seen(copy) == seen(real())


@pytest.mark.parametrize("defect", list(Defect))
def test_a_defect_is_in_both_bodies_and_not_in_the_addresses(defect: Defect) -> None:
    copy = planting.with_defect(real(), defect, 0)
    assert copy is not None
    changed = {each.field for each in differences(real(), copy) if "facts" not in each.field}
    assert changed - {"subject"} == {"text", "html"}


@pytest.mark.parametrize("defect", list(Defect))
def test_every_defect_has_a_sentence(defect: Defect) -> None:
    assert planting.SAYS[defect]


def test_a_wrong_company_is_wrong_in_the_facts_too() -> None:
    copy = planting.with_defect(real(), Defect.COMPANY, 0)
    assert copy is not None and "Initech" not in copy.text
    assert {fact.value for fact in copy.facts if fact.name == "company"} == {"Fernhill Dairy"}


def test_a_value_that_the_message_does_not_use_cannot_be_wrong_in_it() -> None:
    assert planting.with_defect(letter(), Defect.INDUSTRY, 0) is None


def test_the_wrong_value_is_never_the_true_one() -> None:
    copy = planting.with_defect(letter(company="fernhill dairy"), Defect.COMPANY, 0)
    assert copy is not None and "fernhill dairy" not in copy.text.casefold()


def test_what_the_check_would_find_is_not_planted() -> None:
    assert planting.spoilt(real(), 0, lambda copy: True) is None


@given(st.integers(0, 2**63))
def test_there_is_always_something_wrong_with_a_planted_message(seed: int) -> None:
    found = planting.spoilt(real(), seed, lambda copy: False)
    assert found is not None and found[1] != real()


def turns(secret: bytes = b"s", **changes: Any) -> list[bool]:
    said = {"member": ADA, "day": DAY, "per_hundred": 5, **changes}
    return [planting.is_turn(secret, number=number, **said) for number in range(2_000)]


def test_about_as_many_come_as_the_policy_says() -> None:
    assert 60 < sum(turns()) < 140


def test_the_same_person_has_the_same_turns_again() -> None:
    assert turns() == turns()


def test_who_does_not_know_the_secret_does_not_know_the_turns() -> None:
    assert turns() != turns(b"t")
    assert turns() != turns(member=UUID(int=2))
    assert turns() != turns(day=date(2026, 11, 24))


def test_none_come_when_the_policy_says_none() -> None:
    assert not any(turns(per_hundred=0))


def test_a_message_without_html_stays_without() -> None:
    copy = planting.with_defect(replace(real(), html=""), Defect.NOTE, 0)
    assert copy is not None and copy.html == ""
