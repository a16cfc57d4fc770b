"""Companies are told apart by what is their own."""

import pytest

from contacts.companies import normal_name, own_domain


@pytest.mark.parametrize(
    "spelling", ["Acme", "ACME, Inc.", "acme GmbH", "Acme GmbH & Co. KG", "Acme S.A.", "  acme  "]
)
def test_a_legal_form_makes_no_other_company(spelling: str) -> None:
    assert normal_name(spelling) == "acme"


@pytest.mark.parametrize("name", ["AG", "Co", "株式会社", "!!!"])
def test_every_name_has_a_normal_form(name: str) -> None:
    assert normal_name(name)


def test_the_domain_is_taken_from_a_web_address() -> None:
    assert own_domain("", "https://www.Acme.example:8443/de?x=1") == "acme.example"


@pytest.mark.parametrize("shared", ["gmail.com", "https://de.linkedin.com/company/acme", ""])
def test_a_shared_domain_stands_for_no_company(shared: str) -> None:
    assert own_domain(shared) == ""
