"""Domains of recipients that are one receiver."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contacts.domains import _FAMILY_OF, is_shared, receiver, registered


@pytest.mark.parametrize(
    ("domain", "found"),
    [
        ("initech.example", "initech.example"),
        ("mail.eu.initech.com", "initech.com"),
        ("news.initech.co.uk", "initech.co.uk"),
        ("initech.com.au", "initech.com.au"),
        ("co.uk", "co.uk"),
        ("a.initech.de", "initech.de"),
        ("xn--mller-kva.de", "xn--mller-kva.de"),
        ("localhost", "localhost"),
        ("", ""),
    ],
)
def test_a_registered_domain_is_told_by_its_last_labels(domain: str, found: str) -> None:
    assert registered(domain) == found


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("gmail.com", "GoogleMail.com"),
        ("outlook.com", "hotmail.co.uk"),
        ("live.com", "msn.com"),
        ("yahoo.com", "aol.de"),
        ("icloud.com", "me.com"),
        ("web.de", "gmx.net"),
    ],
)
def test_the_domains_of_a_provider_are_one_receiver(one: str, other: str) -> None:
    assert receiver(one) == receiver(other)


def test_companies_are_receivers_of_their_own() -> None:
    assert len({receiver(f"{name}.co.uk") for name in ("initech", "umbrella", "acme")}) == 3


def test_every_domain_of_a_provider_has_its_subdomains() -> None:
    assert len(_FAMILY_OF) > 150
    astray = [name for name in _FAMILY_OF if registered(f"mail.{name}") != name]
    assert astray == []


@given(st.lists(st.sampled_from(["a", "co", "uk", "com", "de", "gmail"]), max_size=6))
def test_a_receiver_is_its_own_receiver(labels: list[str]) -> None:
    found = receiver(".".join(labels))
    assert receiver(found) == found


@pytest.mark.parametrize(
    ("domain", "shared"), [("gmail.com", True), ("GMX.de", True), ("acme.example", False)]
)
def test_a_providers_domain_is_shared_by_strangers(domain: str, shared: bool) -> None:
    assert is_shared(domain) is shared
