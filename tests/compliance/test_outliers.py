"""Which messages of a group are unlike the others, and why."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance import outliers
from compliance.content import Fact
from compliance.outliers import Member
from tests.compliance.test_grouping import letter

PEOPLE = ("Ada", "Grace", "Edith", "Joan", "Mary")


def member(number: int, first_name: str, company: str = "Initech", **more: Any) -> Member:
    return Member(UUID(int=number), letter(first_name, company), **more)


def group(*odd: Member) -> list[Member]:
    return [*(member(number, name) for number, name in enumerate(PEOPLE)), *odd]


def why(odd: Member) -> str:
    found = outliers.outliers(group(odd))
    assert set(found) <= {odd.id}, found
    return " ".join(found.get(odd.id, ()))


def test_a_group_of_the_same_kind_has_no_outlier() -> None:
    assert outliers.outliers(group()) == {}


@pytest.mark.parametrize(
    ("first_name", "company", "says"),
    [
        ("www.evil.example", "Initech", "First name holds a link."),
        ("Ada", "Initech {{ x }}", "Company holds brackets or markup."),
        ("Ada", "<b>Initech</b>", "Company holds brackets or markup."),
        ("Ada", "Fish &amp; Chips", "Company holds brackets or markup."),
        ("Ada\u200b", "Initech", "First name holds characters that cannot be seen."),
        ("Ada", "bit.ly/x1y", "Company holds a link."),
        ("Ada", "see evil.de", "Company holds a link."),
        ("Ada", "e.vil.app", "Company holds a link."),
        ("Ada", "evil dot com", "Company holds a link."),
        ("Ada", "пример.рф", "Company holds a link."),
        ("Ada", "evil\u3002ru", "Company holds a link."),
        ("Ada", "call 127.0.0.1", "Company holds a link."),
        ("Ada", "Acme +49 30 123456", "Company holds a phone number."),
        ("Ada", "call me 0900-666-666", "Company holds a phone number."),
        ("Ada", "Асmе", "Company mixes letters of several alphabets in a word."),
        ("Ада", "Initech", "First name is in another alphabet."),
        ("Ada", "𝗜nitech", "Company is in another alphabet."),
        ("Ada", "Initech\nBcc: x", "Company holds characters that cannot be seen."),
        ("Ada", "INITECH", "Company is in capitals."),
        ("Ada99", "Initech", "First name is not written like a name."),
        ("ada@initech", "Initech", "First name is not written like a name."),
        ("", "Initech", "First name is empty, so the template's default stands."),
        ("Ada", "I" + "nitech" * 12, "Company is far longer than the others'."),
    ],
)
def test_a_value_unlike_the_others_is_named(first_name: str, company: str, says: str) -> None:
    assert says in why(member(9, first_name, company))


@pytest.mark.parametrize(
    "sign",
    ["\u2800", "\u3164", "\u115f", "\u034f", "\ufe0f", "\u00ad", "\u180e", "\U000e0041", "\uffa0"],
)
def test_a_sign_without_a_shape_is_named(sign: str) -> None:
    assert "Company holds characters that cannot be seen." in why(member(9, "Ada", "Ini" + sign))


@pytest.mark.parametrize("blank", [" ", "\u00a0\u00a0", "Acme\u00a0\u00a0\u00a0\u00a0", "\u2003"])
def test_a_value_of_spaces_is_named(blank: str) -> None:
    assert "Company holds characters that cannot be seen." in why(member(9, "Ada", blank))


@pytest.mark.parametrize(
    ("first_name", "company"),
    [
        ("Anne-Marie", "Initech"),
        ("Zoë", "3M"),
        ("O’Neill", "SAP"),
        ("Li", "A. & B. GmbH"),
        ("Jean Luc", "Crédit\u00a0Agricole"),
        ("José", "Studio 54"),
        ("Łucja", "Nº 1 Foods, est. 1898"),
    ],
)
def test_ordinary_values_are_no_outliers(first_name: str, company: str) -> None:
    assert why(member(9, first_name, company)) == ""


def test_a_finding_that_the_others_lack_is_named() -> None:
    odd = member(9, "Ada", findings={"price": "It names a price."})
    assert why(odd) == "Most others do not have this: It names a price."


def test_a_finding_that_all_have_is_none_of_one() -> None:
    said = {"price": "It names a price."}
    every = [member(number, name, findings=said) for number, name in enumerate(PEOPLE)]
    assert outliers.outliers(every) == {}


def test_an_error_makes_an_outlier_also_when_all_have_it() -> None:
    said = {"own": "It names a forbidden word."}
    every = [
        member(number, name, findings=said, errors=tuple(said.values()))
        for number, name in enumerate(PEOPLE)
    ]
    assert len(outliers.outliers(every)) == len(PEOPLE)


def test_other_facts_are_named() -> None:
    odd = member(9, "Ada")
    facts = (*odd.content.facts, Fact("industry", "Dairy", "account.industry"))
    content = letter(facts=facts)
    assert "It uses other facts than most others." in why(Member(odd.id, content))


def test_a_link_that_each_of_them_has_is_no_outlier() -> None:
    every = [
        Member(UUID(int=n), letter(facts=(Fact("custom.page", f"https://x.example/{n}", "c"),)))
        for n in range(5)
    ]
    assert outliers.outliers(every) == {}


def test_our_own_values_are_not_looked_at() -> None:
    ours = (Fact("postal_address", "1 Street\nTown [x]", "workspace.postal_address"),)
    assert outliers.outliers([Member(UUID(int=1), letter(facts=ours))]) == {}


@given(st.permutations(group(member(7, "ADA LOVELACE"), member(8, "", "{x}"))))
def test_the_order_of_the_group_does_not_matter(mixed: list[Member]) -> None:
    expected = outliers.outliers(group(member(7, "ADA LOVELACE"), member(8, "", "{x}")))
    assert outliers.outliers(mixed) == expected


VALUES = st.text(max_size=60)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=12))
def test_every_outlier_is_of_the_group_and_has_a_sentence(values: list[tuple[str, str]]) -> None:
    every = [
        Member(
            UUID(int=n),
            letter(facts=(Fact("first_name", a, "contact.x"), Fact("company", b, "account.x"))),
        )
        for n, (a, b) in enumerate(values)
    ]
    found = outliers.outliers(every)
    assert set(found) <= {each.id for each in every}
    assert all(reasons and all(r.endswith(".") for r in reasons) for reasons in found.values())
