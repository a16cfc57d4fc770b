"""Addresses: one base form for every spelling, plain refusals, and hashes that outlive erasure."""

import string
import unicodedata
from typing import Literal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from contacts.addresses import (
    AddressError,
    dialled,
    fingerprint,
    is_role_based,
    mobile_number,
    parse_address,
    parse_phone,
)

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: list[Form] = ["NFC", "NFD", "NFKC", "NFKD"]
LOCALS = st.text(string.ascii_letters + string.digits + "äöüéßİŁ", min_size=1, max_size=20)
DOMAINS = st.sampled_from(
    ["acme.example", "ACME.Example", "gmail.com", "GoogleMail.com", "müller.de", "straße.de"]
)
TAGS = st.text(string.ascii_letters + string.digits + "+", max_size=10)


@pytest.mark.parametrize(
    ("text", "normal", "base"),
    [
        ("anna@acme.example", "anna@acme.example", "anna@acme.example"),
        ("  Anna.Meier@ACME.Example ", "anna.meier@acme.example", "anna.meier@acme.example"),
        ("mailto:anna@acme.example?subject=Hi", "anna@acme.example", "anna@acme.example"),
        ("anna@acme.example;", "anna@acme.example", "anna@acme.example"),
        ("anna@acme.example.", "anna@acme.example", "anna@acme.example"),
        ("\ufeffanna@acme.example\u200b", "anna@acme.example", "anna@acme.example"),
        ("anna+news@acme.example", "anna+news@acme.example", "anna@acme.example"),
        ("A.N.Na+x@googlemail.com", "a.n.na+x@googlemail.com", "anna@gmail.com"),
        ("anna@müller.de", "anna@xn--mller-kva.de", "anna@xn--mller-kva.de"),
        ("anna@straße.de", "anna@xn--strae-oqa.de", "anna@xn--strae-oqa.de"),
        ("MÜLLER@acme.example", "müller@acme.example", "müller@acme.example"),
        ("ａｎｎａ@acme.example", "anna@acme.example", "anna@acme.example"),
        ("anna＠acme.example", "anna@acme.example", "anna@acme.example"),
        ("anna.+x@acme.example", "anna.+x@acme.example", "anna@acme.example"),
        ("+49301@acme.example", "+49301@acme.example", "+49301@acme.example"),
        ("demo@shop.test", "demo@shop.test", "demo@shop.test"),
    ],
)
def test_every_spelling_has_one_normal_and_one_base_form(text: str, normal: str, base: str) -> None:
    address = parse_address(text)
    assert (address.normal, address.base) == (normal, base)


def test_the_original_spelling_is_kept_for_sending() -> None:
    assert parse_address(" Anna.Meier@Acme.Example ").original == "Anna.Meier@Acme.Example"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("anna", "one @"),
        ("anna@b@acme.example", "one @"),
        ("Anna Meier <anna@acme.example>", "without a name"),
        ("anna@acme.example\r\nBcc: x@y.example", "line break"),
        ("an\x00na@acme.example", "invisible"),
        ("an\u200bna@acme.example", "invisible"),
        ("an\u202ena@acme.example", "invisible"),
        ("anna@[192.0.2.1]", "IP address"),
        ("anna@192.0.2.1", "IP address"),
        ("anna@localhost", "reserved name"),
        ("anna@printer.local", "reserved name"),
        ("anna@acme", "domain name"),
        ("anna@acme..example", "two periods"),
        ("an na@acme.example", "SPACE"),
        ("a" * 65 + "@acme.example", "too long"),
        ("anna@" + "a." * 130 + "example", "longer than 254"),
    ],
)
def test_what_is_no_address_is_refused_in_a_plain_sentence(text: str, says: str) -> None:
    with pytest.raises(AddressError, match=says) as refusal:
        parse_address(text)
    assert str(refusal.value).endswith(".")


@given(local=LOCALS, domain=DOMAINS)
@example(local="a.\u0301", domain="gmail.com")
def test_the_base_of_a_base_is_itself(local: str, domain: str) -> None:
    base = parse_address(f"{local}@{domain}").base
    assert parse_address(base).base == base


@given(local=LOCALS, domain=DOMAINS, tag=TAGS)
def test_a_plus_tag_never_changes_the_base(local: str, domain: str, tag: str) -> None:
    tagged = parse_address(f"{local}+{tag}@{domain}")
    assert tagged.base == parse_address(f"{local}@{domain}").base


@given(local=LOCALS, domain=DOMAINS, form=st.sampled_from(FORMS))
def test_unicode_form_never_changes_the_base(local: str, domain: str, form: Form) -> None:
    text = f"{local}@{domain}"
    assert parse_address(unicodedata.normalize(form, text)).base == parse_address(text).base


@given(local=st.text(string.ascii_letters + "äöüéß", min_size=1, max_size=20), domain=DOMAINS)
def test_letter_case_never_changes_the_base(local: str, domain: str) -> None:
    text = f"{local}@{domain}"
    assert parse_address(f"{local.upper()}@{domain}").base == parse_address(text).base


@given(st.text(max_size=300))
def test_any_text_is_an_address_or_a_plain_refusal(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressError:
        return
    assert address.normal.isprintable()
    assert address.normal.count("@") == 1


@pytest.mark.parametrize(
    "local", ["info", "Sales", "sales2", "no-reply", "support+de", "k.o.ntakt"]
)
def test_function_names_are_role_based(local: str) -> None:
    assert is_role_based(local)


@pytest.mark.parametrize("local", ["anna", "anna.meier", "informant", "salesforce.fan", "a"])
def test_names_of_people_are_not_role_based(local: str) -> None:
    assert not is_role_based(local)


def test_a_fingerprint_depends_on_the_address_and_the_key() -> None:
    prints = {
        fingerprint("anna@acme.example", b"one"),
        fingerprint("anna@acme.example", b"two"),
        fingerprint("bert@acme.example", b"one"),
    }
    assert {len(each) for each in prints} == {64}
    assert len(prints) == 3


def test_a_fingerprint_without_a_key_is_refused() -> None:
    with pytest.raises(ValueError, match="secret"):
        fingerprint("anna@acme.example", b"")


@pytest.mark.parametrize(
    ("text", "region", "normal"),
    [
        ("030 901820", "DE", "+4930901820"),
        ("+49 (0)30 901820", "", "+4930901820"),
        ("(212) 555-0100", "us", "+12125550100"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("030 901820", "", None),
        ("12", "DE", None),
        ("call me", "DE", None),
        ("9" * 5000, "DE", None),
        ("030 901820", "QQ", None),
    ],
)
def test_numbers_become_e164_or_nothing(text: str, region: str, normal: str | None) -> None:
    assert parse_phone(text, region) == normal
    assert normal is None or dialled(text, region) == normal


@pytest.mark.parametrize(
    ("mobile", "phone", "region", "number"),
    [
        ("0151 12345678", "", "DE", "+4915112345678"),
        ("+49 151 12345678", "+49 30 1234567", "", "+4915112345678"),
        ("nonsense", "+4915112345678", "", None),
        ("", "+4915112345678", "", "+4915112345678"),
        ("", "+49 30 1234567", "", None),
        ("", "+1 201 555 0123", "", "+12015550123"),
        ("", "", "DE", None),
        ("0151 12345678", "", "", None),
    ],
)
def test_text_messages_go_to_what_is_known_to_be_a_mobile_number(
    mobile: str, phone: str, region: str, number: str | None
) -> None:
    assert mobile_number(mobile, phone, region) == number
